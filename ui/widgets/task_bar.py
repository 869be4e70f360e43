"""A bar over a page for work off the GUI thread: what it does, how far it is, and Cancel."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from ui.faces.ground import lay_ground
from ui.page import Desk
from ui.style.look import SMALL, Look
from ui.tasks import Task
from ui.widgets.buttons import Button
from ui.widgets.labels import Label


class TaskBar(QWidget):
    """Hidden while nothing runs. ``failed(Exception)`` and ``stopped``, when the person cancelled."""

    failed = Signal(Exception)
    stopped = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._task: Task | None = None
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

    def cancel(self) -> None:
        """It ends at its next report."""
        if self._task is not None:
            self.cancel_button.setEnabled(False)
            self._task.cancel()

    def _show_far(self, words: str, done: int, of: int) -> None:
        """``of`` 0: nobody knows how long it is."""
        self._words.setText(words)
        self._bar.setRange(0, of)
        self._bar.setValue(done)

    def _rest(self) -> None:
        """Nothing runs any more."""
        self._task = None
        self.hide()
        self.cancel_button.setEnabled(True)

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
