"""Completeness and consistency counted on whole histories: cells, outliers, change, checks, reasons."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kmmp_desktop.columns import arithmetic
from kmmp_desktop.columns.checks import ColumnarForm
from kmmp_desktop.columns.history import (
    BLANK,
    FIGURE,
    INVALID,
    NOT_OFFERED,
    NOT_REPORTED,
    SPACES,
    TEXT,
    UNKNOWN,
    Flags,
    History,
    Numbers,
)
from kmmp_desktop.columns.runs import HistorySource, looks_back
from kmmp_desktop.domain.form import Element, Form, Severity
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.quality import (
    CHANGE_PERCENT,
    EXTREME_SD,
    MODERATE_SD,
    MODIFIED_Z,
    MONTHS_BEFORE,
    MONTHS_OF_CHANGE,
    SMALL,
    Measure,
)
from kmmp_desktop.domain.values import CellKey, ValueType
from kmmp_desktop.services.quality import Counted, Part, QualityRecords, Reasons

AT_ONCE = 32
"""Facilities in a block: with 60 months and all checks some 60 MB while it is counted."""

_LIMITS = {Measure.MODERATE: MODERATE_SD, Measure.EXTREME: EXTREME_SD, Measure.MODIFIED: MODIFIED_Z}
_WORDS = {BLANK: "blank", SPACES: "blank", NOT_REPORTED: "NR", UNKNOWN: "UNK", INVALID: "invalid"}
_COUNTS = (ValueType.INTEGER, ValueType.NUMBER)
_JUDGED = (Severity.ERROR, Severity.WARNING)

Tally = NDArray[np.int32]


@dataclass(frozen=True)
class _Compared:
    """One figure of the form beside the months before it; NaN where it is not judged."""

    value: Numbers
    usual: Numbers
    score: Numbers
    beyond: Flags

    @property
    def judged(self) -> Flags:
        return ~np.isnan(self.score)


class ColumnarQuality:
    """Implements ``services.quality.QualityFigures``."""

    def __init__(self, source: HistorySource, at_once: int = AT_ONCE) -> None:
        self._source, self._at_once = source, at_once
        self._compiled: tuple[str, ColumnarForm] | None = None

    def count(
        self, form: Form, first: Period, last: Period, facilities: Sequence[str], records: QualityRecords
    ) -> Iterator[Counted]:
        columnar = self._columnar(form)
        start = first.shift(-_back(form))
        asked = slice(first.months_since(start), None)
        receipts = records.receipts(form.family, first, last)
        asks = frozenset(key for key, receipt in receipts.items() if receipt.asks_reasons)
        for block in self._source.blocks(form, start, last, facilities, self._at_once):
            reasons = records.reasons(form.family, first, last, block.facilities)
            yield Counted(block.facilities, _counts(columnar, block, asked, reasons, asks))

    def parts(
        self, form: Form, mfl: str, period: Period, measure: Measure, records: QualityRecords
    ) -> tuple[Part, ...]:
        columnar = self._columnar(form)
        [block] = self._source.blocks(form, period.shift(-_back(form)), period, (mfl,), 1)
        if not block.exists[0, -1]:
            return ()
        if measure is Measure.FILLED:
            return tuple(_blank_parts(block))
        if measure in (Measure.CHECKS, Measure.REASONS):
            reasons = records.reasons(form.family, period, period, (mfl,)).get((mfl, period), {})
            return tuple(_check_parts(columnar, block, measure, reasons))
        found = [
            Part(
                counted=bool(one.beyond[0, -1]),
                key=element.total,
                value=float(one.value[0, -1]),
                usual=float(one.usual[0, -1]),
                score=float(one.score[0, -1]),
            )
            for element, one in _compared(block, measure)
            if one.judged[0, -1]
        ]
        return tuple(sorted(found, key=lambda part: (not part.counted, -abs(part.score or 0.0))))

    def _columnar(self, form: Form) -> ColumnarForm:
        """Compiled once for as long as the same form is asked for."""
        if self._compiled is None or self._compiled[0] != form.digest or not form.digest:
            self._compiled = form.digest, ColumnarForm(form)
        return self._compiled[1]


def _back(form: Form) -> int:
    return max(MONTHS_BEFORE, looks_back(form, (check.code for check in form.checks)))


def _counts(
    columnar: ColumnarForm,
    block: History,
    asked: slice,
    reasons: Reasons,
    asks: frozenset[tuple[str, Period]],
) -> dict[Measure, tuple[array[int], array[int]]]:
    tallies: dict[Measure, tuple[Tally, Tally]] = {}
    for measure in (Measure.FILLED, *_LIMITS, Measure.CHANGE, Measure.CHECKS, Measure.REASONS):
        tallies[measure] = np.zeros(block.shape, np.int32), np.zeros(block.shape, np.int32)
    filled, wanted = tallies[Measure.FILLED]
    for key in _required(block.form):
        there, due = _filled(block, key)
        filled += there
        wanted += due
    for measure in (*_LIMITS, Measure.CHANGE):
        beyond, judged = tallies[measure]
        for _element, one in _compared(block, measure):
            beyond += one.beyond
            judged += one.judged
    failed, made = tallies[Measure.CHECKS]
    given, needed = tallies[Measure.REASONS]
    may = _asking(block, asks)
    for code, outcome in columnar.run(block).items():
        if block.form.check_by_code[code].severity not in _JUDGED:
            continue
        failed += outcome.failed
        made += outcome.made
        needs = outcome.failed & may
        needed += needs
        for row, column in zip(*np.nonzero(needs), strict=True):
            written = reasons.get((block.facilities[row], block.period(int(column))), {})
            given[row, column] += code in written
    return {
        measure: (_column(part[:, asked]), _column(whole[:, asked]))
        for measure, (part, whole) in tallies.items()
    }


def _column(tally: Tally) -> array[int]:
    column = array("i")
    column.frombytes(np.ascontiguousarray(tally, np.int32).tobytes())
    return column


def _asking(block: History, asks: frozenset[tuple[str, Period]]) -> Flags:
    """Where the return was completed here, so that what failed needed a reason."""
    asking: Flags = np.zeros(block.shape, np.bool_)
    row_of = {mfl: row for row, mfl in enumerate(block.facilities)}
    for mfl, period in asks:
        if mfl in row_of:
            asking[row_of[mfl], period.months_since(block.first)] = True
    return asking


# -- completeness --------------------------------------------------------------------------------


def _required(form: Form) -> Iterator[CellKey]:
    for element in form:
        if element.required and not element.is_calculated:
            yield from element.cells


def _filled(block: History, key: CellKey) -> tuple[Flags, Flags]:
    """Where a required cell holds a figure (or its text), and where one is asked for.

    Not offered, by the facility's services or typed as NA, is not asked.
    """
    codes = block.codes.get(key)
    hidden = block.hidden.get(key)
    due = block.exists if hidden is None else block.exists & ~hidden
    if codes is None:
        return np.zeros(block.shape, np.bool_), due
    due = due & (codes != NOT_OFFERED)
    return due & ((codes == FIGURE) | (codes == TEXT)), due


def _blank_parts(block: History) -> Iterator[Part]:
    for key in _required(block.form):
        there, due = _filled(block, key)
        if due[0, -1] and not there[0, -1]:
            codes = block.codes.get(key)
            yield Part(True, key, word=_WORDS[BLANK if codes is None else int(codes[0, -1])])


# -- consistency ---------------------------------------------------------------------------------


def _compared(block: History, measure: Measure) -> Iterator[tuple[Element, _Compared]]:
    """Every count of the form (a row with categories: its total, where none is missing)."""
    judge = _change if measure is Measure.CHANGE else _outlier(measure)
    for element in block.form:
        if element.type not in _COUNTS or element.is_calculated:
            continue
        columns = [block.numbers.get(key) for key in element.cells]
        if any(column is None for column in columns):
            continue  # never filled, so never whole
        figures: Numbers = np.sum([column for column in columns if column is not None], axis=0)
        hidden = block.hidden.get(element.cells[0])
        now = figures if hidden is None else np.where(hidden, np.nan, figures)
        yield element, judge(np.where(block.exists, now, np.nan), figures)


def _before(figures: Numbers, months: int) -> Numbers:
    """The months before each one: shape (months back, facilities, months)."""
    series = np.full((months, *figures.shape), np.nan)
    for back in range(1, min(months, figures.shape[1] - 1) + 1):
        series[back - 1, :, back:] = figures[:, :-back]
    return series


def _outlier(measure: Measure) -> Callable[[Numbers, Numbers], _Compared]:
    limit, modified = _LIMITS[measure], measure is Measure.MODIFIED

    def judge(now: Numbers, figures: Numbers) -> _Compared:
        centre, width, count = arithmetic.spread(_before(figures, MONTHS_BEFORE), modified=modified)
        found = _loud(now, centre, arithmetic.score(now, centre, width, count))
        return _Compared(now, centre, found, _at_least(found, limit))

    return judge


def _change(now: Numbers, figures: Numbers) -> _Compared:
    usual = arithmetic.average(_before(figures, MONTHS_OF_CHANGE), middle=False)
    with np.errstate(all="ignore"):
        percent = np.where(usual > 0, 100.0 * (now - usual) / usual, np.nan)
    found = _loud(now, usual, percent)
    with np.errstate(invalid="ignore"):
        return _Compared(now, usual, found, np.abs(found) > CHANGE_PERCENT)


def _loud(now: Numbers, centre: Numbers, found: Numbers) -> Numbers:
    """Small numbers are quiet: where both the figure and what is usual are small, nothing is said."""
    with np.errstate(invalid="ignore"):
        return np.where((now >= SMALL) | (centre >= SMALL), found, np.nan)


def _at_least(found: Numbers, limit: float) -> Flags:
    with np.errstate(invalid="ignore"):
        return np.abs(found) >= limit


def _check_parts(
    columnar: ColumnarForm, block: History, measure: Measure, reasons: Mapping[str, str]
) -> Iterator[Part]:
    for code, outcome in columnar.run(block).items():
        check = block.form.check_by_code[code]
        if not outcome.failed[0, -1] or check.severity not in _JUDGED:
            continue
        written = reasons.get(code, "")
        counted = True if measure is Measure.CHECKS else bool(written)
        key = block.form.key(check.at[0]) if check.at else None
        yield Part(counted, key, code, check.severity, word=written)
