"""Facilities by months: what was counted for each measure, and sums that are sums."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.quality import DEFINITIONS, OF_RETURNS, Measure
from kmmp_desktop.domain.quality_scale import share


class Standing(IntEnum):
    """How the return behind a square stands."""

    NOT_OWED = 0
    NOT_DUE = 1
    """Owed and not sent, and its deadline has not passed: nothing is expected yet."""
    LATE = 2
    """Owed, its deadline has passed, and it has not left the office."""
    ON_TIME = 3
    SENT_LATE = 4
    NO_DATE = 5
    """Received, but nobody knows when: brought in from earlier records."""


@dataclass(frozen=True, slots=True)
class Square:
    """One facility in one month, or a sum of such: ``part`` of ``whole``, and how its return stands."""

    part: int
    whole: int
    standing: Standing
    days: int = 0
    draft: bool = False
    """Its figures are being typed: not counted."""
    derived: bool = False
    """Its figures come from another form, and are looked at there."""

    @property
    def share(self) -> float | None:
        return share(self.part, self.whole)


class QualityMap:
    """Facilities by months. Totals are sums of parts over sums of wholes, never means of shares."""

    def __init__(self, form: Form, facilities: Sequence[Facility], first: Period, months: int) -> None:
        self.form = form
        self.facilities = tuple(facilities)
        self.first = first
        self.months = months
        size = len(self.facilities) * months
        self.counts = {
            d.measure: (array("i", bytes(4 * size)), array("i", bytes(4 * size))) for d in DEFINITIONS
        }
        self.standings = array("b", [0]) * size
        self.days = array("h", [0]) * size
        self.drafts = bytearray(size)
        self.derived = bytearray(size)
        self._sums: dict[tuple[Measure, range], Square] = {}

    def period(self, column: int) -> Period:
        return self.first.shift(column)

    def square(self, measure: Measure, row: int, column: int) -> Square:
        at = row * self.months + column
        part, whole = self.counts[measure]
        drafted = bool(self.drafts[at]) and measure not in OF_RETURNS
        derived = bool(self.derived[at]) and measure not in OF_RETURNS
        standing = Standing(self.standings[at])
        if drafted or derived:
            return Square(0, 0, standing, self.days[at], drafted, derived)
        return Square(part[at], whole[at], standing, self.days[at])

    def is_derived(self, row: int, column: int) -> bool:
        """Whether the return behind a square is that of the form it is derived from."""
        return bool(self.derived[row * self.months + column])

    def of_facility(self, measure: Measure, row: int) -> Square:
        """All months of one facility."""
        return self._sum(measure, range(row * self.months, (row + 1) * self.months))

    def of_month(self, measure: Measure, column: int) -> Square:
        """All facilities in one month."""
        return self._sum(measure, range(column, len(self.standings), self.months))

    def whole(self, measure: Measure) -> Square:
        return self._sum(measure, range(len(self.standings)))

    def of_months(self, measure: Measure) -> tuple[Square, ...]:
        return tuple(self.of_month(measure, column) for column in range(self.months))

    def settle(self) -> None:
        """Work out every sum once, after the last square was counted: screens ask for them often."""
        for definition in DEFINITIONS:
            self.whole(definition.measure)
            self.of_months(definition.measure)
            for row in range(len(self.facilities)):
                self.of_facility(definition.measure, row)

    def _sum(self, measure: Measure, places: range) -> Square:
        known = self._sums.get((measure, places))
        if known is None:
            part, whole = self.counts[measure]
            returns = measure in OF_RETURNS
            counted = [at for at in places if returns or not (self.drafts[at] or self.derived[at])]
            known = Square(
                sum(part[at] for at in counted), sum(whole[at] for at in counted), Standing.NOT_OWED
            )
            self._sums[measure, places] = known
        return known
