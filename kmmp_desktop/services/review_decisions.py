"""What the manager decides about each exception, and asks at the cells, before a return is approved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import NotFoundError, RefusedError
from kmmp_desktop.services.draft import storable
from kmmp_desktop.services.four_eyes import own_hand
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.permits import may, why_not
from kmmp_desktop.services.ports import AuditEntry, Clock, Comment, Thread, UnitOfWork, Work
from kmmp_desktop.text import Message

DECIDED = "decided"
_BEGUN_ANEW = frozenset({"completed", "returned", "reopened"})
"""Steps after which everything is to be decided again."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """An exception that the manager has looked at and lets stand."""

    by: UUID | None
    name: str
    at: datetime


def refusal(
    work: UnitOfWork, revision: Revision, person: Person, action: Action = Action.APPROVE
) -> Message | None:
    """Why this person may not review a return: only a manager does, and nobody what they entered."""
    now = work.people.get(person.id) or person
    return why_not(now, action) or own_hand(work, revision, now)


def why_not_ask(work: UnitOfWork, revision: Revision, person: Person) -> Message | None:
    """Why this person may not ask at the cells: of another office's return an officer may, too."""
    if revision.state is State.RECEIVED and may(work.people.get(person.id) or person, Action.ASK_OFFICE):
        return None
    return refusal(work, revision, person, Action.DECIDE)


def may_be_asked(work: UnitOfWork, revision: Revision) -> bool:
    """Whether a manager may ask at its cells: it is ready, or another office's and taken in here."""
    if revision.state is State.RECEIVED:
        return bool(work.received.of_revision(revision.id))
    return revision.state is State.READY


def accepted_in(work: UnitOfWork, entries: Iterable[AuditEntry]) -> dict[str, Accepted]:
    """The exceptions that are accepted, by check, from the chain of the revision."""
    found: dict[str, AuditEntry] = {}
    for entry in entries:
        if entry.action in _BEGUN_ANEW:
            found.clear()
        elif entry.action == DECIDED and entry.body["accepted"]:
            found[str(entry.body["check"])] = entry
        elif entry.action == DECIDED:
            found.pop(str(entry.body["check"]), None)
    names = _names(work, found)
    return {check: Accepted(e.by, names.get(e.by, ""), e.at) for check, e in found.items()}


def _names(work: UnitOfWork, found: Mapping[str, AuditEntry]) -> dict[UUID | None, str]:
    people = {by: work.people.get(by) for by in {e.by for e in found.values()} if by is not None}
    return {by: person.name for by, person in people.items() if person is not None}


def asked_in_review(entries: Iterable[AuditEntry], threads: Iterable[Thread]) -> tuple[Thread, ...]:
    """Questions that wait and were asked after the clerk had signed."""
    asked: set[str] = set()
    for entry in entries:
        if entry.action in _BEGUN_ANEW:
            asked.clear()
        elif entry.action == "comment" and entry.body.get("question"):
            asked.add(str(entry.body["thread"]))
    return tuple(t for t in threads if t.waits and str(t.id) in asked)


def asked_checks(entries: Iterable[AuditEntry], asked: Iterable[Thread]) -> dict[str, UUID]:
    """Of which exception a question that waits was asked: check and thread."""
    waiting = {str(thread.id): thread.id for thread in asked}
    found: dict[str, UUID] = {}
    for entry in entries:
        if entry.action == "comment" and entry.body.get("check") and entry.body["thread"] in waiting:
            found[str(entry.body["check"])] = waiting[str(entry.body["thread"])]
    return found


class ReviewDecisions:
    """Every act is one transaction in the revision's chain; raises StorageError where it was not kept."""

    def __init__(self, work: Work, clock: Clock) -> None:
        self._work = work
        self._clock = clock

    def accept(self, revision: UUID, check: str, person: Person) -> None:
        """Let an exception stand. Raises RefusedError where this person may not."""
        self._decide(revision, check, person, accepted=True)

    def take_back(self, revision: UUID, check: str, person: Person) -> None:
        """It is to be decided again."""
        self._decide(revision, check, person, accepted=False)

    def _decide(self, revision: UUID, check: str, person: Person, *, accepted: bool) -> None:
        with self._work() as work:
            self._append(work, revision, person, DECIDED, {"check": check, "accepted": accepted})
            self._reviewed(work, revision, person)
            work.commit()

    def ask(
        self,
        revision: UUID,
        key: CellKey,
        text: str,
        person: Person,
        *,
        thread: UUID | None = None,
        check: str = "",
    ) -> Comment:
        """Ask at a cell, or say more in a thread that stands there; an acceptance of ``check`` ends.

        Raises:
            RefusedError: there are no words, the return cannot be asked about, or this person may not.
            LockedError: it was approved meanwhile.
        """
        said = storable(text)
        if not said:
            raise RefusedError("There are no words to keep yet.")
        at = self._clock.now()
        with self._work() as work:
            added = work.returns.add_comment(
                revision, key, said, person.id, at, thread, question=True, reviewing=True
            )
            self._reviewed(work, revision, person)
            body = {"subject": str(key), "text": said, "thread": str(added.thread), "question": True}
            self._append(work, revision, person, "comment", {**body, "check": check} if check else body)
            if check and check in accepted_in(work, work.audit.entries(str(revision))):
                self._append(work, revision, person, DECIDED, {"check": check, "accepted": False})
            work.commit()
        return added

    def withdraw(self, revision: UUID, thread: UUID, person: Person) -> None:
        """Take a question back: one nobody has answered goes, any other counts as answered."""
        at = self._clock.now()
        with self._work() as work:
            self._reviewed(work, revision, person)
            found = next((t for t in work.returns.threads(revision) if t.id == thread), None)
            if found is None:
                raise NotFoundError("These words are no longer at the cell.", hint="Open the return again.")
            asked = asked_in_review(work.audit.entries(str(revision)), [found])
            own = bool(asked) and all(c.by == person.name for c in found.comments)
            for comment in reversed(found.comments) if own else ():
                work.returns.drop_comment(revision, comment.number, reviewing=True)
                gone = {"subject": str(found.key), "text": comment.text, "thread": str(thread)}
                self._append(work, revision, person, "comment", {**gone, "taken_back": True})
            if not own:
                work.returns.resolve(revision, thread, person.id, at)
                body = {"subject": str(found.key), "thread": str(thread), "done": True}
                self._append(work, revision, person, "resolve", body)
            work.commit()

    def _append(
        self, work: UnitOfWork, revision: UUID, person: Person, action: str, body: Mapping[str, object]
    ) -> None:
        work.audit.append(str(revision), self._clock.now(), person.id, action, body)

    def _reviewed(self, work: UnitOfWork, revision: UUID, person: Person) -> Revision:
        """The revision as it stands now; raises where this person may not say anything about it."""
        stored = work.returns.revision(revision)
        if stored is None:
            raise NotFoundError("This return is not in the office any more.")
        why = why_not_ask(work, stored, person)
        if why is not None:
            raise RefusedError(why)
        if not may_be_asked(work, stored):
            raise RefusedError(
                "The return of {facility} for {period} is not ready for approval: it is {state}.",
                facility=stored.key.facility,
                period=month_year(stored.key.period),
                state=Message(stored.state.value),
            )
        return stored
