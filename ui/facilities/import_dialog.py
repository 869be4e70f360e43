"""Bring in a list of facilities: choose the file, map its columns, look, take in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kmmp_desktop.services.facilities import FIELDS, ImportPlan, guess_columns
from kmmp_desktop.services.ports import Table
from ui.facilities.import_result import ImportResult
from ui.facilities.preview_table import PreviewTable
from ui.page import Desk
from ui.tasks import Report, Task
from ui.widgets.buttons import Button
from ui.widgets.check_box import CheckBox
from ui.widgets.fields import ComboBox
from ui.widgets.labels import Label
from ui.widgets.month_box import MonthBox
from ui.widgets.sheet import Sheet

Rows = Sequence[tuple[int, Sequence[str]]]


class ImportDialog(Sheet):
    """Nothing is written before the last button, which says how many facilities it takes in."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        say = desk.say
        super().__init__(desk, say("Import facilities"), say("Look at the list"), parent)
        self._table: Table | None = None
        self._path: Path | None = None
        self._plan: ImportPlan | None = None
        self.taken = 0
        self.pages = QStackedWidget()
        self.pages.addWidget(self._build_choice())
        self.outcome = ImportResult(desk)
        self.pages.addWidget(self.outcome)
        self.body.addWidget(self.pages, 1)
        self.back = Button()
        self.back.setText(say("Back"))
        self.back.clicked.connect(self._go_back)
        self.foot.insertWidget(1, self.back)
        self.back.hide()
        self.resize(desk.look.px(860), desk.look.px(600))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size()))
        self._show_table(None)

    # The first page: file, columns, forms

    def _build_choice(self) -> QWidget:
        say, look = self.desk.say, self.desk.look
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self.file = QLineEdit()
        self.file.setReadOnly(True)
        self.file.setPlaceholderText(say("A CSV or Excel file with one facility per row"))
        self.file.setAccessibleName(say("File"))
        self.choose = Button()
        self.choose.setText(say("Choose a file…"))
        self.choose.clicked.connect(self._choose_file)
        self.sheet = ComboBox(look)
        self.sheet.setAccessibleName(say("Sheet"))
        self.sheet.activated.connect(lambda _at: self.read(self._path, self.sheet.currentText()))
        row = QHBoxLayout()
        for part in (self.file, self.sheet, self.choose):
            row.addWidget(part)
        column.addLayout(row)
        column.addWidget(self._head(say("Which column holds what (* has to be there)")))
        column.addLayout(self._build_columns())
        self._seen = self._head("")
        column.addWidget(self._seen)
        self.preview = PreviewTable(look)
        self.preview.setAccessibleName(say("First rows of the file"))
        column.addWidget(self.preview, 1)
        column.addWidget(self._head(say("Forms these facilities owe")))
        column.addLayout(self._build_forms())
        return page

    def _head(self, words: str) -> Label:
        head = Label(self.desk.look, bold=True)
        head.setText(words)
        return head

    def _build_columns(self) -> QGridLayout:
        say, look = self.desk.say, self.desk.look
        grid = QGridLayout()
        grid.setSpacing(look.px(6))
        across = 2 if look.scale < 1.4 else 1
        self.columns: dict[str, ComboBox] = {}
        for at, field in enumerate(FIELDS):
            words = say(field.label) + (" *" if field.required else "")
            label, box = Label(look), ComboBox(look)
            label.setText(words)
            label.setBuddy(box)
            box.setAccessibleName(words)
            box.activated.connect(lambda _at: self._show_mapping())
            row, column = divmod(at, across)
            grid.addWidget(label, row, column * 2)
            grid.addWidget(box, row, column * 2 + 1)
            self.columns[field.name] = box
        for column in range(across):
            grid.setColumnStretch(column * 2 + 1, 1)
        return grid

    def _build_forms(self) -> QBoxLayout:
        say, look, services = self.desk.say, self.desk.look, self.desk.services
        row = QBoxLayout(
            QBoxLayout.Direction.LeftToRight if look.scale < 1.4 else QBoxLayout.Direction.TopToBottom
        )
        row.setSpacing(look.px(12))
        self.forms: dict[str, CheckBox] = {}
        for number, family in enumerate(services.forms.families()):
            form = services.forms.newest(family)
            tick = CheckBox(look, say(form.short or form.title))
            tick.setChecked(number == 0)
            self.forms[family] = tick
            row.addWidget(tick)
        label = Label(look, ink="muted")
        label.setText(say("from"))
        self.start = MonthBox(look, say, services.worklist.default_period())
        self.start.choose(services.worklist.default_period())
        self.start.setAccessibleName(say("Owed from"))
        row.addWidget(label)
        row.addWidget(self.start)
        row.addStretch(1)
        return row

    def _choose_file(self) -> None:
        say = self.desk.say
        name, _ = QFileDialog.getOpenFileName(
            self, say("Import facilities"), "", say("Lists") + " (*.csv *.txt *.xlsx *.xlsm *.xls *.ods)"
        )
        if name:
            self.read(Path(name))

    def read(self, path: Path | None, sheet: str = "") -> None:
        """Read a file; what it holds is shown, what is wrong with it is said."""
        if path is None:
            return
        self._path = path
        tables = self.desk.services.tables
        task = Task(lambda _report: tables.read(path, sheet))
        task.succeeded.connect(self._show_table)
        task.failed.connect(lambda _error: self._show_table(None))
        self.work(task)

    def _show_table(self, table: Table | None) -> None:
        self._table = table
        say = self.desk.say
        self.file.setText(str(self._path) if table and self._path else "")
        self.file.setToolTip(self.file.text())
        self.sheet.clear()
        self.sheet.addItems(list(table.sheets) if table else [])
        self.sheet.setCurrentText(table.sheet if table else "")
        self.sheet.setVisible(bool(table) and self.sheet.count() > 1)
        guessed = guess_columns(table.header) if table else {}
        for name, box in self.columns.items():
            box.clear()
            box.addItem(say("not in the file"), -1)
            for at, head in enumerate(table.header if table else ()):
                box.addItem(head or say("column {number}", number=at + 1), at)
            box.setCurrentIndex(guessed.get(name, -1) + 1)
            box.setEnabled(table is not None)
        self._show_mapping()
        self._enable()

    def _show_mapping(self) -> None:
        table = self._table
        self._seen.setText(self.desk.say("First rows of {count}", count=len(table.rows)) if table else "")
        labels = {at: self.desk.say(f.label) for f in FIELDS if (at := self.chosen().get(f.name)) is not None}
        self.preview.show_rows(table.header if table else (), table.rows[:8] if table else (), labels)

    def chosen(self) -> dict[str, int]:
        """Field name -> column number, as the combo boxes say."""
        found = {name: box.currentData() for name, box in self.columns.items()}
        return {name: int(at) for name, at in found.items() if at is not None and int(at) >= 0}

    def _enable(self) -> None:
        self.go.setEnabled(self._table is not None and not self.is_working)

    def _on_finished(self) -> None:
        super()._on_finished()
        self._enable()

    # Looking, then taking in

    def commit(self) -> None:
        if self.taken:
            self.accept()
        elif self._plan is None:
            self._look()
        else:
            self._take_in(self._plan)

    def _look(self) -> None:
        if self._table is None:
            return
        rows, columns, start = self._table.rows, self.chosen(), self.start.period()
        families = [family for family, tick in self.forms.items() if tick.isChecked()]
        facilities = self.desk.services.facilities
        task = Task(lambda report: facilities.plan(counted(rows, report), columns, families, start))
        task.succeeded.connect(self._show_plan)
        self.work(task)

    def _show_plan(self, plan: ImportPlan) -> None:
        self._plan = plan
        self.outcome.show_plan(plan)
        self.pages.setCurrentWidget(self.outcome)
        self.back.show()
        count = len(plan.new) + len(plan.changed)
        say = self.desk.say
        if count:
            self.go.setText(
                say("Take in 1 facility") if count == 1 else say("Take in {count} facilities", count=count)
            )
        else:
            # Nothing to write: the button only closes.
            self.go.setText(say("Close"))

    def _take_in(self, plan: ImportPlan) -> None:
        if not plan.new and not plan.changed:
            self.accept()
            return
        facilities, person = self.desk.services.facilities, self.desk.person
        task = Task(lambda _report: facilities.apply(plan, person))
        task.succeeded.connect(self._taken_in)
        self.work(task)

    def _taken_in(self, count: int) -> None:
        self.taken = count
        if self._plan is not None and (self._plan.bad or self._plan.warnings):
            # Stay, so that the rows left out can still be copied or saved.
            say = self.desk.say
            self.outcome.show_done(count)
            self.back.hide()
            self.cancel.hide()
            self.go.setText(say("Close"))
        else:
            self.accept()

    def _go_back(self) -> None:
        self._plan = None
        self.pages.setCurrentIndex(0)
        self.back.hide()
        self.show_problem("")
        self.go.setText(self.desk.say("Look at the list"))


def counted(rows: Rows, report: Report) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows, telling every hundredth time how far they are read."""
    for done, row in enumerate(rows):
        if done % 100 == 0:
            report(done, len(rows))
        yield row
