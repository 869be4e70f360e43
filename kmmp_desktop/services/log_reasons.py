"""Whether the written reasons of a return are those that the log tells of, or that were signed elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.services.amendment_ports import CHANGED
from kmmp_desktop.services.ports import AuditEntry, UnitOfWork


def reason_changed(work: UnitOfWork, revision: Revision, entries: tuple[AuditEntry, ...]) -> str | None:
    """The subject of the first reason of an own return that is not as it was written; ``None``: all are."""
    if revision.state is State.BROUGHT_IN:
        return None
    played: dict[str, str] = {}
    for entry in entries:
        if entry.action == "amended":  # its reasons were those before, but for those of what had changed then
            before = work.returns.reasons(UUID(entry.body["revision"]))
            played = {subject: r.text for subject, r in before.items() if not subject.startswith(CHANGED)}
        if entry.action == "reason":
            played[entry.body["subject"]] = entry.body["text"]
    return reason_differing(work, revision, played)


def reason_differing(work: UnitOfWork, revision: Revision, written: Mapping[str, str]) -> str | None:
    """The subject of the first stored reason that is not the one ``written``; ``None``: all are."""
    stored = {subject: reason.text for subject, reason in work.returns.reasons(revision.id).items()}
    for subject in dict.fromkeys((*stored, *written)):
        if stored.get(subject, "") != written.get(subject, ""):
            return subject
    return None
