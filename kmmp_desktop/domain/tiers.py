"""Tables of tiers, staff for so many clients: read strictly, as text and as plain data."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from kmmp_desktop.errors import RefusedError

Tier = tuple[float, float, float, float]
"""Minimum, maximum (or inf), staff, one more per so many (0: none), as in ``Form.tiers``."""
Tiers = tuple[Tier, ...]

MOST_TIERS = 20
MOST = 1_000_000
"""Clients of a programme, many times over."""

_ROW = frozenset(("min", "max", "staff", "plus_one_per"))
_TIER = re.compile(r"([^-–:+]*)(?:[-–]([^:+]*)|\+\s*)\s*:([^:+]*)(?:\+\s*1\s*/([^:+]*))?")
_HINT = "Write a table like 0-30: 1; 31-100: 2; 101+: 3 + 1/75."


def read_tiers(text: str) -> Tiers:
    """What ``tier_words`` writes, also with commas and an open end as ``101-``. Raises RefusedError."""
    parts = [part.strip() for part in re.split("[;,]", text.strip().rstrip(";,"))]
    return judged(_read(number, part) for number, part in enumerate(parts, 1))


def tier_words(tiers: Tiers) -> str:
    """``0-30: 1; 31-100: 2; 101+: 3 + 1/75``: the same in every language."""
    return "; ".join(
        f"{least:g}{'+' if math.isinf(most) else f'-{most:g}'}: {staff:g}{f' + 1/{per:g}' if per else ''}"
        for least, most, staff, per in tiers
    )


def plain_tiers(tiers: Tiers) -> list[dict[str, int | None]]:
    """As rows of whole numbers, for JSON; None where a tier is open or asks for no more."""
    return [
        {
            "min": int(least),
            "max": None if math.isinf(most) else int(most),
            "staff": int(staff),
            "plus_one_per": int(per) or None,
        }
        for least, most, staff, per in tiers
    ]


def tiers_of(rows: object) -> Tiers:
    """What ``plain_tiers`` wrote. Raises ValueError on anything else, RefusedError on a faulty table."""
    if not isinstance(rows, list):
        raise ValueError("a table is a list of tiers")
    return judged(_plain(number, row) for number, row in enumerate(rows, 1))


def is_sound(tiers: Tiers) -> bool:
    """Whether there is a table and an officer could have written it."""
    try:
        return tiers_of(plain_tiers(tiers)) == tiers
    except RefusedError:
        return False


def is_table(text: str) -> bool:
    """Whether a text is a whole table."""
    try:
        read_tiers(text)
    except RefusedError:
        return False
    return True


def judged(given: Iterable[Tier]) -> Tiers:
    """The tiers as they are, where each starts right after the one before it. Raises RefusedError."""
    tiers = tuple(given)
    if not tiers:
        raise RefusedError("A table needs a tier.", hint=_HINT)
    if len(tiers) > MOST_TIERS:
        raise RefusedError(
            "The table has {count} tiers; {most} can be kept.", count=len(tiers), most=MOST_TIERS
        )
    wanted, needed = 0.0, 0.0
    for number, (least, most, staff, per) in enumerate(tiers, 1):
        if least != wanted:
            raise RefusedError(
                "Tier {tier} starts at {least}; it has to start at {wanted}.",
                tier=number,
                least=f"{least:g}",
                wanted=f"{wanted:g}",
            )
        if most < least:
            raise RefusedError(
                "Tier {tier} ends at {most}, before its start at {least}.",
                tier=number,
                most=f"{most:g}",
                least=f"{least:g}",
            )
        if math.isinf(most) and number < len(tiers):
            raise RefusedError("Tier {tier} has to say where it ends: another one follows.", tier=number)
        if not math.isinf(most) and number == len(tiers):
            raise RefusedError(
                "Tier {tier} is the last: its end has to stay open, so that no number is left out.",
                tier=number,
            )
        if staff < needed:
            raise RefusedError(
                "Tier {tier} asks for {staff}, fewer than the tier before it: {before}.",
                tier=number,
                staff=f"{staff:g}",
                before=f"{needed:g}",
            )
        wanted = most + 1
        needed = staff + ((most - least) // per if per and not math.isinf(most) else 0)
    return tiers


def _read(number: int, text: str) -> Tier:
    found = _TIER.fullmatch(text)
    if found is None:
        raise RefusedError(
            'Tier {tier} of the table, "{text}", cannot be read.', tier=number, text=text[:40], hint=_HINT
        )
    least, most, staff, per = found.groups()
    return (
        _whole(number, least),
        _whole(number, most) if most and most.strip() else math.inf,
        _whole(number, staff),
        _whole(number, per, 1) if per is not None else 0.0,
    )


def _whole(number: int, text: str, least: int = 0) -> float:
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= 7 and least <= int(text) <= MOST:
        return float(text)
    if not text:
        raise RefusedError("Tier {tier}: a number is missing.", tier=number)
    raise RefusedError(
        'Tier {tier}: "{value}" is not a whole number from {least} up.',
        tier=number,
        value=text[:40],
        least=least,
    )


def _plain(number: int, row: object) -> Tier:
    if not isinstance(row, dict) or row.keys() != _ROW:
        raise ValueError(f"tier {number}")
    for name, least in (("min", 0), ("max", 0), ("staff", 0), ("plus_one_per", 1)):
        figure = row[name]
        if figure is None and name in ("max", "plus_one_per"):
            continue
        if type(figure) is not int or not least <= figure <= MOST:  # True is an int, and no number here
            raise ValueError(f"tier {number}")
    most, per = row["max"], row["plus_one_per"]
    return float(row["min"]), math.inf if most is None else float(most), float(row["staff"]), float(per or 0)
