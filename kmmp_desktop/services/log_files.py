"""Whether the kept signed files of a return are those that its log tells of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.services.log_states import CAME
from kmmp_desktop.services.ports import AuditEntry, UnitOfWork
from kmmp_desktop.text import Message

_SIGNED = ("completed", "approved")
_HAVE_FILES = (State.READY, State.APPROVED, State.SUBMITTED, State.RECEIVED, State.RECALLED)


def files_changed(
    work: UnitOfWork, revision: Revision, entries: tuple[AuditEntry, ...]
) -> Iterator[tuple[AuditEntry, Message]]:
    """The kept signed files are those of the last signature that the log tells of, or those that came."""
    signed = [entry for entry in entries if entry.action in _SIGNED]
    recorded = (
        {kind: (signed[-1], sha) for kind, sha in signed[-1].body.get("files", {}).items()} if signed else {}
    )
    for entry in entries:
        if entry.action == CAME and "sha256" in entry.body:
            recorded[str(entry.body.get("kind"))] = (entry, entry.body["sha256"])
    for kind, (entry, sha) in sorted(recorded.items()):
        file = work.files.get(revision.id, kind)
        if file is None and entry.action != CAME and revision.state not in _HAVE_FILES:
            continue  # one's own, taken back to draft: its signed bytes were discarded
        if file is None:
            said = Message("The kept signed file of the kind {kind} is gone.", {"kind": kind})
        elif hashlib.sha256(file.content).hexdigest() != sha:
            said = Message("The kept signed file {name} is not the one that was signed.", {"name": file.name})
        else:
            continue
        yield entry, said
