"""Which cells of a return are worth keying a second time, and why each of them.

Paper order; a cell that has several reasons has the first of them:

- failing: it takes part in an error or a warning of the live checks, explained or not, or it is no value.
- outlying: a figure whose modified z over the months before it (12 at most, 6 at least) is beyond
  the form's ``modified_z_max`` (3.5 where the form has none), or, where those months do not spread,
  that lies outside them. Quiet while figure and median are both under ``small_count`` (10).
- heavy: the tenth of the filled figures that most rests on: first those in the most indicators (a
  cell counts once for each numerator or denominator it stands in), among equals the largest. A 0
  weighs nothing.
- sample: 5 % of the rest, at least 1, drawn by the SHA-256 of revision, number of the keying and
  cell: the same list after a restart, another one for the next second keying.

Narratives (running text) are never keyed again: nobody copies sentences twice alike.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from kmmp_desktop.domain.expressions import parse
from kmmp_desktop.domain.form import Form, Severity
from kmmp_desktop.domain.keying import Chosen, Scope, Why
from kmmp_desktop.domain.references import cells_of
from kmmp_desktop.domain.statistics import (
    MODIFIED_Z_FACTOR,
    MONTHS_FOR_OUTLIERS,
    median,
    median_deviation,
    z_score,
)
from kmmp_desktop.domain.values import CellKey, Kind
from kmmp_desktop.services.open_return import OpenReturn

MODIFIED_Z_MAX = 3.5
SMALL_COUNT = 10
HEAVY_SHARE = 10
"""One cell in so many is heavy."""
SAMPLE_SHARE = 20
"""One of so many of the rest is drawn: 5 %."""


def choose(opened: OpenReturn, scope: Scope, earlier_keyings: int = 0) -> tuple[Chosen, ...]:
    """The cells of ``opened`` that a second keying asks for, in paper order.

    ``earlier_keyings``: how many second keyings the revision has had. Empty where nothing is filled.
    """
    elements = opened.form.elements
    keys = [key for key in opened.enterable() if not elements[key.element].multiline]
    filled = [key for key in keys if key in opened.cells]
    if not filled or opened.revision is None:
        return ()
    if scope is Scope.WHOLE:
        return tuple(Chosen(key, Why.WHOLE) for key in keys)
    reasons: dict[CellKey, Why] = {}
    for why, found in (
        (Why.FAILING, _failing(opened)),
        (Why.OUTLYING, [key for key in filled if is_outlying(opened, key)]),
        (Why.HEAVY, _heavy(opened, filled)),
    ):
        for key in found:
            reasons.setdefault(key, why)
    rest = [key for key in filled if key not in reasons]
    for key in _sample(rest, opened.revision.id, earlier_keyings):
        reasons[key] = Why.SAMPLE
    return tuple(Chosen(key, reasons[key]) for key in filled if key in reasons)


def _failing(opened: OpenReturn) -> set[CellKey]:
    graded = (f for f in opened.findings.values() if f.severity is not Severity.NOTE)
    found = {key for finding in graded for key in finding.cells}
    return found | {key for key, value in opened.cells.items() if value.kind is Kind.INVALID}


def is_outlying(opened: OpenReturn, key: CellKey) -> bool:
    """Whether a figure lies far from the months before it; False where they say too little."""
    value = opened.value(key)
    if value is None or value.kind is not Kind.NUMBER or value.number is None:
        return False
    now = value.number
    months = [month.values.get(key) for month in opened.around.earlier.values()]
    series = [m.number for m in months if m is not None and m.kind is Kind.NUMBER and m.number is not None]
    if len(series) < MONTHS_FOR_OUTLIERS:
        return False
    settings, centre = opened.form.settings, median(series)
    if max(now, centre) < settings.get("small_count", SMALL_COUNT):
        return False
    spread = median_deviation(series) / MODIFIED_Z_FACTOR
    if spread > 0:
        score = z_score(now, centre, spread, len(series))
        return abs(score) > settings.get("modified_z_max", MODIFIED_Z_MAX)
    return not min(series) <= now <= max(series)


def _heavy(opened: OpenReturn, filled: Iterable[CellKey]) -> list[CellKey]:
    weights = indicator_weights(opened.form)
    sizes = {key: opened.cells[key].number for key in filled if opened.cells[key].kind is Kind.NUMBER}
    figures = sorted(
        ((weights[key], size, key) for key, size in sizes.items() if size), key=lambda f: (-f[0], -f[1], f[2])
    )
    return [key for _, _, key in figures[: math.ceil(len(figures) / HEAVY_SHARE)]]


def indicator_weights(form: Form) -> Counter[CellKey]:
    """In how many numerators and denominators each cell stands."""
    sides = (side for i in form.indicators for side in (i.numerator, i.denominator))
    return Counter(key for side in sides for key in set(cells_of(parse(side), form)))


def _sample(rest: list[CellKey], revision: UUID, earlier_keyings: int) -> list[CellKey]:
    def draw(key: CellKey) -> bytes:
        return hashlib.sha256(f"{revision} {earlier_keyings} {key}".encode()).digest()

    return sorted(rest, key=draw)[: math.ceil(len(rest) / SAMPLE_SHARE)]
