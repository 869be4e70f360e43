"""What several people at one return need of the office's database."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kmmp_desktop.domain.returns import ReturnKey, Revision
from kmmp_desktop.domain.values import CellKey, CellValue


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people changed one cell, and the second had not seen what the first wrote.

    The first stands in the cell; the second is here and in the log, until somebody settles it.
    """

    key: CellKey
    seen: CellValue | None
    """What the cell held when the second began."""
    late: CellValue | None
    """What the second typed; not in the cell."""
    late_by: str
    late_at: datetime
    first: CellValue | None
    """What the first wrote; in the cell unless it was changed again."""
    first_by: str
    first_at: datetime | None
    ids: tuple[str, ...] = ()
    """What the log calls it; several where the second typed over what was contested already."""


def with_conflict(known: Iterable[Conflict], new: Conflict) -> tuple[Conflict, ...]:
    """The open conflicts of a cell, oldest first, and one more.

    Who types on over what was contested without anybody's knowing (the server was gone) takes the place of
    what he typed before; what a third person typed stands beside it, to be decided in its turn.
    """
    found = list(known)
    for place, old in enumerate(found):
        if old.late_by == new.late_by and old.late == new.seen:
            found[place] = replace(new, ids=(*old.ids, *new.ids))
            return tuple(found)
    return (*found, new)


def by_cell(conflicts: Iterable[Conflict]) -> dict[CellKey, tuple[Conflict, ...]]:
    """The open conflicts of each cell, oldest first."""
    found: dict[CellKey, tuple[Conflict, ...]] = {}
    for conflict in conflicts:
        found[conflict.key] = (*found.get(conflict.key, ()), conflict)
    return found


def without(known: Iterable[Conflict], ids: Collection[str]) -> tuple[Conflict, ...]:
    """What is left of the conflicts of a cell once those of ``ids`` are decided."""
    return tuple(one for one in known if not set(one.ids) & set(ids))


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody at a return now."""

    person: UUID
    name: str
    key: CellKey
    at: datetime


class TogetherRepository(Protocol):
    """Reads that hold until the end of the transaction, and who is where."""

    def begun(self, key: ReturnKey) -> Revision | None:
        """The latest revision; nobody else can begin the return until the transaction ends."""
        ...

    def cells_now(self, revision: UUID, keys: Collection[CellKey]) -> dict[CellKey, CellValue]:
        """What the cells hold; nobody else can change the revision until the transaction ends."""
        ...

    def has_act(self, revision: UUID, act: UUID) -> bool:
        """Whether the log of the revision has an entry of this act: it need not be done again."""
        ...

    def conflicts(self, revision: UUID) -> tuple[Conflict, ...]:
        """What is not settled yet, oldest first, by the log."""
        ...

    def here(self, revision: UUID, person: UUID, key: CellKey, at: datetime) -> None:
        """Note where somebody is."""
        ...

    def gone(self, person: UUID) -> None: ...
    def others(self, revision: UUID, but: UUID, since: datetime) -> tuple[Here, ...]:
        """Who else was heard of since then, by name."""
        ...
