"""From typed text to a value, and back."""

from datetime import date

import pytest

from kmmp_desktop.domain.values import (
    CellKey,
    CellValue,
    Kind,
    Limits,
    Missing,
    Origin,
    ValueType,
    read_cell,
    why_invalid,
    write_cell,
)

NUMERIC = [ValueType.INTEGER, ValueType.NUMBER, ValueType.PERCENT]
CODED = [*NUMERIC, ValueType.YES_NO, ValueType.DATE]


@pytest.mark.parametrize("kind", list(ValueType))
@pytest.mark.parametrize("text", ["", " ", "\t"])
def test_nothing_typed_is_blank_and_not_zero(kind, text):
    assert read_cell(text, kind) is None


@pytest.mark.parametrize(("text", "value"), [
    ("0", 0), ("12", 12), (" 12 ", 12), ("007", 7), ("9999999", 9_999_999)])
def test_a_count_is_read(text, value):
    assert read_cell(text, ValueType.INTEGER).value == value


@pytest.mark.parametrize("text", [
    "12a", "-1", "1.5", "10000000", "٣", "1 2", "1,000", "½", "12 est", "=5+", "1e3", "+4"])
def test_what_is_no_count_is_kept_as_typed(text):
    value = read_cell(text, ValueType.INTEGER)
    assert value.kind is Kind.INVALID
    assert value.raw == text
    assert value.value is None
    assert value.number is None
    assert text in str(why_invalid(text, ValueType.INTEGER))


@pytest.mark.parametrize("kind", CODED)
@pytest.mark.parametrize("text", ["NR", "nr", " Na ", "unk"])
def test_missing_codes_are_read_in_every_cell_but_text(kind, text):
    value = read_cell(text, kind)
    assert value.kind is Kind.MISSING
    assert value.value is Missing(text.strip().upper())
    assert value.number is None


def test_in_a_text_cell_a_missing_code_is_a_word():
    assert read_cell("NR", ValueType.TEXT).kind is Kind.TEXT


def test_text_is_kept_with_its_spaces_and_limited():
    assert read_cell(" two  words ", ValueType.TEXT).value == " two  words "
    assert read_cell("abc", ValueType.TEXT, Limits(max_length=2)).kind is Kind.INVALID
    assert read_cell("a\0b", ValueType.TEXT).kind is Kind.INVALID


@pytest.mark.parametrize(("text", "value"), [
    ("1", True), ("0", False), ("Yes", True), ("ndiyo", True), ("hapana", False)])
def test_yes_and_no_are_read_in_both_languages(text, value):
    found = read_cell(text, ValueType.YES_NO)
    assert found.value is value
    assert found.number == int(value)


@pytest.mark.parametrize("text", [
    "05122026", "5/12/2026", "05.12.2026", "5-12-2026", "5 12 2026", "2026-12-05"])
def test_a_date_is_read_day_first(text):
    assert read_cell(text, ValueType.DATE).value == date(2026, 12, 5)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_can_be_in_a_date(month):
    assert read_cell(f"10{month:02}2026", ValueType.DATE).value == date(2026, month, 10)


@pytest.mark.parametrize("text", [
    "31022026", "32012026", "1/13/2026", "5/12/26", "01011989", "01012101", "tomorrow"])
def test_a_day_that_is_not_is_kept_as_typed(text):
    assert read_cell(text, ValueType.DATE).kind is Kind.INVALID


@pytest.mark.parametrize(("text", "value"), [("12.5", 12.5), ("0.000001", 0.000001), ("12", 12)])
def test_a_decimal_is_read(text, value):
    assert read_cell(text, ValueType.NUMBER).value == value


@pytest.mark.parametrize("text", [".5", "5.", "1.2.3", "1.1234567", "inf", "nan", "1,5"])
def test_what_is_no_decimal_is_kept_as_typed(text):
    assert read_cell(text, ValueType.NUMBER).kind is Kind.INVALID


def test_limits_are_kept_and_named():
    limits = Limits(minimum=1, maximum=100)
    assert read_cell("100", ValueType.PERCENT, limits).value == 100
    assert read_cell("101", ValueType.PERCENT, limits).kind is Kind.INVALID
    assert read_cell("0", ValueType.PERCENT, limits).kind is Kind.INVALID
    assert "100" in str(why_invalid("101", ValueType.PERCENT, limits))
    assert "1" in str(why_invalid("0", ValueType.PERCENT, limits))


def test_a_number_too_long_to_be_a_count_is_told_so():
    assert "more than 9999999" in str(why_invalid("123456789", ValueType.INTEGER))


def test_what_is_shown_reads_back():
    for text, kind in [("12", ValueType.INTEGER), ("0.1", ValueType.NUMBER), ("100.25", ValueType.PERCENT),
                       ("1", ValueType.YES_NO), ("05/12/2026", ValueType.DATE), ("NR", ValueType.INTEGER),
                       ("12 est", ValueType.INTEGER), ("some words", ValueType.TEXT)]:
        value = read_cell(text, kind)
        assert read_cell(write_cell(value), kind).value == value.value
    assert write_cell(None) == ""


def test_a_whole_decimal_is_written_without_point():
    assert write_cell(CellValue(Kind.NUMBER, 12.0, "12.0")) == "12"


def test_the_origin_is_kept():
    assert read_cell("0", ValueType.INTEGER, origin=Origin.BULK_ZERO).origin is Origin.BULK_ZERO


def test_a_key_is_written_as_in_checks():
    assert str(CellKey("KM_C02", "ANC")) == "KM_C02[ANC]"
    assert str(CellKey("KM_C16")) == "KM_C16"
