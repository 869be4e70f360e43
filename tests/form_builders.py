"""Builds forms and returns for tests of checks: say only what matters."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from forms.reader import read_form
from kmmp_desktop.domain.figures import Figures, ReturnFacts
from kmmp_desktop.domain.form import Check, Form, MissingRule, Severity
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey, CellValue, read_cell
from kmmp_desktop.text import Text

FIXTURES = Path(__file__).parent / "fixtures" / "forms"
OCTOBER = Period(2026, 10)


@cache
def small_form() -> Form:
    return read_form(FIXTURES / "small.yaml")


def a_check(expression: str, code: str = "T1", at: tuple[str, ...] = ("B1",), **others) -> Check:
    missing = others.pop("missing", "skip_if_any")
    rules = [MissingRule(name) for name in missing.split("/")]
    fields = {"code": code, "expression": expression, "severity": Severity.ERROR, "at": at,
              "title": Text("{left} {right} {difference} {direction}", "{left}; {direction}"),
              "standard": "STD_SUM", "missing": (rules[0], rules[-1])}
    return Check(**(fields | others))


def form_with(*checks: Check | str, base: Form | None = None, **calculated: str) -> Form:
    """The small form with other checks, and with elements made calculated (``B3="B1 + B2"``)."""
    form = base or small_form()
    made = tuple(check if isinstance(check, Check) else a_check(check, f"T{number}")
                 for number, check in enumerate(checks, start=1))
    sections = tuple(
        replace(section, elements=tuple(
            replace(element, calculate=calculated.get(element.code, element.calculate))
            for element in section.elements))
        for section in form.sections)
    return replace(form, checks=made, sections=sections, indicators=())


def cells(form: Form, figures: dict[str, object]) -> dict[CellKey, CellValue]:
    """``{"A1[ANC]": 3, "B1": "NR"}`` as stored values; an element with categories gets all of them.

    ``None`` and an empty text leave the cell blank.
    """
    found: dict[CellKey, CellValue] = {}
    for reference, typed in figures.items():
        element = form.find(reference.partition("[")[0])
        assert element is not None, reference
        keys = [form.key(reference)] if "[" in reference else element.cells
        for key in keys:
            assert key is not None, reference
            value = read_cell("" if typed is None else str(typed), element.type, element.limits)
            if value is not None:
                found[key] = value
    return found


def a_return(form: Form, figures: dict[str, object] | None = None,
             earlier: dict[int, dict[str, object]] | None = None, **facts) -> Figures:
    offered = facts.pop("not_offered", ())
    hidden = {cell for reference in offered for cell in form.find(reference).cells}
    return Figures(cells(form, figures or {}),
                   {back: cells(form, month) for back, month in (earlier or {}).items()},
                   ReturnFacts(**({"period": OCTOBER, "offered": lambda key: key not in hidden} | facts)))
