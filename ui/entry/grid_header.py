"""The frozen header of the grid: names of the band the cursor is in, up to two lines."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.entry.return_model import ALIGN, DISPLAY, ReturnModel
from ui.style.look import SMALL, Look

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
_LEFT_SIDE = int(Qt.AlignmentFlag.AlignLeft)


class GridHeader(QHeaderView):
    """Flat, 8.5 pt, semi-bold; a line of the edge colour below."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(1)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height())

    def _height(self) -> int:
        look, model = self._look, self.model()
        one = look.row(SMALL)
        if not isinstance(model, ReturnModel):
            return one
        metrics = look.metrics(SMALL, bold=True)
        for column in range(model.columnCount()):
            width = self.sectionSize(column) - self._pad() * 2
            if self.isSectionHidden(column) or width <= 0:
                continue
            if any(metrics.horizontalAdvance(text) >= width for text in model.headings(column)):
                return max(metrics.height() * 2 + look.px(4), one)
        return one

    def _pad(self) -> int:
        return self._look.px(7)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        look, model = self._look, self.model()
        painter.fillRect(rect, look.header)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.edge)
        painter.fillRect(rect.right(), rect.top(), 1, rect.height() - 1, look.grid)
        painter.setFont(look.font(SMALL, bold=True))
        painter.setPen(look.text)
        text = model.headerData(section, Qt.Orientation.Horizontal, DISPLAY) or ""
        box = rect.adjusted(self._pad(), 0, -self._pad(), -1)
        align = model.headerData(section, Qt.Orientation.Horizontal, ALIGN) or 0
        painter.drawText(box, _LEFT if align & _LEFT_SIDE else _RIGHT, text)
