"""The foot of the programme's keys: how the list stands, and the acts; two lines in a narrow window."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget

from ui.faces.foot import Foot
from ui.style.look import Look
from ui.widgets.buttons import Button


class _Buttons(QWidget):
    """Buttons on the ground of the foot, under the same line."""

    def __init__(self, look: Look, *buttons: Button) -> None:
        super().__init__()
        self._look, self._buttons = look, buttons
        self.lined = True
        self._row = QHBoxLayout(self)
        self._row.addStretch(1)
        for button in buttons:
            button.setAutoDefault(True)
            self._row.addWidget(button)

    def set_look(self, look: Look) -> None:
        self._look = look
        for button in self._buttons:
            button.set_look(look)
        self._row.setContentsMargins(look.px(12), look.px(7), look.px(12), look.px(7))
        self._row.setSpacing(look.px(10))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.window)
        if self.lined:
            painter.fillRect(0, 0, self.width(), 1, self._look.edge)
        painter.end()


class KeysFoot(QWidget):
    """Words left and buttons right, or words over buttons."""

    def __init__(self, look: Look, *buttons: Button, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Foot(look)
        self._row = _Buttons(look, *buttons)
        self._whole = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addWidget(self.words, 1)
        self._whole.addWidget(self._row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_look(self, look: Look) -> None:
        self.words.set_look(look)
        self._row.set_look(look)

    def set_brief(self, brief: bool) -> None:
        """Two lines, without the quieter words."""
        direction = QBoxLayout.Direction
        self._whole.setDirection(direction.TopToBottom if brief else direction.LeftToRight)
        self.words.set_brief(brief)
        self._row.lined = not brief
        self._row.update()
