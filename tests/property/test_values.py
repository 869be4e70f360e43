"""Cells: whatever is typed is kept or read, and what is shown reads back."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import MAX_NUMBER, Kind, Limits, ValueType, read_cell, why_invalid, write_cell

kinds = st.sampled_from(list(ValueType))
periods = st.builds(Period, st.integers(2000, 2100), st.integers(1, 12))


@given(st.text(max_size=60), kinds)
def test_any_text_is_blank_read_or_kept(text, kind):
    value = read_cell(text, kind)
    if value is None:
        assert not text.strip()
    elif value.kind is Kind.INVALID:
        assert value.raw == text
        assert str(why_invalid(text, kind))
    else:
        again = read_cell(write_cell(value), kind)
        assert (again.kind, again.value) == (value.kind, value.value)


@given(st.integers(0, MAX_NUMBER))
def test_a_count_comes_back(number):
    assert read_cell(str(number), ValueType.INTEGER).value == number


@given(st.integers(0, MAX_NUMBER), st.integers(0, 999_999))
def test_a_decimal_comes_back(whole, part):
    text = f"{whole}.{part:06}"
    value = read_cell(text, ValueType.NUMBER)
    if float(text) <= MAX_NUMBER:
        assert read_cell(write_cell(value), ValueType.NUMBER).value == value.value
    else:
        assert value.kind is Kind.INVALID


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_day_can_be_typed_on_the_keypad(day):
    assert read_cell(f"{day:%d%m%Y}", ValueType.DATE).value == day
    assert read_cell(day.isoformat(), ValueType.DATE).value == day


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000))
def test_limits_are_kept(number, one, other):
    limits = Limits(min(one, other), max(one, other))
    value = read_cell(str(number), ValueType.INTEGER, limits)
    assert (value.kind is Kind.NUMBER) == (limits.minimum <= number <= limits.maximum)


@given(periods, st.integers(-100, 100))
def test_shifting_a_period_there_and_back_changes_nothing(period, months):
    assert period.shift(months).shift(-months) == period
    assert period.shift(months).months_since(period) == months


@given(periods)
def test_a_period_reads_back_from_its_own_text(period):
    assert Period.parse(str(period)) == period


@given(periods, st.integers(1, 31))
def test_a_return_is_due_in_the_month_after(period, day):
    due = period.due(day)
    assert Period.of(due.date()) == period.shift(1)
