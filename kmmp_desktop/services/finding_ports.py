"""What the lives of findings and their register need of the storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from kmmp_desktop.domain.finding_steps import FindingState, FindingStep, Turn
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey, State


@dataclass(frozen=True, slots=True)
class FindingsWanted:
    """Which findings a register shows; what is left empty chooses nothing out."""

    family: str
    start: Period
    end: Period
    """Inclusive."""
    state: FindingState | None = None
    severity: Severity | None = None
    check: str = ""
    facility: str = ""
    """MFL code."""
    search: str = ""
    """Words that all have to stand in facility, check, sentence or reason."""


@dataclass(frozen=True, slots=True)
class RegisteredFinding:
    """A finding of a return's latest revision, as its newest step says it."""

    revision: UUID
    key: ReturnKey
    number: int
    state: State
    facility: str
    """Its name."""
    step: FindingStep
    by: str
    """Name of the person of the newest step."""


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """How many findings are wanted: by state, check and facility, each without its own filter."""

    states: Mapping[FindingState, int]
    checks: Mapping[str, int]
    facilities: Mapping[str, tuple[str, int]]
    """MFL code -> name, count."""


@dataclass(frozen=True, slots=True)
class GivenReason:
    """A reason that a facility's return carries."""

    subject: str
    text: str
    period: Period


class FindingRepository(Protocol):
    """Lives of findings, the register made of them, and the reasons people wrote."""

    def of(self, revision: UUID) -> dict[str, tuple[FindingStep, ...]]:
        """The steps of every finding by check, oldest first."""
        ...

    def recent(self, revision: UUID) -> dict[str, tuple[FindingStep, ...]]:
        """The last two steps of every finding: all that decides what the next one is."""
        ...

    def write(self, revision: UUID, turn: Turn) -> None: ...
    def register(self, wanted: FindingsWanted, limit: int) -> tuple[RegisteredFinding, ...]:
        """Newest month first; no more than ``limit``."""
        ...

    def counts(self, wanted: FindingsWanted) -> FindingCounts: ...
    def reasons_of(self, family: str, facility: str) -> tuple[GivenReason, ...]:
        """Every reason in the latest revisions of a facility's returns, oldest month first."""
        ...

    def most_used(self, family: str, start: Period, end: Period) -> tuple[tuple[str, str, int], ...]:
        """(subject, text, how often), by subject, most used first; latest revisions only."""
        ...
