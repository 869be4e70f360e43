"""The card of a cell that two people changed at once: both values, who and when, a button for each."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.together_ports import Conflict
from ui.entry import faces
from ui.entry.faces import Say
from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label
from ui.wording import clock_time


class ContestCard(QWidget):
    """``decided(CellKey, bool)``: cell, and whether what was typed second becomes the figure. ``left()``.

    Left and Right choose between the buttons, Enter presses, Esc goes back to the figures.
    """

    decided = Signal(object, bool)
    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._key: CellKey | None = None
        self._icon = IconLabel(look, "user", 14, "second", self)
        self._title = Label(look, self, points=SMALL, bold=True, wrap=True)
        self.first_words = Label(look, self, points=SMALL, wrap=True)
        self.late_words = Label(look, self, points=SMALL, wrap=True)
        self.first = Button(self, small=True)
        self.late = Button(self, small=True)
        self._head, self._foot = QHBoxLayout(), QHBoxLayout()
        self._head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addWidget(self._title, 1)
        self._foot.addWidget(self.first)
        self._foot.addWidget(self.late)
        self._foot.addStretch(1)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._head)
        self._layout.addWidget(self.first_words)
        self._layout.addWidget(self.late_words)
        self._layout.addLayout(self._foot)
        self.first.clicked.connect(lambda: self._decide(late=False))
        self.late.clicked.connect(lambda: self._decide(late=True))
        self.set_look(look)
        self.hide()

    def set_look(self, look: Look) -> None:
        self._look = look
        parts = (self._icon, self._title, self.first_words, self.late_words, self.first, self.late)
        for part in parts:
            part.set_look(look)
        self._layout.setContentsMargins(look.px(14), look.px(6), look.px(8), look.px(8))
        self._layout.setSpacing(look.px(4))
        self._head.setSpacing(look.px(5))
        self._foot.setSpacing(look.px(6))

    def show_cell(self, opened: OpenReturn, key: CellKey) -> None:
        """Show both values of a contested cell, or nothing where nobody contests it."""
        conflict = opened.conflicts.get(key)
        self.setVisible(conflict is not None)
        self._key = key
        if conflict is None:
            return
        say = self._say
        self._title.setText(say("Two people changed this cell"))
        stands = self._value(conflict, late=False, opened=opened)
        typed = self._value(conflict, late=True, opened=opened)
        self.first_words.setText(self._who(conflict.first_by, conflict.first_at, stands))
        self.late_words.setText(self._who(conflict.late_by, conflict.late_at, typed))
        mine = conflict.late_by == opened.person.name
        self.first.setText(say("Take theirs: {value}" if mine else "Keep {value}", value=stands))
        self.late.setText(say("Keep mine: {value}" if mine else "Take {value}", value=typed))
        for button in (self.first, self.late):
            button.setVisible(opened.locked_why is None)
        self.setAccessibleName(f"{self._title.text()}. {self.first_words.text()} {self.late_words.text()}")

    def _value(self, conflict: Conflict, *, late: bool, opened: OpenReturn) -> str:
        value = conflict.late if late else opened.value(conflict.key)
        return faces.shown(value, self._say) or self._say("blank")

    def _who(self, name: str, at: datetime | None, value: str) -> str:
        if not name or at is None:
            return self._say("In the cell: {value}", value=value)
        return self._say("{name}, {time}: {value}", name=name, time=clock_time(at), value=value)

    def write(self) -> bool:
        """Put the focus where it is decided; False where nothing is contested."""
        if self.isHidden() or self.first.isHidden():
            return False
        self.first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def _decide(self, *, late: bool) -> None:
        if self._key is not None:
            key = self._key
            self.left.emit()
            self.decided.emit(key, late)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, on_button = event.key(), self.first.hasFocus() or self.late.hasFocus()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif on_button and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            (self.first if key == Qt.Key.Key_Left else self.late).setFocus(Qt.FocusReason.TabFocusReason)
        elif on_button and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.first if self.first.hasFocus() else self.late).click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.second_soft)
        painter.fillRect(QRect(0, 0, look.px(4), self.height()), look.second)
        painter.end()
