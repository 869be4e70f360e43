"""Months, their arithmetic and their due dates."""

from datetime import UTC, date, datetime

import pytest

from kmmp_desktop.domain.period import Period, east_africa


def test_a_period_is_written_as_year_and_month():
    assert str(Period(2026, 3)) == "202603"
    assert Period.parse("202603") == Period(2026, 3)


@pytest.mark.parametrize("text", [
    "", "2026", "20263", "2026-03", "202613", "202600", "١٢٣٤٥٦", " 202603", "2026030"])
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match=r"month|year"):
        Period.parse(text)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_of_the_year_is_a_period(month):
    assert Period.parse(f"2026{month:02}").month == month


def test_shifting_crosses_years_both_ways():
    assert Period(2026, 1).shift(-1) == Period(2025, 12)
    assert Period(2026, 12).shift(1) == Period(2027, 1)
    assert Period(2026, 5).shift(-29) == Period(2023, 12)
    assert Period(2026, 5).months_since(Period(2023, 12)) == 29


def test_a_month_knows_its_days():
    assert Period(2024, 2).last_day == date(2024, 2, 29)
    assert Period(2026, 2).days == 28
    assert Period.of(date(2026, 2, 14)).first_day == date(2026, 2, 1)


def test_a_return_is_due_at_the_end_of_the_fifth_in_east_africa():
    due = Period(2026, 10).due()
    assert due == datetime(2026, 11, 5, 20, 59, 59, tzinfo=UTC)
    assert east_africa(due).isoformat() == "2026-11-05T23:59:59+03:00"


def test_a_due_day_beyond_the_month_is_its_last_day():
    assert east_africa(Period(2026, 1).due(31)).date() == date(2026, 2, 28)


def test_december_is_due_in_the_next_year():
    assert east_africa(Period(2026, 12).due(5)).date() == date(2027, 1, 5)


def test_periods_are_ordered_by_time():
    assert sorted([Period(2026, 2), Period(2025, 12), Period(2026, 1)]) == [
        Period(2025, 12), Period(2026, 1), Period(2026, 2)]
