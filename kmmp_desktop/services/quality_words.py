"""How a square of data quality is printed: the same on screen, in the workbook and in the CSV."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kmmp_desktop.domain.quality import OF_RETURNS, Definition
from kmmp_desktop.domain.quality_scale import step
from kmmp_desktop.services.quality_map import Square, Standing
from kmmp_desktop.text import Message

_IN = (Standing.ON_TIME, Standing.SENT_LATE, Standing.NO_DATE)
_WORDS = {
    Standing.NOT_OWED: Message(""),
    Standing.NOT_DUE: Message("not due"),
    Standing.LATE: Message("late"),
}


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
    return Printed(rounded(value), step=step(definition, value))


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


def rounded(value: float) -> str:
    """``87``, ``4.9``: one decimal below 10 and above 99, and never 0 or 100 that is not."""
    if value in (0.0, 100.0):
        return f"{value:.0f}"
    if 10 <= value < 99:
        return f"{math.floor(value + 0.5)}"
    return "<0.1" if value < 0.1 else f"{math.floor(10 * value) / 10:.1f}"
