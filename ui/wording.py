"""Months, dates, times and numbers as people read them on screen, in East Africa Time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kmmp_desktop.domain.period import MONTH_NAMES, Period, east_africa

Say = Callable[..., str]
"""``Desk.say``: translates a catalogue text."""

SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May ", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""``"May "`` with a space is the short form, so that the two can be translated apart."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def month(say: Say, period: Period) -> str:
    """``November``."""
    return say(MONTH_NAMES[period.month - 1])


def month_year(say: Say, period: Period) -> str:
    """``November 2026``."""
    return f"{month(say, period)} {period.year}"


def short_month(say: Say, period: Period) -> str:
    """``Nov``."""
    return say(SHORT_MONTHS[period.month - 1]).strip()


def short_date(say: Say, moment: datetime) -> str:
    """``5 Dec``, for lists."""
    local = east_africa(moment)
    return f"{local.day} {say(SHORT_MONTHS[local.month - 1]).strip()}"


def day_month(say: Say, moment: datetime) -> str:
    """``5 December``."""
    local = east_africa(moment)
    return f"{local.day} {say(MONTH_NAMES[local.month - 1])}"


def full_date(say: Say, moment: datetime) -> str:
    """``5 December 2026``."""
    local = east_africa(moment)
    return f"{local.day} {say(MONTH_NAMES[local.month - 1])} {local.year}"


def weekday_date(say: Say, moment: datetime) -> str:
    """``Saturday 5 December 2026``."""
    return f"{say(WEEKDAYS[east_africa(moment).weekday()])} {full_date(say, moment)}"


def clock_time(moment: datetime, *, seconds: bool = True) -> str:
    """``10:42:07``."""
    return f"{east_africa(moment):%H:%M:%S}" if seconds else f"{east_africa(moment):%H:%M}"


def when(say: Say, moment: datetime | None, now: datetime) -> str:
    """``today 10:42``, ``2 Dec 16:20``, ``2 Dec 2025`` or ``never``."""
    if moment is None:
        return say("never")
    if east_africa(moment).date() == east_africa(now).date():
        return say("today {time}", time=clock_time(moment, seconds=False))
    if east_africa(moment).year != east_africa(now).year:
        return f"{short_date(say, moment)} {east_africa(moment).year}"
    return f"{short_date(say, moment)} {clock_time(moment, seconds=False)}"


def number(value: float) -> str:
    """``12 480`` with thin spaces, and a true minus."""
    text = f"{value:,.10g}" if isinstance(value, float) and not value.is_integer() else f"{int(value):,}"
    return text.replace(",", "\u2009").replace("-", "\u2212")
