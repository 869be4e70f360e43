"""First run, the forms owed: which of them, from which month, by all facilities or by some."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from kmmp_desktop.domain.period import Period
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.first_steps import set_owed, take_forms
from ui.first_run.step import Step, Told
from ui.messages import sentence
from ui.page import Desk
from ui.style.look import SMALL
from ui.tasks import Report
from ui.widgets.buttons import Button
from ui.widgets.check_box import CheckBox
from ui.widgets.month_box import MonthBox

BESIDE = 1.4
"""Text size below which a month stands beside its form; else under it, so that nothing runs off the side."""


@dataclass(frozen=True)
class _FormRow:
    family: str
    tick: CheckBox
    start: MonthBox


class FormsStep(Step):
    """The first month is last month, whose returns are due next, until something else is chosen."""

    name = "forms"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        say, look = desk.say, desk.look
        self._without_told = False
        self.rows: list[_FormRow] = []
        self.head(
            say("The forms owed"),
            say("Tick what the facilities report, and the first month they report it for."),
        )
        self._place = QWidget()
        self.grid = QGridLayout(self._place)
        ring = look.px(4)
        self.grid.setContentsMargins(ring, ring, ring, ring)
        self.grid.setHorizontalSpacing(look.px(16))
        self.column.addWidget(self._place)
        self.told = Told(look)
        self.column.addWidget(self.told)
        self.by_list = CheckBox(look, say("Not the same for all: choose facility by facility"))
        self.by_list.toggled.connect(self._show_list)
        self.column.addWidget(self.by_list)
        self.table = QTableWidget(0, 0)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setAccessibleName(say("Facilities and the forms they owe"))
        self.table.setFont(look.font(SMALL))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(look.row(SMALL, 24))
        self.table.setMinimumHeight(look.px(160))
        self.table.hide()
        self.column.addWidget(self.table, 1)
        row = QHBoxLayout()
        self.more = Button(icon_name="file")
        self.more.setText(say("More forms from a folder…"))
        self.more.clicked.connect(self._choose_folder)
        self.more.set_look(look)
        row.addWidget(self.more)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addStretch(0)

    def enter(self) -> None:
        if not self.rows:
            self._fill()
        self._show_list(self.by_list.isChecked())
        if self.rows:
            self.rows[0].tick.setFocus()

    def _fill(self) -> None:
        """A row for each form; ticks and months that were set stay."""
        say, look, services = self.desk.say, self.desk.look, self.desk.services
        known = {row.family: row for row in self.rows}
        now = services.worklist.default_period()
        for at, family in enumerate(services.forms.families()):
            if family in known:
                continue
            form = services.forms.newest(family)
            tick = CheckBox(look, say(form.title))
            start = MonthBox(look, say, now)
            start.choose(now)
            start.setAccessibleName(f"{say(form.title)}: {say('Owed from')}")
            start.setEnabled(False)
            tick.toggled.connect(start.setEnabled)
            tick.toggled.connect(self._ticked)
            tick.setChecked(at == 0)
            if look.scale < BESIDE:
                self.grid.addWidget(tick, at, 0)
                self.grid.addWidget(start, at, 1)
            else:
                self.grid.addWidget(tick, 2 * at, 0, 1, 2)
                self.grid.addWidget(start, 2 * at + 1, 0, Qt.AlignmentFlag.AlignLeft)
            tick.show()  # a hidden control takes no focus, and layouts show it later
            start.show()
            self.rows.append(_FormRow(family, tick, start))
        self.grid.setColumnStretch(2, 1)

    def _ticked(self) -> None:
        self._without_told = False
        self.told.say("")
        if self.by_list.isChecked():
            self._show_list(True)

    def _wanted(self) -> dict[str, Period]:
        return {
            row.family: month
            for row in self.rows
            if row.tick.isChecked() and (month := row.start.period()) is not None
        }

    def _show_list(self, on: bool) -> None:
        """A row per facility and a column per ticked form; ticks that were taken out stay out."""
        self.table.setVisible(on)
        if not on:
            return
        out = self._taken_out()
        families = list(self._wanted())
        forms, say = self.desk.services.forms, self.desk.say
        facilities = self.desk.services.facilities.all()
        self.table.setColumnCount(1 + len(families))
        names = [say(forms.newest(f).short or forms.newest(f).title) for f in families]
        self.table.setHorizontalHeaderLabels([say("Facility"), *names])
        self.table.setRowCount(len(facilities))
        for at, facility in enumerate(facilities):
            name = QTableWidgetItem(f"{facility.name} ({facility.mfl})")
            name.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            name.setData(Qt.ItemDataRole.UserRole, facility.mfl)
            self.table.setItem(at, 0, name)
            for column, family in enumerate(families, start=1):
                item = QTableWidgetItem()
                item.setFlags(
                    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
                )
                owes = (facility.mfl, family) not in out
                item.setCheckState(Qt.CheckState.Checked if owes else Qt.CheckState.Unchecked)
                item.setData(Qt.ItemDataRole.UserRole, family)
                self.table.setItem(at, column, item)
        self.table.resizeColumnsToContents()
        if facilities and families:
            self.table.setCurrentCell(0, 1)

    def _taken_out(self) -> set[tuple[str, str]]:
        out = set()
        for at in range(self.table.rowCount()):
            name = self.table.item(at, 0)
            for column in range(1, self.table.columnCount()):
                item = self.table.item(at, column)
                if name is not None and item is not None and item.checkState() is Qt.CheckState.Unchecked:
                    out.add((name.data(Qt.ItemDataRole.UserRole), item.data(Qt.ItemDataRole.UserRole)))
        return out

    def owed(self) -> dict[str, dict[str, Period]]:
        """MFL code -> family -> first month, as the page stands."""
        wanted = self._wanted()
        out = self._taken_out() if self.by_list.isChecked() else set()
        return {
            facility.mfl: {f: month for f, month in wanted.items() if (facility.mfl, f) not in out}
            for facility in self.desk.services.facilities.all()
        }

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.desk.say("Folder with form files"))
        if name:
            self.take(Path(name))

    def take(self, folder: Path) -> None:
        """Form files of a folder or a USB stick join the list."""
        say = self.desk.say
        try:
            names = take_forms(self.desk.services, folder)
        except KmmpError as error:
            self.told.say(sentence(self.desk, error), "error")
            return
        self._fill()
        self.told.say(say("Taken in: {names}", names=", ".join(names)), "good")

    def wrong(self) -> QWidget | None:
        if self._wanted() or self._without_told or not self.rows:
            return None
        self._without_told = True
        self.told.say(
            self.desk.say("No form is ticked, so nothing is owed. Press Next once more to go on like this.")
        )
        return self.rows[0].tick

    def work(self) -> Callable[[Report], object] | None:
        services, owed, by = self.desk.services, self.owed(), self.desk.person
        return lambda _report: set_owed(services, owed, by)
