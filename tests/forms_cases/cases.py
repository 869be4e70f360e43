"""Builds the returns that the case files beside this one describe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from forms.reader import read_form
from kmmp_desktop.domain.checking import CompiledForm, Figures, ReturnFacts
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey, CellValue, ValueType, read_cell

FOLDER = Path(__file__).parent
DEFINITIONS = FOLDER.parents[1] / "forms" / "definitions"
CASE_FILES = ("kmmp_mfr", "kmmp_hf", "moh731_s2")

Cells = dict[CellKey, CellValue]


@dataclass(frozen=True)
class Case:
    """A change of the base return, and both sides of the comparison that then fails."""

    check: str
    number: int
    change: Mapping[str, Any] = field(repr=False)
    left: float
    right: float

    def __str__(self) -> str:
        return f"{self.check}-{self.number}"


@cache
def compiled(name: str) -> CompiledForm:
    """A shipped form by its file name, read and compiled once."""
    path = DEFINITIONS / name
    return CompiledForm(read_form(path.read_bytes(), name))


@cache
def case_file(name: str) -> Mapping[str, Any]:
    content: Mapping[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return content


def cases_of(name: str) -> Iterator[Case]:
    for code, entry in case_file(name)["cases"].items():
        for number, one in enumerate(entry if isinstance(entry, list) else [entry], 1):
            yield Case(code, number, one, _side(one["left"]), _side(one["right"]))


def _side(value: float | str | date) -> float:
    return date.fromisoformat(str(value)).toordinal() if isinstance(value, str | date) else value


def cells(form: Form, figures: Mapping[str, object]) -> Cells:
    """Read figures by reference (``C02[ANC]``) as if they had been typed."""
    found: Cells = {}
    for reference, typed in figures.items():
        key = form.key(reference)
        assert key is not None, f"{reference} is no cell of {form.file}"
        element = form.elements[key.element]
        assert key in element.cells, f"{reference} is a total"
        assert not element.is_calculated, f"{reference} is calculated"
        value = read_cell(str(typed), element.type, element.limits)
        if value is not None:
            assert value.is_valid, f"{reference}: {typed!r}"
            found[key] = value
    return found


def base_figures(name: str, change: Mapping[str, Any] | None = None) -> Figures:
    """The base return of a case file with its earlier months, changed as a case says."""
    content, change = case_file(name), change or {}
    form = compiled(content["form"]).form
    values = cells(form, {**content["base"], **{k: v for k, v in change.get("set", {}).items() if v != ""}})
    for reference in (k for k, v in change.get("set", {}).items() if v == ""):
        values.pop(form.key(reference))
    for code in change.get("blank", ()):
        section = next(section for section in form.sections if section.code == code)
        for element in section.elements:
            for key in element.cells:
                values.pop(key, None)
    if change.get("zero"):
        for key in values:
            if form.elements[key.element].type is ValueType.INTEGER:
                values[key] = read_cell("0", ValueType.INTEGER)
    earlier = _earlier(form, {**content["earlier"], **change.get("earlier", {})})
    if change.get("same_as_last_month"):
        earlier[1] = dict(values)
    if change.get("no_earlier"):
        earlier = {}
    facts = ReturnFacts(Period.parse(content["period"]), due_day=form.due_day)
    return Figures(values, earlier, replace(facts, **change.get("facts", {})))


def _earlier(form: Form, series: Mapping[str, list[int]]) -> dict[int, Cells]:
    months = max(map(len, series.values()), default=0)
    return {back: cells(form, {reference: figures[back - 1] for reference, figures in series.items()
                               if len(figures) >= back})
            for back in range(1, months + 1)}
