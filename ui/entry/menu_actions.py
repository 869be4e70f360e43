"""The commands of the entry screen for the menus of the window. Their keys are the grid's own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from ui.entry.keys import cap, use_of

_MENU = (
    ("edit", "undo", "&Undo"),
    ("edit", "redo", "&Redo"),
    ("edit", "copy", "&Copy"),
    ("edit", "paste", "&Paste"),
    ("edit", "fill_down", "Fill &down"),
    ("edit", "fill_right", "Fill ri&ght"),
    ("edit", "fill_zero", "Fill with &0…"),
    ("view", "panel", "&Panel"),
    ("view", "show_last_month", "Last mont&h"),
    ("view", "show_median", "&Median of 12 months"),
    ("view", "show_last_year", "Same month last &year"),
    ("view", "enter_way", "&Enter goes down the column"),
    ("return", "next_problem", "&Next problem"),
    ("return", "previous_problem", "&Previous problem"),
    ("return", "reason", "Give a &reason"),
    ("return", "comment", "Co&mment"),
    ("return", "question", "&Question"),
    ("return", "check_all", "Make all &checks"),
    ("return", "complete", "Check and c&omplete…"),
    ("return", "go_to_row", "&Go to row…"),
    ("return", "take_book", "Take in an entry &workbook…"),
    ("return", "save_book", "Save an entry work&book…"),
    ("return", "next_section", "Next &section"),
    ("return", "previous_section", "Previous s&ection"),
    ("return", "amend", "Amen&d…"),
    ("return", "recall", "Reca&ll…"),
    ("return", "second_keying", "&Key a second time…"),
    ("return", "other_return", "Other &return of the month"),
    ("return", "scan", "Paper beside the &form"),
    ("return", "scan_add", "&Add a scan or photo…"),
    ("help", "legend", "What the &marks mean"),
)


def menu_actions(parent: QWidget, act: Callable[[str], None]) -> tuple[tuple[str, QAction], ...]:
    """(menu, action) pairs. The key is shown beside the words, not bound: the grid reads it itself."""
    made: list[tuple[str, QAction]] = []
    for menu, action, english in _MENU:
        entry = QAction(parent)
        entry.setProperty("english", english)
        entry.setProperty("action", action)
        entry.setProperty("keys", cap(use_of(action).each[0]))
        entry.triggered.connect(lambda _=False, a=action: act(a))
        made.append((menu, entry))
    return tuple(made)
