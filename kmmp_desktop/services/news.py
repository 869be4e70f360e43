"""What others have written into a return since it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from kmmp_desktop.domain.returns import ReturnKey, Revision
from kmmp_desktop.domain.values import CellKey, CellValue
from kmmp_desktop.services.ports import Reason, Work
from kmmp_desktop.services.together_ports import Conflict


@dataclass(frozen=True, slots=True)
class News:
    """A return as the database has it. ``writes``: how often its reader had written when it was read."""

    head: str
    revision: Revision
    cells: Mapping[CellKey, CellValue]
    conflicts: tuple[Conflict, ...]
    reasons: Mapping[str, Reason]
    writes: int


def read_news(
    work: Work, key: ReturnKey, revision: UUID | None, known: News | None, writes: int
) -> News | None:
    """Read a return where its log has grown since ``known``; None where it has not, or has not begun.

    The head of the log is asked first: one short read as long as nobody writes. Raises StorageError.
    """
    with work() as unit:
        found = unit.returns.revision(revision) if revision else None
        newest = unit.returns.latest(key)
        if newest is not None and (found is None or found.number < newest.number):
            found = newest
        if found is None:
            return None
        head = unit.audit.head(str(found.id))
        if known is not None and known.head == head and known.revision == found:
            return None
        return News(
            head,
            found,
            unit.returns.cells(found.id),
            unit.together.conflicts(found.id),
            unit.returns.reasons(found.id),
            writes,
        )
