"""Lives of findings and their register on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest
from storage_fixtures import ACHIENG, FAMILY, KISUMU, NOON, NOVEMBER, OTIENO, furnish, revision_of

from kmmp_desktop.domain.finding_steps import FindingState, FindingStep, Turn
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey, State
from kmmp_desktop.services.finding_ports import FindingsWanted
from kmmp_desktop.text import Text

WORDS = Text("C02 is 412, usual are 90 to 150.", "C02 ni 412, kawaida ni 90 hadi 150.")
ALL = FindingsWanted(FAMILY, Period(2026, 1), Period(2026, 12))


def step(check="W302", number=1, state=FindingState.OPEN, reason="", severity=Severity.WARNING, by=ACHIENG):
    at = NOON + timedelta(hours=number)
    return FindingStep(check, number, state, severity, "KM_C02", WORDS, reason, by.id, at)


def write(office, revision, *steps, drop=()):
    with office.work() as work:
        work.finding_steps.write(revision.id, Turn(steps, drop))
        work.commit()


def read(office, revision):
    with office.work() as work:
        return work.finding_steps.of(revision.id)


def register(office, wanted=ALL, limit=100):
    with office.work() as work:
        return work.finding_steps.register(wanted, limit), work.finding_steps.counts(wanted)


@pytest.fixture
def draft(office):
    return furnish(office)


def test_steps_come_back_as_they_were_kept_oldest_first(office, draft):
    odd = "\x00 Siku ya “outreach” \ud800 =1+1"
    one, two = step(), replace(step(number=2, state=FindingState.EXPLAINED), reason=odd, note="which days?")
    write(office, draft, two, one, step("E105"))

    assert read(office, draft) == {"W302": (one, two), "E105": (step("E105"),)}


def test_the_last_two_steps_are_read_without_the_others(office, draft):
    steps = [step(number=n) for n in range(1, 8)]
    write(office, draft, *steps, step("E105"))
    with office.work() as work:
        assert work.finding_steps.recent(draft.id) == {"W302": tuple(steps[-2:]), "E105": (step("E105"),)}


def test_a_step_is_replaced_by_its_number_and_one_that_was_never_there_is_dropped(office, draft):
    write(office, draft, step(), step(number=2, state=FindingState.EXPLAINED, reason="Out"))
    said = step(number=2, state=FindingState.EXPLAINED, reason="Outreach week")
    write(office, draft, said)
    assert read(office, draft)["W302"] == (step(), said)

    write(office, draft, drop=(("W302", 2), ("W302", 1)))
    assert read(office, draft) == {}


def test_the_register_shows_the_newest_step_of_each_finding_with_names(office, draft):
    write(office, draft, step(), step(number=2, state=FindingState.ACCEPTED, reason="Outreach", by=OTIENO))
    rows, counts = register(office)

    [row] = rows
    assert (row.key, row.facility, row.number, row.state) == (NOVEMBER, KISUMU.name, 1, State.DRAFT)
    assert (row.step.state, row.step.reason, row.by) == (FindingState.ACCEPTED, "Outreach", "Otieno Ouma")
    assert counts.states == {FindingState.ACCEPTED: 1}
    assert counts.facilities == {KISUMU.mfl: (KISUMU.name, 1)}


def test_a_newer_revision_takes_the_place_of_the_older_one(office, draft):
    write(office, draft, step())
    newer = revision_of(number=2)
    with office.work() as work:
        work.returns.add_revision(newer)
        work.commit()
    write(office, newer, step("E105", severity=Severity.ERROR))

    assert [row.step.check for row in register(office)[0]] == ["E105"]


@pytest.fixture
def many(office, draft):
    """Two facilities, two months, four findings."""
    lake = Facility("13700", "Lake View", "Kisumu", "Nyando", "3", forms=KISUMU.forms)
    october = revision_of(ReturnKey(FAMILY, KISUMU.mfl, Period(2026, 10)))
    other = revision_of(ReturnKey(FAMILY, lake.mfl, Period(2026, 11)))
    with office.work() as work:
        work.facilities.put_many([lake])
        work.returns.add_revision(october)
        work.returns.add_revision(other)
        work.commit()
    write(office, draft, step(), step("E105", severity=Severity.ERROR))
    write(office, october, step(), step(number=2, state=FindingState.FIXED))
    write(office, other, step(state=FindingState.EXPLAINED, reason="Outreach in Kolwa 50%"))
    return office


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, [("11", "E105"), ("11", "W302"), ("11", "W302"), ("10", "W302")]),
        ({"state": FindingState.FIXED}, [("10", "W302")]),
        ({"severity": Severity.ERROR}, [("11", "E105")]),
        ({"check": "W302"}, [("11", "W302"), ("11", "W302"), ("10", "W302")]),
        ({"facility": "13700"}, [("11", "W302")]),
        ({"end": Period(2026, 10)}, [("10", "W302")]),
        ({"start": Period(2026, 11), "check": "E105"}, [("11", "E105")]),
        ({"search": "kolwa LAKE"}, [("11", "W302")]),
        ({"search": "50%"}, [("11", "W302")]),
        ({"search": "5_%"}, []),
        ({"search": "kawaida e105"}, [("11", "E105")]),
        ({"family": "KMMP_HF"}, []),
    ],
)
def test_the_register_is_narrowed(many, change, expected):
    rows, _ = register(many, replace(ALL, **change))
    found = [(str(row.key.period)[4:], row.step.check) for row in rows]

    assert found == expected


def test_each_filter_counts_without_itself(many):
    _, counts = register(many, replace(ALL, state=FindingState.OPEN, check="W302"))

    assert counts.states == {FindingState.OPEN: 1, FindingState.FIXED: 1, FindingState.EXPLAINED: 1}
    assert counts.checks == {"E105": 1, "W302": 1}
    assert list(counts.facilities) == [KISUMU.mfl]


def test_no_more_rows_are_read_than_are_shown(many):
    rows, counts = register(many, limit=2)
    assert len(rows) == 2
    assert sum(counts.states.values()) == 4


def test_reasons_are_counted_most_used_first_and_in_latest_revisions_only(many, draft):
    newer = revision_of(number=2)
    with many.work() as work:
        october = work.returns.latest(ReturnKey(FAMILY, KISUMU.mfl, Period(2026, 10)))
        lake = work.returns.latest(ReturnKey(FAMILY, "13700", Period(2026, 11)))
        work.returns.put_reason(draft.id, "W302", "superseded", ACHIENG.id, NOON)
        work.returns.add_revision(newer)
        work.returns.put_reason(newer.id, "W302", "Outreach", ACHIENG.id, NOON)
        work.returns.put_reason(october.id, "W302", "Stock-out", ACHIENG.id, NOON)
        work.returns.put_reason(lake.id, "W302", "Outreach", ACHIENG.id, NOON)
        work.commit()
    with many.work() as work:
        used = work.finding_steps.most_used(FAMILY, Period(2026, 1), Period(2026, 12))
        given = work.finding_steps.reasons_of(FAMILY, KISUMU.mfl)

    assert used == (("W302", "Outreach", 2), ("W302", "Stock-out", 1))
    assert [(g.period, g.text) for g in given] == [
        (Period(2026, 10), "Stock-out"),
        (Period(2026, 11), "Outreach"),
    ]
