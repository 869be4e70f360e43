"""How likely a figure is in a cell, by the months before: what tells a slip from an odd month."""

from __future__ import annotations

import math
from statistics import median

from kmmp_desktop.domain.figures import Figures
from kmmp_desktop.domain.values import CellKey

_ANYTHING = 0.1
"""Share of months in which a cell holds any figure at all, whatever it held before."""

ANY_FIGURE = -3.5
"""Logarithm of the chance of the figure in a cell of which nothing is known."""

_UNKNOWN = 0.3
"""How much the size of a figure says where nothing came before it: small ones are a little likelier."""

_ZERO = -0.5
"""The same for a nought: many cells of a return have one."""


class History:
    """The earlier months of a return, cell by cell, as far as they have figures."""

    def __init__(self, figures: Figures) -> None:
        self._earlier = [figures.earlier[back] for back in sorted(figures.earlier)]
        self._shapes: dict[CellKey, tuple[float, float, float] | None] = {}
        self._known: dict[tuple[CellKey, int], float] = {}

    def chance(self, key: CellKey, count: int) -> float:
        """Natural logarithm of the chance that the paper says ``count`` there."""
        known = self._known.get((key, count))
        if known is None:
            known = self._known[key, count] = self._work_out(key, count)
        return known

    def last(self, key: CellKey) -> float | None:
        """Last month's figure."""
        value = self._earlier[0].get(key) if self._earlier else None
        return value.number if value is not None else None

    def knows(self, key: CellKey) -> bool:
        return self._shape(key) is not None

    def _work_out(self, key: CellKey, count: int) -> float:
        flat = 1.0 / (9.0 * (count + 3))
        shape = self._shape(key)
        if shape is None:
            return _UNKNOWN * math.log(flat) if count else _ZERO
        middle, last, spread = shape
        near = 0.5 * _bell((count - middle) / spread) + 0.5 * _bell((count - last) / spread)
        return math.log((1 - _ANYTHING) * near / spread + _ANYTHING * flat)

    def _shape(self, key: CellKey) -> tuple[float, float, float] | None:
        """Median, last figure and spread; the median absolute deviation, never below that of counting."""
        if key not in self._shapes:
            found = [month[key].number for month in self._earlier if key in month]
            past = [float(number) for number in found if number is not None]
            shape = None
            if past:
                middle = median(past)
                off = 1.4826 * median(abs(each - middle) for each in past)
                few = 1.0 + 2.0 / len(past)
                shape = (middle, past[0], few * max(off, 0.5 * math.sqrt(middle + 1.0)))
            self._shapes[key] = shape
        return self._shapes[key]


def _bell(off: float) -> float:
    """Student's t with three degrees of freedom: odd months happen."""
    return 0.3675525969 / (1.0 + off * off / 3.0) ** 2
