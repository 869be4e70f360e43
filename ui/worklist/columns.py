"""Columns of the worklist: their widths, and which go first when there is little room."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from ui.style.look import SMALL, Look

EARLIER = 5


class Column(IntEnum):
    FACILITY = 0
    MFL = 1
    SUB_COUNTY = 2
    MONTH_1 = 3
    MONTH_2 = 4
    MONTH_3 = 5
    MONTH_4 = 6
    MONTH_5 = 7
    EARLIER_MONTHS = 8
    """All past months in one: shown where there is no room for five columns."""
    CURRENT = 9
    PROBLEMS = 10
    DUE = 11
    LAST_CHANGE = 12


MONTHS = (Column.MONTH_1, Column.MONTH_2, Column.MONTH_3, Column.MONTH_4, Column.MONTH_5)
_WIDTHS = {
    Column.FACILITY: 238,
    Column.MFL: 52,
    Column.SUB_COUNTY: 116,
    Column.MONTH_1: 90,
    Column.MONTH_2: 90,
    Column.MONTH_3: 90,
    Column.MONTH_4: 94,
    Column.MONTH_5: 94,
    Column.EARLIER_MONTHS: 140,
    Column.CURRENT: 172,
    Column.PROBLEMS: 92,
    Column.DUE: 126,
    Column.LAST_CHANGE: 98,
}
_FACILITY_LEAST = 180
_SHRINK = (
    Column.LAST_CHANGE,
    Column.SUB_COUNTY,
    Column.MONTH_1,
    Column.MONTH_2,
    Column.MONTH_3,
    Column.MONTH_4,
    Column.MFL,
    Column.PROBLEMS,
    Column.MONTH_5,
    Column.EARLIER_MONTHS,
)
"""What goes, in this order. Facility, current month and due never go."""


@dataclass(frozen=True)
class Needs:
    """What the texts of the present list need, in pixels: nothing is cut."""

    mfl: int
    sub_county: int
    month: int
    current: int
    due: int
    last_change: int
    facility: int
    earlier: int


def needs(
    look: Look,
    *,
    mfls: set[str],
    names: set[str],
    sub_counties: set[str],
    words: list[str],
    draft: str,
    due: list[str],
    changes: list[str],
    earlier: list[str],
) -> Needs:
    """Measure the longest texts of a list. Sets are narrowed to the longest few before measuring."""
    small, text = look.metrics(SMALL), look.metrics()
    pad = look.px(16)

    def widest(texts: set[str] | list[str], metrics=small) -> int:  # type: ignore[no-untyped-def]
        longest = sorted(texts, key=len)[-12:]
        return max((metrics.horizontalAdvance(t) for t in longest), default=0)

    return Needs(
        mfl=widest(mfls) + pad,
        sub_county=widest(sub_counties) + pad,
        month=widest(words) + look.px(34),
        current=small.horizontalAdvance(draft) + look.px(16 + 20 + 70),
        due=widest(due, look.metrics(SMALL, bold=True)) + pad,
        last_change=widest(changes) + pad,
        facility=min(widest(names, text) + pad, look.px(420)),
        earlier=widest(earlier) + look.px(34),
    )


def layout(look: Look, room: int, need: Needs, *, narrow: bool) -> dict[Column, int]:
    """Widths of the columns that are shown, left to right, filling ``room`` exactly where they fit.

    ``narrow``: below 900 effective pixels, past months are one column.
    """
    least = {column: look.px(width) for column, width in _WIDTHS.items()}
    for column, wanted in (
        (Column.MFL, need.mfl),
        (Column.SUB_COUNTY, need.sub_county),
        (Column.CURRENT, need.current),
        (Column.DUE, need.due),
        (Column.LAST_CHANGE, need.last_change),
        (Column.EARLIER_MONTHS, need.earlier),
        *((m, need.month) for m in MONTHS),
    ):
        least[column] = max(least[column], wanted)
    least[Column.FACILITY] = look.px(_FACILITY_LEAST)
    hidden = set(MONTHS) if narrow else {Column.EARLIER_MONTHS}
    shown = [column for column in Column if column not in hidden]
    for column in _SHRINK:
        if sum(least[c] for c in shown) <= room:
            break
        if column in shown:
            shown.remove(column)
    gone = [c for c in _SHRINK if c not in shown and c not in hidden]
    for column in reversed(gone):
        # A wide column that went may have left room for a narrow one.
        if sum(least[c] for c in shown) + least[column] <= room:
            shown.append(column)
    widths = {column: least[column] for column in sorted(shown)}
    spare = room - sum(widths.values())
    # The facility takes what it needs first; what is left is shared by all.
    extra = max(
        0, min(spare, max(look.px(_WIDTHS[Column.FACILITY]), need.facility) - widths[Column.FACILITY])
    )
    widths[Column.FACILITY] += extra
    share, rest = divmod(max(0, spare - extra), len(shown))
    for at, column in enumerate(widths):
        widths[column] += share + (1 if at < rest else 0)
    return widths
