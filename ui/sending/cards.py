"""Two framed facts of sign and send: who sends, and where to."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import Label


class FactCard(QWidget):
    """A frame with names at the left and values at the right; the first value may be a widget."""

    def __init__(
        self, look: Look, rows: int, first: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._names = [Label(look, self, points=SMALL, ink="muted") for _ in range(rows)]
        self._values = [Label(look, self, bold=not number, wrap=True) for number in range(rows)]
        self._grid = QGridLayout(self)
        for number, (name, value) in enumerate(zip(self._names, self._values, strict=True)):
            self._grid.addWidget(name, number, 0)
            self._grid.addWidget(first if first is not None and not number else value, number, 1)
            value.setVisible(first is None or bool(number))
        self._grid.setColumnStretch(1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.set_look(look)

    def show_fact(self, row: int, name: str, value: str = "") -> None:
        self._names[row].setText(name)
        self._values[row].setText(value)

    def set_look(self, look: Look) -> None:
        self._look = look
        for label in (*self._names, *self._values):
            label.set_look(look)
        px = look.px
        self._grid.setContentsMargins(px(12), px(9), px(12), px(9))
        self._grid.setHorizontalSpacing(px(10))
        self._grid.setVerticalSpacing(px(3))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(self._look.edge, 1))
        painter.setBrush(self._look.alt)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class FolderField(QWidget):
    """The folder as text that can be typed, and a button that chooses it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit(self)
        self.choose = Button(small=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(self.choose)
        self.choose.set_look(look)

    @property
    def text(self) -> str:
        return self.line.text().strip()
