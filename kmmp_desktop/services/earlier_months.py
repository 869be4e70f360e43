"""The figures of the months before a return, by cell: a chart's points, median, range, last year."""

from __future__ import annotations

from functools import cached_property
from statistics import median

from kmmp_desktop.domain.checking import CompiledForm, Figures
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import TOTAL, CellKey
from kmmp_desktop.services.figures import HISTORY_MONTHS, Surroundings

ENOUGH_MONTHS = 3
"""With fewer known months a range says nothing."""


class EarlierMonths:
    """Reads what ``Surroundings`` holds. Other form versions count: a cell's identity is for ever."""

    def __init__(self, compiled: CompiledForm, around: Surroundings) -> None:
        self._compiled, self._around = compiled, around
        self._totals: dict[tuple[str, int], float | None] = {}
        self._figures: dict[int, Figures] = {}

    def figure(self, key: CellKey, back: int) -> float | None:
        """The figure of a cell or total ``back`` months ago; None where there was none."""
        month = self._around.earlier.get(back)
        if month is None:
            return None
        if key.category == TOTAL or self._compiled.form.elements[key.element].is_calculated:
            return self._total(key.element, back)
        value = month.values.get(key)
        return value.number if value else None

    def series(self, key: CellKey, months: int = HISTORY_MONTHS) -> tuple[tuple[Period, float | None], ...]:
        """The earlier months, oldest first."""
        period = self._around.key.period
        return tuple((period.shift(-back), self.figure(key, back)) for back in range(months, 0, -1))

    def median(self, key: CellKey, months: int = HISTORY_MONTHS) -> float | None:
        known = self._known(key, months)
        return median(known) if known else None

    def range(self, key: CellKey, months: int = HISTORY_MONTHS) -> tuple[float, float] | None:
        """Smallest and largest figure; None where fewer than three months are known."""
        known = self._known(key, months)
        return (min(known), max(known)) if len(known) >= ENOUGH_MONTHS else None

    def _known(self, key: CellKey, months: int) -> list[float]:
        return [v for _, v in self.series(key, months) if v is not None]

    def _total(self, element: str, back: int) -> float | None:
        known = self._totals
        if (element, back) not in known:
            known[element, back] = self._compiled.total(element, self._month(back)).value
        return known[element, back]

    def _month(self, back: int) -> Figures:
        if back not in self._figures:
            self._figures[back] = self._blank.with_values(self._around.earlier[back].values)
        return self._figures[back]

    @cached_property
    def _blank(self) -> Figures:
        """What is not offered here is worked out once for all months."""
        figures = self._around.figures({})
        figures.settle(self._compiled.form.entry_cells)
        return figures
