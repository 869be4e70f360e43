"""Selecting a block of cells with Shift and the arrows; the cursor stays where the block began."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtWidgets import QTableView

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class BlockSelection:
    """The far corner of the block of one grid, between ``first`` and ``last`` figure column."""

    def __init__(self, view: QTableView) -> None:
        self._view = view
        self._corner: tuple[int, int] | None = None

    def start_anew(self) -> None:
        """The cursor moved: a next block begins there."""
        self._corner = None

    def put_cursor(self, index: QModelIndex) -> None:
        """Move the cursor, whatever modifier is held down, with nothing else selected."""
        self.start_anew()
        self._view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def extend(self, key: Qt.Key, first: int, last: int) -> bool:
        """Take one more row or column in; False if ``key`` is no arrow."""
        step = _STEPS.get(key)
        current = self._view.currentIndex()
        if step is None or not current.isValid():
            return False
        row, column = self._corner or (current.row(), current.column())
        model = self._view.model()
        further = row + step[0]
        while 0 <= further < model.rowCount() and self._view.isRowHidden(further):
            further += step[0]
        row = further if 0 <= further < model.rowCount() else row
        column = min(max(column + step[1], first), last)
        self._corner = (row, column)
        corner = model.index(row, column)
        self._view.selectionModel().select(
            QItemSelection(current, corner), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self._view.scrollTo(corner)
        return True
