"""What receiving needs from its neighbours: who judges files, who reads letters, who keeps facilities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol
from uuid import UUID

from kmmp_desktop.domain.office import Facility, Person
from kmmp_desktop.domain.verdict import FileCheck, Verdict
from kmmp_desktop.services.checking_files import Checked
from kmmp_desktop.services.letters import LetterStanding
from kmmp_desktop.services.ports import Progress, UnitOfWork
from kmmp_desktop.text import Message


class Verifier(Protocol):
    """Checks files of strangers, many at a time, and says whose they are (``VerifyService``)."""

    def check_many(self, paths: Iterable[Path], progress: Progress | None = None) -> Iterator[Checked]: ...
    def verdict(self, name: str, found: FileCheck | Message, seen_at: datetime | None = None) -> Verdict: ...
    def steady(self, work: UnitOfWork | None = None) -> Verifier:
        """See ``ports.TrustCheck.steady``."""
        ...


class FacilityKeeper(Protocol):
    """Adds a facility, or refuses it by name (``FacilityService``)."""

    def save(self, facility: Facility, by: Person | None) -> None: ...


class LookedAt(Protocol):
    """What a small signed file would do (``letters.LookedLetter`` has more)."""

    @property
    def kind(self) -> str: ...
    @property
    def standing(self) -> LetterStanding: ...
    @property
    def text(self) -> Message:
        """What it is: who sent which letter about what."""
        ...

    @property
    def step(self) -> Message:
        """What to do."""
        ...


class Mail(Protocol):
    """Reads one kind of small signed file: receipts, questions, recalls, trust files, certificates, packs."""

    def look(self, name: str, content: bytes) -> LookedAt:
        """Read it and change nothing. Raises FileRefusedError."""
        ...

    def take(self, name: str, content: bytes, person: Person) -> Message:
        """Take it in; the answer says what came of it. Raises KmmpError: nothing was changed."""
        ...


class MailRoom(NamedTuple):
    """Who reads which small file. ``kind_of`` names the kind of some bytes, or ``None``."""

    kind_of: Callable[[bytes], str | None]
    readers: Mapping[str, Mail]


@dataclass(frozen=True, slots=True)
class Looked:
    """A plain ``LookedAt``."""

    kind: str
    standing: LetterStanding
    text: Message
    step: Message


class Recalls(Protocol):
    """Knows which revisions their office has taken back (``letters.LetterService``)."""

    def recall_of(
        self, revision: UUID, office: UUID | None = None, work: UnitOfWork | None = None
    ) -> Mapping[str, str] | None:
        """``work``: the transaction to read in; its own where there is none."""
        ...
