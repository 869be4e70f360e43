"""A tick box whose edge is seen in light and dark, and which grows with the text."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from ui.style.icons import paint_icon
from ui.style.look import Look


class CheckBox(QCheckBox):
    """Painted by itself: Fusion's box has no contrast on a dark ground."""

    def __init__(self, look: Look, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._look = look

    def set_look(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look, metrics = self._look, self.fontMetrics()
        width = look.px(15 + 7 + 4) + metrics.horizontalAdvance(self.text())
        return QSize(width, max(metrics.height() + look.px(4), look.px(22)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, on = self._look, self.isEnabled()
        side = look.px(15)
        box = QRectF(0.5, (self.height() - side) / 2 + 0.5, side - 1, side - 1)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        checked = self.isChecked()
        painter.setPen(QPen((look.accent if checked else look.edge) if on else look.grid, 1))
        painter.setBrush((look.accent if checked else look.surface) if on else look.window)
        painter.drawRoundedRect(box, look.px(2), look.px(2))
        if checked:
            inset = (side - look.px(13)) / 2
            paint_icon(painter, box.left() + inset, self.height() / 2, "tick", look, 13,
                       "on_accent" if on else "disabled")  # fmt: skip
        painter.setPen(look.text if on else look.disabled)
        painter.setFont(self.font())
        room = QRectF(side + look.px(7), 0, self.width(), self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        painter.end()
