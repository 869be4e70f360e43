"""Built-in functions about the return as a whole and about its month, for whole columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from kmmp_desktop.columns.history import (
    BLANK,
    FIGURE,
    INVALID,
    NOT_OFFERED,
    NOT_REPORTED,
    Codes,
    Numbers,
    View,
)
from kmmp_desktop.domain.form import Element, Form
from kmmp_desktop.domain.values import CellKey

Column = Callable[[View], Numbers]
"""Works a column out; NaN is missing."""


def whole_return(name: str, form: Form, day: int = 0) -> Column:
    """The built-in ``name``; ``day`` is the argument of ``deadline(day)``, 0 where there is none."""
    counts = _entered(form, lambda element: element.type.is_numeric)
    required = _entered(form, lambda element: element.required)
    match name:
        case "all_zero":
            wanted = frozenset(required)
            return lambda view: _all_zero(view, counts, tuple(cell for cell in counts if cell in wanted))
        case "identical_to_previous":
            return lambda view: _identical_to_previous(view, counts)
        case "share_reported":
            return lambda view: _share_reported(view, required)
        case "deadline":
            return lambda view: view.deadline(day)
    return _FACTS[name]


_FACTS: Mapping[str, Column] = {
    "facility_known": lambda view: view.facility_known,
    "facility_owes_form": lambda view: view.facility_owes_form,
    "previous_return_exists": lambda view: view.earlier(1).exists.astype(np.float64),
    "days_in_month": lambda view: view.by_month(lambda period: float(period.days)),
    "period_end": lambda view: view.by_month(lambda period: float(period.last_day.toordinal())),
}


def _entered(form: Form, wanted: Callable[[Element], bool]) -> tuple[CellKey, ...]:
    return tuple(c for e in form if not e.is_calculated and wanted(e) for c in e.cells)


def _all_zero(view: View, counts: tuple[CellKey, ...], required: tuple[CellKey, ...]) -> Numbers:
    some = np.zeros(view.shape, np.bool_)
    refused = np.zeros(view.shape, np.bool_)
    for key in counts:
        codes, numbers, hidden = view.code(key), view.raw(key), view.hidden(key)
        above = (codes == INVALID) | ((codes == FIGURE) & (numbers != 0))
        there = codes == FIGURE
        if hidden is not None:
            above &= ~hidden
            there &= ~hidden
        refused |= above
        some |= there
    for key in required:
        blank, hidden = view.code(key) == BLANK, view.hidden(key)
        refused |= blank if hidden is None else blank & ~hidden
    return (some & ~refused).astype(np.float64)


def _identical_to_previous(view: View, counts: tuple[CellKey, ...]) -> Numbers:
    last = view.earlier(1)
    same = np.ones(view.shape, np.bool_)
    some = np.zeros(view.shape, np.bool_)
    for key in counts:
        now, before = view.code(key), last.code(key)
        numbers = view.raw(key)
        same &= _plain(now) == _plain(before)
        same &= (now != FIGURE) | (numbers == last.raw(key))
        some |= (now == FIGURE) & (numbers != 0)
    return np.where(last.exists, (same & some).astype(np.float64), np.nan)


def _plain(codes: Codes) -> Codes:
    """Codes with what has no value taken as blank."""
    return np.where(codes == INVALID, BLANK, codes)


def _share_reported(view: View, required: tuple[CellKey, ...]) -> Numbers:
    asked = np.zeros(view.shape)
    filled = np.zeros(view.shape)
    for key in required:
        codes, hidden = view.code(key), view.hidden(key)
        offered = codes != NOT_OFFERED
        holds = (codes != BLANK) & (codes < INVALID)
        if hidden is not None:
            offered &= ~hidden
            holds &= ~hidden
        asked += offered
        filled += holds
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(asked > 0, filled / asked, np.nan)


assert NOT_REPORTED > INVALID  # what is filled stands before INVALID
