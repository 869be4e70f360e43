"""Work on a list of files off the GUI thread; each answer is handed over as soon as it is there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from ui.tasks import Report, Task

_OFTEN, _SELDOM, _LONG = 100, 700, 150
"""Milliseconds between two looks at what is done, and from how many answers on seldom."""


class ListRun(QObject):
    """One piece of work over many files at a time; it appends its answers to ``done``.

    ``answered(list)``: some of them are done. ``far(int, int)``: how many of how many.
    ``failed(Exception)`` ends the work; ``over()`` comes last in every case.
    """

    answered = Signal(object)
    far = Signal(int, int)
    failed = Signal(Exception)
    over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self.done: deque[Any] = deque()
        self._count = 0
        self.writes = False
        """Whether the work that is on changes the office."""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._hand_over)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.cancel)  # nobody waits for the rest of a list

    @property
    def is_running(self) -> bool:
        return self._task is not None

    def run(
        self,
        work: Callable[[Report], object],
        then: Callable[[Any], None] | None = None,
        *,
        writes: bool = False,
    ) -> None:
        """Work that tells how far it is; ``then`` gets what it returns."""
        assert self._task is None
        self._count, self.writes = 0, writes
        self._task = Task(work, self)
        if then is not None:
            self._task.succeeded.connect(then)
        self._task.progressed.connect(self._progressed)
        self._task.failed.connect(self.failed)
        self._task.finished.connect(self._over)
        self._task.start()

    def cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _progressed(self, done: int, of: int) -> None:
        self.far.emit(done, of)
        if self.done and not self._pause.isActive():
            self._pause.start(_OFTEN if self._count < _LONG else _SELDOM)

    def _hand_over(self) -> None:
        answers: list[object] = []
        while self.done:
            answers.append(self.done.popleft())
        self._count += len(answers)
        if answers:
            self.answered.emit(answers)

    def _over(self) -> None:
        self._task = None
        self._pause.stop()
        self._hand_over()
        self.writes = False
        self.over.emit()
