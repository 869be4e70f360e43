"""A table model over rows of faces."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from ui.faces.face import Column, Face, Row

AnyIndex = QModelIndex | QPersistentModelIndex
FACE = int(Qt.ItemDataRole.UserRole) + 1
ROW = FACE + 1

_ROOT = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_CHECK = int(Qt.ItemDataRole.CheckStateRole)
_ENABLED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_NOTHING = Face()


class FaceModel(QAbstractTableModel):
    """Shows rows; ``show_rows`` updates in place where the keys stay the same."""

    ticked = Signal(object, bool)
    """A check box was turned: key of the row, new state."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._rows: tuple[Row, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        return self._columns

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    def show_columns(self, columns: Sequence[Column]) -> None:
        """New heads (another language or month); the number of columns may not change."""
        assert len(columns) == len(self._columns)
        self._columns = tuple(columns)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)

    def show_rows(self, rows: Sequence[Row]) -> bool:
        """Show ``rows``; returns whether the table was built anew (selection and editors gone)."""
        new = tuple(rows)
        if [(r.key, r.group) for r in new] != [(r.key, r.group) for r in self._rows]:
            self.beginResetModel()
            self._rows = new
            self.endResetModel()
            return True
        before, self._rows = self._rows, new
        for number, (old, row) in enumerate(zip(before, new, strict=True)):
            if old != row:
                self.dataChanged.emit(self.index(number, 0), self.index(number, len(self._columns) - 1))
        return False

    def row_of(self, key: Hashable) -> int:
        """Where the row with this key stands; -1 if nowhere."""
        return next((n for n, row in enumerate(self._rows) if row.key == key and not row.group), -1)

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def face(self, index: AnyIndex) -> Face:
        faces = self._rows[index.row()].faces
        return faces[index.column()] if index.column() < len(faces) else _NOTHING

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].group:
            return Qt.ItemFlag.NoItemFlags
        flags = _ENABLED
        face = self.face(index)
        if face.field:
            flags |= Qt.ItemFlag.ItemIsEditable
        if face.checked is not None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: AnyIndex, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        if role == FACE:
            return self.face(index)
        if role == _DISPLAY:
            return self.face(index).text
        if role == ROW:
            return self._rows[index.row()]
        if role == _CHECK:
            ticked = self.face(index).checked
            if ticked is None:
                return None
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role == _ACCESSIBLE:
            return self.face(index).accessible
        if role == _TOOLTIP:
            return self.face(index).spoken or None
        return None

    def setData(self, index: AnyIndex, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        if role == _CHECK and self.face(index).checked is not None:
            self.ticked.emit(self._rows[index.row()].key, Qt.CheckState(value) is Qt.CheckState.Checked)
            return True
        return False

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == _DISPLAY:
            return self._columns[section].head
        if role == int(Qt.ItemDataRole.TextAlignmentRole):
            side = Qt.AlignmentFlag.AlignRight if self._columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        return None
