"""What a return under review says otherwise than in its last revision, or than when it was sent back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kmmp_desktop.domain.cell_json import CELL, CELLS, read_changes
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.domain.values import CellKey, CellValue
from kmmp_desktop.services.amendment_ports import CHANGED
from kmmp_desktop.services.ports import Reason, Thread, UnitOfWork


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the return said before."""

    number: int
    """Revision; the number of the return itself where it was sent back and completed anew."""
    returned: bool
    """Whether it was sent back, and no earlier revision has left the office."""
    cells: Mapping[CellKey, CellValue]
    why: str = ""
    """Why the amendment was begun."""


@dataclass(frozen=True, slots=True)
class CellDifference:
    """One cell that says something else than before."""

    key: CellKey
    before: CellValue | None
    after: CellValue | None
    reason: str = ""
    answer: str = ""
    """What was answered to a question at the cell, where no reason was asked."""


def earlier_of(work: UnitOfWork, revision: Revision, cells: Mapping[CellKey, CellValue]) -> Earlier | None:
    """The last locked revision before this one, or the figures as they were last sent back."""
    older = [r for r in work.returns.revisions(revision.key) if r.number < revision.number]
    locked = [r for r in older if r.state.is_locked]
    if locked:
        return Earlier(locked[-1].number, False, work.returns.cells(locked[-1].id), revision.why)
    before = _as_returned(work, revision, cells)
    return None if before is None else Earlier(revision.number, True, before)


def _as_returned(
    work: UnitOfWork, revision: Revision, cells: Mapping[CellKey, CellValue]
) -> dict[CellKey, CellValue] | None:
    """The figures as they stood when the return was last sent back; None where it never was."""
    entries = work.audit.entries(str(revision.id))
    back = max((n for n, entry in enumerate(entries) if entry.action == "returned"), default=None)
    if back is None:
        return None
    then: dict[CellKey, CellValue | None] = dict(cells)
    for entry in reversed(entries[back + 1 :]):
        if entry.action in (CELL, CELLS):
            for key, before, _after in reversed(tuple(read_changes(entry.body))):
                then[key] = before
    return {key: value for key, value in then.items() if value is not None}


def differences(
    form: Form,
    earlier: Earlier | None,
    cells: Mapping[CellKey, CellValue],
    reasons: Mapping[str, Reason],
    threads: Sequence[Thread],
) -> tuple[CellDifference, ...]:
    """The cells that say something else, in the order of the paper."""
    if earlier is None:
        return ()
    found = []
    for key in form.entry_cells:
        before, after = earlier.cells.get(key), cells.get(key)
        if not _same(before, after):
            reason = reasons.get(f"{CHANGED}{key}")
            answer = _answer(threads, key)
            found.append(CellDifference(key, before, after, reason.text if reason else "", answer))
    return tuple(found)


def signed_differences(
    data: Mapping[str, Any], found: Sequence[CellDifference]
) -> tuple[CellDifference, ...]:
    """The same with the reasons as they were signed, where the return is an amendment."""
    signed = {change["cell"]: str(change.get("reason") or "") for change in _changes(data)}
    return tuple(
        CellDifference(d.key, d.before, d.after, signed.get(str(d.key)) or d.reason, d.answer) for d in found
    )


def _changes(data: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    amends = data.get("amends") or {}
    changes: Sequence[Mapping[str, Any]] = amends.get("changes") or ()
    return changes


def _same(before: CellValue | None, after: CellValue | None) -> bool:
    if before is None or after is None:
        return before is after
    return (before.kind, before.value) == (after.kind, after.value)


def _answer(threads: Sequence[Thread], key: CellKey) -> str:
    """The last words at a cell that are not those of who asked first."""
    said = [
        comment.text
        for thread in threads
        if thread.key == key and thread.question
        for comment in thread.comments[1:]
        if comment.by != thread.comments[0].by
    ]
    return said[-1] if said else ""
