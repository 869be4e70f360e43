"""The band over every place of a practice or demo office: words and stripes, there as long as the window."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.style.look import SMALL, Look
from ui.widgets.labels import Label

STRIPES = 72
"""Width of the striped ends at 100 %."""


class PracticeBand(QWidget):
    """Cannot be closed. Striped at both ends, so that it is told from a notice without its colour."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._label = Label(look, self, points=SMALL, bold=True, ink="warn_text")
        self._more = Label(look, self, points=SMALL, ink="warn_text")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.addStretch(1)
        self._row.addWidget(self._label)
        self._row.addWidget(self._more)
        self._row.addStretch(1)
        self.set_look(look)
        self.hide()

    def say(self, words: str, more: str = "") -> None:
        """``more`` stands after it where there is room. Without words it is not there."""
        self._label.setText(words)
        self._more.setText(more)
        self.setAccessibleName(words)
        self.setToolTip(more)
        self.setVisible(bool(words))

    @property
    def words(self) -> str:
        return self._label.text() if not self.isHidden() else ""

    def set_look(self, look: Look) -> None:
        self._look = look
        for label in (self._label, self._more):
            label.set_look(look)
        side = look.px(STRIPES + 8)
        self._row.setContentsMargins(side, look.px(1), side, look.px(1))
        self._row.setSpacing(look.px(12))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.warn_soft)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.warn, look.px(4)))
        wide, high, step = look.px(STRIPES), self.height(), look.px(12)
        for left in (0, self.width() - wide):
            painter.setClipRect(QRectF(left, 0, wide, high))
            for at in range(left - high, left + wide + high, step):
                painter.drawLine(QPointF(at, high), QPointF(at + high, 0))
        painter.end()
