"""Functions over earlier months: previous, mean, median, z, modified z, and generated limits."""

from __future__ import annotations

import math

from kmmp_desktop.domain.closures import Reading
from kmmp_desktop.domain.figures import MISSING, Figures
from kmmp_desktop.domain.statistics import (
    MODIFIED_Z_FACTOR,
    enough_months,
    limit,
    mean,
    median,
    median_deviation,
    population_deviation,
    z_score,
)


def month_function(name: str, reading: Reading, months: int, deviations: float = 0.0) -> Reading:
    """Compile ``name(x, months)``; ``reading`` computes x for one month.

    ``deviations``: how far from the mean a limit lies (``minimum``, ``maximum``). What rests on
    earlier months alone is computed once per ``Figures``.
    """
    if name == "previous":
        return _kept(lambda figures: _in_month(reading, figures, months))
    if name in ("mean", "median"):
        middle = mean if name == "mean" else median

        def average(figures: Figures) -> float:
            series = _series(reading, figures, months)
            return middle(series) if enough_months(len(series), months) else MISSING
        return _kept(average)
    if name in ("minimum", "maximum"):
        def generated(figures: Figures) -> float:
            series = _series(reading, figures, months)
            return limit(mean(series), population_deviation(series), len(series), deviations)
        return _kept(generated)
    return _score(reading, months, modified=name == "modified_z")


def _score(reading: Reading, months: int, *, modified: bool) -> Reading:
    token = object()

    def spread(figures: Figures) -> tuple[float, float, int]:
        series = _series(reading, figures, months)
        if modified:
            return median(series), median_deviation(series) / MODIFIED_Z_FACTOR, len(series)
        return mean(series), population_deviation(series), len(series)

    def score(figures: Figures) -> float:
        centre, width, count = figures.keep(token, spread)
        return z_score(reading(figures), centre, width, count)
    return score


def _kept(compute: Reading) -> Reading:
    token = object()
    return lambda figures: figures.keep(token, compute)


def _in_month(reading: Reading, figures: Figures, back: int) -> float:
    month = figures.month(back)
    return MISSING if month is None else reading(month)


def _series(reading: Reading, figures: Figures, months: int) -> list[float]:
    """What x was in each of the last ``months`` months that has it."""
    found = (_in_month(reading, figures, back) for back in range(1, months + 1))
    return [value for value in found if not math.isnan(value)]
