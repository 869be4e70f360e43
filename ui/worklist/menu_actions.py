"""The worklist's commands in the menus Return, Month and View, with their keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ui.worklist.columns import Column

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

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.open = self._action(page, "", self.open_asked.emit)
        self.edit = self._action(page, "F2", self.edit_asked.emit)
        self._earlier = self._action(page, "Alt+PgUp", lambda: self.month_asked.emit(-1))
        self._later = self._action(page, "Alt+PgDown", lambda: self.month_asked.emit(1))
        self._books = self._action(page, "Ctrl+Shift+S", self.books_asked.emit)
        self._menu = QMenu(page)
        self._sorts = {column: QAction(self) for column in SORTABLE}
        for column, action in self._sorts.items():
            action.triggered.connect(lambda _=False, c=column: self.sort_asked.emit(int(c)))
            self._menu.addAction(action)

    @staticmethod
    def _action(page: QWidget, keys: str, run: Callable[[], None]) -> QAction:
        action = QAction(page)
        action.setShortcut(QKeySequence(keys))
        # The search stands in the context bar, outside the page: only a key of the window reaches both.
        # It rests while the page is hidden.
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _=False: run())
        page.addAction(action)
        return action

    def listed(self) -> tuple[tuple[str, QAction], ...]:
        """(menu, action) pairs for ``Page.page_actions``."""
        return (
            ("return", self.open),
            ("return", self.edit),
            ("month", self._earlier),
            ("month", self._later),
            ("month", self._books),
            ("view", self._menu.menuAction()),
        )

    def set_chosen(self, chosen: bool) -> None:
        """Whether there is a facility to open or change."""
        self.open.setEnabled(chosen)
        self.edit.setEnabled(chosen)

    def retranslate(self, say: Callable[..., str], header: Callable[[int], str]) -> None:
        self.open.setText(say("&Open return"))
        self.edit.setText(say("&Change the facility…"))
        self._earlier.setText(say("&Earlier month"))
        self._later.setText(say("&Later month"))
        self._books.setText(say("Save entry &workbooks…"))
        self._menu.setTitle(say("&Sort by"))
        for column, action in self._sorts.items():
            action.setText(header(column))
