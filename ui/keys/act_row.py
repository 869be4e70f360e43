"""A row of the place My key: what can be done, in a sentence, and the button that does it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.keys.key_acts import KeyAct
from ui.keys.keys import SHORTCUTS
from ui.page import Desk
from ui.style.look import Look
from ui.widgets.buttons import Button
from ui.widgets.labels import Label


class ActRow(QWidget):
    """``wanted(str)`` with the name of the act."""

    wanted = Signal(str)

    def __init__(self, desk: Desk, act: KeyAct, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self.act = desk, act
        self.title = Label(desk.look, self, bold=True)
        self._about = Label(desk.look, self, ink="muted", wrap=True)
        self.button = Button(self, key_hint=SHORTCUTS.get(act.name, ""))
        self.button.clicked.connect(lambda: self.wanted.emit(act.name))
        self._words = QVBoxLayout()  # its spacing would else be that of the row
        self._words.addWidget(self.title)
        self._words.addWidget(self._about)
        row = QHBoxLayout(self)
        row.addLayout(self._words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.set_look(desk.look)

    def retranslate(self) -> None:
        say = self._desk.say
        self.title.setText(say(self.act.title))
        self._about.setText(say(self.act.about))
        self.button.setText(say(self.act.button))
        self.button.setAccessibleName(f"{say(self.act.title)}: {say(self.act.button)}")
        self.button.setAccessibleDescription(say(self.act.about))

    def set_look(self, look: Look) -> None:
        for part in (self.title, self._about, self.button):
            part.set_look(look)
        layout = self.layout()
        assert layout is not None
        # room at the right for the focus ring
        layout.setContentsMargins(0, look.px(6), look.px(4), look.px(6))
        self._words.setSpacing(look.px(2))
        layout.setSpacing(look.px(24))
