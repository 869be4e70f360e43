"""Notices that nobody has touched keyboard or mouse for a while; no set-back clock and no sleep fools it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

LOOK_MS = 1_000
"""How often the time is looked at, and the ear laid to the windows again."""
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class IdleWatch(QObject):
    """``due()`` once ``minutes`` have passed without a touch; 0 minutes: never.

    Two clocks: the one that only goes forward counts while the computer is awake, whatever somebody
    does to the date; the one on the wall also counts the hours it slept. The later one decides.
    One touch a second is enough: after it nothing is listened to until the next look, so that a key
    press does not pay for it.
    """

    due = Signal()

    def __init__(
        self,
        parent: QObject,
        *,
        steady: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self._steady, self._wall = steady, wall
        self._minutes = 0
        self._resting = False
        self._since = (steady(), wall())
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._listen_to)
        self.listen()

    @property
    def minutes(self) -> int:
        return self._minutes

    def set_minutes(self, minutes: int) -> None:
        self._minutes = minutes
        self.begin()
        if minutes:
            self._timer.start()
        else:
            self._timer.stop()

    def begin(self) -> None:
        """Count from now on."""
        self._since = (self._steady(), self._wall())

    def rest(self, resting: bool) -> None:
        """While the window is locked nothing is counted; afterwards it begins anew."""
        self._resting = resting
        self.begin()

    def listen(self) -> None:
        """At every window; a second call for the same one changes nothing."""
        for window in QGuiApplication.topLevelWindows():
            window.installEventFilter(self)

    def _listen_to(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def _listen_no_more(self) -> None:
        for window in QGuiApplication.topLevelWindows():
            window.removeEventFilter(self)

    @property
    def is_due(self) -> bool:
        if not self._minutes or self._resting:
            return False
        steady, wall = self._since
        return max(self._steady() - steady, self._wall() - wall) >= self._minutes * 60

    def look(self) -> None:
        if self.is_due:
            self.due.emit()
        self.listen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The first touch after a sleep finds the time already over: it locks, and does nothing else."""
        if self._resting or event.type() not in _TOUCHES:
            return False
        if self.is_due:
            self.due.emit()
            return self._resting
        self.begin()
        self._listen_no_more()
        return False
