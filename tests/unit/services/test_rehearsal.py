"""A check is run over past months before it is published: now against before, nothing written."""

from dataclasses import replace

import pytest
from office_fixtures import FULL, NOVEMBER, NYOTA, ZIWA, office, office_template

from kmmp_desktop.domain.drafting import RuleDraft
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.trying import Outcome, try_check
from kmmp_desktop.errors import ExpressionError, NotFoundError, RefusedError
from kmmp_desktop.text import Text

__all__ = ["office", "office_template"]
SEPTEMBER, OCTOBER = Period(2026, 9), Period(2026, 10)


def nothing(done, of):
    """Nobody watches."""


def put(office, mfl, period, **cells):
    opened = office.open(mfl, period)
    opened.set_many({opened.form.key(code): text for code, text in cells.items()})


@pytest.fixture
def history(office):
    """A02 of A01: 4 of 4, 5 of 4 and 3 of 4 at Nyota; 2 of 4 and one without A01 at Ziwa."""
    put(office, NYOTA, SEPTEMBER, A01="4", A02="4")
    put(office, NYOTA, OCTOBER, A01="4", A02="5")
    put(office, NYOTA, NOVEMBER, A01="4", A02="3")
    put(office, ZIWA, OCTOBER, A01="4", A02="2")
    put(office, ZIWA, NOVEMBER, A02="2")
    return office


def form_of(office):
    return office.services.rehearsal.published(FULL)


def draft_of(office, code="R101", **changed):
    return replace(RuleDraft.of(form_of(office).check_by_code[code]), **changed)


def rehearse(office, draft, code="R101", months=12, report=nothing):
    [check] = office.services.rehearsal.rehearse(form_of(office), draft, code, months, report).checks
    return check


def test_a_changed_check_is_told_against_the_published_one(history):
    found = rehearse(history, draft_of(history, expression="A02 < A01"))
    assert found.returns == 5
    assert found.fails_before == {(NYOTA, OCTOBER)}
    assert found.fails_now == {(NYOTA, SEPTEMBER), (NYOTA, OCTOBER)}
    assert found.now.skipped == found.before.skipped == 1
    assert [(c.facility, c.before, c.now) for c in found.by_facility] == [(NYOTA, 1, 2)]
    assert found.places() == ((NYOTA, OCTOBER), (NYOTA, SEPTEMBER))
    assert found.differs


def test_the_check_as_it_is_judges_as_it_does(history):
    found = rehearse(history, draft_of(history))
    assert found.fails_now == found.fails_before == {(NYOTA, OCTOBER)}
    assert not found.differs


def test_a_new_check_has_nothing_before_it_and_a_retired_one_nothing_after(history):
    new = RuleDraft(
        "X900", "A02 >= 3", Severity.WARNING, Text("Few on duty"), "A02", "STD_ARITHMETIC", is_new=True
    )
    found = rehearse(history, new, "X900")
    assert found.before is None
    assert found.fails_now == {(ZIWA, OCTOBER), (ZIWA, NOVEMBER)}
    retired = rehearse(history, None)
    assert retired.now is None
    assert retired.fails_before == {(NYOTA, OCTOBER)}
    assert retired.returns == 5


def test_only_the_months_asked_for_are_run(history):
    history.clock.moment = history.clock.moment.replace(year=2027, month=11)
    found = rehearse(history, draft_of(history))
    assert found.returns == 2, "October and November 2026 are the last of twelve months"


def test_nothing_is_written(history):
    with history.work() as work:
        before = work.audit.head("office")
    rehearse(history, draft_of(history, expression="A02 < A01"))
    with history.work() as work:
        assert work.audit.head("office") == before


def test_the_run_can_be_stopped(history):
    class Stopped(Exception):
        """What a report raises."""

    def stop(done, of):
        raise Stopped

    with pytest.raises(Stopped):
        rehearse(history, draft_of(history), report=stop)


def test_progress_counts_facilities(history):
    seen = []
    rehearse(history, draft_of(history), report=lambda done, of: seen.append((done, of)))
    assert seen[0] == (0, 2)
    assert seen[-1] == (2, 2)


@pytest.mark.parametrize("months", [0, 11, 61, 10**9])
def test_fewer_than_12_or_more_than_60_months_are_refused(history, months):
    with pytest.raises(RefusedError, match="12 to 60"):
        rehearse(history, draft_of(history), months=months)


@pytest.mark.parametrize(
    ("expression", "position"),
    [("A02 < A99", 6), ("A02 <", 5), ("", 0), ("A02", 0), ("(" * 1_000_000 + "A02", 20_000)],
)
def test_a_draft_with_a_fault_is_not_run(history, expression, position):
    with pytest.raises(ExpressionError) as told:
        rehearse(history, draft_of(history, expression=expression))
    assert told.value.position == position


def test_an_unknown_check_is_said(history):
    with pytest.raises(NotFoundError, match="no check R999"):
        rehearse(history, None, "R999")


def test_a_whole_changed_form_is_run_against_the_published_one(history):
    form = form_of(history)
    checks = tuple(
        replace(check, expression="A02 < A01") if check.code == "R101" else check for check in form.checks
    )
    seen = []
    found = history.services.rehearsal.rehearse_form(
        replace(form, checks=checks, digest="x"), 12, lambda done, of: seen.append((done, of))
    )
    assert [check.code for check in found.checks if check.differs] == ["R101"]
    assert found.fails_now - found.fails_before == {(NYOTA, SEPTEMBER)} - found.fails_before
    assert seen[-1] == (4, 4)
    assert seen == sorted(seen)


def test_a_draft_is_tried_on_one_return(history):
    figures = history.services.rehearsal.figures(FULL, NYOTA, OCTOBER, history.person("clerk"))
    form = form_of(history)
    trial = try_check(draft_of(history).check(), form, figures)
    assert trial.outcome is Outcome.FAILS
    [compared] = trial.compared
    assert (compared.left.value, compared.operator, compared.right.value) == (5, "<=", 4)
    assert compared.difference == 1
    held = try_check(draft_of(history, expression="A02 <= A01 + 1").check(), form, figures)
    assert held.outcome is Outcome.HOLDS
    assert held.compared[0].right.value == 5


def test_what_a_skipped_check_misses_is_named(history):
    figures = history.services.rehearsal.figures(FULL, ZIWA, NOVEMBER, history.person("clerk"))
    form = form_of(history)
    trial = try_check(draft_of(history).check(), form, figures)
    assert trial.outcome is Outcome.SKIPPED
    assert trial.missing == (form.key("A01"),)
    divided = try_check(draft_of(history, expression="A02 / A01 <= 1").check(), form, figures)
    assert divided.outcome is Outcome.SKIPPED
    assert divided.missing == (form.key("A01"),)


def test_a_guard_that_does_not_hold_is_shown(history):
    figures = history.services.rehearsal.figures(FULL, NYOTA, OCTOBER, history.person("clerk"))
    trial = try_check(draft_of(history, when="A01 > 10").check(), form_of(history), figures)
    assert trial.outcome is Outcome.DOES_NOT_APPLY
    assert trial.compared[0].left.value == 4


def test_a_month_without_a_return_cannot_be_chosen(history):
    with pytest.raises(NotFoundError, match="no return"):
        history.services.rehearsal.figures(FULL, ZIWA, SEPTEMBER, history.person("clerk"))
