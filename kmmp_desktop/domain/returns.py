"""A return, its revisions, and the steps it may take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey, CellValue


class State(StrEnum):
    """Where a revision stands. A return without a revision is *not started*."""

    DRAFT = "draft"
    READY = "ready"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    RETURNED = "returned"
    RECALLED = "recalled"
    """Taken back by its office before anybody had received it; the next revision replaces it."""
    BROUGHT_IN = "brought_in"
    """History taken over unsigned (decision 29)."""

    @property
    def is_locked(self) -> bool:
        return self not in (State.DRAFT, State.RETURNED)

    @property
    def has_left(self) -> bool:
        """Whether the return has left the office (overdue no more)."""
        return self in (State.SUBMITTED, State.RECEIVED, State.BROUGHT_IN)


@dataclass(frozen=True, slots=True)
class ReturnKey:
    """What makes a return one return (decision 1)."""

    family: str
    facility: str
    period: Period


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of one return: everything about it but its cells."""

    id: UUID
    key: ReturnKey
    number: int
    state: State
    form_version: str
    pack_version: str
    services: tuple[str, ...]
    """The facility's services as they stood; frozen at completion."""
    created_at: datetime
    changed_at: datetime
    changed_by: UUID | None = None
    completed_at: datetime | None = None
    completed_by: UUID | None = None
    approved_at: datetime | None = None
    approved_by: UUID | None = None
    submitted_at: datetime | None = None
    language: str = "en"
    filled: int = 0
    """Cells filled and cells offered when it was last saved, for the worklist."""
    offered: int = 0
    errors: int = 0
    warnings: int = 0
    """Open findings when last checked, for the worklist."""
    short_code: str = ""
    why: str = ""
    """What an amendment was begun for; empty for the first revision."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One entry of a cell's story, oldest first."""

    key: CellKey
    at: datetime
    by: str
    """Name of the person."""
    before: CellValue | None
    after: CellValue | None
    undone: bool = False
    """Put back by undo or redo, not typed."""
