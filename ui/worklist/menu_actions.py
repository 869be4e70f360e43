"""The worklist's commands in the menus Return, Month and View, with their keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.worklist import WorkRow
from ui.page_action import page_action
from ui.worklist.columns import Column

_SENT = (State.SUBMITTED, State.RECEIVED, State.RECALLED)
SORTABLE = (
    Column.DUE,
    Column.FACILITY,
    Column.MFL,
    Column.SUB_COUNTY,
    Column.CURRENT,
    Column.PROBLEMS,
    Column.LAST_CHANGE,
)


class WorklistActions(QObject):
    """Signals say what was asked for; the page does it."""

    open_asked = Signal()
    edit_asked = Signal()
    month_asked = Signal(int)
    """Months on from the present one: -1 or 1."""
    books_asked = Signal()
    sort_asked = Signal(int)
    step_asked = Signal(str)
    """``amend`` or ``recall``, for the chosen facility."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.open = page_action(page, "", self.open_asked.emit)
        self.edit = page_action(page, "F2", self.edit_asked.emit)
        self._earlier = page_action(page, "Alt+PgUp", lambda: self.month_asked.emit(-1))
        self._later = page_action(page, "Alt+PgDown", lambda: self.month_asked.emit(1))
        self._amend = page_action(page, "Ctrl+Shift+E", lambda: self.step_asked.emit("amend"))
        self._recall = page_action(page, "Ctrl+Shift+R", lambda: self.step_asked.emit("recall"))
        self._books = page_action(page, "Ctrl+Shift+S", self.books_asked.emit)
        self._menu = QMenu(page)
        self._sorts = {column: QAction(self) for column in SORTABLE}
        for column, action in self._sorts.items():
            action.triggered.connect(lambda _=False, c=column: self.sort_asked.emit(int(c)))
            self._menu.addAction(action)

    def listed(self) -> tuple[tuple[str, QAction], ...]:
        """(menu, action) pairs for ``Page.page_actions``."""
        return (
            ("return", self.open),
            ("return", self.edit),
            ("return", self._amend),
            ("return", self._recall),
            ("month", self._earlier),
            ("month", self._later),
            ("month", self._books),
            ("view", self._menu.menuAction()),
        )

    def set_chosen(self, row: WorkRow | None) -> None:
        """What can be done with the chosen facility; a return that was sent can be amended or recalled."""
        self.open.setEnabled(row is not None)
        self.edit.setEnabled(row is not None)
        sent = row is not None and row.current.state in _SENT
        self._amend.setEnabled(sent)
        self._recall.setEnabled(sent)

    def retranslate(self, say: Callable[..., str], header: Callable[[int], str]) -> None:
        self.open.setText(say("&Open return"))
        self.edit.setText(say("&Change the facility…"))
        self._amend.setText(say("&Amend…"))
        self._recall.setText(say("&Recall…"))
        self._earlier.setText(say("&Earlier month"))
        self._later.setText(say("&Later month"))
        self._books.setText(say("Save entry &workbooks…"))
        self._menu.setTitle(say("&Sort by"))
        for column, action in self._sorts.items():
            action.setText(header(column))
