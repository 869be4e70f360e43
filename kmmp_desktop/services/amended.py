"""What an amendment changed: cells now and before, each with its written reason."""

from __future__ import annotations

from typing import Any

from kmmp_desktop.domain.cell_json import encode_cell
from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.domain.values import CellKey, CellValue
from kmmp_desktop.services.amendment_ports import CHANGED
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.ports import UnitOfWork


def is_amendment(opened: OpenReturn) -> bool:
    """Whether what changes has to be explained: a revision was signed and sent before this one."""
    return bool(opened.revision is not None and opened.revision.why) and opened.signed_before is not None


def changed_cells(opened: OpenReturn) -> tuple[CellKey, ...]:
    """Cells that differ from the revision that is amended, in paper order; none where nothing is amended."""
    if not is_amendment(opened):
        return ()
    return tuple(key for key in opened.form.entry_cells if opened.changed_since_signed(key))


def subject_of(key: CellKey) -> str:
    """What the reason of a changed cell is kept under."""
    return f"{CHANGED}{key}"


def base_of(work: UnitOfWork, revision: Revision) -> Revision | None:
    """The revision that is amended: the last locked one before."""
    older = [r for r in work.returns.revisions(revision.key) if r.number < revision.number]
    signed = [r for r in older if r.state.is_locked]
    return signed[-1] if signed else None


def amends(work: UnitOfWork, opened: OpenReturn) -> dict[str, Any] | None:
    """What the document says of the revision that it replaces; None in a first revision.

    Cells are as everywhere in the document: ``{"kind": "number", "value": 63}``, ``None`` where blank.
    """
    if opened.revision is None or not is_amendment(opened):
        return None
    base = base_of(work, opened.revision)
    if base is None or opened.signed_before is None:
        return None
    changes = []
    for key in changed_cells(opened):
        reason = opened.reasons.get(subject_of(key))
        changes.append(
            {
                "cell": str(key),
                "before": _plain(opened.signed_before.get(key)),
                "after": _plain(opened.value(key)),
                "reason": reason.text if reason else "",
                "by": reason.by if reason else "",
            }
        )
    return {
        "revision": str(base.id),
        "number": base.number,
        "short_code": base.short_code,
        "why": opened.revision.why,
        "changes": changes,
    }


def _plain(value: CellValue | None) -> dict[str, Any] | None:
    data = encode_cell(value)
    return data and {name: data[name] for name in ("kind", "value")}
