"""What a letter between offices was found to be; looking at it changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.text import Message

RECEIPT, QUESTIONS, RECALL = "receipt", "questions", "recall"
KINDS = (RECEIPT, QUESTIONS, RECALL)
"""Also the end of the file's name: ``.kmmp-receipt``, ``.kmmp-questions``, ``.kmmp-recall``."""


class LetterStanding(StrEnum):
    """What can be done with a letter now."""

    NEW = "new"
    """It holds and says something that is not known here yet."""
    ALREADY = "already"
    """It was taken in before, or says nothing new: taking it again changes nothing."""
    HELD = "held"
    """It may hold: its signer or its return is not known here yet. Look again later."""
    REFUSED = "refused"
    """It does not hold, or comes too late."""


@dataclass(frozen=True, slots=True)
class LookedLetter:
    """A letter as it was judged; looking changes nothing."""

    name: str
    kind: str
    """``receipt``, ``questions`` or ``recall``."""
    standing: LetterStanding
    text: Message
    """What it says and whether it holds, in one sentence or two."""
    step: Message
    """What to do with it: starts with a verb."""
    revision: UUID | None = None
    """The revision it speaks of; None where it speaks of several, or of none that is known here."""
    key: ReturnKey | None = None
    """Facility, month and form it speaks of; None where it speaks of several."""
    signer: str = ""
    """Who signed it, as confirmed; empty where that is not confirmed."""
    office: str = ""
    details: tuple[Message, ...] = ()
    """Of a receipt for several returns: one sentence each, those that do not match first."""

    asks: bool = False
    """A receipt of an office that gave none before: somebody has to say that returns are sent there."""

    @property
    def can_take(self) -> bool:
        return self.standing is LetterStanding.NEW
