"""The card of a cell whose two keyings differ: both values, a line for the reason, one button for each."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.open_return import OpenReturn
from ui.entry import faces
from ui.entry.faces import Say
from ui.entry.reason_bar import LineField
from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label


class ApartCard(QWidget):
    """``settled(CellKey, bool, str)``: cell, whether the second value is kept, and why. ``left()``.

    Enter in the line goes on to the buttons; Left and Right choose between them.
    """

    settled = Signal(object, bool, str)
    left = Signal()

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._key: CellKey | None = None
        self._icon = IconLabel(look, "second-keying", 14, "second", self)
        self._title = Label(look, self, points=SMALL, bold=True, wrap=True)
        self.values = Label(look, self, points=SMALL, wrap=True)
        self.field = LineField(self)
        self.first = Button(self, small=True)
        self.second = Button(self, small=True)
        self._head, self._foot = QHBoxLayout(), QHBoxLayout()
        self._head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addWidget(self._title, 1)
        self._foot.addWidget(self.first)
        self._foot.addWidget(self.second)
        self._foot.addStretch(1)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._head)
        self._layout.addWidget(self.values)
        self._layout.addWidget(self.field)
        self._layout.addLayout(self._foot)
        self.field.taken.connect(lambda _: self.first.setFocus(Qt.FocusReason.TabFocusReason))
        self.field.given_up.connect(self._give_up)
        self.first.clicked.connect(lambda: self._settle(second=False))
        self.second.clicked.connect(lambda: self._settle(second=True))
        self.set_look(look)
        self.hide()

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self._icon, self._title, self.values, self.field, self.first, self.second):
            part.set_look(look)
        self._layout.setContentsMargins(look.px(14), look.px(6), look.px(8), look.px(8))
        self._layout.setSpacing(look.px(4))
        self._head.setSpacing(look.px(5))
        self._foot.setSpacing(look.px(6))

    def show_cell(self, opened: OpenReturn, key: CellKey) -> None:
        """Show both keyings of the cell, or nothing where they do not differ."""
        apart = key in opened.keyed_apart
        self.setVisible(apart)
        if key != self._key:
            self.field.clear()
        self._key = key
        if not apart:
            return
        say, result = self._say, opened.apart[key]
        first, second = (faces.shown(value, say) or say("blank") for value in (result.first, result.second))
        self._title.setText(say("The second keying differs"))
        self.values.setText(
            say("First keying: {first}. Second keying: {second}.", first=first, second=second)
        )
        self.field.setPlaceholderText(say("Look at the paper; write why"))
        self.field.setAccessibleName(say("Reason"))
        self.first.setText(say("Keep {value}", value=first))
        self.second.setText(say("Take {value}", value=second))
        for part in (self.field, self.first, self.second):
            part.setVisible(opened.locked_why is None)
        self.setAccessibleName(f"{self._title.text()}. {self.values.text()}")

    def write(self) -> bool:
        """Put the cursor where the reason is written; False where nothing differs."""
        if self.isHidden() or self.field.isHidden():
            return False
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def _settle(self, *, second: bool) -> None:
        if self._key is None:
            return
        if not self.field.text().strip():
            self.write()  # the reason comes first: the line says so itself
            return
        text = self.field.text()
        self.left.emit()
        self.settled.emit(self._key, second, text)

    def _give_up(self) -> None:
        self.field.clear()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, on_button = event.key(), self.first.hasFocus() or self.second.hasFocus()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif on_button and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            (self.first if key == Qt.Key.Key_Left else self.second).setFocus(Qt.FocusReason.TabFocusReason)
        elif on_button and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.first if self.first.hasFocus() else self.second).click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.second_soft)
        painter.fillRect(QRect(0, 0, look.px(4), self.height()), look.second)
        painter.end()
