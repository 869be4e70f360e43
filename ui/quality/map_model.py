"""Squares of one measure as a table: all facilities in the first row, all months in the last column."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from kmmp_desktop.domain.quality import BY_MEASURE, Definition, Measure
from kmmp_desktop.services.quality_map import QualityMap, Square
from kmmp_desktop.services.quality_words import Printed, printed, summed
from ui.quality.words import square_sentence
from ui.wording import Say, month_year, short_month

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_ALIGN = int(Qt.ItemDataRole.TextAlignmentRole)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
TOTAL = 0
"""Row of all facilities."""


class QualityModel(QAbstractTableModel):
    """The first row and the last column are sums; ``at`` tells what stands behind a square."""

    def __init__(self, say: Say, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self.found: QualityMap | None = None
        self.measure = Measure.RECEIVED
        self.order: tuple[int, ...] = ()

    @property
    def definition(self) -> Definition:
        return BY_MEASURE[self.measure]

    def show(self, found: QualityMap, measure: Measure, order: tuple[int, ...]) -> None:
        self.beginResetModel()
        self.found, self.measure, self.order = found, measure, order
        self.endResetModel()

    def at(self, index: AnyIndex) -> tuple[int | None, int | None]:
        """Facility (row of the map) and month (column of it); ``None``: all of them."""
        row = self.order[index.row() - 1] if index.row() > TOTAL else None
        return row, index.column() if self.found and index.column() < self.found.months else None

    def place(self, row: int | None, column: int | None) -> QModelIndex:
        """Where a square stands now; not valid where the search hides it."""
        if row is not None and row not in self.order:
            return QModelIndex()
        line = TOTAL if row is None else self.order.index(row) + 1
        return self.index(line, self.columnCount() - 1 if column is None else column)

    def square(self, row: int | None, column: int | None) -> Square:
        assert self.found is not None
        if row is None:
            return (
                self.found.whole(self.measure)
                if column is None
                else self.found.of_month(self.measure, column)
            )
        if column is None:
            return self.found.of_facility(self.measure, row)
        return self.found.square(self.measure, row, column)

    def printed(self, row: int | None, column: int | None) -> Printed:
        square = self.square(row, column)
        if row is None or column is None:
            return summed(self.definition, square)
        return printed(self.definition, square)

    def words(self, one: Printed) -> str:
        return one.figure or (self._say(one.word) if one.word else "")

    def sentence(self, row: int | None, column: int | None) -> str:
        """What the square says, in full."""
        assert self.found is not None
        return square_sentence(self._say, self.found, self.definition, row, column, self.square(row, column))

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() or self.found is None else 1 + len(self.order)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() or self.found is None else 1 + self.found.months

    def data(self, index: AnyIndex, role: int = _DISPLAY) -> Any:
        if not index.isValid() or self.found is None:
            return None
        if role == _DISPLAY:
            return self.words(self.printed(*self.at(index)))
        if role in (_TOOLTIP, _ACCESSIBLE):
            return self.sentence(*self.at(index))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if self.found is None:
            return None
        if orientation is Qt.Orientation.Vertical:
            if role == _ALIGN:
                return _LEFT
            if role == _DISPLAY:
                if section == TOTAL:
                    return self._say("All facilities")
                return self.found.facilities[self.order[section - 1]].name
            return None
        if role == _DISPLAY:
            if section == self.found.months:
                return self._say("All months")
            period = self.found.period(section)
            short = short_month(self._say, period)
            return f"{short} {period.year % 100:02}" if self.found.months > 12 else short
        if role in (_TOOLTIP, _ACCESSIBLE) and section < self.found.months:
            return month_year(self._say, self.found.period(section))
        return None
