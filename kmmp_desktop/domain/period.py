"""The month a return reports on, and when it is due."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

EAST_AFRICA = timezone(timedelta(hours=3), "EAT")
"""Kenya keeps UTC+3 all year, so no time-zone data is needed."""

MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""Each is also its own text in the catalogue of a language."""


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A calendar month, ordered by time and written ``202610`` (DHIS2's monthly period id)."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError(f"month must be 1..12, not {self.month}")
        if not 1990 <= self.year <= 9999:
            raise ValueError(f"year must be 1990..9999, not {self.year}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``YYYYMM``; raises ValueError on anything else."""
        if len(text) != 6 or not (text.isascii() and text.isdigit()):
            raise ValueError(f"{text!r} is not a month written as YYYYMM, such as 202610")
        return cls(int(text[:4]), int(text[4:]))

    @classmethod
    def of(cls, day: date) -> Period:
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, self.days)

    @property
    def days(self) -> int:
        return calendar.monthrange(self.year, self.month)[1]

    def shift(self, months: int) -> Period:
        """Return the period ``months`` later (earlier if negative)."""
        year, month0 = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Period(year, month0 + 1)

    def months_since(self, earlier: Period) -> int:
        return (self.year - earlier.year) * 12 + self.month - earlier.month

    def due(self, day: int = 5) -> datetime:
        """Return the last moment (UTC) at which the return is on time.

        That is the end of the ``day``-th of the next month in East Africa Time; a shorter
        month ends it on its last day. The 5th is general practice; no text that states it
        could be read (standard DUE_FACILITY, not verified).
        """
        following = self.shift(1)
        last = date(following.year, following.month, min(day, following.days))
        end = datetime(last.year, last.month, last.day, tzinfo=EAST_AFRICA) + timedelta(days=1)
        return (end - timedelta(seconds=1)).astimezone(UTC)

    def __str__(self) -> str:
        return f"{self.year:04}{self.month:02}"


def east_africa(moment: datetime) -> datetime:
    """Return a UTC moment as people in Kenya read it; a forged one at the end of all years stays as it is."""
    try:
        return moment.astimezone(EAST_AFRICA)
    except OverflowError:
        return moment.replace(tzinfo=EAST_AFRICA)
