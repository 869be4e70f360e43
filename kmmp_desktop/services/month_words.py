"""Months as messages, for sentences that the services make."""

from __future__ import annotations

from kmmp_desktop.domain.period import Period
from kmmp_desktop.text import Message

MONTHS = (
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


def month_year(period: Period) -> Message:
    """``November 2026``, in the language of the sentence it stands in."""
    return Message("{month} {year}", {"month": Message(MONTHS[period.month - 1]), "year": period.year})
