"""What is wrong with the expressions of a form: everything, not only the first thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kmmp_desktop.domain.examining import examine_check, examine_guard, examine_number
from kmmp_desktop.domain.explaining import title_fault
from kmmp_desktop.domain.expressions import parse
from kmmp_desktop.domain.form import Check, Form
from kmmp_desktop.domain.reach import Reach, reach_fault, reaches
from kmmp_desktop.domain.references import find_circle
from kmmp_desktop.errors import ExpressionError

_EXAMINE = {"check": examine_check, "when": examine_guard, "calculate": examine_number,
            "numerator": examine_number, "denominator": examine_number}


def expression_faults(text: str, use: str, form: Form) -> list[ExpressionError]:
    """Every fault of an expression; ``use`` is check, when, calculate, numerator or denominator."""
    try:
        tree = parse(text)
    except ExpressionError as error:
        return [error]
    return _EXAMINE[use](tree, form)


def form_faults(form: Form) -> tuple[str, ...]:
    """Every fault that would keep the form's checks from running, one sentence each."""
    return tuple(f"{form.file or form.family}: {fault}" for fault in _form_faults(form))


def check_faults(check: Check, form: Form) -> tuple[str, ...]:
    """Every fault of a check that is not (yet) one of the form's, one sentence each."""
    found = list(_check_faults(check, form, reaches(form)))
    if check.standard not in form.standards:
        found.append(f"{check.code}: the form has no standard {check.standard}.")
    return tuple(found)


def _form_faults(form: Form) -> Iterator[str]:
    known = reaches(form)
    if circle := find_circle(form):
        yield f"calculated elements wait for one another: {' -> '.join(circle)}."
    for element in form:
        if element.calculate:
            yield from _said(element.code, "calculate", element.calculate, form, known)
    for check in form.checks:
        yield from _check_faults(check, form, known)
    for indicator in form.indicators:
        yield from _said(indicator.code, "numerator", indicator.numerator, form, known)
        yield from _said(indicator.code, "denominator", indicator.denominator, form, known)


def _check_faults(check: Check, form: Form, known: Mapping[str, Reach]) -> Iterator[str]:
    yield from _said(check.code, "check", check.expression, form, known)
    if check.when:
        yield from _said(check.code, "when", check.when, form, known)
    if not check.at:
        yield f"{check.code}: at is empty; it names the cells that carry the mark."
    for reference in check.at:
        if form.key(reference) is None:
            yield f"{check.code}, at: the form has no cell {reference}."
    for title in (check.title.en, check.title.sw):
        if fault := title_fault(title):
            yield f"{check.code}, title: {fault}."


def _said(code: str, use: str, text: str, form: Form, known: Mapping[str, Reach]) -> Iterator[str]:
    faults = expression_faults(text, use, form)
    if not faults and (too_much := reach_fault(text, form, known)):
        faults = [too_much]
    for fault in faults:
        yield f"{code}, {use}: {fault}"
