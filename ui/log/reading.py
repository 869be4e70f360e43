"""Reading the log off the GUI thread: what was asked for last is shown, earlier wishes are dropped."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, SignalInstance

from ui.tasks import Report, Task


class Reading(QObject):
    """``ready(object)`` or ``failed(Exception)`` for the newest wish only."""

    ready = Signal(object)
    failed = Signal(Exception)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._wanted: Callable[[], object] | None = None

    @property
    def is_reading(self) -> bool:
        return self._task is not None

    def ask(self, read: Callable[[], object]) -> None:
        """Read this next; what is being read meanwhile is not shown any more."""
        self._wanted = read
        if self._task is None:
            self._start()

    def forget(self) -> None:
        """Show nothing of what is being read."""
        self._wanted = None

    def _start(self) -> None:
        read = self._wanted
        assert read is not None

        def work(_report: Report) -> object:
            return read()

        self._task = Task(work, self)
        self._task.succeeded.connect(lambda found: self._tell(read, self.ready, found))
        self._task.failed.connect(lambda error: self._tell(read, self.failed, error))
        self._task.finished.connect(lambda: self._over(read))
        self._task.start()

    def _tell(self, read: Callable[[], object], signal: SignalInstance, what: object) -> None:
        if read is self._wanted:
            signal.emit(what)

    def _over(self, read: Callable[[], object]) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.deleteLater()
        if self._wanted is not None and self._wanted is not read:
            self._start()
