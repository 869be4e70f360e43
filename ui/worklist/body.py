"""The lower part of the worklist: the table, or a sentence and what to do where it is empty."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from ui.style.look import Look
from ui.widgets.buttons import Button
from ui.widgets.empty_state import EmptyState
from ui.worklist.table import WorklistTable


class WorklistBody(QWidget):
    """Shows one of three: the table, nothing found, nothing owed."""

    import_asked = Signal()
    add_asked = Signal()
    all_asked = Signal()

    def __init__(self, look: Look, table: WorklistTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table, self._known = table, False
        self._say: Callable[..., str] = str
        self.import_button, self.add_button = Button(kind="primary"), Button()
        self.empty = EmptyState(look, self.import_button, self.add_button)
        self.all_button = Button()
        self.nothing = EmptyState(look, self.all_button)
        self._parts = QStackedLayout(self)
        for part in (table, self.nothing, self.empty):
            self._parts.addWidget(part)
        self.import_button.clicked.connect(self.import_asked)
        self.add_button.clicked.connect(self.add_asked)
        self.all_button.clicked.connect(self.all_asked)

    def show_what_there_is(self, *, owed: bool, found: bool, known: bool = False) -> None:
        """``known``: there are facilities, although none of them owes this form."""
        self._known = known
        self._say_why_empty()
        self._parts.setCurrentWidget(self.empty if not owed else self._table if found else self.nothing)

    def set_look(self, look: Look) -> None:
        self.empty.set_look(look)
        self.nothing.set_look(look)

    def retranslate(self, say: Callable[..., str]) -> None:
        self._say = say
        self.import_button.setText(say("Import facilities…"))
        self.add_button.setText(say("Add a facility…"))
        self.all_button.setText(say("Show all"))
        self._say_why_empty()
        self.nothing.set_sentence(say("No facility fits. Show all, or search for something else."))

    def _say_why_empty(self) -> None:
        say = self._say
        self.empty.set_sentence(
            say(
                "No facility owes this form in this month. Show another form, choose a facility, and press F2"
                " to say which forms it owes."
            )
            if self._known
            else say("No returns are owed yet. Import your facility list, or add a facility.")
        )
