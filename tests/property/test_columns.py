"""The two evaluators of the check language say the same of every return of any history."""

import math

from check_strategies import conditions, earlier, numbers, returns, rules
from form_builders import OCTOBER, a_check, cells, form_with
from hypothesis import given, settings
from hypothesis import strategies as st

from kmmp_desktop.columns.checks import ColumnarForm
from kmmp_desktop.columns.compiler import SideCompiler
from kmmp_desktop.columns.history import of_returns
from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.domain.evaluation import side
from kmmp_desktop.domain.expressions import parse
from kmmp_desktop.domain.figures import Figures, ReturnFacts

not_offered = st.sampled_from([(), ("B1",), ("A1", "B3")])
facilities = st.lists(st.tuples(returns, earlier, not_offered), min_size=1, max_size=4)
guards = st.sampled_from(["", "B5", "B1 > 1", "isNotNull(B7)"])


def history_of(form, made):
    """Stored returns and what is known of them, by facility and month."""
    stored, facts = {}, {}
    for number, (now, before, hidden) in enumerate(made):
        hides = {cell for reference in hidden for cell in form.find(reference).cells}
        for back, figures in {0: now, **before}.items():
            key = (str(number), OCTOBER.shift(-back))
            stored[key] = cells(form, figures)
            facts[key] = ReturnFacts(period=key[1], offered=lambda cell, hides=hides: cell not in hides)
    return stored, facts


def one_by_one(stored, facts):
    """Each return as the other evaluator gets it."""
    for (mfl, period), now in stored.items():
        before = {
            back: stored[mfl, period.shift(-back)]
            for back in range(1, 25)
            if (mfl, period.shift(-back)) in stored
        }
        yield mfl, period, Figures(now, before, facts[mfl, period])


@settings(max_examples=200)
@given(conditions, facilities, rules, guards)
def test_a_check_fails_and_is_skipped_on_the_same_returns(text, made, rule, guard):
    form = form_with(a_check(text, missing=rule.value, when=guard))
    stored, facts = history_of(form, made)
    history = of_returns(form, stored, facts)
    outcome = ColumnarForm(form).run(history)["T1"]
    compiled = CompiledForm(form)
    for mfl, period, figures in one_by_one(stored, facts):
        report = compiled.run(figures)
        at = history.facilities.index(mfl), period.months_since(history.first)
        assert bool(outcome.failed[at]) == bool(report.findings), (mfl, str(period))
        assert bool(outcome.skipped[at]) == bool(report.skipped), (mfl, str(period))


@settings(max_examples=200)
@given(numbers, facilities, rules)
def test_a_side_has_the_same_value(text, made, rule):
    form = form_with()
    stored, facts = history_of(form, made)
    history = of_returns(form, stored, facts)
    column = SideCompiler(form).side(parse(text), rule)(history.now())
    reading = side(parse(text), form, rule)
    for mfl, period, figures in one_by_one(stored, facts):
        figures.settle(form.entry_cells)
        one = reading(figures)
        other = float(column[history.facilities.index(mfl), period.months_since(history.first)])
        assert (
            one == other or (math.isnan(one) and math.isnan(other)) or math.isclose(one, other, rel_tol=1e-12)
        )


def test_where_there_is_no_return_nothing_fails():
    form = form_with("B1 = 1", a_check("B1 = 0", "T2", missing="never_skip"))
    stored = {("1", OCTOBER): cells(form, {"B1": 2}), ("2", OCTOBER.shift(-3)): cells(form, {"B1": 2})}
    outcomes = ColumnarForm(form).run(of_returns(form, stored))
    assert outcomes["T1"].failed.tolist() == [[False, False, False, True], [True, False, False, False]]
    assert outcomes["T2"].failed.sum() == 2
    assert not outcomes["T1"].skipped.any()
