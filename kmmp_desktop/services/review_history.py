"""Earlier months beside a return under review: what was flagged, and what moved most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from kmmp_desktop.domain.form import Element, Form
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.compiled import CompiledForms
from kmmp_desktop.services.figures import Surroundings
from kmmp_desktop.services.finding_ports import GivenReason
from kmmp_desktop.services.given_reasons import Repeats, repeats_of
from kmmp_desktop.services.ports import MonthValues
from kmmp_desktop.text import Text


@dataclass(frozen=True, slots=True)
class ReviewException:
    """A finding that the clerk explained, with what the cell was before."""

    finding: Mapping[str, Any]
    """As in the canonical document."""
    key: CellKey
    label: Text
    now: float | None
    last_month: float | None
    median: float | None
    series: tuple[tuple[Period, float | None], ...]
    repeats: Repeats | None = None
    """How often the facility gave this very reason."""


@dataclass(frozen=True, slots=True)
class LargestChange:
    """A figure that moved much although no check failed."""

    key: CellKey
    label: Text
    before: float
    now: float
    percent: float
    series: tuple[tuple[Period, float | None], ...]


class ReviewHistory:
    """Earlier months beside the figures of a return under review."""

    def __init__(self, form: Form, compiled: CompiledForms, around: Surroundings, figures: Any) -> None:
        self._form = form
        self._compiled = compiled.of(form)
        self._months: dict[int, MonthValues] = around.earlier
        self._earlier = {back: around.figures(month.values) for back, month in self._months.items()}
        self._figures = figures
        self._period = around.facts.period

    def exception(self, finding: Mapping[str, Any], given: Sequence[GivenReason]) -> ReviewException:
        key = self._figure_of(finding)
        element = self._form.elements[key.element]
        series = self._series(element)
        return ReviewException(
            finding,
            key,
            element.label,
            self._now(element),
            _last(series),
            _median(series),
            series,
            repeats_of(str(finding.get("reason") or ""), given, self._form, self._period),
        )

    def _figure_of(self, finding: Mapping[str, Any]) -> CellKey:
        """Where the finding is shown: its mark, or, where that is 0, the first marked row that is not."""
        at = self._form.key(str(finding["at"]).replace("[*]", "")) or CellKey(str(finding["at"]))
        check = self._form.check_by_code.get(str(finding["check"]))
        marks = [key for key in map(self._form.key, check.at if check else ()) if key is not None]
        if self._now(self._form.elements[at.element]) == 0:
            return next((k for k in marks if self._now(self._form.elements[k.element])), at)
        return at

    def largest(self, flagged: set[str], most: int = 5, smallest: float = 10) -> tuple[LargestChange, ...]:
        """The figures of 10 and more that moved most against last month."""
        moves = []
        for element in self._form:
            if element.full in flagged or not element.type.is_numeric or 1 not in self._earlier:
                continue
            before = self._compiled.total(element.full, self._earlier[1]).value
            now = self._now(element)
            share = moved(before, now, smallest)
            if share and before is not None and now is not None:
                moves.append((share, element, before, now))
        moves.sort(key=lambda move: -move[0])
        return tuple(
            LargestChange(e.total, e.label, before, now, 100 * (now - before) / before, self._series(e))
            for _, e, before, now in moves[:most]
        )

    def about(self, element: Element) -> tuple[float | None, tuple[tuple[Period, float | None], ...]]:
        """The figure of a row this month, and the twelve months before."""
        return self._now(element), self._series(element)

    def _now(self, element: Element) -> float | None:
        return self._compiled.total(element.full, self._figures).value

    def _series(self, element: Element) -> tuple[tuple[Period, float | None], ...]:
        return tuple(
            (
                self._period.shift(-back),
                self._compiled.total(element.full, self._earlier[back]).value
                if back in self._earlier
                else None,
            )
            for back in range(12, 0, -1)
        )


def moved(before: float | None, now: float | None, smallest: float = 10) -> float:
    """How far a figure moved, as a share of what it was; 0 where both are small or one is missing."""
    if not before or now is None or max(before, now) < smallest:
        return 0.0
    return abs(now - before) / before


def _last(series: tuple[tuple[Period, float | None], ...]) -> float | None:
    return series[-1][1] if series else None


def _median(series: tuple[tuple[Period, float | None], ...]) -> float | None:
    known = [value for _, value in series if value is not None]
    return median(known) if known else None
