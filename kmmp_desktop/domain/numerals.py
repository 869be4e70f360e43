"""Numbers, dates, yes and no as findings show them."""

from __future__ import annotations

import math
from datetime import date

from kmmp_desktop.domain.kinds import Worth
from kmmp_desktop.text import Text

THIN_SPACE = "\u2009"
MINUS = "\u2212"

_MONTHS = (["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
           ["Jan", "Feb", "Mac", "Apr", "Mei", "Jun", "Jul", "Ago", "Sep", "Okt", "Nov", "Des"])

NOTHING = Text("blank", "tupu")
_YES, _NO = Text("yes", "ndiyo"), Text("no", "hapana")


_EXACT = 2.0**53
"""Up to here a float that looks whole is the whole number it looks."""


def known(value: float) -> float | None:
    """A computed value as others see it: ``None`` where missing, whole numbers as ``int``."""
    if not math.isfinite(value):
        return None
    return int(value) if abs(value) < _EXACT and value == int(value) else value


def show_number(value: float) -> str:
    """``12 480``, ``10.3``, ``0.667``: whole numbers whole, others rounded as DHIS2 reports them.

    From 10 up one decimal, below three significant figures, a half rounded up (-10.25 is -10.2); thin
    spaces between thousands. What no count comes near is ``1.23 × 10^300``.
    """
    if abs(value) >= _EXACT:
        mantissa, _, exponent = f"{abs(value):.2e}".partition("e")
        return f"{MINUS if value < 0 else ''}{mantissa} × 10^{int(exponent)}"
    if value != int(value):
        decimals = 1 if abs(value) >= 10 else min(12, 3 - math.ceil(math.log10(abs(value))))
        value = _rounded(value, decimals)
    shown = f"{abs(value):,.0f}" if value == int(value) else f"{abs(value):,.10f}".rstrip("0").rstrip(".")
    return (MINUS if value < 0 else "") + shown.replace(",", THIN_SPACE)


def _rounded(value: float, decimals: int) -> float:
    """As Java rounds it, ``Math.round(value * 10^decimals)``: DHIS2 reports its sides so."""
    return math.floor(value * 10.0**decimals + 0.5) / 10.0**decimals


def show(value: float | None, worth: Worth = Worth.NUMBER) -> Text:
    """A value of a side in words of both languages; ``None`` is blank."""
    if value is None or not math.isfinite(value):
        return NOTHING
    if worth is Worth.DATE and value == int(value) and date.min.toordinal() <= value <= date.max.toordinal():
        return show_day(date.fromordinal(int(value)))
    if worth in (Worth.FLAG, Worth.CONDITION) and value in (0, 1):
        return _YES if value else _NO
    number = show_number(value)
    return Text(number, number)


def show_day(day: date) -> Text:
    """``5 Dec 2026``, ``5 Des 2026``."""
    english, swahili = (f"{day.day} {names[day.month - 1]} {day.year}" for names in _MONTHS)
    return Text(english, swahili)
