"""The card of a cell that several people changed at once: both values, who and when, a button for each."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.together_ports import Conflict
from ui.entry import faces
from ui.entry.choice_card import ChoiceCard
from ui.entry.faces import Say
from ui.style.look import SMALL, Look
from ui.widgets.labels import Label
from ui.wording import clock_time


class ContestCard(ChoiceCard):
    """``decided(CellKey, bool)``: cell, and whether what was typed second becomes the figure."""

    decided = Signal(object, bool)

    def __init__(self, look: Look, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(look, say, "user", parent)
        self.first, self.late = self.one, self.other
        self.first_words = Label(look, self, points=SMALL, wrap=True)
        self.late_words = Label(look, self, points=SMALL, wrap=True)
        self.body.addWidget(self.first_words)
        self.body.addWidget(self.late_words)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        super().set_look(look)
        self.first_words.set_look(look)
        self.late_words.set_look(look)

    def show_cell(self, opened: OpenReturn, key: CellKey) -> None:
        """Show both values of a contested cell, or nothing where nobody contests it."""
        contested = opened.contested.get(key, ())
        self.setVisible(bool(contested))
        self._key = key
        if not contested:
            return
        say, conflict = self._say, contested[0]
        self.title.setText(
            say("Two people changed this cell")
            if len(contested) == 1
            else say("More than two people changed this cell: {count} decisions", count=len(contested))
        )
        stands = self._value(conflict, late=False, opened=opened)
        typed = self._value(conflict, late=True, opened=opened)
        # decided since: what stands there now is not what the first wrote
        by = conflict.first_by if opened.value(key) == conflict.first else ""
        self.first_words.setText(self._who(by, conflict.first_at, stands))
        self.late_words.setText(self._who(conflict.late_by, conflict.late_at, typed))
        mine = conflict.late_by == opened.person.name
        self.first.setText(say("Take theirs: {value}" if mine else "Keep {value}", value=stands))
        self.late.setText(say("Keep mine: {value}" if mine else "Take {value}", value=typed))
        for button in (self.first, self.late):
            button.setVisible(opened.locked_why is None)
        self.setAccessibleName(f"{self.title.text()}. {self.first_words.text()} {self.late_words.text()}")

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

    def choose(self, *, other: bool) -> None:
        if self._key is not None:
            key = self._key
            self.left.emit()
            self.decided.emit(key, other)
