"""What an import does or did: counts, and the rows that cannot be taken with their reasons."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.facilities import BadRow, ImportPlan
from ui import wording
from ui.facilities.bad_rows import as_text, save_csv
from ui.page import Desk
from ui.style.look import SMALL, TITLE
from ui.widgets.buttons import Button
from ui.widgets.labels import Label


class ImportResult(QWidget):
    """The second page of the import."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        say, look = desk.say, desk.look
        self._rows: tuple[BadRow, ...] = ()
        self.sentence = Label(look, points=TITLE, bold=True, wrap=True)
        self.counts = Label(look, wrap=True)
        self.head = Label(look, bold=True)
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels([say("Row"), say("Value"), say("Reason")])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setAccessibleName(say("Rows that cannot be taken"))
        self.table.setFont(look.font(SMALL))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(look.row(SMALL, 24))
        header = self.table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.copy, self.save = Button(small=True), Button(small=True)
        self.copy.setText(say("Copy the rows"))
        self.save.setText(say("Save as CSV…"))
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self._choose_name)
        buttons = QHBoxLayout()
        for button in (self.copy, self.save):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        for part in (self.sentence, self.counts, self.head):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addLayout(buttons)
        column.addStretch(0)

    def show_plan(self, plan: ImportPlan) -> None:
        say = self._desk.say
        self._rows = (*plan.bad, *plan.warnings)
        self.sentence.setText(
            say(
                "{new} new, {changed} changed, {same} the same, {bad} cannot be taken",
                new=wording.number(len(plan.new)),
                changed=wording.number(len(plan.changed)),
                same=wording.number(plan.same),
                bad=wording.number(len(plan.bad)),
            )
        )
        self.counts.setText(
            say("Nothing is written yet. Rows that cannot be taken are left out; the others are taken in.")
            if plan.new or plan.changed
            else say("There is nothing to take in.")
        )
        self.head.setText(
            say("Rows to look at: {count}", count=wording.number(len(self._rows))) if self._rows else ""
        )
        for part in (self.head, self.table, self.copy, self.save):
            part.setVisible(bool(self._rows))
        self.table.setRowCount(len(self._rows))
        for at, row in enumerate(self._rows):
            for column, text in enumerate((str(row.row), row.value, say(row.reason))):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(at, column, item)
        self.table.resizeColumnToContents(0)
        self.table.setColumnWidth(1, self._desk.look.px(220))

    def show_done(self, count: int) -> None:
        say = self._desk.say
        self.counts.setText(
            say("1 facility was taken in.")
            if count == 1
            else say("{count} facilities were taken in.", count=wording.number(count))
        )

    @property
    def _practice(self) -> bool:
        office = self._desk.services.people.office()
        return office is not None and office.is_demo

    def _copy(self) -> None:
        QApplication.clipboard().setText(as_text(self._desk.say, self._rows, practice=self._practice))

    def _choose_name(self) -> None:
        say = self._desk.say
        name, _ = QFileDialog.getSaveFileName(self, say("Save as CSV"), "kmmp-rows.csv", "CSV (*.csv)")
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the rows; a disk that refuses is told in the sentence above them."""
        try:
            save_csv(self._desk.say, self._rows, path, practice=self._practice)
        except OSError as error:
            self.counts.setText(
                self._desk.say(
                    "{file} could not be written: {reason}",
                    file=path.name,
                    reason=reason_of(error),
                )
            )
