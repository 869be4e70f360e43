"""Waits for long work before the office can be shown: a sentence, a bar, never a frozen window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout, QWidget

from ui.page import Desk
from ui.tasks import Report, Task
from ui.widgets.labels import Label

STEPS = {
    "history": "Writing two years of history: month {done} of {of}",
    "protect": "Encrypting the data: step {done} of {of}",
    "sign": "Signing the returns of the last two months: {done} of {of}",
}


class Preparing(QDialog):
    """Runs ``prepare`` in a task. ``error`` is what it ended with, if anything."""

    def __init__(self, desk: Desk, prepare: Callable[[Report], object], parent: QWidget, what: str) -> None:
        super().__init__(parent)
        self._desk = desk
        self.error: Exception | None = None
        self.setWindowTitle("KMMP Desktop")
        title = Label(desk.look, self, bold=True)
        title.setText(desk.say(what))
        self._step = Label(desk.look, self)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(title.text())
        layout = QVBoxLayout(self)
        for widget in (title, self._step, self._bar):
            layout.addWidget(widget)
        layout.setSpacing(desk.look.px(8))
        layout.setContentsMargins(*(desk.look.px(16),) * 4)
        self.setMinimumWidth(desk.look.px(420))
        self._task = Task(prepare, self)
        self._task.stepped.connect(self._on_step)
        self._task.failed.connect(self._on_failed)
        self._task.finished.connect(self.accept)

    def run(self) -> Exception | None:
        """Show it until the work has ended; returns the error, if there was one."""
        self._task.start()
        self.exec()
        return self.error

    def _on_step(self, step: str, done: int, of: int) -> None:
        self._bar.setRange(0, of)
        self._bar.setValue(done)
        self._step.setText(self._desk.say(STEPS[step], done=done, of=of))

    def _on_failed(self, error: Exception) -> None:
        self.error = error

    def reject(self) -> None:
        """Esc or the close button: it ends when the work has; nothing is left half made."""
