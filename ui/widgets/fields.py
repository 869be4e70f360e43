"""Fields of the look: a flat combo box and a search field."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ui.style.icons import paint_icon, pixmap
from ui.style.look import SMALL, Look


class ComboBox(QComboBox):
    """A combo box painted flat: as wide as its longest text, at least as its present one.

    ``icon_name`` stands before the text (the calendar before a month).
    """

    def __init__(self, look: Look, parent: QWidget | None = None, *, icon_name: str = "") -> None:
        super().__init__(parent)
        self._look = look
        self._icon_name = icon_name
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(16)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        texts = [self.itemText(i) for i in range(self.count())]
        return self._size_for(max(map(self.fontMetrics().horizontalAdvance, texts), default=0))

    def minimumSizeHint(self) -> QSize:
        """Where there is little room the present choice is still read whole."""
        return self._size_for(self.fontMetrics().horizontalAdvance(self.currentText()))

    def _size_for(self, text_width: int) -> QSize:
        look = self._look
        height = max(self.fontMetrics().height() + look.px(4), look.px(26))
        return QSize(text_width + self._text_left() + look.px(34), height)

    def showPopup(self) -> None:
        self.view().setMinimumWidth(self.sizeHint().width())
        super().showPopup()

    def _text_left(self) -> int:
        return self._look.px(30) if self._icon_name else self._look.px(8)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, on = self._look, self.isEnabled()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.edge if on else look.grid, 1))
        painter.setBrush(look.surface if on else look.window)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), look.px(3), look.px(3))
        middle = self.height() / 2
        if self._icon_name:
            paint_icon(painter, look.px(8), middle, self._icon_name, look, 15, "muted")
        paint_icon(
            painter,
            self.width() - look.px(22),
            middle,
            "chevron-down",
            look,
            14,
            "muted" if on else "disabled",
        )
        painter.setPen(look.text if on else look.disabled)
        painter.setFont(self.font())
        room = QRect(self._text_left(), 0, self.width() - self._text_left() - look.px(26), self.height())
        shown = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.end()


class SearchField(QLineEdit):
    """A field with a magnifying glass. Escape empties it, ``escaped`` comes when it is empty already;
    Up, Down, Enter and Page keys go out as ``moved(key)``, so that a list is walked while typing."""

    moved = Signal(int)
    escaped = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setClearButtonEnabled(False)
        self._look = look
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.setTextMargins(look.px(22), 0, 0, 0)
        self.setMinimumWidth(look.px(160))
        self.update()

    def type_on(self, text: str) -> None:
        """Take what was typed elsewhere."""
        self.setFocus()
        self.end(False)
        self.insert(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        drawn = pixmap("search", self._look, 14, "muted", ratio=self.devicePixelRatioF())
        painter.drawPixmap(self._look.px(9), (self.height() - self._look.px(14)) // 2, drawn)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        elif key == Qt.Key.Key_Escape:
            if not self.text():
                self.escaped.emit()
            self.clear()
        elif key in (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
            Qt.Key.Key_PageUp,
            Qt.Key.Key_PageDown,
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        ):
            self.moved.emit(int(key))
        else:
            super().keyPressEvent(event)


def key_cap_width(look: Look, keys: str) -> int:
    """Width of a drawn key cap such as ``Ctrl G``."""
    return look.metrics(SMALL).horizontalAdvance(keys) + look.px(10)


def paint_key_cap(painter: QPainter, x: int, middle: int, keys: str, look: Look) -> int:
    """Paint a key cap, left edge at ``x``; return its width."""
    width, height = key_cap_width(look, keys), look.metrics(SMALL).height() + look.px(2)
    box = QRectF(x + 0.5, middle - height / 2 + 0.5, width - 1, height - 1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.edge, 1))
    painter.setBrush(look.surface)
    painter.drawRoundedRect(box, look.px(3), look.px(3))
    foot = round(box.bottom()) - 1
    painter.drawLine(round(box.left()) + 2, foot, round(box.right()) - 2, foot)
    painter.setPen(look.text)
    painter.setFont(look.font(SMALL))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, keys)
    painter.restore()
    return width
