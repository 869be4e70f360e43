"""Outliers: what may and what may not make one, in both evaluators."""

import math
from dataclasses import replace

import pytest
from form_builders import OCTOBER, a_check, cells, form_with, small_form

from kmmp_desktop.columns.checks import ColumnarForm
from kmmp_desktop.columns.history import of_returns
from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.domain.expressions import parse
from kmmp_desktop.domain.faults import expression_faults
from kmmp_desktop.domain.figures import Figures, ReturnFacts
from kmmp_desktop.domain.form import CategorySet
from kmmp_desktop.domain.statistics import limit, mean, population_deviation, z_score

MODIFIED = "abs(modified_z(B1, 12)) <= 3.5"
STEADY = (20, 21, 19, 22, 20, 18, 21, 20, 19, 22, 21, 20)


def without(form, code):
    sections = tuple(
        replace(s, elements=tuple(e for e in s.elements if e.code != code)) for s in form.sections
    )
    return replace(form, sections=sections, checks=(), indicators=())


def split(form, code, *categories):
    """The form with an element in other categories."""
    known = next(s for s in form.category_sets.values())
    parts = tuple(replace(known.categories[0], code=name) for name in categories)
    made = CategorySet("split", known.label, parts)
    sections = tuple(
        replace(
            s,
            elements=tuple(replace(e, category_set=made) if e.code == code else e for e in s.elements),
        )
        for s in form.sections
    )
    return replace(form, sections=sections)


def outcome(form, now, before):
    """holds, fails or skipped, said alike by both evaluators. ``before``: months back -> cells."""
    report = CompiledForm(form).run(Figures(now, before, ReturnFacts(period=OCTOBER)))
    stored = {("1", OCTOBER.shift(-back)): values for back, values in {0: now, **before}.items()}
    columns = ColumnarForm(form).run(of_returns(form, stored))["T1"]
    assert bool(columns.failed[0, -1]) == bool(report.findings)
    assert bool(columns.skipped[0, -1]) == bool(report.skipped)
    return "fails" if report.findings else "skipped" if report.skipped else "holds"


def history(form, code, figures):
    return {back: cells(form, {code: figure}) for back, figure in enumerate(figures, 1)}


def test_a_row_that_the_old_version_had_not_makes_no_outlier():
    new = form_with(a_check(MODIFIED))
    old = without(small_form(), "B1")
    before = history(old, "B2", STEADY)
    assert outcome(new, cells(new, {"B1": 400}), before) == "skipped"


def test_after_six_months_of_the_new_version_an_outlier_is_one_again():
    new = form_with(a_check(MODIFIED))
    before = history(new, "B1", STEADY[:6]) | {back: cells(new, {"B2": 5}) for back in range(7, 13)}
    assert outcome(new, cells(new, {"B1": 400}), before) == "fails"
    del before[6]
    assert outcome(new, cells(new, {"B1": 400}), before) == "skipped"


@pytest.mark.parametrize("rule", [MODIFIED, "abs(z(B1, 12)) <= 3", "B1 <= maximum(B1, 12)"])
def test_a_row_that_was_split_into_categories_makes_no_outlier(rule):
    old = form_with()
    new = split(form_with(a_check(rule)), "B1", "U15", "O15")
    before = history(old, "B1", STEADY)
    assert outcome(new, cells(new, {"B1": 200}), before) == "skipped"


def test_a_category_that_was_split_in_two_makes_no_outlier():
    old = split(form_with(), "B1", "U15", "O15")
    new = split(form_with(a_check(MODIFIED)), "B1", "U15", "O15A", "O15B")
    before = history(old, "B1", STEADY)
    assert outcome(new, cells(new, {"B1": 200}), before) == "skipped"


def test_a_category_that_stayed_is_compared_as_before():
    old = split(form_with(), "B1", "U15", "O15")
    new = split(
        form_with(a_check("abs(modified_z(B1[U15], 12)) <= 3.5", at=("B1[U15]",))),
        "B1",
        "U15",
        "O15A",
        "O15B",
    )
    before = history(old, "B1", STEADY)
    assert outcome(new, cells(new, {"B1": 20}), before) == "holds"
    assert outcome(new, cells(new, {"B1": 200}), before) == "fails"


@pytest.mark.parametrize(("figure", "said"), [(9, "holds"), (40, "fails")])
def test_small_numbers_are_quiet_and_large_ones_are_not(figure, said):
    form = form_with(a_check(MODIFIED, when="greatest(B1, median(B1, 12)) >= 10"))
    assert outcome(form, cells(form, {"B1": figure}), history(form, "B1", (2, 4, 1, 5, 2, 3, 1))) == said


def test_a_figure_like_the_same_month_last_year_is_no_finding():
    like = "abs(B1 - previous(B1, 12)) <= 0.33 * previous(B1, 12)"
    form = form_with(a_check(f"(isNotNull(previous(B1, 12)) and {like}) or {MODIFIED}"))
    december = history(form, "B1", (*STEADY[:11], 44))
    assert outcome(form, cells(form, {"B1": 41}), december) == "holds"
    assert outcome(form, cells(form, {"B1": 90}), december) == "fails"
    assert outcome(form, cells(form, {"B1": 41}), history(form, "B1", STEADY)) == "fails"
    assert outcome(form, cells(form, {"B1": 41}), history(form, "B1", STEADY[:11])) == "fails"


def test_a_finding_of_the_seasonal_rule_shows_the_score():
    like = "abs(B1 - previous(B1, 12)) <= 0.33 * previous(B1, 12)"
    form = form_with(a_check(f"(isNotNull(previous(B1, 12)) and {like}) or {MODIFIED}"))
    now, before = cells(form, {"B1": 90}), history(form, "B1", STEADY)
    [finding] = CompiledForm(form).run(Figures(now, before, ReturnFacts(period=OCTOBER))).findings
    assert finding.left.text == "abs(modified_z(B1, 12))"


def test_both_sides_of_a_limit_are_told_apart():
    form = form_with(a_check("B1 <= maximum(B1, 12)"))
    now, before = cells(form, {"B1": 90}), history(form, "B1", STEADY)
    [finding] = CompiledForm(form).run(Figures(now, before, ReturnFacts(period=OCTOBER))).findings
    assert finding.left.terms[0].label.en == "Tested"
    assert finding.right.terms[0].label.en == "Most to be expected: Tested"


def test_with_the_month_in_its_own_baseline_three_deviations_need_eleven_months():
    def highest(n):
        series = [0.0] * (n - 1) + [1.0]
        return z_score(1.0, mean(series), population_deviation(series), max(n, 6))

    assert all(highest(n) == pytest.approx(math.sqrt(n - 1)) for n in range(6, 30))
    assert highest(9) < highest(10) == pytest.approx(3)
    assert highest(11) > 3.1


def test_a_limit_rounds_a_half_up_whatever_the_last_bit_says():
    assert limit(2.0, 0.25, 6, 2) == limit(2.0, 0.25 - 1e-12, 6, 2) == 3
    assert limit(1e300, 1e299, 6, 2) == 1.2e300
    assert math.isnan(limit(1e308, 1e308, 6, 2))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("maximum(B1, 12, B2) = 1", "A number or a setting"),
        ("maximum(B1, 12, @shere) = 1", "no setting @shere"),
        ("maximum(B1) = 1", "takes 2 to 3"),
        ("maximum(B1, 99) = 1", "a number of months"),
        ("maximum(mean(B1, 3), 6) = 1", "cannot stand inside"),
    ],
)
def test_what_cannot_be_meant_is_said(text, said):
    assert parse(text)
    assert said in str(expression_faults(text, "check", small_form())[0])
