"""The card of a cell whose two keyings differ: both values, a line for the reason, one button for each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.open_return import OpenReturn
from ui.entry import faces
from ui.entry.choice_card import ChoiceCard
from ui.entry.faces import Say
from ui.entry.reason_bar import LineField
from ui.style.look import SMALL, Look
from ui.widgets.labels import Label


class ApartCard(ChoiceCard):
    """``settled(CellKey, bool, str)``: cell, whether the second value is kept, and why.

    Enter in the line goes on to the buttons.
    """

    settled = Signal(object, bool, str)

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(look, say, "second-keying", parent)
        self.first, self.second = self.one, self.other
        self.values = Label(look, self, points=SMALL, wrap=True)
        self.field = LineField(self)
        self.body.addWidget(self.values)
        self.body.addWidget(self.field)
        self.setTabOrder(self.field, self.first)
        self.setTabOrder(self.first, self.second)
        self.field.taken.connect(lambda _: self.first.setFocus(Qt.FocusReason.TabFocusReason))
        self.field.given_up.connect(self._give_up)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        super().set_look(look)
        self.values.set_look(look)
        self.field.set_look(look)

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
        self.title.setText(say("The second keying differs"))
        self.values.setText(
            say("First keying: {first}. Second keying: {second}.", first=first, second=second)
        )
        self.field.setPlaceholderText(say("Look at the paper; write why"))
        self.field.setAccessibleName(say("Reason"))
        self.first.setText(say("Keep {value}", value=first))
        self.second.setText(say("Take {value}", value=second))
        for part in (self.field, self.first, self.second):
            part.setVisible(opened.locked_why is None)
        self.setAccessibleName(f"{self.title.text()}. {self.values.text()}")

    def write(self) -> bool:
        """Put the cursor where the reason is written; False where nothing differs."""
        if self.isHidden() or self.field.isHidden():
            return False
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def choose(self, *, other: bool) -> None:
        if self._key is None:
            return
        if not self.field.text().strip():
            self.write()  # the reason comes first: the line says so itself
            return
        text = self.field.text()
        self.left.emit()
        self.settled.emit(self._key, other, text)

    def _give_up(self) -> None:
        self.field.clear()
        self.left.emit()
