"""Names of rows, categories, months and moments, as the entry screen says them."""

from __future__ import annotations

from datetime import datetime

from kmmp_desktop.domain.form import Element
from kmmp_desktop.domain.period import Period, east_africa
from kmmp_desktop.domain.values import TOTAL, CellKey
from ui import wording
from ui.entry.faces import Say


def month_name(period: Period, say: Say, *, short: bool = False) -> str:
    """``November 2026``, or ``Nov 2026``."""
    return f"{short_month(period, say)} {period.year}" if short else wording.month_year(say, period)


def short_month(period: Period, say: Say) -> str:
    return wording.short_month(say, period)


def moment_name(moment: datetime, now: datetime, say: Say) -> str:
    """``today 10:41:58`` or ``3 Dec 10:41``, in East Africa Time."""
    if east_africa(moment).date() == east_africa(now).date():
        return say("today {time}", time=wording.clock_time(moment))
    return wording.when(say, moment, now)


def place_name(element: Element, say: Say) -> str:
    return say("Row {row}", row=element.row)


def category_name(element: Element, key: CellKey, say: Say) -> str:
    """The category in full, ``total`` for the total, empty where there are none."""
    if key.category == TOTAL:
        return say("total")
    if element.category_set is None:
        return ""
    return next((say(c.label) for c in element.category_set.categories if c.code == key.category), "")


def short_category(element: Element, key: CellKey, say: Say) -> str:
    """The category as the column header has it."""
    if key.category == TOTAL:
        return say("total")
    if element.category_set is None:
        return ""
    return next(
        (say(c.short or c.label) for c in element.category_set.categories if c.code == key.category), ""
    )
