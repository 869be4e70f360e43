"""What is asked of the whole log, and what comes back: all chains by time, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from uuid import UUID

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.services.ports import AuditEntry, Progress
from kmmp_desktop.text import Message


class AuditKind(StrEnum):
    """What entries are about; every entry is of one kind."""

    FIGURES = "figures"
    WORDS = "words"
    """Reasons, comments, what a reviewer decided."""
    STEPS = "steps"
    """From draft to received, and back."""
    RULES = "rules"
    """Standards, checks, packs, what is believed."""
    PEOPLE = "people"
    """Accounts, keys, signing in."""
    OFFICE = "office"
    """All the rest."""


@dataclass(frozen=True, slots=True)
class AuditWanted:
    """What of the log is wanted; an empty field narrows nothing."""

    person: UUID | None = None
    facility: str = ""
    """MFL code: entries of its returns, and those that name it."""
    family: str = ""
    period: Period | None = None
    kind: AuditKind | None = None
    start: datetime | None = None
    """The first moment that counts."""
    end: datetime | None = None
    """The first moment that counts no more."""
    text: str = ""
    """Stands somewhere in what was written down; small and capital letters are one."""

    @property
    def is_narrow(self) -> bool:
        return self != AuditWanted()


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where an entry stands in the whole log: every entry has one, no two the same."""

    at: datetime
    chain: bytes
    number: int


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry with the names that go with it."""

    entry: AuditEntry
    spot: Spot
    by: str
    """Empty: the program itself, or somebody whom the office does not know."""
    key: ReturnKey | None = None
    """The return that the chain is about; ``None`` for the office."""
    revision: int = 0
    facility: str = ""
    names: Mapping[UUID, str] = field(default_factory=dict)
    """Of the people whom the body speaks of."""
    places: Mapping[str, str] = field(default_factory=dict)
    """MFL code -> name of the facilities that the body speaks of."""
    names_shown: bool = True
    """Whether whoever asked may see the names of others."""


class AuditPages(Protocol):
    """The part of ``ports.AuditRepository`` that reads across chains."""

    def page(
        self, wanted: AuditWanted, limit: int, spot: Spot | None = None, *, newer: bool = False
    ) -> tuple[AuditLine, ...]:
        """Newest first: the entries just older than ``spot``, or just newer ones.

        Without a spot from the newest entry back, or (``newer``) the oldest ones.
        """
        ...

    def counts(self, wanted: AuditWanted) -> dict[str, int]:
        """How many entries of each action there are, whatever kind is wanted."""
        ...


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of a file of the log, in the language of the file but for what people wrote."""

    when: str
    """East Africa Time, to the second."""
    who: str
    where: str
    kind: str
    what: str
    cell: str
    before: str
    after: str
    words: str
    chain: str
    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class PrintedLog:
    """A file of the log: what it is about, its lines, and the heads it can be held against."""

    title: Message
    narrowed: tuple[Message, ...]
    """What was wanted, in words."""
    office: str
    head: str
    """Digest of the newest entry of the office chain, 64 hex digits."""
    made_at: datetime
    made_by: str
    practice: bool
    """Made-up data: it is said on every page."""
    count: int
    lines: Iterable[PrintedLine]
    """Read while the file is written."""


class AuditFiles(Protocol):
    """Writes the log as a file: implemented in ``exports``."""

    def write(self, path: Path, log: PrintedLog, language: str, progress: Progress | None = None) -> None:
        """CSV, xlsx or PDF after the suffix, whole or not at all. Raises StorageError."""
        ...
