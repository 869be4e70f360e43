"""Checks on any return: no crash, agreement with plain Python, and slips that help."""

import math
import re
from dataclasses import replace

from check_strategies import COUNTS, ENTRIES, FORM, conditions, counts, earlier, numbers, returns, rules, sums
from form_builders import a_check, a_return, form_with
from hypothesis import given, settings
from hypothesis import strategies as st

from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.domain.evaluation import side
from kmmp_desktop.domain.expressions import parse
from kmmp_desktop.domain.faults import expression_faults
from kmmp_desktop.domain.findings import Finding, Skipped
from kmmp_desktop.domain.form import MissingRule
from kmmp_desktop.domain.values import CellKey, CellValue, Kind

MAY_BE_MISSING = re.compile(r"(z|minimum|maximum)\(")
"""Scores and limits of months that are all alike are missing though every figure is there."""


@given(sums, counts)
def test_arithmetic_agrees_with_plain_python(text, values):
    found = side(parse(text), FORM, MissingRule.SKIP_IF_ANY)(a_return(FORM, values))
    assert found == eval(text, {}, values)


@settings(max_examples=150)
@given(numbers, returns, earlier, rules)
def test_a_side_is_a_finite_number_or_missing(text, values, months, rule):
    value = side(parse(text), FORM, rule)(a_return(FORM, values, months))
    assert math.isnan(value) or math.isfinite(value)
    assert rule is not MissingRule.NEVER_SKIP or not math.isnan(value)


@settings(max_examples=150)
@given(numbers.filter(lambda text: not MAY_BE_MISSING.search(text)))
def test_with_every_figure_there_the_rules_for_missing_ones_make_no_difference(text):
    full = {entry: "3" for entry in ENTRIES if not entry.startswith(("B5", "B6", "B7"))}
    full |= {"B5": "yes", "B6": "05112026"}
    seen = a_return(FORM, full, dict.fromkeys(range(1, 13), full) | {1: full | {"B1": "5"}})
    strict, lenient = (side(parse(text), FORM, rule)(seen)
                       for rule in (MissingRule.SKIP_IF_ANY, MissingRule.SKIP_IF_ALL))
    assert strict == lenient or math.isnan(strict)


@settings(max_examples=150)
@given(conditions, returns, earlier, rules)
def test_any_check_runs_on_any_return(text, values, months, rule):
    form = form_with(a_check(text, missing=rule.value))
    report = CompiledForm(form).run(a_return(form, values, months))
    assert report.made + len(report.skipped) == 1
    for found in report.findings:
        assert str(found.title)
        assert found.title.params["title"].say("sw")
        assert found.left.text
        assert found.right.text


@given(conditions, returns)
def test_a_check_and_its_opposite_never_both_hold(text, values):
    form = form_with(a_check(text, "T1"), a_check(f"not ({text})", "T2"))
    report = CompiledForm(form).run(a_return(form, values, {1: values}))
    assert (len(report.findings), len(report.skipped)) in ((1, 0), (0, 2))


WORDS = [*"),+-*/%^=<[]12", "if(", "isNull(", "abs(", "previous(", "mean(", "z(", "deadline(", "B1", "A1",
         "B5", "B6", "B7", "@load", "@no", "and", "or", "not", "compulsory_pair(", "all_zero(", "nothing("]


@settings(max_examples=150)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join))
def test_any_string_of_words_is_taken_or_refused_with_reasons(text):
    faults = [*expression_faults(text, "check", FORM), *expression_faults(text, "calculate", FORM)]
    assert all(str(fault) and 0 <= fault.position <= len(text) for fault in faults)


@given(returns, earlier)
def test_what_a_change_touches_is_all_that_changes(values, months):
    form = form_with("A1 + A2 = A4", "B1 <= B2", "B3 = previous(B3) + B8",
                     a_check("B4 = A5", "T9", when="B5"), "not all_zero()", "share_reported() >= 0.5",
                     "modified_z(B1, 12) <= 3.5")
    compiled = CompiledForm(form)
    seen = a_return(form, values, months)
    before = outcomes(compiled, seen)
    key = CellKey("SM_B1")
    seen.values[key] = CellValue(Kind.NUMBER, 77, "77")
    assert before | dict(compiled.run_touching([key], seen)) == outcomes(compiled, seen)


def outcomes(compiled, seen):
    """Without slips, which rest on all findings together."""
    report = compiled.run(seen)
    found = {each.check: each for each in report.skipped} | {
        each.check: replace(each, slips=()) for each in report.findings}
    return {check.code: found.get(check.code) for check in compiled.form.checks}


@given(counts, st.sampled_from(["B1 + B2 + B8 = B3", "B1 + B2 - B8 = B3", "B3 = B1 * 2 + B2 - B8"]),
       st.dictionaries(st.sampled_from(COUNTS), st.integers(0, 300)))
def test_every_slip_makes_its_check_hold(values, check, last):
    compiled = CompiledForm(form_with(a_check(check, at=("B3",))))
    seen = a_return(compiled.form, values, {1: last})
    for found in compiled.run(seen).findings:
        assert len(found.slips) <= 3
        for slip in found.slips:
            trial = dict(seen.values)
            if not slip.suggested:
                continue  # the rest is on the paper
            trial |= {key: CellValue(Kind.NUMBER, int(text), text) for key, text in slip.edits}
            assert compiled.run(seen.with_values(trial)).findings == ()


@given(counts, st.integers(0, 3), st.integers(12, 98))
def test_a_pair_of_digits_that_changed_places_is_among_the_slips_where_any_are_named(values, place, right):
    typed = int(str(right)[::-1])
    code = ["B1", "B2", "B8", "B3"][place]
    fixed = values | {code: right}
    if code == "B3":
        total = fixed["B1"] + fixed["B2"] + fixed["B8"]
        if not 12 <= total <= 98:
            return
        typed, right = int(str(total)[::-1]), total
    else:
        fixed["B3"] = fixed["B1"] + fixed["B2"] + fixed["B8"]
    if typed == right or typed < 10:
        return
    compiled = CompiledForm(form_with(a_check("B1 + B2 + B8 = B3", at=("B3",))))
    [found] = compiled.run(a_return(compiled.form, fixed | {code: typed})).findings
    named = [(slip.key.element, slip.suggested) for slip in found.slips]
    assert not named or (f"SM_{code}", str(right)) in named


@given(returns)
def test_a_finding_or_skip_is_one_or_the_other(values):
    form = form_with("B1 = B2")
    report = CompiledForm(form).run(a_return(form, values))
    kinds = {type(each) for each in (*report.findings, *report.skipped)}
    assert kinds in (set(), {Finding}, {Skipped})
    assert report.made + len(report.skipped) == 1
