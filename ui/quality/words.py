"""Data quality in sentences: what a square says, and how far a measure is from its threshold."""

from __future__ import annotations

from kmmp_desktop.domain.quality import OF_RETURNS, Definition, Threshold
from kmmp_desktop.domain.quality_scale import meets
from kmmp_desktop.services.quality_map import QualityMap, Square, Standing
from kmmp_desktop.services.quality_words import rounded
from kmmp_desktop.text import Message
from ui.faces.figures import number
from ui.wording import Say, month_year


def whose(say: Say, found: QualityMap, row: int | None, column: int | None) -> str:
    """``Nyota Health Centre, November 2026``."""
    name = say("All facilities") if row is None else found.facilities[row].name
    if column is None:
        first, last = found.period(0), found.period(found.months - 1)
        months = say("{first} to {last}", first=month_year(say, first), last=month_year(say, last))
    else:
        months = month_year(say, found.period(column))
    return f"{name}, {months}"


def square_sentence(
    say: Say, found: QualityMap, definition: Definition, row: int | None, column: int | None, square: Square
) -> str:
    """Facility and month, part and whole, and how the return stands."""
    parts = [whose(say, found, row, column)]
    told = standing_words(definition, square) if row is not None and column is not None else None
    if square.share is not None and not (definition.measure in OF_RETURNS and told):
        parts.append(
            say(
                "{part} of {whole}, {value}",
                part=number(square.part),
                whole=number(square.whole),
                value=share_words(definition, square)
                if definition.target.unit
                else say("{value} per 100", value=share_words(definition, square)),
            )
        )
    elif told is None:
        parts.append(say("nothing to judge"))
    if told is not None:
        parts.append(say(told))
    return ": ".join((parts[0], ", ".join(parts[1:])))


def share_words(definition: Definition, square: Square) -> str:
    """``87 %``, or ``5.0`` (per 100)."""
    value = rounded(square.share or 0.0, definition)
    return f"{value} %" if definition.target.unit == "%" else value


def standing_words(definition: Definition, square: Square) -> Message | None:
    """Why a square of one return has no figure, or how late it was."""
    if square.derived:
        return Message("derived from the full return: look there")
    if square.draft:
        return Message("being typed: its figures are not counted yet")
    returns = definition.measure in OF_RETURNS
    match square.standing:
        case Standing.NOT_OWED if not square.whole:
            return Message("not owed")
        case Standing.NOT_DUE if returns or not square.whole:
            return Message("owed, but not due yet")
        case Standing.LATE if returns or not square.whole:
            return Message("not received, {days} days after the deadline", {"days": square.days})
        case Standing.SENT_LATE if returns:
            return Message("sent {days} days after the deadline", {"days": square.days})
        case Standing.NO_DATE if returns:
            return Message("received; nobody knows when: brought in from earlier records")
        case Standing.ON_TIME if returns:
            return Message("sent by the deadline")
    return None


def distance(say: Say, definition: Definition, square: Square) -> tuple[str, str, str]:
    """How far a sum is from its threshold: icon, ink, words."""
    value = square.share
    if value is None:
        return "info", "muted", say("nothing to judge")
    if square.whole < definition.quiet_below:
        return "info", "muted", say("too few")
    if meets(definition, value):
        return "above-target", "ok_text", say("meets it")
    off = abs(value - definition.target.value)
    away = rounded(off) if off >= 0.1 else "0.1"
    template = "{points} points below" if definition.higher_is_better else "{points} above"
    return "below-target", "warn_text", say(Message(template, {"points": away}))


def target_words(say: Say, definition: Definition) -> str:
    """``at least 90 %``, ``at most 5``."""
    figure = f"{number(definition.target.value)} {definition.target.unit}".strip()
    if definition.higher_is_better:
        return say("at least {value}", value=figure)
    return say("at most {value}", value=figure)


def threshold_figure(threshold: Threshold) -> str:
    return f"{number(threshold.value)} {threshold.unit}".strip()
