"""Months as messages, for sentences that the services make."""

from __future__ import annotations

from datetime import datetime

from kmmp_desktop.domain.period import MONTH_NAMES, Period, east_africa
from kmmp_desktop.text import Message


def month_year(period: Period) -> Message:
    """``November 2026``, in the language of the sentence it stands in."""
    return Message("{month} {year}", {"month": Message(MONTH_NAMES[period.month - 1]), "year": period.year})


def day_and_time(moment: datetime) -> Message:
    """``7 December 2026, 09:20``, in East Africa Time and in the language of the sentence it stands in."""
    local = east_africa(moment)
    params = {
        "day": local.day,
        "month": Message(MONTH_NAMES[local.month - 1]),
        "year": local.year,
        "time": f"{local:%H:%M}",
    }
    return Message("{day} {month} {year}, {time}", params)


def day_of(moment: datetime) -> Message:
    """``7 December 2026``, likewise."""
    local = east_africa(moment)
    return Message(
        "{day} {month} {year}",
        {"day": local.day, "month": Message(MONTH_NAMES[local.month - 1]), "year": local.year},
    )
