"""The part of the grid that gains or loses the tint when the cursor moves: two rows and two columns."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QTableView


def cross_of(view: QTableView, *places: QModelIndex | QPersistentModelIndex) -> QRegion:
    """What of the viewport has to be painted again for a move between ``places``.

    Where the column stays the same, its tint does too: only the rows are in the region then.
    """
    area = view.viewport().rect()
    there = [place for place in places if place.isValid()]
    region = QRegion()
    for row in {place.row() for place in there}:
        region += QRegion(0, view.rowViewportPosition(row), area.width(), view.rowHeight(row))
    columns = {place.column() for place in there}
    if len(columns) > 1 or len(there) < len(places):
        for column in columns:
            left = view.columnViewportPosition(column)
            region += QRegion(left, 0, view.columnWidth(column), area.height())
    return region
