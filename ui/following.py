"""Follows the person at the desk: whose role or name another person changes in mid-session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from kmmp_desktop.domain.office import Person
from ui.page import Page
from ui.people.roles import ROLE_WORDS
from ui.places import places_of
from ui.tasks import Report, Task
from ui.waiting_counts import WaitingCounts

if TYPE_CHECKING:
    from ui.main_window import MainWindow  # the window has one of these


class Following(QObject):
    """Reads the person anew at each change of place, and after each sentence that a place says: acts end
    with one, refused ones too. The services ask for themselves; this is for what the window shows."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._task: Task | None = None
        self._again = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._read)
        self.counts = WaitingCounts(window)

    def listen_to(self, page: Page) -> None:
        self.counts.listen_to(page)
        page.announced.connect(lambda _text: self.look())

    def look(self) -> None:
        """Read soon, when what is going on now is over."""
        self._soon.start(0)
        self.counts.look()

    def _read(self) -> None:
        desk = self._window.desk
        if desk.services is None or not desk.person.name:
            return
        if self._task is not None:  # which may have read before what is looked for now was changed
            self._again = True
            return
        people, person = desk.services.people.people, desk.person.id

        def read(_report: Report) -> Person | None:
            return next((one for one in people() if one.id == person), None)

        self._task = Task(read)  # no parent: a window that goes must not delete it while it runs
        self._task.succeeded.connect(self._take)
        self._task.finished.connect(self._over)
        self._task.start()

    def _over(self) -> None:
        self._task = None
        if self._again:
            self._again = False
            self.look()

    def _take(self, now: Person | None) -> None:
        window, desk = self._window, self._window.desk
        before = desk.person
        if now is None or now.id != before.id or window.idle_lock.is_locked:
            return
        if (now.role, now.name, now.enabled) == (before.role, before.name, before.enabled):
            return
        if not window.may_leave():  # asked again with the next act
            return
        desk.sitting.wipe()
        desk.person = now
        window.person_changed()
        old, new = ({place.name for place in places_of(one.role)} for one in (before, now))
        window.show_place("worklist" if window.here in old - new else window.here)
        window.notice.say(self._said(now))

    def _said(self, now: Person) -> str:
        say = self._window.desk.say
        if not now.enabled:
            return say("The account of {name} is closed.", name=now.name)
        return say("{name} works here as {role} from now on.", name=now.name, role=say(ROLE_WORDS[now.role]))
