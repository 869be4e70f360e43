"""The tables of docs/checks.md are the cases of the check language, for every evaluator there is."""

import json
import math
import re
from itertools import product
from pathlib import Path

import pytest
from dhis2_engine import side_value, violated
from form_builders import OCTOBER, a_check, a_return, cells, form_with

from exports.dhis2_rules import write_rules
from kmmp_desktop.columns.checks import ColumnarForm
from kmmp_desktop.columns.history import of_returns
from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.domain.evaluation import side
from kmmp_desktop.domain.expressions import parse
from kmmp_desktop.domain.faults import expression_faults
from kmmp_desktop.domain.form import MissingRule
from kmmp_desktop.domain.numerals import THIN_SPACE, show
from kmmp_desktop.services.rule_exchange import MappingTable

DOC = Path(__file__).parents[3] / "docs" / "checks.md"
FORM = form_with()
MAPPING = MappingTable({key: f"de{n:09}.co{n:09}" for n, key in enumerate(FORM.entry_cells)})


def table(heading: str) -> list[list[str]]:
    section = DOC.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip().strip("`") for cell in row] for row in rows]


def months(text: str) -> dict[int, dict[str, object]]:
    """The figures of a row by months back; 0 is the month of the return."""
    found: dict[int, dict[str, object]] = {0: {}}
    for back, reference, value in re.findall(r"(?:(\d+):)?([A-Z0-9]+(?:\[\w+\])?)=(\S+)", text):
        found.setdefault(int(back or 0), {})[reference] = value
    return found


def one_return(text: str):
    earlier = months(text)
    return a_return(FORM, earlier.pop(0), earlier)


def as_columns(form, text: str):
    """The same return as a history, and where in its columns the return stands."""
    stored = {("1", OCTOBER.shift(-back)): cells(FORM, month) for back, month in months(text).items()}
    history = of_returns(form, stored)
    return history, (0, OCTOBER.months_since(history.first))


def items(text: str) -> dict[str, float | None]:
    """The return as DHIS2 has it: numbers by operand, None where a figure is missing."""
    seen = one_return(text)
    found = {MAPPING.operands[key]: seen.number(key) for key in FORM.entry_cells}
    return {operand: None if math.isnan(value) else value for operand, value in found.items()}


CONDITIONS = table("Cases: conditions")
STRATEGIES = [
    [f"B1 + B2 = B3 + B8 | {left} | {right} | {figures}", f"{left}/{right}", figures, outcome]
    for figures, *outcomes in table("Cases: strategies")
    for (left, right), outcome in zip(product(list(MissingRule), repeat=2), outcomes, strict=True)
]
EVERY_CONDITION = CONDITIONS + [["B1 + B2 = B3 + B8", *case[1:]] for case in STRATEGIES]
VALUES = table("Cases: values")


def test_the_tables_are_found():
    assert len(CONDITIONS) > 120
    assert len(STRATEGIES) == 90
    assert len(VALUES) > 80


@pytest.mark.parametrize(("check", "missing", "given", "outcome"), EVERY_CONDITION)
def test_a_condition_comes_out_as_documented(check, missing, given, outcome):
    report = CompiledForm(form_with(a_check(check, missing=missing))).run(one_return(given))
    found = ["fails"] * len(report.findings) + ["skipped"] * len(report.skipped) or ["holds"]
    assert found == [outcome]


IN_COLUMNS = [case for case in EVERY_CONDITION if "facility_known" not in case[0]]
"""What is known of the facility stands in no history."""


@pytest.mark.parametrize(("check", "missing", "given", "outcome"), IN_COLUMNS)
def test_a_condition_comes_out_the_same_in_columns(check, missing, given, outcome):
    form = form_with(a_check(check, missing=missing))
    history, place = as_columns(form, given)
    found = ColumnarForm(form).run(history)["T1"]
    assert bool(found.failed[place]) == (outcome == "fails")
    assert bool(found.skipped[place]) == (outcome == "skipped")


def travelling() -> list[list[str]]:
    """The rows that can be said in DHIS2."""
    written = (
        (row, write_rules(form_with(a_check(row[0], missing=row[1])), MAPPING)) for row in EVERY_CONDITION
    )
    return [row for row, rules in written if not rules.left_out]


TRAVELLING = travelling()


@pytest.mark.parametrize(("check", "missing", "given", "outcome"), TRAVELLING)
def test_dhis2_finds_the_same(check, missing, given, outcome):
    rules = write_rules(form_with(a_check(check, missing=missing)), MAPPING).content
    found = [violated(rule, items(given)) for rule in json.loads(rules)["validationRules"]]
    assert any(found) == (outcome == "fails")


def test_what_does_not_travel_is_what_the_doc_names():
    assert len(TRAVELLING) > 150
    left = [row[0] for row in EVERY_CONDITION if row not in TRAVELLING]
    reasons = re.compile(
        r"previous|mean|median|_z|minimum|maximum|all_zero|deadline|period_end|B6|B7|reported|facility| or "
        r"|not \(|^1 = |1 / |if\(|isNull\(B1\) or|round|firstNonNull\(A|isNull\(A"
    )
    assert [check for check in left if not reasons.search(check)] == []


@pytest.mark.parametrize(("expression", "given", "value"), VALUES)
def test_a_value_comes_out_as_documented(expression, given, value):
    expected = pytest.approx(float("nan") if value == "missing" else float(value), rel=1e-4, nan_ok=True)
    tree = parse(expression)
    assert expression_faults(expression, "calculate", FORM) == []
    assert side(tree, FORM, MissingRule.SKIP_IF_ANY)(one_return(given)) == expected
    history, place = as_columns(FORM, given)
    assert float(ColumnarForm(FORM).value(expression, history)[place]) == expected
    for rule in write_rules(form_with(a_check(f"({expression}) = B3")), MAPPING).rules:
        there = side_value(rule["leftSide"], items(given))
        assert (float("nan") if there is None else there) == expected


@pytest.mark.parametrize(("value", "shown"), table("Cases: shown"))
def test_a_number_is_shown_as_documented(value, shown):
    assert str(show(eval(value)).en).replace(THIN_SPACE, " ") == shown


@pytest.mark.parametrize(("text", "place", "said"), table("Cases: refused"))
def test_what_cannot_be_read_is_refused_as_documented(text, place, said):
    faults = expression_faults(text.replace("¦", "|"), "check", FORM)
    assert str(faults[0].position + 1) == place
    assert str(faults[0]).replace("|", "¦") == said
