"""First run, the end: where the data lie, what is owed now, and the first return at one key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from ui import wording
from ui.first_run.backup_part import BackupPart
from ui.first_run.step import Step, Told
from ui.page import Desk
from ui.tasks import Report

OpenAt = tuple[str, str, Period]
"""Family, MFL code, month of a return."""


class DoneStep(Step):
    """``first`` is the return that Enter opens; None where nothing is owed."""

    name = "done"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        say = desk.say
        self.first: OpenAt | None = None
        self.head(say("The office is ready"))
        self.where = self.add_words("", ink="text")
        self.owed = self.add_words("", ink="text")
        self.next = self.add_words("", ink="text")
        self.lacking = Told(desk.look)
        self.column.addWidget(self.lacking)
        self.backup = BackupPart(desk)
        self.column.addWidget(self.backup)
        self.add_words(say("To try things out, use Tools, Practise: a made-up office beside this one."))
        self.column.addStretch(1)

    def enter(self) -> None:
        say, services = self.desk.say, self.desk.services
        self.backup.enter()
        self.where.setText(say("Everything is kept in {folder}.", folder=services.home))
        period = services.worklist.default_period()
        owed, self.first = 0, None
        due = ""
        for family in services.forms.families():
            listed = services.worklist.month(family, period)
            open_rows = [r for r in listed.rows if r.current.owed and r.current.state in (None, State.DRAFT)]
            owed += len(open_rows)
            if open_rows and self.first is None:
                self.first = (family, open_rows[0].facility.mfl, period)
                due = wording.day_month(say, listed.due_at)
                self.next.setText(
                    say("Enter opens the first: {facility}.", facility=open_rows[0].facility.name)
                )
        month = wording.month_year(say, period)
        if self.first is None:
            self.owed.setText(say("Nothing is owed for {month} yet.", month=month))
            self.next.setText(say("Add facilities with Ctrl+N or Ctrl+I."))
        else:
            self.owed.setText(
                say("Owed for {month}: {count} returns, due {due}.", month=month, count=owed, due=due)
            )
        manager = any(p.enabled and p.role is Role.MANAGER for p in services.people.people())
        self.lacking.say(
            ""
            if manager
            else say("There is no manager yet: nobody can approve. Add one under Tools, First steps.")
        )

    def wrong(self) -> QWidget | None:
        return self.backup.wrong()

    def work(self) -> Callable[[Report], object] | None:
        return self.backup.work()

    def go_text(self) -> str:
        say = self.desk.say
        return say("Open the first return") if self.first is not None else say("Start")
