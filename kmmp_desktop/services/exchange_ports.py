"""What travels between offices as the office keeps it: trust files, received files, letters, totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from kmmp_desktop.domain.period import Period


@dataclass(frozen=True, slots=True)
class OutsidePerson:
    """Somebody of another office whose figures or words are here."""

    id: UUID
    name: str
    role: str
    office_name: str


@dataclass(frozen=True, slots=True)
class StoredTrust:
    """A trust file of the programme's authority as it was taken in."""

    number: int
    """Grows with every file that the authority publishes."""
    content: bytes
    taken_at: datetime
    taken_by: UUID | None


class TrustRepository(Protocol):
    def number(self) -> int:
        """Of the newest; 0 where there is none. Reads no content."""
        ...

    def newest(self) -> StoredTrust | None: ...
    def add(self, trust: StoredTrust) -> None: ...


@dataclass(frozen=True, slots=True)
class Received:
    """A file of another office that was taken in."""

    digest: bytes
    """SHA-256 of the file."""
    revision: UUID
    kind: str
    """``xlsx`` or ``pdf``; the bytes are kept as the revision's signed file of that kind."""
    name: str
    office: UUID
    office_name: str
    partner: str
    seen_at: datetime
    """When these bytes were looked at first here."""
    taken_at: datetime
    taken_by: UUID | None
    record: Mapping[str, Any]
    """What verification said when it was taken in, as plain JSON data."""


class ReceivedRepository(Protocol):
    def get(self, digest: bytes) -> Received | None: ...
    def of_revision(self, revision: UUID) -> tuple[Received, ...]: ...
    def of_month(self, family: str, period: Period) -> tuple[Received, ...]:
        """Files of every revision of the month, in the order they were taken in."""
        ...

    def all(self) -> tuple[Received, ...]:
        """Of every month, likewise."""
        ...

    def add(self, received: Received) -> None: ...
    def first_seen(self, digest: bytes, at: datetime) -> datetime:
        """When these bytes were seen first; remembers ``at`` where they never were."""
        ...

    def seen(self, digest: bytes) -> datetime | None:
        """When these bytes were seen first; None where they never were."""
        ...

    def saw(self, digests: Sequence[bytes], at: datetime) -> None:
        """``first_seen`` of many, without the answer."""
        ...


@dataclass(frozen=True, slots=True)
class Letter:
    """A receipt, questions or a recall: a small signed file about returns."""

    id: UUID
    kind: str
    sent: bool
    """Whether it left this office; otherwise it was read here."""
    revision: UUID | None
    digest: bytes
    name: str
    content: bytes
    at: datetime
    by: UUID | None
    by_name: str
    office_name: str


class LetterRepository(Protocol):
    def add(self, letter: Letter) -> None: ...
    def of_revision(self, revision: UUID, kind: str = "") -> tuple[Letter, ...]:
        """Oldest first; of every kind where none is named."""
        ...

    def of_or_none(self, revision: UUID, kind: str) -> tuple[Letter, ...]:
        """Letters that were read here about this revision, and those whose revision was not here then."""
        ...

    def by_digest(self, digest: bytes) -> tuple[Letter, ...]: ...
    def all(self, kind: str, sent: bool) -> tuple[Letter, ...]: ...


@dataclass(frozen=True, slots=True)
class SubmissionFile:
    """One of the signed files of a whole month. ``kind`` is ``xlsx`` or ``pdf``."""

    submission: UUID
    kind: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Consolidation:
    """Totals that were made of a month, and the revisions they were made of."""

    id: UUID
    family: str
    period: Period
    level: str
    """``county``, ``partner`` or ``national``."""
    place: str
    """Which county or partner; empty for the country."""
    made_at: datetime
    made_by: UUID | None
    revisions: tuple[UUID, ...]
    content: Mapping[str, Any]
    """The totals as plain JSON data."""


class ConsolidationRepository(Protocol):
    def add(self, consolidation: Consolidation) -> None: ...
    def of_month(self, family: str, period: Period) -> tuple[Consolidation, ...]:
        """Oldest first."""
        ...

    def using(self, revision: UUID) -> tuple[Consolidation, ...]:
        """Every consolidation that this revision went into, oldest first."""
        ...
