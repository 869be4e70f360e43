"""What amendments and letters need of the database beside the returns themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid5

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey

CHANGED = "changed:"
"""Begins the subject of a reason why a cell differs from the revision before: ``changed:KM_C14[ANC]``."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said something at a cell. ``office`` is empty for people of this office."""

    id: UUID
    name: str
    role: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    by: Speaker
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class SpokenThread:
    """A thread with who said what, so that it can travel to another office."""

    id: UUID
    key: CellKey
    question: bool
    said: tuple[Said, ...]
    resolved_at: datetime | None = None
    resolved_by: Speaker | None = None

    @property
    def waits(self) -> bool:
        return self.question and self.resolved_at is None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a return stands. ``id`` of its latest revision, only where it was asked for."""

    state: State
    id: UUID | None = None


def thread_in(revision: UUID, thread: UUID) -> UUID:
    """The id of a thread where it is copied to another revision, here or in another office.

    Derived from both, so that copying twice makes one thread, and no file can name a thread that stands
    in another return.
    """
    return uuid5(thread, str(revision))


class AmendmentRepository(Protocol):
    """Writes also where a revision is locked: no signed figure and no reason changes."""

    def copy(self, source: UUID, target: UUID) -> None:
        """Copy cells (with who typed them when), reasons, sums of the paper and threads into a new revision.

        Reasons why a cell changed speak of the revision before and stay there.
        """
        ...

    def threads(self, revision: UUID) -> tuple[SpokenThread, ...]:
        """In the order in which they were begun; one whose comments were all taken back is none."""
        ...

    def put_threads(self, revision: UUID, threads: Sequence[SpokenThread]) -> int:
        """Add threads under their ids, and what is new in those that are there; return how much was new."""
        ...

    def standings(
        self, family: str, start: Period, end: Period, named: Collection[UUID]
    ) -> dict[str, dict[Period, Standing]]:
        """How the latest revision of each return stands, by facility and month; the named with their id."""
        ...

    def sent_before(self, family: str, start: Period, end: Period) -> dict[UUID, datetime | None]:
        """Latest revisions of the months that have an older one which left the office and still counts.

        With the moment at which the first of those was sent.
        """
        ...

    def waiting(self, family: str, start: Period, end: Period) -> dict[UUID, int]:
        """How many questions wait at the latest revision of each return of this office's own."""
        ...
