"""Waits for long work before the office can be shown: a sentence, a bar, never a frozen window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout, QWidget

from ui.page import Desk
from ui.tasks import Report, Task
from ui.widgets.buttons import Button
from ui.widgets.labels import Label

STEPS = {
    "people": "Making the people and their keys: step {done} of {of}",
    "history": "Writing a made-up history: month {done} of {of}",
    "protect": "Encrypting the data: step {done} of {of}",
    "sign": "Signing the returns of the last two months: {done} of {of}",
}


class Preparing(QDialog):
    """Runs ``prepare`` in a task. ``error`` is what it ended with, if anything.

    ``may_cancel``: Esc stops it at its next step, and ``cancelled`` says that it was.
    """

    def __init__(
        self,
        desk: Desk,
        prepare: Callable[[Report], object],
        parent: QWidget,
        what: str,
        *,
        may_cancel: bool = False,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self.error: Exception | None = None
        self.cancelled = False
        self.setWindowTitle("KMMP Desktop")
        title = Label(desk.look, self, bold=True)
        title.setText(desk.say(what))
        self._step = Label(desk.look, self)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self.cancel = Button()
        self.cancel.set_look(desk.look)
        self.cancel.setText(desk.say("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.cancel.setVisible(may_cancel)
        self._may_cancel = may_cancel
        self._bar.setAccessibleName(title.text())
        layout = QVBoxLayout(self)
        for widget in (title, self._step, self._bar):
            layout.addWidget(widget)
        layout.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignRight)
        layout.setSpacing(desk.look.px(8))
        layout.setContentsMargins(*(desk.look.px(16),) * 4)
        self.setMinimumWidth(desk.look.px(420))
        self._task = Task(prepare, self)
        self._task.stepped.connect(self._on_step)
        self._task.failed.connect(self._on_failed)
        self._task.cancelled.connect(self._on_cancelled)
        self._task.finished.connect(self.accept)

    def run(self) -> Exception | None:
        """Show it until the work has ended; returns the error, if there was one."""
        self._task.start()
        self.exec()
        return self.error

    def _on_step(self, step: str, done: int, of: int) -> None:
        if not self.cancel.isEnabled():  # one that was on its way when it was cancelled
            return
        self._bar.setRange(0, of)
        self._bar.setValue(done)
        self._step.setText(self._desk.say(STEPS[step], done=done, of=of))

    def _on_failed(self, error: Exception) -> None:
        self.error = error

    def _on_cancelled(self) -> None:
        self.cancelled = True

    def reject(self) -> None:
        """Esc or the close button: it ends when the work has; nothing is left half made."""
        if self._may_cancel and self.cancel.isEnabled():
            self.cancel.setEnabled(False)
            self._step.setText(self._desk.say("Stopping…"))
            self._task.cancel()
