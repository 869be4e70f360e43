"""Whether state, dates and signers of a return are those that the log, or its signed file, tells of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.domain.verdict import Verdict
from kmmp_desktop.services.ports import AuditEntry, SignedFile
from kmmp_desktop.services.receiving_data import Arrived
from kmmp_desktop.text import Message

CAME = "received"
SignedReturn = Callable[[SignedFile], tuple[Arrived, Verdict] | None]
"""What a kept file of another office says; ``None`` where it does not verify."""
_STATES = {
    "amended": State.DRAFT,
    "reopened": State.DRAFT,
    "returned": State.RETURNED,
    "completed": State.READY,
    "approved": State.APPROVED,
    "submitted": State.SUBMITTED,
    "received": State.RECEIVED,
    "recalled": State.RECALLED,
}


@dataclass(frozen=True, slots=True)
class _Life:
    """How far a return is, and who brought it there when."""

    state: State = State.DRAFT
    completed: tuple[datetime | None, UUID | None] = (None, None)
    approved: tuple[datetime | None, UUID | None] = (None, None)
    submitted: datetime | None = None


def states_changed(revision: Revision, entries: tuple[AuditEntry, ...]) -> Iterator[Message]:
    """What of a return of this office is not as its log says; it ends where every step fits."""
    lived = _lived(entries)
    if revision.state is State.BROUGHT_IN and not _is_typed(entries):
        return  # it came as a whole, without steps
    yield from _differing(revision, lived)


def foreign_states_changed(
    revision: Revision, entries: tuple[AuditEntry, ...], said: Arrived, verdict: Verdict
) -> Iterator[Message]:
    """The same of a return of another office: its signatures say who signed when, the log what came of it."""
    came = next((entry for entry in entries if entry.action == CAME), None)
    people = [identity.person for identity in verdict.identities]
    signed = _Life(
        _lived(entries).state,
        (said.completed_at, said.clerk),
        (verdict.signatures[-1].signed_at, (people[-1] if people else None) or revision.approved_by),
        revision.submitted_at if came is None else _seen(came.body, revision.submitted_at),
    )
    yield from _differing(revision, signed)


def _seen(body: Mapping[str, Any], otherwise: datetime | None) -> datetime | None:
    """When the bytes were seen first; entries of older versions do not say it."""
    return datetime.fromisoformat(body["seen_at"]) if "seen_at" in body else otherwise


def _lived(entries: tuple[AuditEntry, ...]) -> _Life:
    life = _Life()
    for entry in entries:
        state = _STATES.get(entry.action)
        if state is None:
            continue
        signed = (entry.at, entry.by)
        match state:
            case State.DRAFT | State.RETURNED:
                life = _Life(state)
            case State.READY:
                life = _Life(state, signed)
            case State.APPROVED:
                life = _Life(state, life.completed, signed)
            case State.SUBMITTED:
                life = _Life(state, life.completed, life.approved, entry.at)
            case _:
                life = _Life(state, life.completed, life.approved, life.submitted)
    return life


def _is_typed(entries: tuple[AuditEntry, ...]) -> bool:
    return any(entry.action in ("cell", "cells", *_STATES) for entry in entries)


def _differing(revision: Revision, life: _Life) -> Iterator[Message]:
    if revision.state is not life.state:
        yield Message(
            "The return is {state}, but the log says {known}.",
            {"state": Message(revision.state.value), "known": Message(life.state.value)},
        )
    for at, by, (known_at, known_by), when, who in (
        (revision.completed_at, revision.completed_by, life.completed, _COMPLETED_AT, _COMPLETED_BY),
        (revision.approved_at, revision.approved_by, life.approved, _APPROVED_AT, _APPROVED_BY),
    ):
        if _second(at) != _second(known_at):
            yield when
        if by != known_by:
            yield who
    if _second(revision.submitted_at) != _second(life.submitted):
        yield _SUBMITTED_AT


_COMPLETED_AT = Message("The day on which it was completed was changed without the log.")
_COMPLETED_BY = Message("Who completed it was changed without the log.")
_APPROVED_AT = Message("The day on which it was approved was changed without the log.")
_APPROVED_BY = Message("Who approved it was changed without the log.")
_SUBMITTED_AT = Message("The day on which it was sent was changed without the log.")


def _second(at: datetime | None) -> datetime | None:
    """Files carry whole seconds."""
    return at.replace(microsecond=0) if at is not None else None
