"""Adding returns up: sums of figures, and ratios as sums of numerators over sums of denominators.

A percentage is never averaged. What is missing in one return is missing in the sum, and the sum says how
many returns it counts: "412 (37 of 40)".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kmmp_desktop.domain.checking import CompiledForm, Figures, ReturnFacts
from kmmp_desktop.domain.form import Element, Form
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import TOTAL, CellKey, CellValue, Kind, ValueType


@dataclass(frozen=True, slots=True)
class CellSum:
    """One cell added up. For a yes/no cell: how many said yes."""

    value: float | None
    """``None`` where no return has a figure."""
    counted: int
    """Returns with a figure in it; for a row of several cells: those in which none of them is missing."""
    of: int
    """Returns where the cell is asked and offered."""


@dataclass(frozen=True, slots=True)
class RateSum:
    """An indicator over several returns: ``multiplier * numerator / denominator``."""

    code: str
    numerator: float
    denominator: float
    value: float | None
    """``None`` where the denominator is 0."""
    counted: int
    """Returns in which both figures are known; the others are in neither sum."""
    of: int


def adds_up(element: Element) -> bool:
    """Whether figures of several facilities can be added: no dates, texts or typed percentages."""
    if element.is_calculated:
        return True
    return element.type in (ValueType.INTEGER, ValueType.NUMBER, ValueType.YES_NO)


@dataclass
class Adder:
    """Takes returns in one after another and holds their sums; memory does not grow with them.

    ``form`` says which rows there are; a return of another version of it adds what it has.
    """

    form: Form
    compiled: CompiledForm
    period: Period
    returns: int = 0
    _sums: dict[CellKey, float] = field(default_factory=dict)
    _counted: dict[CellKey, int] = field(default_factory=dict)
    _asked: dict[CellKey, int] = field(default_factory=dict)
    _parts: dict[str, dict[CellKey, float]] = field(default_factory=dict)
    _ratios: dict[str, tuple[float, float, int]] = field(default_factory=dict)

    def add(self, cells: Mapping[CellKey, CellValue], own: CompiledForm, facts: ReturnFacts) -> None:
        """Add one return. ``own``: its form as it was filled in; ``facts``: what was offered."""
        self.returns += 1
        figures = Figures(cells, {}, facts)
        elements = own.form.elements
        for element in self.form:
            there = elements.get(element.full)
            if there is None or not adds_up(element):
                continue
            if element.is_calculated:
                self._add_calculated(element, own, figures)
                continue
            for key in element.cells:
                self._add_cell(key, figures, asked=key in there.cells)
            if element.category_set:
                self._add_total(element, own, figures)
        for indicator in self.form.indicators:
            self._add_ratio(indicator.code, own, figures)

    def _add_cell(self, key: CellKey, figures: Figures, *, asked: bool) -> None:
        if not asked or not figures.facts.offered(key):
            return
        self._asked[key] = self._asked.get(key, 0) + 1
        number = figures.number(key)
        if number == number:  # not missing
            self._sums[key] = self._sums.get(key, 0) + number
            self._counted[key] = self._counted.get(key, 0) + 1

    def _add_total(self, element: Element, own: CompiledForm, figures: Figures) -> None:
        """A row with categories counts a return only where it is whole there."""
        key, total = CellKey(element.full, TOTAL), own.total(element.full, figures)
        if not total.of:
            return
        self._asked[key] = self._asked.get(key, 0) + 1
        if total.value is not None:
            self._sums[key] = self._sums.get(key, 0) + total.value
            self._counted[key] = self._counted.get(key, 0) + (total.counted == total.of)

    def _add_calculated(self, element: Element, own: CompiledForm, figures: Figures) -> None:
        key, total = element.total, own.total(element.full, figures)
        if not total.of:
            return
        self._asked[key] = self._asked.get(key, 0) + 1
        if total.value is None:
            return
        self._counted[key] = self._counted.get(key, 0) + (total.counted == total.of)
        parts = self._parts.setdefault(element.full, {})
        for cell in own.cells_under(element.full):
            number = figures.number(cell)
            if number == number and figures.facts.offered(cell):
                parts[cell] = parts.get(cell, 0) + number

    def _add_ratio(self, code: str, own: CompiledForm, figures: Figures) -> None:
        try:
            numerator, denominator = own.indicator(code, figures)
        except KeyError:  # an earlier version of the form does not have it
            return
        if numerator is None or denominator is None:
            return
        above, below, counted = self._ratios.get(code, (0.0, 0.0, 0))
        self._ratios[code] = (above + numerator, below + denominator, counted + 1)

    def sums(self) -> dict[CellKey, CellSum]:
        """Every cell of the form that adds up, with the total of rows that have categories."""
        found: dict[CellKey, CellSum] = {}
        for element in self.form:
            if not adds_up(element):
                continue
            keys = (element.total,) if element.is_calculated else element.cells
            for key in dict.fromkeys((*keys, element.total)):
                value = self._reckoned(element) if element.is_calculated else self._sums.get(key)
                found[key] = CellSum(value, self._counted.get(key, 0), self._asked.get(key, 0))
        return found

    def _reckoned(self, element: Element) -> float | None:
        """A calculated row, reckoned anew from the sums of what it is made of."""
        parts = self._parts.get(element.full)
        if parts is None:
            return None
        cells = {key: CellValue(Kind.NUMBER, value, "") for key, value in parts.items()}
        return self.compiled.total(element.full, Figures(cells, {}, ReturnFacts(self.period))).value

    def rates(self) -> tuple[RateSum, ...]:
        """Every indicator of the form, in its order."""
        return tuple(
            RateSum(
                indicator.code,
                above,
                below,
                indicator.multiplier * above / below if below else None,
                counted,
                self.returns,
            )
            for indicator in self.form.indicators
            for above, below, counted in (self._ratios.get(indicator.code, (0.0, 0.0, 0)),)
        )
