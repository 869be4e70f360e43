"""The first run: doors, then page by page to the first return. Back and forth loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QSizePolicy, QStackedWidget, QWidget

from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.services.first_steps import STEPS, keep_step, standing
from kmmp_desktop.services.founding import Founding, Newcomer, add_first_manager, found
from ui.first_run.done_step import DoneStep, OpenAt
from ui.first_run.doors import Doors
from ui.first_run.facilities_step import FacilitiesStep
from ui.first_run.forms_step import FormsStep
from ui.first_run.office_step import OfficeStep
from ui.first_run.people_step import PeopleStep
from ui.first_run.recovery_step import RecoveryStep
from ui.first_run.step import Step
from ui.first_run.steps_list import StepsList
from ui.page import Desk
from ui.tasks import Report, Task
from ui.widgets.buttons import Button
from ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    # Only for the type: the services pull in the database, which waits until the window is painted.
    from kmmp_desktop.services.bundle import Services


@dataclass(frozen=True)
class Ways:
    """What the wizard can ask of the program around it."""

    settle: Callable[[Founding, Report], Services]
    """Makes the office on disk and opens it."""
    practise: Callable[[], None] | None = None
    """Opens the practice office in a window of its own."""


class FirstRun(Sheet):
    """``outcome`` after it closed: ``founded`` (``person`` works on, ``first`` is to be opened),
    ``restored`` or ``connected`` (an office is there now: sign in), ``practise``; empty: closed."""

    def __init__(self, desk: Desk, place: Path, ways: Ways, parent: QWidget | None = None) -> None:
        super().__init__(desk, desk.say("First steps"), desk.say("Next"), parent)
        self._place, self._ways = place, ways
        self.outcome = ""
        self.person: Person | None = None
        self.first: OpenAt | None = None
        self._closing_told = False
        self.back = Button()
        self.back.clicked.connect(self.go_back)
        self.foot.insertWidget(0, self.back)
        # Shortcuts, not key events: a text field keeps both keys to itself.
        for keys, act in (
            ("Alt+Left", self.go_back),
            ("Ctrl+Return", self.commit),
            ("Ctrl+Enter", self.commit),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self._build()
        self.setMinimumSize(desk.look.px(760), desk.look.px(540))
        room = self.screen().availableSize() - QSize(24, 48)
        self.setMinimumSize(self.minimumSize().boundedTo(room))
        self._show("doors")

    def _build(self) -> None:
        """The pages, said in the present language; after another was chosen on the first page, anew."""
        desk, say, place = self.desk, self.desk.say, str(self._place)
        self.setWindowTitle(say("First steps"))
        self.back.setText(say("Back"))
        self.cancel.setText(say("Close"))
        old = getattr(self, "_middle", None)
        if old is not None:
            self.body.removeWidget(old)
            old.deleteLater()
        self._middle = QWidget()
        row = QHBoxLayout(self._middle)
        row.setContentsMargins(0, 0, 0, 0)
        self.list = StepsList(desk)
        self.pages = QStackedWidget()
        row.addWidget(self.list)
        row.addWidget(self.pages, 1)
        self.doors = Doors(desk, place)
        self.office = OfficeStep(desk, place)
        self.people = PeopleStep(desk, self._settle, lambda: self.office.office.text)
        self.facilities = FacilitiesStep(desk)
        self.forms = FormsStep(desk)
        self.recovery = RecoveryStep(desk, self.people.passphrases)
        self.ready = DoneStep(desk)
        steps = (self.doors, self.office, self.people, self.facilities, self.forms, self.recovery, self.ready)
        self.steps: dict[str, Step] = {step.name: step for step in steps}
        for step in steps:
            self.pages.addWidget(step)
            step.moved_on.connect(self.go.click)
        self.doors.chosen.connect(self._door_chosen)
        self.doors.language_chosen.connect(self._use_language)
        self.doors.programme_wanted.connect(self._show_programme_keys)
        self.body.addWidget(self._middle, 1)

    # Where one is

    @property
    def here(self) -> Step:
        step = self.pages.currentWidget()
        assert isinstance(step, Step)
        return step

    def _show(self, name: str) -> None:
        self._closing_told = False
        self.show_problem("")
        step = self.steps[name]
        for page in self.steps.values():  # only the one that is shown says how much room is needed
            fit = QSizePolicy.Policy.Preferred if page is step else QSizePolicy.Policy.Ignored
            page.setSizePolicy(fit, fit)
        self.pages.setCurrentWidget(step)
        for bar in (self._area.verticalScrollBar(), self._area.horizontalScrollBar()):
            bar.setValue(0)  # a step begins at its head, however far the one before was scrolled
        at_doors = name == "doors"
        self.list.setVisible(not at_doors)
        if not at_doors:
            self.list.show_step(name)
        self.go.setVisible(not at_doors)
        self.back.setVisible(not at_doors)
        self.back.setEnabled(self._before(name) is not None)
        step.enter()
        self.go.setText(step.go_text())
        focus = self.focusWidget()
        if focus is None or not step.isAncestorOf(focus) or step is self.ready:  # Enter opens the return
            self.go.setFocus()

    def _before(self, name: str) -> str | None:
        """The page before; the name of an office that is on disk is not asked again."""
        if name == "doors":
            return None
        if name == "office":
            return "doors"
        before = STEPS[STEPS.index(name) - 1]
        if self._is_founded and before == "office":
            return None
        return before

    @property
    def _is_founded(self) -> bool:
        services = self.desk.services
        return bool(services) and bool(services.people.people())

    def go_back(self) -> None:
        before = self._before(self.here.name)
        if before is not None and not self.is_working:
            self._show(before)

    def resume(self, person: Person) -> None:
        """Go on where an earlier run was closed, with whoever signed in."""
        self.person = person
        there = standing(self.desk.services)
        step = there.step
        if step == "done" and there.lacks_manager:
            step = "people"
        self._show(step)
        self.show_problem("")

    # Doors

    def _door_chosen(self, name: str) -> None:
        if name == "new":
            self._show("office")
        elif name == "practise" and self._ways.practise is not None:
            self._ways.practise()
            self._end("practise")
        elif name == "restore":
            from ui.backup.restore_dialog import RestoreDialog  # late: most offices never need it

            if RestoreDialog(self.desk, self._place, self).exec():
                self._end("restored")
        elif name == "server":
            from ui.server.connect_dialog import ConnectDialog  # late, as above

            if ConnectDialog(self.desk, self._place, self).exec():
                self._end("connected")

    def _use_language(self, code: str) -> None:
        self.desk.texts.use(code)
        self._build()
        self._show("doors")

    def _show_programme_keys(self) -> None:
        """Whoever keeps the programme's keys needs no office on this computer."""
        from ui.authority.window import AuthorityWindow  # late: most offices never need it

        window = AuthorityWindow(self.desk, self)
        window.exec()
        window.deleteLater()

    # On

    def commit(self) -> None:
        if self.is_working:
            return
        self._closing_told = False
        step = self.here
        wrong = step.wrong()
        if wrong is not None:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            if isinstance(wrong, QLineEdit):
                wrong.selectAll()  # what is typed now takes its place: dots cannot be read
            self._bring_into_view(wrong)
            return
        if step.advance():
            return
        work = step.work()
        if work is None:
            self._next(step)
            return
        task = Task(work)
        task.succeeded.connect(lambda result: self._worked(step, result))
        task.failed.connect(lambda _error: step.failed())
        self.work(task)

    def _worked(self, step: Step, result: object) -> None:
        step.done(result)
        self._next(step)

    def _next(self, step: Step) -> None:
        if step is self.ready:
            self.first = self.ready.first
            self._end("founded")
            return
        following = STEPS[STEPS.index(step.name) + 1]
        if self._is_founded:
            self._choose_person()
            keep_step(self.desk.services, following)
        if following == "done":
            self.ready.backup.find_keeper({*self.people.passphrases(), self.desk.person.username})
            self.people.forget()
        self._show(following)

    def _choose_person(self) -> None:
        """Whoever acts from here on: who signed in, else the clerk of the new office."""
        if self.person is None:
            people = self.desk.services.people.people()
            self.person = next((p for p in people if p.role is Role.CLERK), people[0])
        self.desk.person = self.person

    def _settle(self, newcomers: tuple[Newcomer, ...], report: Report) -> tuple[Person, ...]:
        """Make the office with its first people, or add the manager that it lacks."""
        services = self.desk.services
        if services and services.people.people():
            return tuple(add_first_manager(services, newcomer) for newcomer in newcomers)
        self.desk.services = self._ways.settle(Founding(*self.office.given, newcomers), report)
        first = next((n for n in newcomers if n.role is Role.CLERK), newcomers[0])
        self.desk.services.people.sign_in(first.username, first.passphrase)  # who works on from here
        return tuple(self.desk.services.people.people())

    def _bring_into_view(self, widget: QWidget) -> None:
        for area in self.findChildren(QScrollArea):
            if area.isAncestorOf(widget):
                area.ensureWidgetVisible(widget)

    # Out

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.here.enter()  # the cursor: a dialog that opens gives it to its first control otherwise

    def _end(self, outcome: str) -> None:
        self.outcome = outcome
        self.people.forget()
        self.accept()

    def reject(self) -> None:
        """Closing halfway: what is there already is said first, and where the next start goes on."""
        if self.is_working or self.here is self.doors or self._closing_told:
            super().reject()
            return
        self._closing_told = True
        say = self.desk.say
        if self.here is self.ready:
            self.commit()
        elif not self._is_founded:
            self.show_problem(
                say("Nothing is on disk yet. Close once more to leave; what was typed here is lost then.")
            )
        else:
            there = standing(self.desk.services)
            self.show_problem(
                say(
                    "On disk: the office, {people} people, {facilities} facilities. Close once more to "
                    "leave; the next start goes on here.",
                    people=there.people,
                    facilities=there.facilities,
                )
            )


def found_here(desk: Desk) -> Callable[[Founding, Report], Services]:
    """How an office is founded in a database that is open already (an empty one on a server)."""

    def settle(founding: Founding, report: Report) -> Services:
        found(desk.services, founding, report)
        return desk.services

    return settle


def go_on(desk: Desk, parent: QWidget) -> FirstRun:
    """The first steps where they were left, by whoever sits at the desk; returns the closed wizard."""
    run = FirstRun(desk, desk.services.home, Ways(found_here(desk)), parent)
    run.resume(desk.person)
    run.exec()
    return run
