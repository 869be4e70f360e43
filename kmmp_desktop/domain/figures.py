"""The figures of one return as checks see them, with those of earlier months."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey, CellValue, Kind

# Python 3.11 looks an enum member up slowly, and these are needed for every cell.
_NUMBER = Kind.NUMBER
_TEXT = Kind.TEXT

T = TypeVar("T")

MISSING = math.nan
"""How a missing figure travels through arithmetic: whatever it enters is missing too."""


def always_offered(key: CellKey) -> bool:
    """For a facility that offers everything."""
    return True


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """What checks may know of a return beside its cells. ``offered`` must not change meanwhile."""

    period: Period
    facility_known: bool = True
    facility_owes_form: bool = True
    due_day: int = 5
    offered: Callable[[CellKey], bool] = always_offered


class Figures:
    """The cells of one return and of the months before it.

    ``values`` is live: its owner changes it and the next check sees the change. ``earlier[n]``
    holds the return n months back and must not change, because what is computed from it is kept.
    """

    __slots__ = ("_hidden_of", "_kept", "_months", "earlier", "facts", "found", "hidden", "missed", "values")

    def __init__(self, values: Mapping[CellKey, CellValue],
                 earlier: Mapping[int, Mapping[CellKey, CellValue]], facts: ReturnFacts) -> None:
        self.values = values
        self.earlier = earlier
        self.facts = facts
        self.hidden: frozenset[CellKey] = frozenset()
        """Cells that are not offered here; whatever they hold is missing."""
        self.found = 0
        self.missed = 0
        """Items met by the side under evaluation, where missing ones count as 0."""
        self._hidden_of: tuple[CellKey, ...] = ()
        self._months: dict[int, Figures | None] = {}
        self._kept: dict[object, object] = {}

    def settle(self, cells: tuple[CellKey, ...]) -> None:
        """Find out once which of a form's entry cells are not offered."""
        if self._hidden_of is not cells:
            offered = self.facts.offered
            self.hidden = frozenset(cell for cell in cells if not offered(cell))
            self._hidden_of = cells

    def with_values(self, values: Mapping[CellKey, CellValue]) -> Figures:
        """The same return with other cells, to try something out."""
        other = Figures(values, self.earlier, self.facts)
        other.hidden, other._hidden_of = self.hidden, self._hidden_of
        other._months, other._kept = self._months, self._kept
        return other

    def month(self, back: int) -> Figures | None:
        """The return ``back`` months earlier, or ``None`` where there is none."""
        if back not in self._months:
            values = self.earlier.get(back)
            self._months[back] = None if values is None else Figures(
                values, {}, replace(self.facts, period=self.facts.period.shift(-back)))
        return self._months[back]

    def keep(self, token: object, compute: Callable[[Figures], T]) -> T:
        """Return what ``compute`` makes of the earlier months, computed once per ``token``."""
        if token not in self._kept:
            self._kept[token] = compute(self)
        return self._kept[token]  # type: ignore[return-value]  # a token belongs to one compute

    def number(self, key: CellKey) -> float:
        """The cell as a number, ``MISSING`` (NaN) where it is blank, coded, invalid or not offered."""
        cell = self.values.get(key)
        if cell is None or (self.hidden and key in self.hidden):
            return MISSING
        if cell.kind is _NUMBER:
            return cell.value  # type: ignore[return-value]  # NUMBER holds int or float
        number = cell.number
        return MISSING if number is None else number

    def has_text(self, key: CellKey) -> bool:
        """Whether a text cell holds more than spaces."""
        cell = self.values.get(key)
        return (cell is not None and key not in self.hidden and cell.kind is _TEXT
                and bool(str(cell.value).strip()))
