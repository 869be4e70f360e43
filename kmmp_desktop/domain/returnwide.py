"""Built-in functions about the return as a whole and about its month."""

from __future__ import annotations

from functools import partial

from kmmp_desktop.domain.arithmetic import Reading
from kmmp_desktop.domain.figures import MISSING, Figures
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.period import east_africa
from kmmp_desktop.domain.values import CellKey, Kind, Missing


def return_function(name: str, form: Form, day: int = 0) -> Reading:
    """Compile a built-in; ``day`` is the argument of ``deadline(day)``, 0 where there is none."""
    required = tuple(cell for element in form if element.required and not element.is_calculated
                     for cell in element.cells)
    counts = tuple(cell for element in form if element.type.is_numeric and not element.is_calculated
                   for cell in element.cells)
    required_counts = tuple(cell for cell in counts if cell in set(required))
    builtins: dict[str, Reading] = {
        "all_zero": partial(_all_zero, counts, required_counts),
        "identical_to_previous": partial(_identical_to_previous, counts),
        "share_reported": partial(_share_reported, required),
        "facility_known": lambda figures: float(figures.facts.facility_known),
        "facility_owes_form": lambda figures: float(figures.facts.facility_owes_form),
        "previous_return_exists": lambda figures: float(1 in figures.earlier),
        "days_in_month": lambda figures: float(figures.facts.period.days),
        "period_end": lambda figures: float(figures.facts.period.last_day.toordinal()),
        "deadline": lambda figures: _deadline(figures, day),
    }
    return builtins[name]


def _all_zero(counts: tuple[CellKey, ...], required: tuple[CellKey, ...], figures: Figures) -> float:
    """1 where no figure is above 0, at least one is there, and no required count is still blank."""
    values = figures.values
    some = False
    for cell in counts:
        value = values.get(cell)
        if value is None or cell in figures.hidden:
            continue
        if value.kind is Kind.INVALID:
            return 0.0
        if value.kind is Kind.NUMBER:
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
        some = some or bool(now and now.kind is Kind.NUMBER and one)
    return float(some)


def _share_reported(required: tuple[CellKey, ...], figures: Figures) -> float:
    """Required cells with a figure, of those that are offered and not coded NA; missing if none is."""
    asked = filled = 0
    values, hidden = figures.values, figures.hidden
    for cell in required:
        value = values.get(cell)
        if cell in hidden or (value is not None and value.value is Missing.NOT_OFFERED):
            continue
        asked += 1
        if value is not None and value.kind is not Kind.MISSING and value.kind is not Kind.INVALID:
            filled += 1
    return filled / asked if asked else MISSING


def _deadline(figures: Figures, day: int) -> float:
    due = figures.facts.period.due(day or figures.facts.due_day)
    return float(east_africa(due).date().toordinal())
