"""A dialog that asks for what one act needs and does it: what the kinds of such dialogs share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from ui.page import Desk
from ui.tasks import Report, Task
from ui.widgets.labels import Label
from ui.widgets.sheet import Sheet


class AskingSheet(Sheet):
    """``outcome`` is what the act returned. What was typed is gone when the dialog closes."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        go: str,
        sentences: Sequence[str],
        parent: QWidget | None = None,
        *,
        width: int = 420,
    ) -> None:
        """``sentences`` are said already; ``width``: of their lines, in pixels at 100 %."""
        super().__init__(desk, title, go, parent)
        self.setProperty("gives up when locked", True)
        self.outcome: object = None
        for sentence in sentences:
            words = Label(desk.look, wrap=True)
            words.setText(sentence)
            words.setMinimumWidth(desk.look.px(width))
            self.body.addWidget(words)
        self.finished.connect(self._empty)

    def say_blank(self, field: QWidget) -> None:
        self.show_problem(
            self.desk.say('"{field}" is blank. Every field is needed.', field=field.accessibleName())
        )
        field.setFocus()

    def say_not_the_same(self, again: QLineEdit) -> None:
        """What was typed twice differs: the second is typed once more."""
        self.show_problem(self.desk.say("The two passphrases are not the same."))
        again.setFocus()
        again.selectAll()

    def run_act(self, act: Callable[[Report], object]) -> None:
        """Off the GUI thread; closes with its outcome, or says why not and stays open."""
        task = Task(act)
        task.succeeded.connect(self._done)
        task.failed.connect(self._refused)
        self.work(task)

    def _done(self, outcome: object) -> None:
        self.outcome = outcome
        self.accept()

    def _refused(self) -> None:
        """The act was refused, which is said over the buttons."""

    def _empty(self) -> None:
        for line in self.findChildren(QLineEdit):
            line.clear()
