"""Letters between offices: small signed files that are looked at, and taken in where they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from uuid import UUID

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.services.ports import Signer
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

    @property
    def can_take(self) -> bool:
        return self.standing is LetterStanding.NEW


class Letters(Protocol):
    """What a place that gets files asks of the letters; see ``LetterService``."""

    def look(self, name: str, content: bytes) -> LookedLetter:
        """Judge a letter; changes nothing.

        Raises:
            FileRefusedError: not a letter of this program, damaged, changed after signing, of a newer version.
        """
        ...

    def take(self, name: str, content: bytes, person: Person) -> Message:
        """Do what the letter says, in one transaction; a second time changes nothing.

        Raises:
            RefusedError: it cannot be taken (``LookedLetter.can_take``), with the sentence why.
            FileRefusedError: as for ``look``.
            StorageError: nothing was written.
        """
        ...

    def ask(self, revision: UUID, signer: Signer, path: Path, note: str = "") -> Path:
        """Write the questions that wait at the cells of a taken-in revision into a signed file.

        Raises:
            RefusedError: nothing is asked, or the revision is one of this office's own.
            FileRefusedError: the file cannot be written.
        """
        ...

    def recall_of(self, revision: UUID) -> Mapping[str, str] | None:
        """``{"by", "office", "at", "why"}`` of the recall that was taken in for a revision, here or not yet."""
        ...
