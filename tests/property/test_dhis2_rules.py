"""Checks that travel to DHIS2 find there what they find here, and the same when they come back."""

from __future__ import annotations

import json

from check_strategies import returns, rules
from dhis2_engine import violated
from form_builders import a_check, a_return, form_with
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.dhis2_reading import DhisReader
from exports.dhis2_rules import read_rules, write_rules
from exports.dhis2_writing import NotConvertedError
from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.services.rule_exchange import MappingTable

FORM = form_with()
MAPPING = MappingTable({key: f"de{n:09}.co{n:09}" for n, key in enumerate(FORM.entry_cells)})

leaves = st.sampled_from(["A1", "A1[ANC]", "A4[PN]", "A5", "B1", "B2", "B3", "B5", "@load", "@share"]) | (
    st.integers(0, 20).map(str)
)
numbers = st.recursive(
    leaves | st.sampled_from(["firstNonNull(B1, B2, 3)", "days_in_month()"]),
    lambda parts: st.one_of(
        st.tuples(parts, st.sampled_from("+-*/%^"), parts).map(lambda made: f"({' '.join(made)})"),
        parts.map(lambda part: f"-({part})"),
        parts.map(lambda part: f"abs({part})"),
        st.tuples(st.sampled_from(["greatest", "least"]), parts, parts).map(
            lambda made: f"{made[0]}({made[1]}, {made[2]})"
        ),
        st.tuples(parts, st.sampled_from(["<", "=", "!=", ">="]), parts, parts, parts).map(
            lambda made: f"if({made[0]} {made[1]} {made[2]}, {made[3]}, {made[4]})"
        ),
    ),
    max_leaves=7,
)
comparisons = st.tuples(numbers, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), numbers).map(" ".join)
checks = st.one_of(
    comparisons,
    st.tuples(comparisons, comparisons).map(" and ".join),
    comparisons.map(lambda text: f"not ({text})"),
    st.tuples(st.sampled_from(["compulsory_pair", "exclusive_pair"]), numbers, numbers).map(
        lambda made: f"{made[0]}({made[1]}, {made[2]})"
    ),
)
guards = st.sampled_from(["", "B5", "B1 > 1", "B1 > 1 and B2 <= 5"])


def items(figures):
    """The return as DHIS2 has it: numbers by operand, nothing where a figure is missing."""
    found = {MAPPING.operands[key]: figures.number(key) for key in FORM.entry_cells}
    return {operand: None if value != value else value for operand, value in found.items()}


@settings(max_examples=400)
@given(checks, returns, rules, guards)
def test_a_rule_finds_in_dhis2_what_the_check_finds_here(text, values, rule, guard):
    form = form_with(a_check(text, missing=rule.value, when=guard))
    written = write_rules(form, MAPPING)
    here = a_return(form, values)
    finds = bool(CompiledForm(form).run(here).findings)
    if written.left_out:
        assert str(written.left_out[0].why)
        return
    there = [violated(found, items(here)) for found in json.loads(written.content)["validationRules"]]
    assert any(there) == finds, written.rules


@settings(max_examples=300)
@given(checks, returns, rules, guards)
def test_a_check_that_went_and_came_back_finds_the_same(text, values, rule, guard):
    form = form_with(a_check(text, missing=rule.value, when=guard))
    written = write_rules(form, MAPPING)
    if written.left_out:
        return
    read = read_rules(written.content, form, MAPPING, "STD_SUM")
    assert [str(untold.why) for untold in read.left_out] == []
    back = form_with(*read.checks)
    found, again = (bool(CompiledForm(f).run(a_return(f, values)).findings) for f in (form, back))
    assert found == again, (written.rules, [check.expression for check in read.checks])


WORDS = ["#{de000000000.co000000000}", "#{x}", "1", "2.5e3", "(", ")", "+", "-", "^", "!", "&&", "||", "==",
         "<", "if(", "isNull(", ",", "[days]", "N{a}", "d2:x", "greatest(", "'a'", "%"]


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=40))
def test_any_expression_is_read_or_refused_with_a_reason(text):
    try:
        said = DhisReader({"de000000000.co000000000": "A1[ANC]"}).read(text).text
    except NotConvertedError as error:
        said = str(error)
    assert said
