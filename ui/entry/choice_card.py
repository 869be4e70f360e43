"""A card with two figures of one cell and a button for each: what contested and doubly keyed cells share."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kmmp_desktop.domain.values import CellKey
from ui.entry.faces import Say
from ui.style.look import SMALL, Look
from ui.widgets.buttons import Button
from ui.widgets.labels import IconLabel, Label


class ChoiceCard(QWidget):
    """A title, what the card adds to ``body``, and the buttons ``one`` and ``other``.

    Left and Right choose between the buttons, Enter presses, Esc goes back to the figures (``left``).
    """

    left = Signal()

    def __init__(self, look: Look, say: Say, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._say = look, say
        self._key: CellKey | None = None
        self._icon = IconLabel(look, icon, 14, "second", self)
        self.title = Label(look, self, points=SMALL, bold=True, wrap=True)
        self.one, self.other = Button(self, small=True), Button(self, small=True)
        self._head, self._foot, self.body = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        self._head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addWidget(self.title, 1)
        self._foot.addWidget(self.one)
        self._foot.addWidget(self.other)
        self._foot.addStretch(1)
        self._layout = QVBoxLayout(self)
        for part in (self._head, self.body, self._foot):
            self._layout.addLayout(part)
        self.one.clicked.connect(lambda: self.choose(other=False))
        self.other.clicked.connect(lambda: self.choose(other=True))
        self.hide()

    def choose(self, *, other: bool) -> None:
        """What a button means."""
        raise NotImplementedError

    def set_look(self, look: Look) -> None:
        self._look = look
        for part in (self._icon, self.title, self.one, self.other):
            part.set_look(look)
        self._layout.setContentsMargins(look.px(14), look.px(6), look.px(8), look.px(8))
        for layout in (self._layout, self.body):
            layout.setSpacing(look.px(4))
        self._head.setSpacing(look.px(5))
        self._foot.setSpacing(look.px(6))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, on_button = event.key(), self.one.hasFocus() or self.other.hasFocus()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif on_button and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            (self.one if key == Qt.Key.Key_Left else self.other).setFocus(Qt.FocusReason.TabFocusReason)
        elif on_button and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.one if self.one.hasFocus() else self.other).click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self._look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.second_soft)
        painter.fillRect(QRect(0, 0, look.px(4), self.height()), look.second)
        painter.end()
