"""Turns the habits of the grid over and says how they stand now."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from kmmp_desktop.text import Message
from ui.entry.habits import ENTER_DOWN, LAST_MONTH, LAST_YEAR, MEDIAN, Habits
from ui.entry.steering import Steering
from ui.entry.workspace import Workspace

SWITCHES = {
    "enter_way": ENTER_DOWN,
    "show_last_month": LAST_MONTH,
    "show_median": MEDIAN,
    "show_last_year": LAST_YEAR,
}
"""Actions of the key table and what they turn over."""
_COLUMNS = {
    LAST_MONTH: (
        Message("The column of last month is shown."),
        Message("The column of last month is not shown."),
    ),
    MEDIAN: (
        Message("The column of the median is shown."),
        Message("The column of the median is not shown."),
    ),
    LAST_YEAR: (
        Message("The column of the same month last year is shown."),
        Message("The column of the same month last year is not shown."),
    ),
}


class Switches(QObject):
    """``told(Message)``: how the switch stands now."""

    told = Signal(object)

    def __init__(
        self, habits: Habits, steering: Steering, space: Workspace, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._habits, self._steering, self._space = habits, steering, space
        self._steering.set_enter_down(habits.has(ENTER_DOWN))
        self._show_columns()

    def act(self, action: str) -> bool:
        name = SWITCHES.get(action)
        if name is None:
            return False
        on = self._habits.turn(name)
        if name == ENTER_DOWN:
            self._steering.set_enter_down(on)
            self.told.emit(
                Message("Enter goes down the column now.")
                if on
                else Message("Enter goes right, then down, as the paper reads.")
            )
        else:
            self._show_columns()
            fits = self._space.shows_column(name)
            self.told.emit(
                _COLUMNS[name][0 if on else 1]
                if fits or not on
                else Message("There is no room for the column here. It comes with a wider window.")
            )
        return True

    def _show_columns(self) -> None:
        self._space.want_columns(frozenset(name for name in _COLUMNS if self._habits.has(name)))
