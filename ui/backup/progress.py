"""How far a backup is: which step, a bar, and Cancel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from ui.backup.words import STEPS
from ui.tasks import Report, Task
from ui.widgets.task_bar import TaskBar


class BackupProgress(TaskBar):
    """``done(object)``, ``failed(Exception)`` or ``stopped`` ends a run; of a stopped one nothing stays."""

    done = Signal(object)

    def start(self, work: Callable[[Report], object]) -> None:
        """Run it off the GUI thread; one at a time."""
        if self._task is not None:
            return
        task = self._task = Task(work, self)
        task.stepped.connect(self._far)
        task.succeeded.connect(lambda made: self._ended(lambda: self.done.emit(made)))
        task.failed.connect(lambda error: self._ended(lambda: self.failed.emit(error)))
        task.cancelled.connect(lambda: self._ended(self.stopped.emit))
        self._far("copy", 0, 0)
        self.show()
        task.start()

    def _far(self, step: str, done: int, of: int) -> None:
        self._show_far(self._desk.say(STEPS.get(step, STEPS["check"])), done, of)

    def _ended(self, tell: Callable[[], None]) -> None:
        self._rest()
        tell()
