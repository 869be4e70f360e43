"""Which facilities the worklist shows, in which order, and under which group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.worklist import WorkRow
from ui.worklist.columns import MONTHS, Column

_EVER_AGO = datetime.min.replace(tzinfo=UTC)
_STATE_ORDER = {
    None: 0,
    State.DRAFT: 1,
    State.RETURNED: 2,
    State.READY: 3,
    State.APPROVED: 4,
    State.SUBMITTED: 5,
    State.RECEIVED: 6,
    State.BROUGHT_IN: 7,
    State.RECALLED: 2,
}


@dataclass(frozen=True, slots=True)
class Group:
    """Header of a group of rows: ``number`` as in ``WorkRow.group``."""

    number: int
    size: int
    days_left: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked to see."""

    filter: str = "all"
    """``all``, ``overdue``, ``returned`` or one of the six states (a key of ``Worklist.counts``)."""
    sub_county: str = ""
    search: str = ""
    sort: Column = Column.DUE
    downwards: bool = False
    """Sorted from the greatest down."""


def choose(rows: Iterable[WorkRow], wanted: Wanted) -> list[WorkRow | Group]:
    """Rows that fit, sorted within their groups, each group under its header. Empty groups are left out."""
    fitting = [row for row in rows if fits(row, wanted)]
    found: list[WorkRow | Group] = []
    for number in (0, 1, 2):
        group = [row for row in fitting if row.group == number]
        if not group:
            continue
        if wanted.sort is not Column.DUE or wanted.downwards:
            # The service's own order is by urgency, which is what Due means.
            group = order(group, wanted)
        found.append(Group(number, len(group), group[0].days_left))
        found.extend(group)
    return found


def fits(row: WorkRow, wanted: Wanted) -> bool:
    """Whether the row is among what was asked for. Every word of the search has to be found."""
    if wanted.sub_county and row.facility.sub_county != wanted.sub_county:
        return False
    if not _in_filter(row, wanted.filter):
        return False
    if not wanted.search:
        return True
    text = f"{row.facility.name} {row.facility.mfl} {row.facility.sub_county}".casefold()
    return all(word in text for word in wanted.search.casefold().split())


def _in_filter(row: WorkRow, name: str) -> bool:
    match name:
        case "all":
            return True
        case "overdue":
            return bool(row.overdue)
        case "returned":
            return row.current.state is State.RETURNED or any(m.state is State.RETURNED for m in row.months)
        case _:
            return row.bucket == name


def order(rows: Sequence[WorkRow], wanted: Wanted) -> list[WorkRow]:
    """Sorted by one column; equal ones by name."""
    by_name = sorted(rows, key=lambda r: r.facility.name.casefold())
    return sorted(by_name, key=lambda r: _sort_key(r, wanted.sort), reverse=wanted.downwards)


def _sort_key(row: WorkRow, column: Column) -> tuple[object, ...]:
    match column:
        case Column.FACILITY:
            return (row.facility.name.casefold(),)
        case Column.MFL:
            return (len(row.facility.mfl), row.facility.mfl)
        case Column.SUB_COUNTY:
            return (row.facility.sub_county.casefold(),)
        case Column.CURRENT:
            return (_STATE_ORDER[row.current.state], row.percent)
        case Column.PROBLEMS:
            return (row.errors, row.warnings)
        case Column.LAST_CHANGE:
            return (row.last_change or _EVER_AGO,)
        case Column.EARLIER_MONTHS:
            return (sum(1 for m in row.months if m.days_late),)
        case Column.DUE:
            return (row.overdue[0].months_since(row.current.period) if row.overdue else 0, row.days_left)
        case _:
            mark = row.months[MONTHS.index(column)]
            return (not mark.days_late, _STATE_ORDER[mark.state])
