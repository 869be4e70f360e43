"""What one cell holds, and the one way from typed text to a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from kmmp_desktop.text import Message

TOTAL = "*"
"""Stands for the total of an element over its categories; no category may be called so."""

MAX_NUMBER = 9_999_999
"""The most a count cell takes: seven digits, wider than any facility's month."""


class CellKey(NamedTuple):
    """Where a value stands: full element code (``KM_C02``) and category code.

    ``category`` is ``""`` for an element without categories and ``TOTAL`` for the calculated
    total of one that has them.
    """

    element: str
    category: str = ""

    def __str__(self) -> str:
        return f"{self.element}[{self.category}]" if self.category else self.element


class ValueType(StrEnum):
    """What an element asks for."""

    INTEGER = "integer"
    NUMBER = "number"
    PERCENT = "percent"
    YES_NO = "yes_no"
    DATE = "date"
    TEXT = "text"

    @property
    def is_numeric(self) -> bool:
        return self in (ValueType.INTEGER, ValueType.NUMBER, ValueType.PERCENT)


class Kind(StrEnum):
    """What a stored cell is. A blank cell is not stored: it is ``None``."""

    NUMBER = "number"
    TEXT = "text"
    YES_NO = "yes_no"
    DATE = "date"
    MISSING = "missing"
    INVALID = "invalid"


class Missing(StrEnum):
    """Why there is no figure."""

    NOT_REPORTED = "NR"
    NOT_OFFERED = "NA"
    UNKNOWN = "UNK"


class Origin(StrEnum):
    """How a value came into its cell."""

    TYPED = "typed"
    PASTED = "pasted"
    IMPORTED = "imported"
    BULK_ZERO = "bulk_zero"
    CARRIED = "carried"


@dataclass(frozen=True, slots=True)
class CellValue:
    """One filled cell: its kind, its value, and the text it came from.

    ``value`` is int or float for NUMBER, bool for YES_NO, date for DATE, str for TEXT,
    ``Missing`` for MISSING, and ``None`` for INVALID (the typed text is in ``raw``).
    """

    kind: Kind
    value: int | float | bool | str | date | Missing | None
    raw: str
    origin: Origin = Origin.TYPED

    @property
    def number(self) -> float | None:
        """The value as checks see it: yes = 1, a date = its day number; else ``None``."""
        value = self.value
        if isinstance(value, bool):
            return 1 if value else 0
        if isinstance(value, int | float):
            return value
        return value.toordinal() if isinstance(value, date) else None

    @property
    def is_valid(self) -> bool:
        return self.kind is not Kind.INVALID


class Limits(NamedTuple):
    """What a cell takes beside its type."""

    minimum: float | None = None
    maximum: float | None = None
    max_length: int = 4000


_MISSING_CODES = frozenset(code.value for code in Missing)
_YES = frozenset({"1", "y", "yes", "true", "ndiyo", "ndio"})
_NO = frozenset({"0", "n", "no", "false", "hapana"})
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL and halves of a letter: no file can carry them, so they must be told before signing."""
_INTEGER = re.compile(r"[0-9]{1,12}")
_DECIMAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_DATE_DIGITS = re.compile(r"[0-9]{8}")
_DATE_PARTS = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})")
_DATE_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def read_cell(
    text: str, kind: ValueType, limits: Limits = Limits(), origin: Origin = Origin.TYPED
) -> CellValue | None:
    """Turn typed text into a value: the only parser of cells.

    Returns ``None`` for blank text. Text that the cell cannot hold comes back as
    ``Kind.INVALID`` with the text kept; ``why_invalid`` says what is wrong with it.
    The codes NR, NA and UNK are missing values in every cell but a text cell.
    """
    stripped = text.strip()
    if not stripped:
        return None
    if kind is ValueType.TEXT:
        if len(text) > limits.max_length or _UNSTORABLE.search(text):
            return CellValue(Kind.INVALID, None, text, origin)
        return CellValue(Kind.TEXT, text, text, origin)
    if stripped.upper() in _MISSING_CODES:
        return CellValue(Kind.MISSING, Missing(stripped.upper()), stripped.upper(), origin)
    parsed = _parse(stripped, kind)
    if parsed is None or not _within(parsed, limits):
        return CellValue(Kind.INVALID, None, text, origin)
    return CellValue(_KINDS[kind], parsed, stripped, origin)


def why_unstorable(text: str) -> Message | None:
    """Say which character of a text no file can carry; ``None`` where there is none."""
    found = _UNSTORABLE.search(text)
    return found and Message("The text holds a character that cannot be stored ({code}). Take it out.",
                             {"code": f"U+{ord(found[0]):04X}"})


def why_invalid(text: str, kind: ValueType, limits: Limits = Limits()) -> Message:
    """Say why ``read_cell`` calls ``text`` invalid, and what to type instead."""
    shown = text.strip() if len(text) <= 40 else text.strip()[:40] + "…"
    if kind is ValueType.TEXT:
        unstorable = why_unstorable(text)
        return unstorable or Message("{count} characters are more than the {most} this cell takes.",
                       {"count": len(text), "most": limits.max_length})
    parsed = _parse(text.strip(), kind)
    most = MAX_NUMBER if limits.maximum is None else limits.maximum
    if parsed is not None and _size(parsed) > most:
        return Message("{text} is more than {most}, the most this cell takes.",
                       {"text": shown, "most": f"{most:.15g}"})
    if parsed is not None and limits.minimum is not None and _size(parsed) < limits.minimum:
        return Message("{text} is less than {least}, the least this cell takes.",
                       {"text": shown, "least": f"{limits.minimum:g}"})
    return Message(_ADVICE[kind], {"text": shown})


_ADVICE = {
    ValueType.INTEGER:
        '"{text}" is kept as you typed it. Type a whole number, 0, or M for a missing code.',
    ValueType.NUMBER:
        '"{text}" is kept as you typed it. Type a number such as 12 or 12.5, or M for a missing code.',
    ValueType.PERCENT:
        '"{text}" is kept as you typed it. Type a percentage such as 62.5, or M for a missing code.',
    ValueType.YES_NO:
        '"{text}" is kept as you typed it. Type 1 for yes, 0 for no, or M for a missing code.',
    ValueType.DATE:
        '"{text}" is kept as you typed it. Type a date as day, month, year: 05122026 or 5/12/2026.',
}

_KINDS = {
    ValueType.INTEGER: Kind.NUMBER,
    ValueType.NUMBER: Kind.NUMBER,
    ValueType.PERCENT: Kind.NUMBER,
    ValueType.YES_NO: Kind.YES_NO,
    ValueType.DATE: Kind.DATE,
}


def _parse(text: str, kind: ValueType) -> int | float | bool | date | None:
    match kind:
        case ValueType.INTEGER:
            return int(text) if _INTEGER.fullmatch(text) else None
        case ValueType.NUMBER | ValueType.PERCENT:
            if not _DECIMAL.fullmatch(text):
                return None
            return float(text) if "." in text else int(text)
        case ValueType.YES_NO:
            return True if text.lower() in _YES else False if text.lower() in _NO else None
        case ValueType.DATE:
            return _parse_date(text)
        case _:
            return None


def _parse_date(text: str) -> date | None:
    if _DATE_DIGITS.fullmatch(text):
        parts = (text[4:], text[2:4], text[:2])
    elif match := _DATE_PARTS.fullmatch(text):
        parts = (match[3], match[2], match[1])
    elif match := _DATE_ISO.fullmatch(text):
        parts = (match[1], match[2], match[3])
    else:
        return None
    try:
        found = date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2100 else None


def _size(value: int | float | bool | date) -> float:
    return value.toordinal() if isinstance(value, date) else float(value)


def _within(value: int | float | bool | date, limits: Limits) -> bool:
    if isinstance(value, bool | date):
        return True
    most = MAX_NUMBER if limits.maximum is None else limits.maximum
    return (limits.minimum or 0) <= value <= most


def write_cell(value: CellValue | None) -> str:
    """The text that shows a value and reads back as the same value."""
    if value is None:
        return ""
    match value.kind:
        case Kind.YES_NO:
            return "1" if value.value else "0"
        case Kind.DATE:
            assert isinstance(value.value, date)
            return f"{value.value:%d/%m/%Y}"
        case Kind.MISSING:
            return str(value.value)
        case Kind.NUMBER:
            if isinstance(value.value, float):
                return f"{value.value:.6f}".rstrip("0").rstrip(".")
            return str(value.value)
        case _:
            return value.raw
