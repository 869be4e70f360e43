"""The small menu of missing codes at the cell: one digit chooses."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.values import Missing
from ui.entry.faces import MISSING_WORDS, Say
from ui.style.look import TEXT, Look
from ui.widgets.fields import key_cap_width, paint_key_cap

CODES = (Missing.NOT_REPORTED, Missing.NOT_OFFERED, Missing.UNKNOWN)


_MODIFIERS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_NumLock,
    Qt.Key.Key_CapsLock,
)
"""Keys that only go before another one. Where a digit needs Shift it must still choose."""


class MissingMenu(QWidget):
    """Lies over the grid below the cell and has the focus while it is open.

    ``chosen(Missing)`` comes after it has closed; Esc, or any other key but a modifier, closes it with
    nothing chosen.
    """

    chosen = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget, look: Look, say: Say) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._at = 0
        self._open = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def set_look(self, look: Look) -> None:
        self._look = look

    def open_at(self, cell: QRect) -> None:
        """Open below the cell, or above it where there is no room."""
        look = self._look
        width = max(look.metrics().horizontalAdvance(self._word(c)) for c in CODES)
        width += key_cap_width(look, "3") + look.px(32) + look.metrics().horizontalAdvance("UNK")
        height = len(CODES) * look.row(TEXT, 24) + look.px(2)
        parent = self.parentWidget()
        assert parent is not None
        x = max(0, min(cell.right() - width, parent.width() - width))
        below = cell.bottom() + 1
        y = below if below + height <= parent.height() else cell.top() - height
        self.setGeometry(QRect(QPoint(x, y), self.size()))
        self.resize(width, height)
        self._at = 0
        self.setAccessibleName(self._spoken())
        self._open = True
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def _word(self, code: Missing) -> str:
        return self._say(MISSING_WORDS[code])

    def _spoken(self) -> str:
        return ", ".join(f"{n} {self._word(code)}" for n, code in enumerate(CODES, 1))

    def _choose(self, number: int) -> None:
        self._close()
        self.chosen.emit(CODES[number])

    def _close(self) -> None:
        if self._open:
            self._open = False
            self.closed.emit()  # the focus goes back before the menu does
            self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        letters = {
            Qt.Key.Key_1: 0,
            Qt.Key.Key_2: 1,
            Qt.Key.Key_3: 2,
            Qt.Key.Key_R: 0,
            Qt.Key.Key_A: 1,
            Qt.Key.Key_U: 2,
        }
        if key in letters:
            self._choose(letters[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._at)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._at = (self._at + (1 if key == Qt.Key.Key_Down else -1)) % len(CODES)
            self.update()
        elif key not in _MODIFIERS:
            self._close()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self._close()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = int(event.position().y()) // self._look.row(TEXT, 24)
        if 0 <= number < len(CODES):
            self._choose(number)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.surface)
        row = look.row(TEXT, 24)
        painter.setFont(look.font())
        for number, code in enumerate(CODES):
            box = QRect(1, 1 + number * row, self.width() - 2, row)
            if number == self._at:
                painter.fillRect(box, look.accent_soft)
            left = look.px(8)
            left += paint_key_cap(painter, left, box.center().y(), str(number + 1), look) + look.px(8)
            painter.setPen(look.miss_text)
            painter.setFont(look.font(italic=True))
            painter.drawText(box.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, code.value)
            left += look.metrics().horizontalAdvance("UNK") + look.px(8)
            painter.setPen(look.text)
            painter.setFont(look.font())
            painter.drawText(box.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._word(code))
        painter.setPen(QPen(look.edge, 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
