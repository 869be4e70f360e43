"""How much waits behind a tab: returns to review, received files that are not in yet, keys revoked since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ui.page import Page
from ui.places import places_of
from ui.tasks import Report, Task

if TYPE_CHECKING:
    from ui.main_window import MainWindow  # the window follows, and this with it

Counts = Mapping[str, int]
"""``review``: returns that wait; ``doubts``: returns here whose signer's key was revoked since."""

_TYPED = ("entry", "keying")
"""Places where each figure is saved: none of them changes what waits, and a key press is not to be slowed."""


class WaitingCounts(QObject):
    """Read off the GUI thread when a place is shown and when one says something; never in between."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._task: Task | None = None
        self._again = False
        self._read: Counts = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._start)

    def listen_to(self, page: Page) -> None:
        page.saved.connect(lambda _at: self._saved())
        if hasattr(page, "files_waiting"):
            page.heading_changed.connect(self._show)

    def _saved(self) -> None:
        if self._window.here not in _TYPED:
            self.look()

    def look(self) -> None:
        """Read soon, when what is going on now is over."""
        self._soon.start(0)

    def _start(self) -> None:
        desk = self._window.desk
        if desk.services is None or not desk.person.name:
            return
        if self._task is not None:
            self._again = True
            return
        services, places = desk.services, {place.name for place in places_of(desk.person.role)}

        def read(_report: Report) -> Counts:
            found = {}
            if "review" in places:
                found["review"] = len(services.approval.waiting())
            if "receive" in places:
                found["doubts"] = len(services.doubts.waiting())
            return found

        self._task = Task(read)  # no parent: a window that goes must not delete it while it runs
        self._task.succeeded.connect(self._take)
        self._task.finished.connect(self._over)
        self._task.start()

    def _take(self, found: Counts) -> None:
        self._read = found
        self._show()

    def _over(self) -> None:
        self._task = None
        if self._again:
            self._again = False
            self.look()

    def _show(self) -> None:
        say = self._window.desk.say
        review, doubts = self._read.get("review", 0), self._read.get("doubts", 0)
        files = getattr(self._window.page("receive"), "files_waiting", 0)
        said = {
            "review": (review, say("{count} returns wait", count=review)),
            "receive": (
                files + doubts,
                ", ".join(
                    words
                    for number, words in (
                        (files, say("{count} files of the list", count=files)),
                        (doubts, say("{count} returns with a revoked key", count=doubts)),
                    )
                    if number
                ),
            ),
        }
        self._window.places.show_counts({name: told for name, told in said.items() if told[0]})
