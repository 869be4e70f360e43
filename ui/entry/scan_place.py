"""Where on the paper a row of the form stands: known at calibrated sections, reckoned between them. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Anchors = Mapping[str, float]
"""Section code -> place on the paper: pages before it and the share of its page above it (2.25)."""


@dataclass(frozen=True, slots=True)
class PaperMap:
    """``sections``: code and number of rows of each, in paper order; ``pages``: how many were scanned."""

    sections: tuple[tuple[str, int], ...]
    anchors: Anchors
    pages: int

    def place(self, number: int, share: float = 0.0) -> float:
        """The place of a section, ``share`` of its rows (0 to 1) further down.

        Between two calibrated sections the rows of the form are spread evenly; before the first and
        after the last one they run to the first and the last edge of the paper. Where the next
        anchor lies before this one (photos in another order) the pages' own pace is taken.
        """
        before = self._rows_before()
        row = before[number] + share * self.sections[number][1]
        knots = self._knots(before)
        (from_row, from_place), (to_row, to_place) = _around(knots, row)
        pace = self.pages / max(1, before[-1])
        if to_place > from_place and to_row > from_row:
            pace = (to_place - from_place) / (to_row - from_row)
        return min(max(0.0, from_place + (row - from_row) * pace), float(self.pages))

    def _rows_before(self) -> list[int]:
        before = [0]
        for _, rows in self.sections:
            before.append(before[-1] + max(1, rows))
        return before

    def _knots(self, before: Sequence[int]) -> list[tuple[float, float]]:
        knots = [
            (float(before[number]), self.anchors[code])
            for number, (code, _) in enumerate(self.sections)
            if code in self.anchors
        ]
        if not knots or knots[0][0] > 0:
            knots.insert(0, (0.0, 0.0))
        knots.append((float(before[-1]), float(self.pages)))
        return knots


def _around(
    knots: Sequence[tuple[float, float]], row: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    for one, other in pairwise(knots):
        if row < other[0]:
            return one, other
    return knots[-2], knots[-1]


def three_of(codes: Sequence[str]) -> tuple[str, ...]:
    """The sections to click at: the first, the middle and the last one."""
    if len(codes) <= 3:
        return tuple(codes)
    return codes[0], codes[len(codes) // 2], codes[-1]
