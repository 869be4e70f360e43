"""First run, the facilities: paste a list, choose a file, or add them by hand later."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QWidget

from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.facilities import ImportPlan, guess_columns
from kmmp_desktop.services.first_steps import table_of
from kmmp_desktop.services.ports import Table
from ui.first_run.step import Step, Told
from ui.messages import sentence
from ui.page import Desk
from ui.tasks import Report, Task
from ui.widgets.buttons import Button
from ui.widgets.labels import Label

SHOWN_ROWS = 4


class _Paste(QPlainTextEdit):
    """Tab goes on to the next control: a list is pasted here, not laid out."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)


class FacilitiesStep(Step):
    """Good rows are taken in; rows that cannot be are named with number, value and reason."""

    name = "facilities"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        say, look = desk.say, desk.look
        self._source: Table | None = None
        self._without_told = False
        self._plan: ImportPlan | None = None
        self._task: Task | None = None
        self.head(
            say("The facilities"),
            say(
                "Copy the rows from a spreadsheet and paste them here: MFL code and name, and where there "
                "are any county, sub-county and level. A header is understood, and not needed."
            ),
        )
        self.there = Told(look)
        self.column.addWidget(self.there)
        head = Label(look)
        head.setText(say("Facilities, one to a line"))
        self.list = _Paste()
        self.list.setAccessibleName(head.text())
        self.list.setPlaceholderText("99104, Nyota Health Centre, Kisumu\n99112, Asali Dispensary, Kisumu")
        self.list.setMinimumHeight(look.px(150))
        self.list.textChanged.connect(self._typed)
        head.setBuddy(self.list)
        self.column.addWidget(head)
        self.column.addWidget(self.list, 1)
        self.told = Told(look)
        self.column.addWidget(self.told)
        row = QHBoxLayout()
        self.choose = Button(icon_name="file")
        self.choose.setText(say("Choose a file…"))
        self.choose.clicked.connect(self._choose)
        self.choose.set_look(look)
        row.addWidget(self.choose)
        row.addStretch(1)
        self.column.addLayout(row)
        self.add_words(
            say("Ctrl+Enter goes on from the list. Facilities can also be added one by one later.")
        )

    def enter(self) -> None:
        count = len(self.desk.services.facilities.all())
        say = self.desk.say
        self.there.say(
            say("There are {count} facilities already. More can be added.", count=count) if count else "",
            "good",
        )
        self.list.setFocus()

    def _typed(self) -> None:
        self._source, self._without_told = None, False
        if not self.list.toPlainText().strip():
            self.told.say("")
            return
        try:
            self._show(table_of(self.list.toPlainText()))
        except KmmpError as error:
            self.told.say(sentence(self.desk, error))

    def _choose(self) -> None:
        say = self.desk.say
        name, _ = QFileDialog.getOpenFileName(
            self, say("Import facilities"), "", say("Lists") + " (*.csv *.txt *.xlsx *.xlsm *.xls *.ods)"
        )
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """A file is shown as the list it holds, so that it is corrected where it is read."""
        tables = self.desk.services.tables
        self._task = Task(lambda _report: tables.read(path), self)
        self._task.succeeded.connect(self._read)
        self._task.failed.connect(self._refused_file)
        self._task.start()

    def _read(self, table: Table) -> None:
        lines = ["\t".join(table.header), *("\t".join(cells) for _, cells in table.rows)]
        self.list.setPlainText("\n".join(lines))
        self.list.setFocus()

    def _refused_file(self, error: Exception) -> None:
        if not isinstance(error, KmmpError):
            raise error
        self.told.say(sentence(self.desk, error), "error")
        self.choose.setFocus()

    def _show(self, table: Table) -> None:
        columns = guess_columns(table.header)
        say = self.desk.say
        if "mfl" not in columns or "name" not in columns:
            missing = say("MFL code") if "mfl" not in columns else say("Facility name")
            self.told.say(say("No column holds the {field}.", field=missing), "error")
            return
        plan = self.desk.services.facilities.plan(table.rows, columns)
        count = len(plan.new) + len(plan.changed)
        words = say("Can be taken in: {count}.", count=count)
        if plan.same:
            words += " " + say("There already: {count}.", count=plan.same)
        if plan.bad:
            words += " " + say("Cannot be taken, and left out: {count}.", count=len(plan.bad))
            for bad in plan.bad[:SHOWN_ROWS]:
                words += "\n" + say("Row {row}: {reason}", row=bad.row, reason=say(bad.reason))
        self._source, self._plan = table, plan
        self.told.say(words, "error" if plan.bad else "good")

    def wrong(self) -> QWidget | None:
        say = self.desk.say
        if self.list.toPlainText().strip():
            if self._source is None:
                return self.list
            if self._plan is not None and not (self._plan.new or self._plan.changed or self._plan.same):
                return self.list
            return None
        if self.desk.services.facilities.all() or self._without_told:
            return None
        self._without_told = True
        self.told.say(
            say(
                "Without a facility nothing is owed. Press Next once more to go on, and add them later with "
                "Ctrl+N or Ctrl+I."
            )
        )
        return self.list

    def work(self) -> Callable[[Report], object] | None:
        if self._source is None:
            return None
        table, columns = self._source, guess_columns(self._source.header)
        facilities, by = self.desk.services.facilities, self.desk.person
        return lambda _report: facilities.apply(facilities.plan(table.rows, columns), by)

    def done(self, result: object) -> None:
        self.list.blockSignals(True)
        self.list.setPlainText("")
        self.list.blockSignals(False)
        self._source, self._plan = None, None
        self.told.say("")
