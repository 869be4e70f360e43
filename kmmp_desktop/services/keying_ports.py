"""What second keyings need from the database."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from kmmp_desktop.domain.keying import Keying, Outcome, Result
from kmmp_desktop.domain.values import CellKey


class KeyingRepository(Protocol):
    """Second keyings and what came of each cell; both keyings are kept, whichever was right."""

    def add(self, keying: Keying) -> None: ...
    def finish(self, keying: UUID, at: datetime) -> None: ...
    def unfinished(self) -> tuple[Keying, ...]:
        """Of every return, oldest first."""
        ...

    def get(self, keying: UUID) -> Keying | None: ...
    def of_revision(self, revision: UUID) -> tuple[Keying, ...]:
        """Oldest first."""
        ...

    def results(self, keying: UUID) -> dict[CellKey, Result]: ...
    def put_result(self, keying: UUID, result: Result) -> None:
        """Insert or replace by cell."""
        ...

    def latest_results(self, revision: UUID) -> dict[CellKey, tuple[UUID, Result]]:
        """Per cell the keying and result of the last finished second keying that had it."""
        ...

    def keyed_by(self, revision: UUID, key: CellKey) -> UUID | None:
        """Who typed the figure of the return."""
        ...

    def outcomes_first(self, person: UUID, since: datetime) -> dict[Outcome, int]:
        """What came of the figures that ``person`` had typed first, in finished second keyings."""
        ...

    def outcomes_second(self, person: UUID, since: datetime) -> dict[Outcome, int]:
        """What came of the cells that ``person`` keyed again, in finished second keyings."""
        ...
