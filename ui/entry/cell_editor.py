"""The two fields that are laid over a cell while it is typed: one line, and running text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from ui.entry.keys import Where, action_of
from ui.style.look import FIGURES, TEXT, Look

Take = Callable[[str], None]
"""Told an action of the key table while the editor is open."""

_STAYING = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
"""Losing the focus so does not end the typing: the person comes back to it."""


class LineEditor(QLineEdit):
    """For figures, dates, yes or no. ``take`` gets the actions; ``left`` is called when the focus goes."""

    def __init__(self, parent: QWidget, take: Take, left: Callable[[], None]) -> None:
        super().__init__(parent)
        self._take, self._left = take, left
        self.setFrame(False)
        self.setProperty("cell", True)  # no edge of its own: the grid has drawn the ring
        self.setProperty("ringless", True)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def set_look(self, look: Look) -> None:
        self.setFont(look.font(FIGURES))
        self.setTextMargins(look.px(2), 0, look.px(3), 0)

    def start(self, text: str, *, select: bool) -> None:
        self.setText(text)
        if select:
            self.selectAll()

    def typed(self) -> str:
        return self.text()

    def lay_over(self, cell: QRect, look: Look) -> None:
        edge = look.px(3)
        self.setGeometry(cell.adjusted(edge, edge, -edge, -edge))

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if action_of(event, Where.TYPING):
                event.accept()
                return True
        elif (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        ):
            self.keyPressEvent(event)  # else Qt would take it as "leave this field"
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = action_of(event, Where.TYPING)
        key = event.key()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if not action and plain and not self.hasSelectedText():
            if key == Qt.Key.Key_Left and self.cursorPosition() == 0:
                action = "left"
            elif key == Qt.Key.Key_Right and self.cursorPosition() == len(self.text()):
                action = "right"
        if action:
            self._take(action)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _STAYING:
            self._left()


class TextEditor(QPlainTextEdit):
    """For the narrative: Enter saves, Shift+Enter starts a new line, arrows move in the text."""

    def __init__(self, parent: QWidget, take: Take, left: Callable[[], None]) -> None:
        super().__init__(parent)
        self._take, self._left = take, left
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setStyleSheet("border: 0; border-radius: 0; padding: 0")
        self.setProperty("ringless", True)
        self.setTabChangesFocus(False)
        self.document().setDocumentMargin(2)
        self.hide()

    def set_look(self, look: Look) -> None:
        self.setFont(look.font(TEXT))

    def start(self, text: str, *, select: bool) -> None:
        self.setPlainText(text)
        if select:
            self.selectAll()
        else:
            self.moveCursor(QTextCursor.MoveOperation.End)

    def typed(self) -> str:
        return self.toPlainText()

    def lay_over(self, cell: QRect, look: Look) -> None:
        edge = look.px(3)
        self.setGeometry(cell.adjusted(edge, edge, -edge, -edge))

    def event(self, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._action(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self._action(event)
        if action:
            self._take(action)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.insertPlainText("\n")
        else:
            super().keyPressEvent(event)

    def _action(self, event: QKeyEvent) -> str:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            return ""
        action = action_of(event, Where.TYPING)
        if action in ("up", "down"):
            block = self.textCursor().block()
            inside = block.previous().isValid() if action == "up" else block.next().isValid()
            return "" if inside else action
        return "" if action in ("page_up", "page_down", "section_start", "section_end") else action

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _STAYING:
            self._left()
