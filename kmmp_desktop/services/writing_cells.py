"""Writing figures where somebody else may have written since they were read: nothing is overwritten unseen.

A write carries what its writer saw. Where the cell holds something else by now, the cell stays as it is
and what was typed goes into the log of the revision under the action ``conflict``, until somebody settles
it (``settled``). Every act can have an id: one that the log knows is not done again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID, uuid4

from kmmp_desktop.domain.cell_json import CELL, CELLS, block_body, change_body, encode_cell
from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.domain.values import CellKey, CellValue
from kmmp_desktop.services.together_ports import Conflict

if TYPE_CHECKING:
    from kmmp_desktop.services.ports import Comment, UnitOfWork

CONFLICT = "conflict"
"""Action of an audit entry about what was typed and not written."""
SETTLED = "settled"
"""Action of an audit entry: somebody decided what a contested cell holds."""
ENDS = "of"
"""In its body: the conflicts that are decided; where it is not there, all of the cell."""


class Writer(Protocol):
    """Who writes: a ``Person``."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Change:
    """``seen`` is what the writer had before the eyes."""

    key: CellKey
    seen: CellValue | None
    value: CellValue | None
    more: int = 0
    """By how many filled cells of those that are asked the return grows."""


@dataclass(frozen=True, slots=True)
class CellAct:
    """One act of one person on figures: one transaction, one audit entry."""

    changes: tuple[Change, ...]
    filled: int
    """Cells filled after it, as the writer counts them."""
    filled_before: int
    """How many the revision said when the writer last read it."""
    offered: int
    noted: Mapping[str, Any] = field(default_factory=dict)
    settles: Mapping[CellKey, str] = field(default_factory=dict)
    """Contested cells that are decided with this act, and how: ``late``, ``first`` or ``typed``."""
    ends: Mapping[CellKey, tuple[str, ...]] = field(default_factory=dict)
    """Which conflicts of those cells are decided: what their writer had not seen stays open."""
    id: UUID | None = None
    """Where it is sent from a journal, perhaps more than once."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an act. ``written``: what the cells have now; ``conflicts``: what was not written.

    Of an act that had been done before neither says anything.
    """

    revision: Revision
    written: Mapping[CellKey, CellValue | None]
    conflicts: tuple[Conflict, ...] = ()
    said: Comment | None = None
    """Of words: the comment as the office keeps it."""


def write_cells(
    work: UnitOfWork, revision: Revision, act: CellAct, person: Writer, at: datetime, *, again: bool = False
) -> Done:
    """Write an act in the transaction of ``work``; the caller commits.

    ``again``: it may have been done already, and is then not done twice.

    Raises:
        LockedError: the return takes no figures any more.
        StorageError: nothing was written.
    """
    now = work.together.cells_now(revision.id, [change.key for change in act.changes])
    if again and act.id is not None and work.together.has_act(revision.id, act.id):
        return Done(work.returns.revision(revision.id) or revision, {})
    good = [c for c in act.changes if now.get(c.key) == c.seen and c.value != c.seen]
    bad = [c for c in act.changes if now.get(c.key) not in (c.seen, c.value)]
    same = {c.key: c.value for c in act.changes if now.get(c.key) == c.value}
    written = {change.key: change.value for change in good}
    work.returns.put_cells(revision.id, written, person.id, at)
    noted = {**act.noted, "act": str(act.id)} if act.id is not None else act.noted
    chain = str(revision.id)
    if good:
        changes = [(c.key, c.seen, c.value) for c in good]
        body = change_body(*changes[0]) if len(changes) == 1 else block_body(changes)
        work.audit.append(chain, at, person.id, CELL if len(changes) == 1 else CELLS, {**body, **noted})
    for key, how in act.settles.items():
        settled: dict[str, Any] = {"cell": str(key), "kept": how, ENDS: list(act.ends.get(key, ()))}
        if act.id is not None:  # sent twice it must not decide what was contested since
            settled["act"] = str(act.id)
        work.audit.append(chain, at, person.id, SETTLED, settled)
    conflicts = tuple(_conflict(work, revision, c, now.get(c.key), person.name, at) for c in bad)
    if conflicts:
        work.audit.append(chain, at, person.id, CONFLICT, _body(conflicts, noted))
    stored = work.returns.revision(revision.id) or revision  # returned by the manager since?
    alone = stored.filled == act.filled_before and not bad and not same
    saved = replace(
        stored,
        changed_at=at,
        changed_by=person.id,
        filled=act.filled if alone else stored.filled + sum(c.more for c in good),
        offered=act.offered,
    )
    if good:
        work.returns.save_revision(saved)
    return Done(saved if good else stored, {**written, **same}, conflicts)


def _conflict(
    work: UnitOfWork, revision: Revision, change: Change, now: CellValue | None, name: str, at: datetime
) -> Conflict:
    story = work.returns.changes(revision.id, change.key)
    first = story[-1] if story else None
    return Conflict(
        change.key,
        change.seen,
        change.value,
        name,
        at,
        now,
        first.by if first else "",
        first.at if first else None,
        (uuid4().hex,),
    )


def _body(conflicts: tuple[Conflict, ...], noted: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "conflicts": [
            {
                "id": c.ids[0],
                "cell": str(c.key),
                "seen": encode_cell(c.seen),
                "late": encode_cell(c.late),
                "first": encode_cell(c.first),
                "first_by": c.first_by,
                "first_at": c.first_at.isoformat() if c.first_at else None,
            }
            for c in conflicts
        ],
        **{name: value for name, value in noted.items() if name == "act"},
    }
