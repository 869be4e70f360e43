"""Amendments: a sent return is corrected in its next revision; the one that was sent is never touched."""

from __future__ import annotations

from uuid import UUID, uuid4

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import ReturnKey, Revision, State
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.completion import record_step
from kmmp_desktop.services.draft import storable
from kmmp_desktop.services.letter_box import is_foreign
from kmmp_desktop.services.letter_contents import LONGEST
from kmmp_desktop.services.permits import why_not
from kmmp_desktop.services.ports import Clock, UnitOfWork, Work
from kmmp_desktop.text import Message

AMENDABLE = (State.SUBMITTED, State.RECEIVED, State.RECALLED)
"""Before it has left, a return goes back to draft instead."""


class AmendService:
    """Begins the next revision of a return that has left the office."""

    def __init__(self, work: Work, clock: Clock) -> None:
        self._work = work
        self._clock = clock

    def why_not(self, revision: UUID, person: Person) -> Message | None:
        """Why this person cannot amend this revision; None where they can."""
        with self._work() as work:
            return _refusal(work, work.returns.revision(revision), person)

    def begin(self, revision: UUID, person: Person, why: str) -> Revision:
        """Make the next revision as a draft with the figures, reasons and words of this one.

        Form version, month's checks and standards stay; the revision that is amended does not change.

        Raises:
            RefusedError: it has not left the office, is another office's, or is amended already.
            StorageError: nothing was written.
        """
        said = storable(why)
        if not said:
            raise RefusedError("Write why the return is amended.")
        if len(said) > LONGEST:
            raise RefusedError("Say it in at most {most} characters.", most=LONGEST)
        at = self._clock.now()
        with self._work() as work:
            stored = work.returns.revision(revision)
            refusal = _refusal(work, stored, person)
            if stored is None or refusal is not None:
                raise RefusedError(refusal or "This return is not in the office any more.")
            new = Revision(
                id=uuid4(),
                key=stored.key,
                number=stored.number + 1,
                state=State.DRAFT,
                form_version=stored.form_version,
                pack_version=stored.pack_version,
                services=stored.services,
                created_at=at,
                changed_at=at,
                changed_by=person.id,
                language=stored.language,
                filled=stored.filled,
                offered=stored.offered,
                errors=stored.errors,
                warnings=stored.warnings,
                why=said,
            )
            work.returns.add_revision(new)
            work.amendments.copy(stored.id, new.id)
            head = work.audit.head(str(stored.id))
            record_step(
                work,
                new,
                at,
                person,
                "amended",
                {
                    "revision": str(stored.id),
                    "number": stored.number,
                    "short_code": stored.short_code,
                    "head": head,
                    "why": said,
                },
            )
            work.commit()
        return new

    def latest(self, key: ReturnKey) -> Revision | None:
        """The revision that counts now, or is being worked on."""
        with self._work() as work:
            return work.returns.latest(key)

    def used(self, revision: UUID) -> tuple[Message, ...]:
        """That totals were made of what this revision replaces; empty where there are none."""
        with self._work() as work:
            stored = work.returns.revision(revision)
            return used_before(work, stored) if stored is not None else ()


def used_before(work: UnitOfWork, revision: Revision) -> tuple[Message, ...]:
    """``3 consolidations used revision 1.``, for each older revision of the return that went into totals."""
    said = []
    for older in work.returns.revisions(revision.key):
        count = len(work.consolidations.using(older.id)) if older.number < revision.number else 0
        if count:
            params = {"count": count, "number": older.number}
            said.append(
                Message(
                    "1 consolidation used revision {number}."
                    if count == 1
                    else "{count} consolidations used revision {number}.",
                    params,
                )
            )
    return tuple(said)


def _refusal(work: UnitOfWork, stored: Revision | None, person: Person) -> Message | None:
    if stored is None:
        return Message("This return is not in the office any more.")
    if refusal := why_not(work.people.get(person.id) or person, Action.AMEND):
        return refusal
    if is_foreign(work, stored.id):
        return Message("This return came from another office: only that office amends it. Ask a question.")
    if stored.state not in AMENDABLE:
        return Message(
            "Only a return that was sent can be amended; this one is {state}.",
            {"state": Message(stored.state.value)},
        )
    latest = work.returns.latest(stored.key)
    if latest is not None and latest.number > stored.number:
        return Message("Revision {number} amends this one already: open that.", {"number": latest.number})
    return None
