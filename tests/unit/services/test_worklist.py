"""What is owed, in which order, and how late."""

from datetime import UTC, datetime

import pytest
from office_fixtures import FULL, NOVEMBER, NYOTA, SHORT, ZIWA

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey


def rows(office, period=NOVEMBER, family=FULL):
    return {row.facility.mfl: row for row in office.services.worklist.month(family, period).rows}


def test_a_month_nobody_started_says_how_late_the_oldest_is_and_the_days_left(office):
    row = rows(office)[NYOTA]
    assert row.current.state is None
    assert str(row.due) == "59 days late", "September is still owed"
    assert row.days_left == 2


def test_overdue_months_never_disappear_and_come_first(office):
    worklist = office.services.worklist.month(FULL, NOVEMBER)
    row = worklist.rows[0]
    assert row.overdue == (Period(2026, 9), Period(2026, 10))
    assert row.group == 0
    assert worklist.counts["overdue"] == 2


def test_states_add_up_to_all(office):
    office.open(NYOTA).set(CellKey("KM_A01"), "2")
    counts = office.services.worklist.month(FULL, NOVEMBER).counts
    assert counts["all"] == 2
    assert sum(counts[n] for n in ("not_started", "draft", "ready", "approved", "submitted", "received")) == 2
    assert (counts["draft"], counts["not_started"]) == (1, 1)


def test_a_text_that_is_no_value_is_counted_as_it_is_in_the_entry(office):
    opened = office.open(NYOTA)
    opened.set(CellKey("KM_A01"), "12 est")
    assert rows(office)[NYOTA].errors == 1
    opened.set(CellKey("KM_A01"), "2")
    assert rows(office)[NYOTA].errors == 0


def test_a_derived_form_stands_where_its_base_stands(office):
    office.complete(NYOTA)
    assert rows(office, family=SHORT)[NYOTA].current.state is State.READY
    assert rows(office, family=SHORT)[ZIWA].current.state is None


@pytest.mark.parametrize(
    ("now", "late"),
    [
        (datetime(2026, 12, 5, 20, 59, 59, tzinfo=UTC), 0),  # 23:59:59 in Nairobi
        (datetime(2026, 12, 5, 21, 0, 0, tzinfo=UTC), 1),  # the 6th in Nairobi
        (datetime(2027, 1, 2, 9, 0, 0, tzinfo=UTC), 28),
    ],
)
def test_days_late_count_east_african_days(office, now, late):
    office.clock.moment = now
    assert rows(office)[NYOTA].current.days_late == late


def test_the_first_month_shown_is_the_last_full_one(office):
    office.clock.moment = datetime(2026, 11, 30, 21, 0, tzinfo=UTC)  # 1 December in Nairobi
    assert office.services.worklist.default_period() == NOVEMBER


def test_errors_and_warnings_of_a_draft_are_counted(office):
    opened = office.fill()
    opened.set(CellKey("KM_C14", "ANC"), "900")
    row = rows(office)[NYOTA]
    assert row.errors >= 1
    assert row.percent >= 98


def test_what_a_person_chose_is_remembered(office):
    office.services.worklist.remember("form", SHORT)
    assert office.services.worklist.recall("form") == SHORT
