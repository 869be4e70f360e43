"""Statistics and functions of the check language over columns, missing figures as NaN."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kmmp_desktop.columns.history import Flags, Numbers
from kmmp_desktop.domain.statistics import EXACT_BELOW, MODIFIED_Z_FACTOR, MONTHS_FOR_OUTLIERS


def finite(numbers: Numbers) -> Numbers:
    """Infinity is missing."""
    return np.where(np.isfinite(numbers), numbers, np.nan)


def power(base: Numbers, exponent: Numbers) -> Numbers:
    """``base ^ exponent``; missing where it is no real number or too large."""
    with np.errstate(all="ignore"):
        raised = np.power(base, exponent)
    made = np.isinf(raised) & ~np.isinf(base) & ~np.isinf(exponent)
    return np.where(made, np.nan, raised)


def rounded(numbers: Numbers) -> Numbers:
    """A half goes up."""
    with np.errstate(all="ignore"):
        return np.where(np.isfinite(numbers), np.floor(numbers + 0.5), np.nan)


def staff_required(clients: Numbers, tiers: Sequence[tuple[float, float, float, float]]) -> Numbers:
    """Staff for so many clients, by tiers (least, most, staff, one more per so many)."""
    staff = np.full(clients.shape, np.nan)
    for least, most, wanted, plus_one_per in tiers:  # later tiers stand above earlier ones
        more = np.floor_divide(np.minimum(clients, most) - least, plus_one_per) if plus_one_per else 0.0
        staff = np.where(clients >= least, wanted + more, staff)
    return staff


def counted(series: Numbers) -> Numbers:
    """How many months have a figure. ``series`` has the shape (months back, facilities, months)."""
    count: Numbers = np.sum(~np.isnan(series), axis=0, dtype=np.float64)
    return count


def mean(series: Numbers) -> Numbers:
    """The mean of the months that have a figure; missing where none has."""
    return _divided(_exact_sum(series), counted(series))


def median(series: Numbers) -> Numbers:
    """The middle figure, or the mean of the two middle ones; missing where there is none."""
    count = np.sum(~np.isnan(series), axis=0)
    ordered = np.sort(series, axis=0)  # NaN sorts last
    low = np.maximum((count - 1) // 2, 0)[np.newaxis]
    high = np.minimum(count // 2, len(series) - 1)[np.newaxis]
    one = np.take_along_axis(ordered, low, axis=0)[0]
    other = np.take_along_axis(ordered, high, axis=0)[0]
    middle = np.where(low[0] == high[0], one, (one + other) / 2)
    return np.where(count > 0, middle, np.nan)


def spread(series: Numbers, *, modified: bool) -> tuple[Numbers, Numbers, Numbers]:
    """Centre, width and count of months: for z, or (``modified``) for the modified z."""
    count = counted(series)
    if modified:
        centre = median(series)
        return centre, median(np.abs(series - centre)) / MODIFIED_Z_FACTOR, count
    centre = mean(series)
    return centre, np.sqrt(_divided(_exact_sum((series - centre) ** 2), count)), count


def score(value: Numbers, centre: Numbers, width: Numbers, count: Numbers) -> Numbers:
    """(value - centre) / width; missing on too few months or where nothing spreads."""
    with np.errstate(all="ignore"):
        found = (value - centre) / width
    return np.where((count >= MONTHS_FOR_OUTLIERS) & (width > 0), found, np.nan)


def limit(centre: Numbers, width: Numbers, count: Numbers, factor: float) -> Numbers:
    """The mean and ``factor`` deviations, rounded, never below 0; missing as a score is."""
    with np.errstate(all="ignore"):
        value = centre + factor * width
        near = np.where(np.abs(value) < EXACT_BELOW, np.round(value, 6), value)
        found = np.maximum(0.0, np.floor(near + 0.5))
    return np.where((count >= MONTHS_FOR_OUTLIERS) & (width > 0) & np.isfinite(value), found, np.nan)


def average(series: Numbers, *, middle: bool) -> Numbers:
    """Mean or median, where at least half of the months (rounded up) have a figure."""
    enough: Flags = counted(series) >= (len(series) + 1) // 2
    return np.where(enough, median(series) if middle else mean(series), np.nan)


def _exact_sum(series: Numbers) -> Numbers:
    """The sum over the months, rounded once, as ``math.fsum`` does it (Neumaier's compensation)."""
    total = np.zeros(series.shape[1:])
    lost = np.zeros(series.shape[1:])
    for month in series:
        number = np.where(np.isnan(month), 0.0, month)
        grown = total + number
        larger = np.abs(total) >= np.abs(number)
        lost += np.where(larger, (total - grown) + number, (number - grown) + total)
        total = grown
    return total + lost


def _divided(numbers: Numbers, by: Numbers) -> Numbers:
    with np.errstate(all="ignore"):
        return np.where(by > 0, numbers / by, np.nan)
