"""Counting, listing and saving off the GUI thread: one at a time, with how far it is, and Cancel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kmmp_desktop.text import Message
from ui.page import Desk
from ui.tasks import Report, Task
from ui.widgets.task_bar import TaskBar
from ui.wording import number

Work = Callable[[Report], object]
Done = Callable[[object], None]


class RunningBar(TaskBar):
    """What runs is told by its name; ``over`` after its end was told."""

    over = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._doing = Message("")
        self._saves = False

    @property
    def is_saving(self) -> bool:
        """A file is being written: nothing but Cancel stops that."""
        return self._task is not None and self._saves

    def start(self, doing: Message, work: Work, done: Done, *, saves: bool = False) -> None:
        """Start; what ran before is stopped and its answer thrown away. Not while a file is written."""
        if self.is_saving:
            return
        self.forget()
        self._doing, self._saves = doing, saves
        task = self._task = Task(work, self)
        task.progressed.connect(lambda at, of, t=task: self._far(t, at, of))
        task.succeeded.connect(lambda result, t=task: self._ended(t, lambda: done(result)))
        task.failed.connect(lambda error, t=task: self._ended(t, lambda: self.failed.emit(error)))
        task.cancelled.connect(lambda t=task: self._ended(t, self.stopped.emit))
        self._far(task, 0, 0)
        self.show()
        task.start()

    def forget(self) -> None:
        """Stop what runs and do not wait for it; a file that is being written is written to its end."""
        if self._task is not None and not self._saves:
            self._task.cancel()
            self._rest()

    def _far(self, task: Task, at: int, of: int) -> None:
        """Counted are facilities, entries or files: the bar says how many, and not of what."""
        if task is not self._task:
            return
        say = self._desk.say
        words = say(self._doing)
        if of:
            words = f"{words}: {say('{number} of {count}', number=number(at), count=number(of))}"
        self._show_far(words, at, of)

    def _ended(self, task: Task, tell: Callable[[], None]) -> None:
        if task is not self._task:
            return
        self._rest()
        tell()
        self.over.emit()
