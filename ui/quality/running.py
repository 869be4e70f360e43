"""Counting, listing and saving off the GUI thread: one at a time, with how far it is, and Cancel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from kmmp_desktop.text import Message
from ui.faces.ground import lay_ground
from ui.page import Desk
from ui.style.look import SMALL, Look
from ui.tasks import Report, Task
from ui.widgets.buttons import Button
from ui.widgets.labels import Label

Work = Callable[[Report], object]
Done = Callable[[object], None]


class RunningBar(QWidget):
    """Hidden while nothing runs. ``failed(Exception)`` and ``stopped``, when the person cancelled."""

    failed = Signal(Exception)
    stopped = Signal()
    over = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._task: Task | None = None
        self._doing = Message("")
        self._saves = False
        self._words = Label(desk.look, self, points=SMALL)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self.cancel_button = Button(small=True)
        self.cancel_button.clicked.connect(self.cancel)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._words)
        self._row.addWidget(self._bar, 1)
        self._row.addWidget(self.cancel_button)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def is_running(self) -> bool:
        return self._task is not None

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

    def cancel(self) -> None:
        """It ends at its next report."""
        if self._task is not None:
            self.cancel_button.setEnabled(False)
            self._task.cancel()

    def forget(self) -> None:
        """Stop what runs and do not wait for it; a file that is being written is written to its end."""
        if self._task is not None and not self._saves:
            self._task.cancel()
            self._task = None
            self.hide()

    def _far(self, task: Task, at: int, of: int) -> None:
        if task is not self._task:
            return
        self._bar.setRange(0, of)
        self._bar.setValue(at)
        self._words.setText(
            self._desk.say(
                "{doing}: {done} of {all} facilities", doing=self._desk.say(self._doing), done=at, all=of
            )
            if of
            else self._desk.say(self._doing)
        )

    def _ended(self, task: Task, tell: Callable[[], None]) -> None:
        if task is not self._task:
            return
        self._task = None
        self.hide()
        self.cancel_button.setEnabled(True)
        tell()
        self.over.emit()

    def retranslate(self) -> None:
        self.cancel_button.setText(self._desk.say("Cancel"))
        self._bar.setAccessibleName(self._desk.say("How far it is"))

    def set_look(self, look: Look) -> None:
        lay_ground(self, look, "header")
        self._words.set_look(look)
        self.cancel_button.set_look(look)
        self._bar.setFixedHeight(look.px(8))
        self._row.setContentsMargins(look.px(12), look.px(3), look.px(12), look.px(3))
        self._row.setSpacing(look.px(12))
