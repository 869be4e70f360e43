"""The worklist as a Qt model: facilities under the headers of their groups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.worklist import Worklist, WorkRow
from ui import wording
from ui.style.icons import OVERDUE
from ui.widgets.state_icon import state_word
from ui.worklist.columns import MONTHS, Column
from ui.worklist.rows import Group, Wanted, choose

Index = QModelIndex | QPersistentModelIndex
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
# An enum member is looked up by value on every call of data(); a plain int is not.
_ASCENDING, _DESCENDING = " ▲", " ▼"
_NO_INDEX = QModelIndex()
_HEADERS = {
    Column.FACILITY: "Facility",
    Column.MFL: "MFL",
    Column.SUB_COUNTY: "Sub-county",
    Column.EARLIER_MONTHS: "Earlier months",
    Column.PROBLEMS: "Problems",
    Column.DUE: "Due",
    Column.LAST_CHANGE: "Last change",
}


class WorklistModel(QAbstractTableModel):
    """Holds a ``Worklist`` and what is wanted of it; resets when either changes.

    The delegate reads ``item(row)`` and paints; ``data`` gives the same words to screen readers
    and tooltips.
    """

    def __init__(self, say: Callable[..., str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self._all: tuple[WorkRow, ...] = ()
        self._items: list[WorkRow | Group] = []
        self.wanted = Wanted()
        self.period: Period | None = None
        self.now: datetime | None = None

    def show(self, worklist: Worklist, now: datetime) -> None:
        self._all, self.period, self.now = worklist.rows, worklist.period, now
        self._choose()

    def want(self, wanted: Wanted) -> None:
        if wanted != self.wanted:
            self.wanted = wanted
            self._choose()

    def _choose(self) -> None:
        self.beginResetModel()
        self._items = choose(self._all, self.wanted)
        self.endResetModel()

    def item(self, row: int) -> WorkRow | Group:
        return self._items[row]

    def work_row(self, index: Index) -> WorkRow | None:
        """The facility of an index; ``None`` for a header or an invalid index."""
        found = self._items[index.row()] if index.isValid() else None
        return found if isinstance(found, WorkRow) else None

    def group_rows(self) -> list[int]:
        return [at for at, item in enumerate(self._items) if isinstance(item, Group)]

    def find(self, mfl: str) -> int:
        """Row of a facility, or of the first one there is, or -1."""
        first = -1
        for at, item in enumerate(self._items):
            if isinstance(item, WorkRow):
                if item.facility.mfl == mfl:
                    return at
                first = at if first < 0 else first
        return first

    @property
    def facilities(self) -> int:
        return sum(1 for item in self._items if isinstance(item, WorkRow))

    # Words

    def group_words(self, group: Group) -> tuple[str, str]:
        """Bold words and plain words of a group's header."""
        say, period = self._say, self.period
        assert period is not None
        if group.number == 0:
            return say("Needs you first: overdue and returned"), str(group.size)
        if group.number == 1:
            due = wording.day_month(say, self._due_at())
            left = group.days_left
            if left < 0:
                return say("Due {date}", date=due), str(group.size)
            days = (
                say("today")
                if left == 0
                else say("1 day left")
                if left == 1
                else say("{days} days left", days=left)
            )
            return say("Due {date}, {days}", date=due, days=days), str(group.size)
        return (
            say("Done for {month}", month=wording.month(say, period)),
            say("{count} approved, submitted or received", count=group.size),
        )

    def _due_at(self) -> datetime:
        return next(row.due_at for row in self._all)

    def month_words(self, row: WorkRow, at: int) -> str:
        mark = row.months[at]
        if not mark.owed and mark.state is None:
            return self._say("not owed")
        return self._say(OVERDUE[2] if mark.days_late else state_word(mark.state))

    def earlier_words(self, row: WorkRow) -> str:
        """Past months in one: the oldest one that is overdue or returned, else the last one's state."""
        at = self.telling_month(row)
        return f"{wording.month(self._say, row.months[at].period)}: {self.month_words(row, at)}"

    @staticmethod
    def telling_month(row: WorkRow) -> int:
        for at, mark in enumerate(row.months):
            if mark.days_late or mark.state is State.RETURNED:
                return at
        return len(row.months) - 1

    def current_words(self, row: WorkRow) -> str:
        if row.current.state is None and not row.current.owed:
            return self._say("not owed")
        word = self._say(state_word(row.current.state))
        if row.current.state in (State.DRAFT, State.RETURNED):
            return f"{word} {row.percent} %"
        return word

    def due_words(self, row: WorkRow) -> tuple[str, str]:
        """What is due, and in brackets which month where it is an earlier one."""
        month = ""
        if row.overdue and row.overdue[0] != row.current.period:
            month = wording.short_month(self._say, row.overdue[0])
        else:
            month = next(
                (wording.short_month(self._say, m.period) for m in row.months if m.state is State.RETURNED),
                "",
            )
        return self._say(row.due), f" ({month})" if month else ""

    def problem_words(self, row: WorkRow) -> str:
        parts = []
        if row.errors:
            parts.append(
                self._say("1 error") if row.errors == 1 else self._say("{count} errors", count=row.errors)
            )
        if row.warnings:
            parts.append(
                self._say("1 warning")
                if row.warnings == 1
                else self._say("{count} warnings", count=row.warnings)
            )
        return ", ".join(parts)

    def change_words(self, row: WorkRow) -> str:
        return wording.when(self._say, row.last_change, self.now) if self.now else ""

    def words(self, row: WorkRow, column: int) -> str:
        """The text of a cell."""
        match column:
            case Column.FACILITY:
                return row.facility.name
            case Column.MFL:
                return row.facility.mfl
            case Column.SUB_COUNTY:
                return row.facility.sub_county
            case Column.EARLIER_MONTHS:
                return self.earlier_words(row)
            case Column.CURRENT:
                return self.current_words(row)
            case Column.PROBLEMS:
                return self.problem_words(row)
            case Column.DUE:
                return "".join(self.due_words(row))
            case Column.LAST_CHANGE:
                return self.change_words(row)
        return self.month_words(row, MONTHS.index(Column(column)))

    def header(self, column: int) -> str:
        """The word over a column; months need a list to be shown."""
        say, period = self._say, self.period
        if column in MONTHS:
            return wording.short_month(say, period.shift(column - Column.MONTH_5 - 1)) if period else ""
        if column == Column.CURRENT:
            return wording.month_year(say, period) if period else say("This month")
        return say(_HEADERS[Column(column)])

    # Model API

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.work_row(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = DISPLAY) -> object:
        if role not in (DISPLAY, TOOL_TIP, ACCESSIBLE) or not index.isValid():
            return None
        item = self._items[index.row()]
        if isinstance(item, Group):
            return " ".join(self.group_words(item)) if index.column() == 0 else ""
        words = self.words(item, index.column())
        if role == TOOL_TIP and index.column() == Column.FACILITY:
            return ", ".join(w for w in (words, f"MFL {item.facility.mfl}", item.facility.sub_county) if w)
        return words

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != DISPLAY:
            return None
        mark = ""
        if section == self.wanted.sort:
            mark = _DESCENDING if self.wanted.downwards else _ASCENDING
        return self.header(section) + mark
