"""Paints every place of the grid itself: background, hatch, frame, marks, text, corners, ring."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.entry.faces import Face, Mark, Shape
from ui.entry.return_model import FACE
from ui.style.icons import paint_icon
from ui.style.look import FIGURES, SMALL, SMALLEST, TEXT, Look

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine)
_WRAP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
_WRAP_TOP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)

_ICONS = {
    Mark.ERROR: ("error", "err"),
    Mark.WARNING: ("warning", "warn"),
    Mark.EXPLAINED: ("warning", "muted"),
    Mark.SECOND: ("second-keying", "second"),
    Mark.CONTESTED: ("user", "second"),
}
_TYPED = frozenset({Shape.CELL, Shape.TEXT, Shape.BULK_ZERO, Shape.MISSING, Shape.INVALID})
_MARK_TINTS = {
    **{Mark.ERROR: "err_soft", Mark.WARNING: "warn_soft"},
    **dict.fromkeys((Mark.SECOND, Mark.CONTESTED), "second_soft"),
}
_TINTS = {Shape.BAND: "alt", Shape.BAND_CAPTION: "alt", Shape.TOTAL: "alt", Shape.MISSING: "miss_soft"}
_CROSSED = frozenset({Shape.CELL, Shape.TEXT, Shape.EARLIER, Shape.NOTHING})


class CellDelegate(QStyledItemDelegate):
    """Keeps fonts, pens and the hatch of one look; ``stand_on`` says where the cursor is."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.row = self.column = -1
        self.selected: frozenset[tuple[int, int]] = frozenset()
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self._look = look
        self._figures = look.font(FIGURES)
        self._bold = look.font(FIGURES, bold=True)
        self._italic = look.font(FIGURES, italic=True)
        self._label = look.font(TEXT)
        self._label_bold = look.font(TEXT, bold=True)
        self._small = look.font(SMALL)
        self._small_bold = look.font(SMALL, bold=True)
        self._band = look.font(SMALLEST)
        self._hatches: dict[float, QPixmap] = {}

    def stand_on(self, row: int, column: int) -> None:
        self.row, self.column = row, column

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        face: Face = index.data(FACE)
        rect: QRect = option.rect
        row, column = index.row(), index.column()
        look = self._look
        here = row == self.row and column == self.column
        self._ground(painter, rect, face, row, column, here)
        self._lines(painter, rect, face)
        if face.mark is Mark.WARNING and not here:
            thick = look.px(2)
            painter.fillRect(rect.left(), rect.bottom() - thick, rect.width() - 1, thick, look.warn)
        elif not here:
            self._frame(painter, rect, face)
        if face.changed:
            painter.fillRect(rect.left(), rect.top(), look.px(4), rect.height() - 1, look.changed)
        if face.mark in _ICONS:
            name, ink = _ICONS[face.mark]
            middle = rect.center().y() + 0.5
            paint_icon(painter, rect.left() + look.px(3), middle, name, look, 12, ink)
        if face.off_paper:
            self._unequal(painter, rect, beside=face.mark in _ICONS)
        self._text(painter, rect, face, row)
        self._corners(painter, rect, face)
        if here:
            self._ring(painter, rect)

    def _corners(self, painter: QPainter, rect: QRect, face: Face) -> None:
        if face.other:
            self._somebody(painter, rect, face.other)
        if face.saved:
            self._corner(painter, rect, self._look.ok, top=True)
        if face.commented:
            self._corner(painter, rect, self._look.muted, top=False)
        if face.question:
            self._second_corner(painter, rect)

    # -- background ------------------------------------------------------------------------

    def _ground(self, painter: QPainter, rect: QRect, face: Face, row: int, column: int, here: bool) -> None:
        look, shape = self._look, face.shape
        if shape is Shape.HATCH:
            self._hatch(painter, rect)
            return
        painter.fillRect(rect, look.surface if here else self._tint(face, row, column))

    def _tint(self, face: Face, row: int, column: int) -> QColor:
        look, shape = self._look, face.shape
        if (row, column) in self.selected:
            return look.accent_soft
        if face.mark in _MARK_TINTS:
            return look.colour(_MARK_TINTS[face.mark])
        if shape in (Shape.ROW_NUMBER, Shape.LABEL) and row == self.row:
            return look.accent_soft
        if face.locked and shape is not Shape.MISSING:
            return look.lock_bg
        if shape in _TINTS:
            return look.colour(_TINTS[shape])
        if shape in _CROSSED and (row == self.row or (column == self.column and shape is Shape.CELL)):
            return look.cross
        return look.surface

    def _hatch(self, painter: QPainter, rect: QRect) -> None:
        device = painter.device()
        ratio = device.devicePixelRatio() if device else 1.0
        tile = self._hatches.get(ratio)
        if tile is None:
            tile = self._hatches[ratio] = _hatch_tile(self._look, ratio)
        painter.setBrushOrigin(rect.topLeft())
        painter.fillRect(rect, QBrush(tile))

    def _lines(self, painter: QPainter, rect: QRect, face: Face) -> None:
        look = self._look
        band = face.shape in (Shape.BAND, Shape.BAND_CAPTION)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.edge if band else look.grid)
        if face.shape is not Shape.BAND_CAPTION:
            painter.fillRect(rect.right(), rect.top(), 1, rect.height() - 1, look.grid)

    def _frame(self, painter: QPainter, rect: QRect, face: Face) -> None:
        look = self._look
        if face.unsaved:
            pen = QPen(look.err, look.px(1.5), Qt.PenStyle.DashLine)
        elif face.shape is Shape.INVALID:
            pen = QPen(look.err, 1.5 * look.scale)
        elif face.mark is Mark.ERROR:
            pen = QPen(look.err, look.px(1))
        elif face.mark is Mark.CONTESTED:
            pen = QPen(look.second, look.px(2), Qt.PenStyle.DashLine)
        elif face.mark is Mark.SECOND:
            pen = QPen(look.second, look.px(2))
        elif face.proposed:
            pen = QPen(look.accent, look.px(1), Qt.PenStyle.DotLine)
        else:
            return
        self._box(painter, rect, pen)

    @staticmethod
    def _box(painter: QPainter, rect: QRect, pen: QPen) -> None:
        half = pen.widthF() / 2
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(rect).adjusted(half, half, -half, -half))

    def _ring(self, painter: QPainter, rect: QRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._box(painter, rect, QPen(self._look.accent, 2.5 * self._look.scale))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _corner(self, painter: QPainter, rect: QRect, ink: QColor, *, top: bool) -> None:
        side = self._look.px(7)
        right, bottom = rect.right(), rect.bottom()
        first = QPointF(right, rect.top()) if top else QPointF(right, bottom)
        down = QPointF(right, rect.top() + side) if top else QPointF(right, bottom - side)
        across = QPointF(right - side, first.y())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(QPolygonF([first, down, across]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _somebody(self, painter: QPainter, rect: QRect, letters: str) -> None:
        """A flag with the first letters of who else is at the cell."""
        look = self._look
        painter.setFont(self._band)
        metrics = painter.fontMetrics()
        wide, high = metrics.horizontalAdvance(letters) + look.px(4), metrics.ascent()
        flag = QRect(rect.left(), rect.top(), round(wide), round(high))
        painter.fillRect(flag, look.second)
        painter.setPen(look.surface)
        painter.drawText(flag, _CENTRE, letters)

    def _second_corner(self, painter: QPainter, rect: QRect) -> None:
        """A stripe beside the corner: what is said there waits for an answer."""
        look = self._look
        right, bottom = float(rect.right()), float(rect.bottom())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.accent, look.px(2)))
        far = look.px(11)
        painter.drawLine(QPointF(right - far, bottom), QPointF(right, bottom - far))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _unequal(self, painter: QPainter, rect: QRect, *, beside: bool) -> None:
        """A struck-out sign of equality: the sum is not the one of the paper."""
        look = self._look
        left = rect.left() + look.px(4) + (look.px(13) if beside else 0)
        middle, side, apart = rect.center().y() + 0.5, look.px(9), look.px(2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.warn, 1.5 * look.scale))
        for y in (middle - apart, middle + apart):
            painter.drawLine(QPointF(left, y), QPointF(left + side, y))
        slant = look.px(5)
        painter.drawLine(
            QPointF(left + look.px(2), middle + slant), QPointF(left + side - look.px(2), middle - slant)
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    # -- text ------------------------------------------------------------------------------

    def _text(self, painter: QPainter, rect: QRect, face: Face, row: int) -> None:
        if not face.text:
            return
        look, shape = self._look, face.shape
        pad = look.px(8)
        box = rect.adjusted(pad, 0, -pad, 0)
        current = row == self.row
        if shape is Shape.ROW_NUMBER:
            painter.setFont(self._small_bold if current else self._small)
            painter.setPen(look.text if current else look.muted)
            painter.drawText(rect.adjusted(0, 0, -look.px(7), 0), _RIGHT, face.text)
        elif shape is Shape.LABEL:
            painter.setFont(self._label_bold if current else self._label)
            painter.setPen(look.text)
            painter.drawText(rect.adjusted(look.px(7), 0, -look.px(7), 0), _WRAP, face.text)
        elif shape in (Shape.BAND, Shape.BAND_CAPTION):
            painter.setFont(self._band)
            painter.setPen(look.muted)
            painter.drawText(box, _LEFT if shape is Shape.BAND_CAPTION else _RIGHT, face.text)
        elif shape is Shape.EARLIER:
            painter.setFont(self._label)
            painter.setPen(look.muted)
            painter.drawText(box, _RIGHT, face.text)
        elif shape is Shape.HATCH:
            painter.setFont(self._italic)
            painter.setPen(look.lock_text)
            painter.drawText(rect, _CENTRE, face.text)
        else:
            self._value(painter, rect, box, face)

    def _value(self, painter: QPainter, rect: QRect, box: QRect, face: Face) -> None:
        look, shape = self._look, face.shape
        marked = face.mark is not Mark.NONE or face.off_paper
        painter.setFont(self._bold if shape is Shape.TOTAL else self._figures)
        painter.setPen(look.lock_text if face.locked else look.text)
        if shape is Shape.INVALID:
            self._invalid(painter, rect, face)
        elif shape is Shape.MISSING:
            painter.setFont(self._italic)
            painter.setPen(look.miss_text)
            painter.drawText(rect.adjusted(look.px(14) if marked else 0, 0, 0, 0), _CENTRE, face.text)
        elif shape is Shape.TEXT:
            painter.setFont(self._label)
            painter.drawText(
                box.adjusted(look.px(10) if marked else 0, look.px(5), 0, -look.px(4)), _WRAP_TOP, face.text
            )
        elif shape is Shape.BULK_ZERO:
            painter.setPen(look.zero_bulk)
            painter.drawText(box, _RIGHT, face.text)
            width = painter.fontMetrics().horizontalAdvance(face.text)
            dot = 4 * look.scale
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.zero_bulk)
            painter.drawEllipse(
                QRectF(box.right() - width - look.px(5) - dot, rect.center().y() - dot / 2, dot, dot)
            )
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        else:
            painter.drawText(box, _RIGHT, face.text)

    def _invalid(self, painter: QPainter, rect: QRect, face: Face) -> None:
        look = self._look
        box = rect.adjusted(look.px(17), 0, -look.px(3), 0)
        metrics = painter.fontMetrics()
        text = metrics.elidedText(face.text.replace("\n", " "), Qt.TextElideMode.ElideRight, box.width())
        painter.setPen(look.err_text)
        painter.drawText(box, _LEFT, text)
        step = 2 * look.scale
        y = box.center().y() + metrics.ascent() / 2 + step
        wave = QPainterPath(QPointF(box.left(), y))
        x, up = float(box.left()), True
        end = box.left() + metrics.horizontalAdvance(text)
        while x < end:
            x += step
            wave.lineTo(x, y - step if up else y)
            up = not up
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.err, look.scale))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(wave)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _hatch_tile(look: Look, ratio: float) -> QPixmap:
    """A square with one diagonal line that joins its neighbours: 5 px from line to line."""
    side = look.px(7)
    tile = QPixmap(round(side * ratio), round(side * ratio))
    tile.setDevicePixelRatio(ratio)
    tile.fill(look.lock_bg)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.hatch, look.scale))
    for shift in (-side, 0, side):
        painter.drawLine(QPointF(shift, side), QPointF(shift + side, 0))
    painter.end()
    return tile
