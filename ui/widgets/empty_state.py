"""What a place shows when there is nothing to show: one sentence and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.style.look import TITLE, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import Label


class EmptyState(QWidget):
    """A sentence in the middle of the place, with up to a few buttons under it."""

    def __init__(self, look: Look, *buttons: Button, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = Label(look, self, points=TITLE, wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._buttons = buttons
        row = QHBoxLayout()
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(self._sentence)
        layout.addLayout(row)
        layout.addStretch(3)
        self.set_look(look)

    def set_sentence(self, sentence: str) -> None:
        self._sentence.setText(sentence)

    def set_look(self, look: Look) -> None:
        self._sentence.set_look(look)
        layout = self.layout()
        assert layout is not None
        layout.setSpacing(look.px(24))
        layout.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        for button in self._buttons:
            button.set_look(look)
