"""The line above the grid that narrows the form to the rows one looks for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.entry.faces import Say
from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.fields import SearchField
from ui.widgets.labels import Label


class FilterBar(QWidget):
    """``wanted(str)``: another text was typed. ``taken()``: on to the grid, with the rows as they are.
    ``given_up()``: all rows are to be shown again.

    Esc gives up at once, from the field and from the button.
    """

    wanted = Signal(str)
    taken = Signal()
    given_up = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self.field = SearchField(look, self)
        self.found = Label(look, self, points=SMALL, wrap=True)
        self.all_rows = Button(self, small=True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.field, 1)
        self._row.addWidget(self.found, 2)
        self._row.addWidget(self.all_rows)
        self.field.textChanged.connect(self.wanted)
        self.field.moved.connect(self._moved)
        self.field.installEventFilter(self)
        self.all_rows.clicked.connect(self.given_up)
        self.set_look(look)
        self.retranslate()
        self.hide()

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self.field, self.found, self.all_rows):
            part.set_look(look)
        self._row.setContentsMargins(look.px(8), look.px(4), look.px(8), look.px(4))
        self._row.setSpacing(look.px(8))
        self.field.setMaximumWidth(look.px(260))

    def retranslate(self) -> None:
        name = self._say("Part of a label, a row number or a code")
        self.field.setPlaceholderText(name)
        self.field.setAccessibleName(name)
        self.all_rows.setText(self._say("All rows (Esc)"))

    def start(self) -> None:
        """Open the line, or come back to it with its text chosen."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def stop(self) -> None:
        """All rows are shown: the line goes."""
        self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(False)
        self.hide()

    def say_found(self, text: str) -> None:
        self.found.setText(text)
        self.setAccessibleName(text)

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is event.Type.KeyPress and _is_escape(event):
            self.given_up.emit()
            return True
        return False

    def _moved(self, key: int) -> None:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.taken.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_escape(event):
            self.given_up.emit()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.accent_soft)
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.edge)
        painter.end()


def _is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape
