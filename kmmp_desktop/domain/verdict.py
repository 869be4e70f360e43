"""What verification says of a file: three questions, never one tick."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from kmmp_desktop.domain.identity import Identity
from kmmp_desktop.text import Message


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    CANNOT_SAY = "cannot_say"


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """One signature in a file, as found and checked."""

    role: str
    """``clerk`` or ``manager``: the place it stands in, as claimed."""
    name: str
    """Common name of the certificate."""
    certificate: bytes
    """DER."""
    fingerprint: str
    signed_at: datetime | None
    """The signer's own claim, UTC."""
    valid: bool
    problem: Message | None = None


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What the signature code of ``exports`` found: mathematics and coverage, no trust."""

    kind: str
    """``xlsx`` or ``pdf``."""
    signatures: tuple[FoundSignature, ...]
    intact: Answer
    problems: tuple[Message, ...]
    """Every reason why it is not intact, in words."""
    data: Mapping[str, Any] | None
    """The canonical data, read only from verified bytes; ``None`` unless intact."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The three answers about one file."""

    file: str
    intact: Answer
    intact_text: Message
    who: Answer
    who_text: Message
    complete: Answer
    complete_text: Message
    signatures: tuple[FoundSignature, ...] = ()
    data: Mapping[str, Any] | None = None
    problems: tuple[Message, ...] = field(default=())
    identities: tuple[Identity, ...] = ()
    """Whose the signatures are, in the same order; empty where nothing could be said."""
    notes: tuple[Message, ...] = ()
    """What was looked at beside the three questions; none of it changes an answer."""

    @property
    def is_approved(self) -> bool:
        """Whether a verified manager signature stands beside the clerk's."""
        return self.intact is self.who is self.complete is Answer.YES
