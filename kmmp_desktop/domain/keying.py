"""Second keying: what is keyed again, and the rule that says which keying was wrong.

The rule is CSPro's (its verify mode): the first figure is hidden; what is typed the same is
accepted without a word; what differs is asked again, and two equal keyings win.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kmmp_desktop.domain.values import CellKey, CellValue, Kind


class Scope(StrEnum):
    """How much of a return is keyed again."""

    WHOLE = "whole"
    CHOSEN = "chosen"


class Why(StrEnum):
    """Why a cell is keyed again; a cell that has several reasons has the first of them."""

    FAILING = "failing"
    """It takes part in a check that does not hold, or is no value."""
    OUTLYING = "outlying"
    """Far from its last 12 months."""
    HEAVY = "heavy"
    """Much rests on it."""
    SAMPLE = "sample"
    """Drawn from the rest."""
    WHOLE = "whole"
    """Every cell is keyed again."""


class Outcome(StrEnum):
    """What came of keying a cell again."""

    SAME = "same"
    FIRST_WRONG = "first_wrong"
    """The same other value twice: it is the figure of the return now."""
    SECOND_WRONG = "second_wrong"
    """Another value once, then the one of the first keying."""
    OPEN = "open"
    """Left for later, not settled."""
    ASKED = "asked"
    """Another value was typed; the cell waits for it to be typed again."""

    @property
    def is_settled(self) -> bool:
        return self in (Outcome.SAME, Outcome.FIRST_WRONG, Outcome.SECOND_WRONG)


@dataclass(frozen=True, slots=True)
class Chosen:
    key: CellKey
    why: Why


@dataclass(frozen=True, slots=True)
class Keying:
    """One second keying of one revision; ``cells`` in paper order."""

    id: UUID
    revision: UUID
    scope: Scope
    cells: tuple[Chosen, ...]
    by: UUID
    started_at: datetime
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Both keyings of one cell, whichever of them was right."""

    key: CellKey
    first: CellValue | None
    """The figure as it stood when the cell was keyed again; ``None``: blank."""
    second: CellValue | None
    tries: int
    """How often a value was typed; 0: the cell was left without one."""
    outcome: Outcome
    at: datetime
    first_by: UUID | None = None
    """Who had typed ``first``."""

    @property
    def was_keyed(self) -> bool:
        return self.tries > 0


def same(one: CellValue | None, other: CellValue | None) -> bool:
    """Whether two keyings say the same, however each was typed (``07`` and ``7``, ``nr`` and ``NR``).

    Texts, also those that are no value, are the same without spaces at their ends.
    """
    if one is None or other is None:
        return one is other
    if one.kind is not other.kind:
        return False
    if one.kind in (Kind.INVALID, Kind.TEXT):
        return one.raw.strip() == other.raw.strip()
    return one.value == other.value


def judge(first: CellValue | None, typed: CellValue | None, before: Result | None) -> Outcome:
    """What ``typed`` makes of a cell whose first keying is ``first``.

    ``before`` is what has come of the cell so far, if it has been keyed apart already. A third
    value that is neither the first nor the one typed last leaves the cell asked once more.
    """
    apart = before is not None and before.was_keyed
    if same(typed, first):
        return Outcome.SECOND_WRONG if apart else Outcome.SAME
    if apart and before is not None and same(typed, before.second):
        return Outcome.FIRST_WRONG
    return Outcome.ASKED


def stands(result: Result, now: CellValue | None) -> bool:
    """Whether the figure of the return is still the one that ``result`` speaks of."""
    return same(now, result.second if result.outcome is Outcome.FIRST_WRONG else result.first)
