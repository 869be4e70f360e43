"""A pick list under a text field: what was written before is offered, typing stays free."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QPlainTextEdit

from ui.style.look import SMALL, Look

_LEAST = 2
"""Letters after which the list comes by itself."""
_MOVES = {
    int(Qt.Key.Key_Down): 1,
    int(Qt.Key.Key_Up): -1,
    int(Qt.Key.Key_PageDown): 99,
    int(Qt.Key.Key_PageUp): -99,
}
_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_GOES = (QEvent.Type.FocusOut, QEvent.Type.Hide, QEvent.Type.Resize, QEvent.Type.Move)


class _List(QListWidget):
    """Draws its own edge: what lies over other things has to end somewhere."""

    edge: QColor | None = None

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.edge is not None:
            painter = QPainter(self.viewport())
            painter.setPen(self.edge)
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
            painter.end()


class OfferedTexts(QObject):
    """Offers texts to one field. Down in an empty field (Alt+Down in any) opens the list; Up and Down
    choose, Enter or Tab takes the chosen text, Esc closes the list; nothing is taken without a choice.

    The list is a part of the window and never has the focus: every other key goes into the field.
    ``wanted()``: the field got the focus, the texts will be asked for soon.
    """

    wanted = Signal()

    def __init__(self, field: QLineEdit | QPlainTextEdit) -> None:
        super().__init__(field)
        self._field = field
        self._texts: Callable[[], Sequence[str]] = tuple
        self._list: _List | None = None
        self._look: Look | None = None
        self._name = ""
        self._taking = False
        field.textChanged.connect(self._typed)
        field.installEventFilter(self)

    def set_name(self, name: str) -> None:
        """What a screen reader calls the list."""
        self._name = name

    def set_look(self, look: Look) -> None:
        self._look = look
        self.close()

    def offer(self, texts: Callable[[], Sequence[str]]) -> None:
        """Where the texts come from; asked when the list is to open."""
        self._texts = texts

    @property
    def is_open(self) -> bool:
        return self._list is not None and self._list.isVisible()

    @property
    def shown(self) -> tuple[str, ...]:
        """What the list offers now."""
        found = self._list if self.is_open else None
        return tuple(found.item(row).text() for row in range(found.count())) if found else ()

    def close(self) -> None:
        if self._list is not None:
            self._list.hide()

    def handles(self, event: QKeyEvent) -> bool:
        """Do what a key asks of the list; False: the key is the field's."""
        key, alt = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if not self.is_open:
            asked = key == Qt.Key.Key_Down and (alt or not self._text().strip())
            return asked and self._show(self._text().strip(), choose=True)
        found = self._list
        assert found is not None
        if int(event.key()) in _MOVES:
            row = found.currentRow() + _MOVES[int(event.key())]
            found.setCurrentRow(max(0, min(row, found.count() - 1)))
        elif key in _TAKES and found.currentRow() >= 0:
            self._take(found.currentItem())
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self.handles(event)
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self.is_open:
            if int(event.key()) in _MOVES or Qt.Key(event.key()) in (*_TAKES, Qt.Key.Key_Escape):
                event.accept()  # before a shortcut of the page takes it
                return True
        elif kind == QEvent.Type.FocusIn:
            self.wanted.emit()
        elif kind in _GOES:
            self.close()
        return False

    def _text(self) -> str:
        field = self._field
        return field.text() if isinstance(field, QLineEdit) else field.toPlainText()

    def _typed(self) -> None:
        if self._taking or not self._field.hasFocus():
            return
        text = self._text().strip()
        if len(text) < _LEAST or not self._show(text):
            self.close()

    def _show(self, text: str, *, choose: bool = False) -> bool:
        """Offer what has ``text`` in it. ``choose``: the first one is chosen already."""
        like = text.casefold()
        texts = [one for one in self._texts() if like in one.casefold() and one != text]
        if not texts:
            return False
        found = self._made()
        found.clear()
        found.addItems(texts)
        found.setCurrentRow(0 if choose else -1)
        self._place(found)
        found.show()
        found.raise_()
        return True

    def _made(self) -> _List:
        if self._list is None:
            found = self._list = _List(self._field.window())
            found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            found.setFrameShape(QFrame.Shape.NoFrame)
            found.setSpacing(1)
            found.setWordWrap(True)
            found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            found.itemClicked.connect(self._take)
            self._field.destroyed.connect(found.deleteLater)
        if self._look is not None:
            self._list.setFont(self._look.font(SMALL))
            self._list.edge = self._look.edge
        self._list.setAccessibleName(self._name)
        return self._list

    def _place(self, found: QListWidget) -> None:
        """Under the field, or over it where there is more room; as high as the texts that fit whole."""
        window, field = self._field.window(), self._field
        top = field.mapTo(window, QPoint(0, 0))
        wide = min(max(field.width(), 20 * found.fontMetrics().averageCharWidth()), window.width())
        left = max(0, min(top.x(), window.width() - wide))
        under = top.y() + field.height()
        below, above = window.height() - under, top.y()
        room = max(below, above)
        found.setFixedSize(wide, room)
        found.viewport().resize(wide, room)  # a hidden list is not laid out by itself
        found.doItemsLayout()
        ends = [found.visualItemRect(found.item(row)).bottom() for row in range(found.count())]
        whole = [end for end in ends if end + found.spacing() < room]
        # Whole texts only: half a line looks like the end of the list.
        high = (whole[-1] if whole else room - found.spacing() - 1) + found.spacing() + 1
        found.setFixedHeight(high)
        found.move(left, under if below >= high else top.y() - high)

    def _take(self, item: QListWidgetItem) -> None:
        self._taking = True
        field, text = self._field, item.text()
        if isinstance(field, QLineEdit):
            field.setText(text)
        else:
            field.setPlainText(text)
            field.moveCursor(field.textCursor().MoveOperation.End)
        self._taking = False
        self.close()
