"""Whether the written reasons of a return are those that the log tells of."""

from __future__ import annotations

from uuid import UUID

from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.services.ports import AuditEntry, UnitOfWork

_CHANGED = "changed:"


def reason_changed(work: UnitOfWork, revision: Revision, entries: tuple[AuditEntry, ...]) -> str | None:
    """The subject of the first reason of an own return that is not as it was written; ``None``: all are."""
    if revision.state is State.BROUGHT_IN:
        return None
    played: dict[str, str] = {}
    for entry in entries:
        if entry.action == "amended":  # its reasons were those before, but for those of what had changed then
            before = work.returns.reasons(UUID(entry.body["revision"]))
            played = {subject: r.text for subject, r in before.items() if not subject.startswith(_CHANGED)}
        if entry.action == "reason":
            played[entry.body["subject"]] = entry.body["text"]
    stored = {subject: reason.text for subject, reason in work.returns.reasons(revision.id).items()}
    for subject in dict.fromkeys((*stored, *played)):
        if stored.get(subject, "") != played.get(subject, ""):
            return subject
    return None
