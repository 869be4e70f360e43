"""Paints faces: words over a quieter line, an icon before them, fields, check boxes, bars."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.faces.face import Face, Row
from ui.faces.face_model import FACE, ROW
from ui.faces.face_parts import buttons_height, buttons_width, chips_height, paint_buttons, paint_chips
from ui.faces.small_drawings import paint_bars, paint_check, paint_share
from ui.style.icons import paint_icon
from ui.style.look import SMALL, TEXT, Look

PAD, GAP, LINE_PAD = 7, 6, 5
FIELD_INSET, FIELD_PAD = 4, 6
ICON, BOX, BAR = 15, 14, 76
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextSingleLine
_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_DEEP = 10_000
_REMEMBERED = 20_000
"""Measured faces kept: laying out a list again costs a look-up per cell."""

AnyIndex = QModelIndex | QPersistentModelIndex


class FaceDelegate(QStyledItemDelegate):
    """One painter for every two-line table; nothing has a fixed height."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._heights: dict[tuple[Face, int], int] = {}
        self._widths: dict[Face, int] = {}

    def set_look(self, look: Look) -> None:
        self._look = look
        self._heights.clear()
        self._widths.clear()

    @property
    def look(self) -> Look:
        return self._look

    # -- measuring -------------------------------------------------------------------------

    def height(self, face: Face, width: int) -> int:
        """Height of a row that shows ``face`` in a column ``width`` pixels wide; measured once."""
        known = self._heights.get((face, width))
        if known is None:
            if len(self._heights) > _REMEMBERED:
                self._heights.clear()
            known = self._heights[face, width] = self._measure(face, width)
        return known

    def _measure(self, face: Face, width: int) -> int:
        look = self._look
        if face.buttons:
            return buttons_height(face, look, width)
        room = max(width - 1 - 2 * look.px(PAD) - self._before(face), look.px(20))
        if face.field == "box":
            room -= 2 * look.px(FIELD_PAD)
        words = self._text_height(face, room)
        if face.field:
            least = look.metrics(SMALL).lineSpacing() * (2 if face.field == "box" else 1)
            return max(words, least) + 2 * look.px(FIELD_PAD // 2 + FIELD_INSET) + look.px(2)
        return words + 2 * look.px(LINE_PAD) + 1

    def least_width(self, face: Face) -> int:
        """Width in which no word of ``face`` is cut; 0 for fields and paths, which wrap or elide."""
        if face.buttons:
            return buttons_width(face, self._look)
        if face.field or face.path or not (face.text or face.sub):
            return 0
        known = self._widths.get(face)
        if known is None:
            if len(self._widths) > _REMEMBERED:
                self._widths.clear()
            known = self._widths[face] = self._measure_width(face)
        return known

    def _measure_width(self, face: Face) -> int:
        look = self._look
        words = (*_whole(face.text).split(" "), *_whole(face.sub).split(" "))
        longest = max(words, key=len)
        metrics = look.metrics(_points(face), bold=face.bold)
        return metrics.horizontalAdvance(longest) + 2 * look.px(PAD) + self._before(face)

    def _text_height(self, face: Face, room: int) -> int:
        look = self._look
        one_line = face.right or face.path
        height = _words(look.metrics(_points(face), bold=face.bold), face.text, room, one_line)
        if face.chips:
            height += chips_height(face, look, room)
        elif face.sub:
            height += _words(look.metrics(SMALL), face.sub, room, face.right)
        return height

    def _before(self, face: Face) -> int:
        """Width of what stands before the words."""
        look = self._look
        width = 0
        if face.checked is not None:
            width += look.px(BOX) + look.px(GAP)
        if face.icon and (face.text or face.sub):
            width += look.px(ICON) + look.px(GAP)
        if face.share is not None:
            width += look.px(BAR) + look.px(GAP)
        return width

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        face: Face = index.data(FACE)
        return QSize(option.rect.width(), self.height(face, option.rect.width()))

    # -- painting --------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look, rect = self._look, QRect(option.rect)
        face: Face = index.data(FACE)
        row: Row = index.data(ROW)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = "header" if row.group else "accent_soft" if selected else "surface"
        painter.save()
        painter.fillRect(rect, look.colour(ground))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.grid)
        if not row.group:
            painter.fillRect(rect.right(), rect.top(), 1, rect.height(), look.grid)
        if face.edge:
            painter.fillRect(rect.left(), rect.top(), look.px(4), rect.height() - 1, look.colour(face.edge))
        if face.field:
            self._paint_field(painter, rect, face)
        else:
            self._paint_words(painter, rect, face, ground)
        if option.state & QStyle.StateFlag.State_HasFocus and not row.group:
            painter.setPen(QPen(look.accent, look.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = look.px(1)
            painter.drawRect(QRectF(rect).adjusted(inset, inset, -inset - 1, -inset - 1))
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRect, face: Face, ground: str) -> None:
        look = self._look
        if face.buttons:
            paint_buttons(painter, look, face, rect)
            return
        left, middle = rect.left() + look.px(PAD), rect.center().y() + 0.5
        right = rect.right() - look.px(PAD)
        if face.checked is not None:
            paint_check(
                painter,
                look,
                QRectF(left, middle - look.px(BOX) / 2, look.px(BOX), look.px(BOX)),
                face.checked,
            )
            left += look.px(BOX) + look.px(GAP)
        if face.icon:
            if not face.text and not face.sub:
                left = rect.center().x() - look.px(ICON) // 2
            left += paint_icon(painter, left, middle, face.icon, look, ICON, face.icon_ink, cut_out=ground)
            left += look.px(GAP)
        if face.bars:
            paint_bars(
                painter,
                look,
                QRectF(left, rect.top() + look.px(4), right - left, rect.height() - look.px(8)),
                face.bars,
            )
            return
        if face.share is not None:
            paint_share(
                painter, look, QRectF(left, middle - look.px(3), look.px(BAR), look.px(6)), face.share
            )
            left += look.px(BAR) + look.px(GAP)
        room = max(right - left, 1)
        high = self._text_height(face, room)
        top = rect.top() + (rect.height() - high) // 2
        metrics = look.metrics(_points(face), bold=face.bold)
        one_line = face.right or face.path
        first = _words(metrics, face.text, room, one_line)
        text = (
            metrics.elidedText(face.text, Qt.TextElideMode.ElideMiddle, room)
            if face.path
            else _whole(face.text)
        )
        painter.setFont(look.font(_points(face), bold=face.bold))
        painter.setPen(look.colour(face.ink))
        flags = _RIGHT if face.right else _LEFT
        painter.drawText(QRect(left, top, room, max(first, 1)), int(flags), text)
        if face.aside:
            gone = metrics.horizontalAdvance(text) + look.px(GAP)
            painter.setFont(look.font(SMALL))
            painter.setPen(look.muted)
            painter.drawText(QRect(left + gone, top, room - gone, first), int(_MIDDLE), face.aside)
        if face.chips:
            paint_chips(painter, look, face, QRect(left, top + first, room, high - first), ground)
        elif face.sub:
            painter.setFont(look.font(SMALL))
            painter.setPen(look.muted)
            painter.drawText(QRect(left, top + first, room, high - first), int(flags), _whole(face.sub))

    def field_rect(self, rect: QRect) -> QRect:
        """Where the field of a cell stands: the editor takes exactly this place."""
        inset = self._look.px(FIELD_INSET)
        return rect.adjusted(inset + self._look.px(2), inset, -inset - self._look.px(2) - 1, -inset - 1)

    def _paint_field(self, painter: QPainter, rect: QRect, face: Face) -> None:
        look = self._look
        box = self.field_rect(rect)
        if face.field == "combo":
            high = look.metrics(SMALL).height() + look.px(8)
            box = QRect(box.left(), box.center().y() - high // 2, box.width(), high)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.warn if face.needed else look.edge, 1.5 if face.needed else 1))
        painter.setBrush(look.surface)
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), look.px(3), look.px(3))
        inner = box.adjusted(look.px(FIELD_PAD), look.px(2), -look.px(FIELD_PAD), -look.px(2))
        painter.setFont(look.font(SMALL))
        painter.setPen(look.colour(face.ink))
        if face.field == "combo":
            painter.drawText(inner.adjusted(0, 0, -look.px(18), 0), int(_MIDDLE), face.text)
            paint_icon(
                painter, inner.right() - look.px(13), box.center().y(), "chevron-down", look, 14, "muted"
            )
        else:
            painter.drawText(inner, int(_LEFT), face.text)

    # -- check boxes -----------------------------------------------------------------------

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: AnyIndex
    ) -> bool:
        face: Face = index.data(FACE)
        if face.checked is None:
            return False
        if isinstance(event, QMouseEvent):
            box_end = option.rect.left() + self._look.px(PAD + BOX + GAP)
            turned = event.type() == QEvent.Type.MouseButtonRelease and event.position().x() <= box_end
        elif isinstance(event, QKeyEvent):
            turned = event.key() == Qt.Key.Key_Space
        else:
            turned = False
        if turned:
            state = Qt.CheckState.Unchecked if face.checked else Qt.CheckState.Checked
            model.setData(index, state, int(Qt.ItemDataRole.CheckStateRole))
        return turned


def _points(face: Face) -> float:
    return SMALL if face.small or face.field else TEXT


def _whole(text: str) -> str:
    """The text with its percentages kept on one line."""
    return text.replace(" %", "\u00a0%")


def _words(metrics: QFontMetrics, text: str, room: int, one_line: bool) -> int:
    if not text:
        return 0
    if one_line:
        return metrics.lineSpacing()
    return metrics.boundingRect(QRect(0, 0, room, _DEEP), int(_LEFT), _whole(text)).height()
