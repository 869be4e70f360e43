"""The foot of a place: one sentence on how things stand, and the buttons that can be pressed."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label


class Foot(QWidget):
    """An icon, a sentence with a quieter line under it, a progress bar while work runs, buttons."""

    def __init__(self, look: Look, *buttons: Button, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._buttons = buttons
        self._brief = False
        self._icon = IconLabel(look, "info", 20, "muted", self)
        self.sentence = Label(look, self, bold=True, wrap=True)
        self.detail = Label(look, self, points=SMALL, ink="muted", wrap=True)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.hide()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.sentence)
        words.addWidget(self.detail)
        words.addWidget(self.progress)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon)
        self._row.addLayout(words, 1)
        for button in buttons:
            button.setAutoDefault(True)  # Enter presses the one that has the focus
            self._row.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.set_look(look)

    def show_words(self, icon: str, ink: str, sentence: str, detail: str = "") -> None:
        """``icon`` and ``ink`` say in shape and colour what ``sentence`` says in words."""
        self._icon.show_icon(self._look, icon, ink)
        self.sentence.setText(sentence)
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail) and not self._brief)
        self.setAccessibleName(sentence)
        self.progress.setAccessibleName(sentence)

    def set_brief(self, brief: bool) -> None:
        """In a low window there is room for the sentence alone."""
        self._brief = brief
        self.detail.setVisible(bool(self.detail.text()) and not brief)

    def show_progress(self, done: int, of: int) -> None:
        """Show how far the work is; ``of`` 0 means that nobody knows."""
        self.progress.setRange(0, of)
        self.progress.setValue(done)
        self.progress.show()

    def hide_progress(self) -> None:
        self.progress.hide()

    def set_look(self, look: Look) -> None:
        self._look = look
        self._icon.set_look(look)
        self.sentence.set_look(look)
        self.detail.set_look(look)
        for button in self._buttons:
            button.set_look(look)
        self._row.setContentsMargins(look.px(12), look.px(7), look.px(12), look.px(7))
        self._row.setSpacing(look.px(10))
        self.progress.setFixedHeight(look.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.window)
        painter.fillRect(0, 0, self.width(), 1, self._look.edge)
        painter.end()
