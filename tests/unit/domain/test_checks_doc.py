"""The tables of docs/checks.md are the cases of the check language."""

import re
from pathlib import Path

import pytest
from form_builders import a_check, a_return, form_with

from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.domain.evaluation import side
from kmmp_desktop.domain.expressions import parse
from kmmp_desktop.domain.form import MissingRule

DOC = Path(__file__).parents[3] / "docs" / "checks.md"


def table(heading: str) -> list[list[str]]:
    section = DOC.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip().strip("`") for cell in row] for row in rows]


def figures(form, text: str):
    months: dict[int, dict[str, object]] = {0: {}}
    for back, reference, value in re.findall(r"(?:(\d+):)?([A-Z0-9]+(?:\[\w+\])?)=(\S+)", text):
        months.setdefault(int(back or 0), {})[reference] = value
    return a_return(form, months.pop(0), months)


CONDITIONS = table("Cases: conditions")
VALUES = table("Cases: values")


def test_the_tables_are_found():
    assert len(CONDITIONS) > 80
    assert len(VALUES) > 35


@pytest.mark.parametrize(("check", "missing", "given", "outcome"), CONDITIONS)
def test_a_condition_comes_out_as_documented(check, missing, given, outcome):
    form = form_with(a_check(check, missing=missing))
    report = CompiledForm(form).run(figures(form, given))
    found = ["fails"] * len(report.findings) + ["skipped"] * len(report.skipped) or ["holds"]
    assert found == [outcome]


@pytest.mark.parametrize(("expression", "given", "value"), VALUES)
def test_a_value_comes_out_as_documented(expression, given, value):
    form = form_with()
    found = side(parse(expression), form, MissingRule.SKIP_IF_ANY)(figures(form, given))
    expected = float("nan") if value == "missing" else float(value)
    assert found == pytest.approx(expected, rel=1e-4, nan_ok=True)
