"""Figures, months and times as people read them, in the language of the screen."""

from __future__ import annotations

from datetime import datetime

from kmmp_desktop.domain.period import Period, east_africa
from kmmp_desktop.text import Message

MINUS, THIN, NOTHING = "\u2212", "\u2009", "\u2013"

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
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Catalogue texts."""


def number(value: float | None) -> str:
    """A figure with thin spaces in thousands and a true minus; an en dash where there is none."""
    if value is None:
        return NOTHING
    text = f"{abs(value):,.1f}" if value % 1 else f"{abs(value):,.0f}"
    return ("" if value >= 0 else MINUS + THIN) + text.replace(",", THIN)


def signed(value: float, unit: str = "") -> str:
    """A difference: ``+ 27``, true minus and a space: ``\u2212 8``; with a unit ``+ 61 %``."""
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return f"{sign} {number(abs(value))} {unit}".strip()


def month(period: Period) -> Message:
    """``November 2026``."""
    return Message("{month} {year}", {"month": Message(MONTHS[period.month - 1]), "year": period.year})


def short_month(period: Period) -> Message:
    """``Nov``."""
    return Message(SHORT_MONTHS[period.month - 1])


def clock(moment: datetime) -> str:
    """``10:42:07`` in East Africa Time."""
    return f"{east_africa(moment):%H:%M:%S}"


def day(moment: datetime) -> Message:
    """``5 December 2026``."""
    local = east_africa(moment)
    return Message(
        "{day} {month} {year}",
        {"day": local.day, "month": Message(MONTHS[local.month - 1]), "year": local.year},
    )


def day_time(moment: datetime) -> Message:
    """``3 Dec 13:20`` in East Africa Time."""
    local = east_africa(moment)
    return Message(
        "{day} {month} {time}",
        {"day": local.day, "time": f"{local:%H:%M}", "month": short_month(Period.of(local.date()))},
    )


def megabytes(size: int) -> str:
    """``31 MB``, ``0.4 MB``, ``5.8 GB``."""
    if size >= 10**9:
        return f"{size / 10**9:.1f} GB"
    return f"{size / 10**6:.0f} MB" if size >= 10**7 else f"{size / 10**6:.1f} MB"
