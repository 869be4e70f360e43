"""What compiled expressions are made of: closures over cells and over one another."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TypeAlias

from kmmp_desktop.domain.figures import MISSING, Figures
from kmmp_desktop.domain.values import CellKey, Kind

# Python 3.11 looks an enum member up slowly, and this one is needed for every cell.
_NUMBER = Kind.NUMBER

Reading: TypeAlias = Callable[[Figures], float]
"""Computes a number; NaN is missing."""

Judging: TypeAlias = Callable[[Figures], bool | None]
"""Decides a condition; ``None`` where a figure that it needs is missing."""


def compare(left: Reading, holds: Callable[[float, float], bool], right: Reading) -> Judging:
    def comparison(figures: Figures) -> bool | None:
        one, other = left(figures), right(figures)
        if one != one or other != other:  # only NaN differs from itself
            return None
        return holds(one, other)
    return comparison


def every(conditions: list[Judging]) -> Judging:
    """``and``: false where one is false, else undecided where one is."""
    def conjunction(figures: Figures) -> bool | None:
        result: bool | None = True
        for condition in conditions:
            held = condition(figures)
            if held is False:
                return False
            if held is None:
                result = None
        return result
    return conjunction


def some(conditions: list[Judging]) -> Judging:
    """``or``: true where one is true, else undecided where one is."""
    def disjunction(figures: Figures) -> bool | None:
        result: bool | None = False
        for condition in conditions:
            held = condition(figures)
            if held:
                return True
            if held is None:
                result = None
        return result
    return disjunction


def constant(value: float) -> Reading:
    return lambda figures: value


def cell_value(key: CellKey) -> Reading:
    def cell(figures: Figures) -> float:
        value = figures.values.get(key)
        if value is None or value.kind is not _NUMBER or figures.hidden:
            return figures.number(key)
        return value.value  # type: ignore[return-value]  # NUMBER holds int or float
    return cell


def strict_sum(cells: tuple[tuple[int, CellKey], ...]) -> Reading:
    """One loop instead of a call for each cell: most checks are such sums."""
    def total(figures: Figures) -> float:
        value = 0.0
        get, nothing_hidden = figures.values.get, not figures.hidden
        for sign, key in cells:
            cell = get(key)
            if cell is not None and cell.kind is _NUMBER and nothing_hidden:
                value += sign * cell.value  # type: ignore[operator]  # NUMBER holds int or float
            else:
                value += sign * figures.number(key)
        return value
    return total


def partial_total(cells: tuple[CellKey, ...]) -> Reading:
    def total(figures: Figures) -> float:
        there = [number for number in map(figures.number, cells) if not math.isnan(number)]
        return sum(there) if there else MISSING
    return total


def power(base: Reading, exponent: Reading) -> Reading:
    def raised(figures: Figures) -> float:
        try:
            return math.pow(base(figures), exponent(figures))
        except (OverflowError, ValueError):
            return MISSING
    return raised


def choice(condition: Judging, then: Reading, otherwise: Reading) -> Reading:
    def chosen(figures: Figures) -> float:
        held = condition(figures)
        if held is None:
            return MISSING
        return then(figures) if held else otherwise(figures)
    return chosen


def first_of(readings: list[Reading]) -> Reading:
    def first(figures: Figures) -> float:
        for reading in readings:
            value = reading(figures)
            if not math.isnan(value):
                return value
        return MISSING
    return first


def staff_required(reading: Reading, tiers: tuple[tuple[float, float, float, float], ...]) -> Reading:
    def staff(figures: Figures) -> float:
        clients = reading(figures)
        for least, most, wanted, plus_one_per in reversed(tiers):
            if clients >= least:
                more = (min(clients, most) - least) // plus_one_per if plus_one_per else 0
                return wanted + more
        return MISSING
    return staff


def _greatest(readings: tuple[Reading, ...]) -> Reading:
    def greatest(figures: Figures) -> float:
        values = [reading(figures) for reading in readings]
        return MISSING if any(map(math.isnan, values)) else max(values)
    return greatest


def _least(readings: tuple[Reading, ...]) -> Reading:
    def least(figures: Figures) -> float:
        values = [reading(figures) for reading in readings]
        return MISSING if any(map(math.isnan, values)) else min(values)
    return least


def _absolute(readings: tuple[Reading, ...]) -> Reading:
    return lambda figures: abs(readings[0](figures))


def _rounded(readings: tuple[Reading, ...]) -> Reading:
    def rounded(figures: Figures) -> float:
        value = readings[0](figures)
        return float(math.floor(value + 0.5)) if math.isfinite(value) else MISSING
    return rounded


PLAIN: Mapping[str, Callable[[tuple[Reading, ...]], Reading]] = {
    "greatest": _greatest, "least": _least, "abs": _absolute, "round": _rounded,
}
