"""Built-in functions about the return as a whole and about its month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from kmmp_desktop.domain.closures import Reading
from kmmp_desktop.domain.figures import MISSING, Figures
from kmmp_desktop.domain.form import Element, Form
from kmmp_desktop.domain.period import east_africa
from kmmp_desktop.domain.values import CellKey, Kind, Missing

# Python 3.11 looks an enum member up slowly, and these are needed for every cell.
_INVALID = Kind.INVALID
_MISSING = Kind.MISSING
_NUMBER = Kind.NUMBER
_NOT_OFFERED = Missing.NOT_OFFERED


def return_function(name: str, form: Form, day: int = 0) -> Reading:
    """Compile a built-in; ``day`` is the argument of ``deadline(day)``, 0 where there is none."""
    match name:
        case "all_zero":
            required = set(_entered(form, lambda element: element.required))
            counts = _entered(form, _counts)
            return partial(_all_zero, counts, tuple(cell for cell in counts if cell in required))
        case "identical_to_previous":
            return partial(_identical_to_previous, _entered(form, _counts))
        case "share_reported":
            return partial(_share_reported, _entered(form, lambda element: element.required))
        case "deadline":
            return partial(_deadline, day)
    return _FACTS[name]


_FACTS: Mapping[str, Reading] = {
    "facility_known": lambda figures: float(figures.facts.facility_known),
    "facility_owes_form": lambda figures: float(figures.facts.facility_owes_form),
    "previous_return_exists": lambda figures: float(1 in figures.earlier),
    "days_in_month": lambda figures: float(figures.facts.period.days),
    "period_end": lambda figures: float(figures.facts.period.last_day.toordinal()),
}


def _entered(form: Form, wanted: Callable[[Element], bool]) -> tuple[CellKey, ...]:
    return tuple(cell for element in form if not element.is_calculated and wanted(element)
                 for cell in element.cells)


def _counts(element: Element) -> bool:
    return element.type.is_numeric


def _all_zero(counts: tuple[CellKey, ...], required: tuple[CellKey, ...], figures: Figures) -> float:
    """1 where no figure is above 0, at least one is there, and no required count is still blank."""
    values = figures.values
    some = False
    for cell in counts:
        value = values.get(cell)
        if value is None or cell in figures.hidden:
            continue
        if value.kind is _INVALID:
            return 0.0
        if value.kind is _NUMBER:
            if value.value:
                return 0.0
            some = True
    if not some:
        return 0.0
    return float(all(cell in values or cell in figures.hidden for cell in required))


def _identical_to_previous(counts: tuple[CellKey, ...], figures: Figures) -> float:
    """1 where every count is what it was last month and not all are 0; missing without last month."""
    last = figures.earlier.get(1)
    if last is None:
        return MISSING
    some = False
    for cell in counts:
        now, before = figures.values.get(cell), last.get(cell)
        one = now and now.value
        if one != (before and before.value):
            return 0.0
        some = some or bool(now and now.kind is _NUMBER and one)
    return float(some)


def _share_reported(required: tuple[CellKey, ...], figures: Figures) -> float:
    """Required cells with a figure, of those that are offered and not coded NA; missing if none is."""
    hidden = figures.hidden
    cells = [cell for cell in required if cell not in hidden] if hidden else required
    asked, filled = len(cells), 0
    for value in map(figures.values.get, cells):
        if value is None:
            continue
        kind = value.kind
        if kind is _MISSING:
            asked -= value.value is _NOT_OFFERED
        elif kind is not _INVALID:
            filled += 1
    return filled / asked if asked else MISSING


def _deadline(day: int, figures: Figures) -> float:
    def due_day(figures: Figures) -> float:
        due = figures.facts.period.due(day or figures.facts.due_day)
        return float(east_africa(due).date().toordinal())
    return figures.keep(("deadline", day), due_day)
