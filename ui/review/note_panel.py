"""Where the manager writes what the clerk has to look at."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import Label
from ui.wording import Say


class NotePanel(QWidget):
    """Stands over the foot while a return is sent back; ``given(str)`` with the note, or ``left``."""

    given = Signal(str)
    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self._heading = Label(look, self, points=SMALL, bold=True, wrap=True)
        self.field = QPlainTextEdit(self)
        self.field.setTabChangesFocus(True)
        self.field.textChanged.connect(self._typed)
        self.send = Button(icon_name="undo")
        self.send.clicked.connect(self._give)
        self.cancel = Button()
        self.cancel.clicked.connect(self.left)
        for button in (self.cancel, self.send):
            button.setAutoDefault(True)  # Enter presses the one that has the focus
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.send)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._heading)
        self._layout.addWidget(self.field)
        self._layout.addLayout(buttons)
        self.setTabOrder(self.field, self.send)
        self.setTabOrder(self.send, self.cancel)
        self.set_look(look)

    def ask(self, facility: str) -> None:
        """Show the panel for one return; what was typed before is kept until it is sent."""
        self._heading.setText(
            self._say("What does {facility} have to look at? The clerk reads this note.", facility=facility)
        )
        self._typed()
        self.show()
        self.field.setFocus()

    def retranslate(self) -> None:
        self.send.setText(self._say("Return with this note"))
        self.cancel.setText(self._say("Cancel"))
        self.field.setAccessibleName(self._say("Note for the clerk"))
        self.field.setPlaceholderText(self._say("Name the cell and ask the question."))

    def set_look(self, look: Look) -> None:
        self._heading.set_look(look)
        self.send.set_look(look)
        self.cancel.set_look(look)
        self.field.setFixedHeight(look.metrics().lineSpacing() * 3 + look.px(12))
        self._layout.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        self._layout.setSpacing(look.px(6))

    def _typed(self) -> None:
        self.send.setEnabled(bool(self.field.toPlainText().strip()))

    def _give(self) -> None:
        self.given.emit(self.field.toPlainText().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)
