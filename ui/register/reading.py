"""Reading the register off the GUI thread, the newest wish first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from kmmp_desktop.services.finding_ports import FindingsWanted
from kmmp_desktop.services.finding_register import Register
from ui.tasks import Report, Task


class RegisterReading(QObject):
    """``ready(Register)`` or ``failed(Exception)`` for what was asked last; earlier wishes are dropped."""

    ready = Signal(object)
    failed = Signal(Exception)

    def __init__(self, look: Callable[[FindingsWanted], Register], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._task: Task | None = None
        self._wanted: FindingsWanted | None = None
        self._stale = False

    @property
    def is_reading(self) -> bool:
        return self._task is not None

    def ask(self, wanted: FindingsWanted) -> None:
        """Read this next; what is being read meanwhile is not shown any more."""
        self._wanted = wanted
        self._stale = True
        if self._task is None:
            self._start()

    def _start(self) -> None:
        look, wanted = self._look, self._wanted
        assert wanted is not None
        self._stale = False

        def work(_report: Report) -> Register:
            return look(wanted)

        self._task = Task(work, self)
        self._task.succeeded.connect(self._take)
        self._task.failed.connect(self._fail)
        self._task.finished.connect(self._over)
        self._task.start()

    def _take(self, register: Register) -> None:
        if not self._stale:
            self.ready.emit(register)

    def _fail(self, error: Exception) -> None:
        if not self._stale:
            self.failed.emit(error)

    def _over(self) -> None:
        self._task = None
        if self._stale:
            self._start()
