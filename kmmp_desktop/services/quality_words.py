"""How a square of data quality is printed: the same on screen, in the workbook and in the CSV."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kmmp_desktop.domain.quality import OF_RETURNS, Definition
from kmmp_desktop.domain.quality_scale import meets, step
from kmmp_desktop.services.quality_map import Square, Standing
from kmmp_desktop.text import Message

_IN = (Standing.ON_TIME, Standing.SENT_LATE, Standing.NO_DATE)
_WORDS = {
    Standing.NOT_OWED: Message(""),
    Standing.NOT_DUE: Message("not due"),
    Standing.LATE: Message("late"),
}
_MOST_DECIMALS = 3
_NOTHING = Message("")


@dataclass(frozen=True, slots=True)
class Printed:
    """``figure`` or ``word`` is what stands in the square; a colour only where there is a ``step``."""

    figure: str = ""
    word: Message = _NOTHING
    step: int | None = None


def printed(definition: Definition, square: Square) -> Printed:
    """The square of one facility in one month."""
    if definition.measure in OF_RETURNS:
        return _of_return(definition, square)
    if square.derived:
        return Printed(word=Message("derived"))
    if square.draft:
        return Printed(word=Message("draft"))
    if not square.whole:
        return Printed(word=_WORDS.get(square.standing, Message("none")))
    return summed(definition, square)


def summed(definition: Definition, square: Square) -> Printed:
    """A sum of squares, or the figures of one: small ones as a fraction without a colour."""
    value = square.share
    if value is None:
        return Printed(word=Message("none"))
    if square.whole < definition.quiet_below:
        return Printed(f"{square.part}/{square.whole}")
    return Printed(rounded(value, definition), step=step(definition, value))


def _of_return(definition: Definition, square: Square) -> Printed:
    if square.standing not in _IN:
        return Printed(word=_WORDS[square.standing])
    if square.standing is Standing.SENT_LATE and definition.measure is OF_RETURNS[1]:
        days = Message("{days} d late", {"days": square.days})
        return Printed(word=days, step=0 if square.whole else None)
    if not square.whole:
        unknown = square.standing is Standing.NO_DATE and definition.measure is OF_RETURNS[1]
        return Printed(word=Message("no date") if unknown else Message("in"))
    return Printed("100", step=step(definition, 100.0))


def rounded(value: float, definition: Definition | None = None) -> str:
    """``87``, ``5.0``: rounded to one decimal below 10 and above 99, to whole numbers between, a half up.

    What is printed never says other than the colour: what is not 0 or 100 is not printed so (``<0.1``,
    ``>99.9``), and where rounding would carry a share over the threshold of its ``definition`` it gets the
    decimals (three at most) that keep it on its side: 89.6 of a wanted 90 is ``89.6``, and 5.04 where 5 is
    the most is ``5.04``.
    """
    if value in (0.0, 100.0):
        return f"{value:.0f}"
    if value < 0.1:
        return "<0.1"
    decimals = 0 if 9.95 <= value < 99 else 1
    shown = _half_up(value, decimals)
    if shown == 100:
        return ">99.9"
    while definition and decimals < _MOST_DECIMALS and meets(definition, value) != meets(definition, shown):
        decimals += 1
        shown = _half_up(value, decimals)
    return f"{shown:.{decimals}f}"


def _half_up(value: float, decimals: int) -> float:
    return float(math.floor(value * 10**decimals + 0.5) / 10**decimals)
