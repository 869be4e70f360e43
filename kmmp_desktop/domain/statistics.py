"""Means, medians and outlier scores over earlier months."""

from __future__ import annotations

import math
from collections.abc import Sequence

MODIFIED_Z_FACTOR = 0.6745
"""Makes the modified z-score comparable with z for a normal series (DHIS2's MOD_Z_SCORE)."""

MONTHS_FOR_OUTLIERS = 6
"""Fewer earlier months than this say nothing about an outlier."""

LIMIT_FACTOR = 2.0
"""Deviations between the mean and a generated limit where a check names none (DHIS2's default)."""

EXACT_BELOW = 1e9
"""Larger numbers are rounded as they are."""

_MISSING = math.nan


def mean(series: Sequence[float]) -> float:
    """The mean; NaN for an empty series."""
    return math.fsum(series) / len(series) if series else _MISSING


def median(series: Sequence[float]) -> float:
    """The middle value, or the mean of the two middle ones; NaN for an empty series."""
    if not series:
        return _MISSING
    ordered = sorted(series)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def median_deviation(series: Sequence[float]) -> float:
    """The median absolute deviation from the median, unscaled as in DHIS2."""
    centre = median(series)
    return median([abs(value - centre) for value in series])


def population_deviation(series: Sequence[float]) -> float:
    """The population standard deviation; NaN for an empty series."""
    if not series:
        return _MISSING
    centre = mean(series)
    return math.sqrt(math.fsum((value - centre) ** 2 for value in series) / len(series))


def z_score(value: float, centre: float, spread: float, months: int) -> float:
    """(value - centre) / spread; NaN on fewer than six months or where nothing spreads.

    With mean and population deviation it is z; with median and
    ``MAD / MODIFIED_Z_FACTOR`` the modified z.
    """
    if months < MONTHS_FOR_OUTLIERS or not spread > 0:
        return _MISSING
    return (value - centre) / spread


def limit(centre: float, spread: float, months: int, factor: float) -> float:
    """A limit as DHIS2 generates it: the mean and ``factor`` deviations, rounded, never below 0.

    NaN on fewer than six months or where nothing spreads. What a computer makes of a half is a
    half: the sixth decimal is rounded first.
    """
    if months < MONTHS_FOR_OUTLIERS or not spread > 0:
        return _MISSING
    value = centre + factor * spread
    if not math.isfinite(value):
        return _MISSING
    near = round(value, 6) if abs(value) < EXACT_BELOW else value
    return float(max(0, math.floor(near + 0.5)))


def enough_months(found: int, wanted: int) -> bool:
    """Whether a mean or median over ``wanted`` months may rest on ``found``: at least half."""
    return found >= (wanted + 1) // 2
