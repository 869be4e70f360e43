"""What compiled columns are made of: tallies of items, joined conditions, months, totals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kmmp_desktop.columns import arithmetic
from kmmp_desktop.columns.history import Flags, Numbers, View
from kmmp_desktop.domain.values import CellKey


@dataclass
class Met:
    """Which items a side met, where missing ones count as 0; ``None``: nobody asks."""

    where: Flags
    found: Flags
    missed: Flags

    @classmethod
    def nothing(cls, view: View) -> Met:
        return cls(np.ones(view.shape, np.bool_), *(np.zeros(view.shape, np.bool_) for _ in range(2)))

    def within(self, where: Flags) -> Met:
        """The same tally, but only for some of the returns."""
        return Met(self.where & where, self.found, self.missed)


Side = Callable[[View], Numbers]
Reading = Callable[[View, Met | None], Numbers]
Verdict = tuple[Flags, Flags]
"""Where a condition holds, and where it does not; in neither: undecided."""
Judging = Callable[[View, Met | None], Verdict]

COMPARE: dict[str, Callable[[Numbers, Numbers], Verdict]] = {
    # With NaN on a side every comparison below is false, so neither holds nor fails.
    "=": lambda one, other: (one == other, (one < other) | (one > other)),
    "!=": lambda one, other: ((one < other) | (one > other), one == other),
    "<": lambda one, other: (one < other, one >= other),
    "<=": lambda one, other: (one <= other, one > other),
    ">": lambda one, other: (one > other, one <= other),
    ">=": lambda one, other: (one >= other, one < other),
}


def joined(parts: list[Judging], *, every: bool) -> Judging:
    """``and`` (every) or ``or``: decided by one part, else undecided where one is."""

    def join(view: View, met: Met | None) -> Verdict:
        holds, fails = parts[0](view, met)
        for part in parts[1:]:
            decided = fails if every else holds
            more_holds, more_fails = part(view, met if met is None else met.within(~decided))
            if every:
                holds, fails = holds & more_holds, fails | more_fails
            else:
                holds, fails = holds | more_holds, fails & more_fails
        return holds, fails

    return join


def over_months(name: str, reading: Side, months: int, deviations: float = 0.0) -> Side:
    """``previous``, ``mean``, ``median``, ``z``, ``modified_z``, ``minimum``, ``maximum`` of ``reading``."""
    token = (name, reading, months, deviations)

    def in_month(view: View, back: int) -> Numbers:
        month = view.earlier(back)
        return np.where(month.exists, reading(month), np.nan)

    def series(view: View) -> Numbers:
        return np.stack([in_month(view, back) for back in range(1, months + 1)])

    def work(view: View) -> Numbers:
        if name == "previous":
            return in_month(view, months)
        if name in ("mean", "median"):
            return arithmetic.average(series(view), middle=name == "median")
        if name in ("minimum", "maximum"):
            return arithmetic.limit(*arithmetic.spread(series(view), modified=False), deviations)
        return arithmetic.score(
            reading(view), *arithmetic.spread(series(view), modified=name == "modified_z")
        )

    def kept(view: View) -> Numbers:
        known = view.kept.get(token)
        if known is None:
            known = view.kept[token] = work(view)
        return known  # type: ignore[return-value]  # a token stands for one kind of thing

    return kept


def strict_total(view: View, cells: tuple[CellKey, ...]) -> Numbers:
    value = view.number(cells[0])
    for key in cells[1:]:
        value = value + view.number(key)
    return value


def partial_total(view: View, cells: tuple[CellKey, ...]) -> Numbers:
    columns = [view.number(key) for key in cells]
    some = ~np.isnan(columns[0])
    value = np.where(some, columns[0], 0.0)
    for column in columns[1:]:
        there = ~np.isnan(column)
        value = value + np.where(there, column, 0.0)
        some = some | there
    return np.where(some, value, np.nan)


def constant(value: float) -> Reading:
    return lambda view, met: np.broadcast_to(np.float64(value), view.shape)


def cell_column(key: CellKey) -> Side:
    return lambda view: view.number(key)
