"""The commands of data quality in the menus Edit, View and Return, with their keys."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from ui.page_action import page_action
from ui.quality.keys import EXPORT, NEXT, OPEN, PREVIOUS, RESTS, SORT
from ui.wording import Say


class QualityActions(QObject):
    """Signals say what was asked for; the page does it."""

    open_asked = Signal()
    step_asked = Signal(int)
    sort_asked = Signal()
    rests_asked = Signal()
    export_asked = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._open = page_action(page, OPEN, self.open_asked.emit)
        self._previous = page_action(page, PREVIOUS, lambda: self.step_asked.emit(-1))
        self._next = page_action(page, NEXT, lambda: self.step_asked.emit(1))
        self._sort = page_action(page, SORT, self.sort_asked.emit)
        self._rests = page_action(page, RESTS, self.rests_asked.emit)
        self._export = page_action(page, EXPORT, self.export_asked.emit)
        self._sort.setCheckable(True)
        self._sort.setChecked(True)

    def listed(self) -> tuple[tuple[str, QAction], ...]:
        """(menu, action) pairs for ``Page.page_actions``."""
        return (
            ("return", self._open),
            ("view", self._previous),
            ("view", self._next),
            ("view", self._sort),
            ("view", self._rests),
            ("tools", self._export),
        )

    def show_order(self, *, worst_first: bool) -> None:
        self._sort.setChecked(worst_first)

    def set_enabled(self, on: bool) -> None:
        for _, action in self.listed():
            action.setEnabled(on)

    def retranslate(self, say: Say) -> None:
        self._open.setText(say("Open return"))
        self._previous.setText(say("Previous measure"))
        self._next.setText(say("Next measure"))
        self._sort.setText(say("Worst facilities first"))
        self._rests.setText(say("What the measure rests on"))
        self._export.setText(say("Save data quality…"))
