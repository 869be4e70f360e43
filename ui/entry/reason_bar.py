"""Where the reason for a figure is written: one line under what it explains, never a dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kmmp_desktop.services.ports import Reason
from ui.entry.faces import Say
from ui.faces.reason_shelf import ReasonShelf
from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.widgets.offered_texts import OfferedTexts

LONGEST = 4000
"""Characters that words at a cell may have."""


class LineField(QLineEdit):
    """Enter takes the text, Esc gives it up and goes back to the grid.

    ``left_behind(text)``: the focus goes elsewhere in the window, and the text is still there.
    """

    taken = Signal(str)
    given_up = Signal()
    left_behind = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST)
        self.offered: OfferedTexts | None = None
        """A pick list under the field: while it is open it has the first word about a key."""

    def set_look(self, look: Look) -> None:
        self.setFont(look.font(SMALL))
        self.setMinimumHeight(look.row(SMALL, 24))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit(self.text())
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        ):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        elsewhere = event.reason() not in (
            Qt.FocusReason.ActiveWindowFocusReason,
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.MenuBarFocusReason,
        )
        if elsewhere and self.text().strip():
            self.left_behind.emit(self.text())


class ReasonBar(QWidget):
    """The reason as it was written, or the field to write it in.

    ``written(subject, text)``; empty text takes the reason away. ``left()``: back to the grid.
    """

    written = Signal(str, str)
    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self.subject = ""
        self._written = ""
        self._kept = Label(look, self, points=SMALL, wrap=True)
        self.field = LineField(self)
        self._save = Button(self, small=True)
        line = QHBoxLayout()
        line.addWidget(self.field, 1)
        line.addWidget(self._save)
        self._line = line
        layout = QVBoxLayout(self)
        layout.addWidget(self._kept)
        layout.addLayout(line)
        self.field.taken.connect(self._take)
        self._save.clicked.connect(lambda: self._take(self.field.text()))
        self.field.given_up.connect(self._give_up)
        self.field.left_behind.connect(self._keep)
        self.set_look(look)

    def offer(self, shelf: ReasonShelf) -> None:
        """Offer what the office often writes."""
        offered = self.field.offered = OfferedTexts(self.field)
        offered.offer(lambda: shelf.for_subject(self.subject))
        offered.wanted.connect(shelf.ask)
        offered.set_look(self._look)

    def set_look(self, look: Look) -> None:
        self._look = look
        if self.field.offered is not None:
            self.field.offered.set_look(look)
        self._kept.set_look(look)
        self.field.set_look(look)
        self._save.set_look(look)
        self._line.setSpacing(look.px(6))
        layout = self.layout()
        assert layout is not None
        layout.setSpacing(look.px(3))
        layout.setContentsMargins(look.px(3), look.px(3), look.px(3), look.px(3))  # room for the focus ring

    def show_reason(self, subject: str, reason: Reason | None, *, editable: bool) -> None:
        self._save.setText(self._say("Keep"))
        self.field.setPlaceholderText(self._say("Write why it is right"))
        self.field.setAccessibleName(self._say("Reason"))
        if self.field.offered is not None:
            self.field.offered.set_name(self._say("Reasons written before"))
            self.field.setToolTip(self._say("Often written. Down: choose one"))
        if subject != self.subject or not self.field.hasFocus():
            self._written = reason.text if reason else ""
            self.field.setText(self._written)
        self.subject = subject
        kept = self._say("Reason: {text} ({name})", text=reason.text, name=reason.by) if reason else ""
        self._kept.setText(kept)
        self._kept.setVisible(reason is not None)
        self.field.setVisible(editable and reason is None)
        self._save.setVisible(editable and reason is None)

    def write(self) -> None:
        """Put the cursor into the field, with the reason as it is."""
        self.field.show()
        self._save.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _take(self, text: str) -> None:
        self._keep(text)
        self.left.emit()

    def _keep(self, text: str) -> None:
        """Hand the text over once; the focus also leaves because of Enter and of the button."""
        if text.strip() != self._written:
            self._written = text.strip()
            self.written.emit(self.subject, self._written)

    def _give_up(self) -> None:
        self.field.setText(self._written)
        self.left.emit()
