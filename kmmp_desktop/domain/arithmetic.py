"""The plain functions of the check language, as closures over closures."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TypeAlias

from kmmp_desktop.domain.figures import MISSING, Figures

Reading: TypeAlias = Callable[[Figures], float]
"""Computes a number; NaN is missing."""

Judging: TypeAlias = Callable[[Figures], bool | None]
"""Decides a condition; ``None`` where a figure that it needs is missing."""


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
