"""Second keying: start it, go on with it, say how it stands, and count errors for one's own eyes."""

from __future__ import annotations

import json
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from kmmp_desktop.domain.keying import Chosen, Keying, Outcome, Result, Scope, stands
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import LockedError, NotFoundError, RefusedError
from kmmp_desktop.services.entry import EntryService
from kmmp_desktop.services.handed import works_for
from kmmp_desktop.services.keying_choice import choose
from kmmp_desktop.services.keying_session import SecondKeying, standing_name
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.ports import Clock, UnitOfWork, Work
from kmmp_desktop.text import Message

STARTED = "second keying"
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of a person's keyed cells were wrong."""

    wrong: int
    keyed: int

    @property
    def per_thousand(self) -> float:
        return 1000 * self.wrong / self.keyed if self.keyed else 0.0


class KeyingService:
    """Nothing here is shown to anybody but the person it is about; nothing is exported or logged."""

    def __init__(self, work: Work, entry: EntryService, clock: Clock) -> None:
        self._work = work
        self._entry = entry
        self._clock = clock

    # -- beginning -------------------------------------------------------------------------

    def choice(self, opened: OpenReturn, scope: Scope) -> tuple[Chosen, ...]:
        """The cells that a second keying would ask for now; the same list until one is begun."""
        if opened.revision is None:
            return ()
        with self._work() as work:
            earlier = len(work.keyings.of_revision(opened.revision.id))
        return choose(opened, scope, earlier)

    def start(self, opened: OpenReturn, scope: Scope) -> SecondKeying:
        """Begin a second keying by the person of ``opened``.

        Raises:
            LockedError: the return may not be changed now.
            RefusedError: there is nothing to key again.
            StorageError: nothing was written.
        """
        opened.refuse_locked()
        cells = self.choice(opened, scope)
        if not cells:
            raise RefusedError(
                "No figure is in this return yet: there is nothing to key a second time.",
                hint="Key the return first.",
            )
        by = opened.person.id

        def keep(work: UnitOfWork, revision: Revision, at: datetime) -> Keying:
            stored = work.returns.revision(revision.id)
            if stored is None or stored.state.is_locked:
                raise LockedError("This return was locked in the meantime: it is not keyed a second time.")
            keying = Keying(uuid4(), revision.id, scope, cells, by, at)
            work.keyings.add(keying)
            body = {"keying": str(keying.id), "scope": scope.value, "cells": len(cells)}
            work.audit.append(str(revision.id), at, by, STARTED, body)
            return keying

        return self._session(opened.transact(keep, action=Action.KEY_AGAIN), {}, opened.person)

    def unfinished(self, opened: OpenReturn) -> Keying | None:
        """The last second keying of this revision that the person of ``opened`` has not finished."""
        if opened.revision is None:
            return None
        with self._work() as work:
            begun = work.keyings.of_revision(opened.revision.id)
            whose = works_for(work, opened.person.id)
        mine = [k for k in begun if k.by in whose and k.finished_at is None]
        return mine[-1] if mine else None

    def done(self, keying: Keying) -> int:
        """How many cells of a second keying are settled or left open."""
        with self._work() as work:
            results = work.keyings.results(keying.id)
        return sum(result.outcome is not Outcome.ASKED for result in results.values())

    def resume(self, keying: UUID, person: Person) -> SecondKeying:
        """Go on with a second keying, at the cell where the program stopped.

        Raises:
            NotFoundError: there is none, or not of this person, or the return has a newer revision.
            LockedError: the return has been locked since.
        """
        with self._work() as work:
            known = work.keyings.get(keying)
            results = work.keyings.results(keying)
            place = _place(work, person)
            whose = works_for(work, person.id)
        if known is None or known.by not in whose:
            raise NotFoundError("This second keying is not in the office any more.")
        here = place if place is not None and place[0] == keying else None
        session = self._session(known, results, person, here)
        session.opened.refuse_locked()
        return session

    def last(self, person: Person) -> UUID | None:
        """The second keying in which the program ended without closing it; ``None`` where there is none."""
        with self._work() as work:
            place = _place(work, person)
            keying = work.keyings.get(place[0]) if place else None
            revision = work.returns.revision(keying.revision) if keying else None
        if keying is None or keying.finished_at is not None or revision is None or revision.state.is_locked:
            return None
        return keying.id

    def _session(
        self,
        keying: Keying,
        results: dict[CellKey, Result],
        person: Person,
        place: tuple[UUID, CellKey, str] | None = None,
    ) -> SecondKeying:
        with self._work() as work:
            revision = work.returns.revision(keying.revision)
        if revision is None:
            raise NotFoundError("This return is not in the office any more.")
        key = revision.key

        def reopen() -> OpenReturn:
            opened = self._entry.open(key.family, key.facility, key.period, person)
            if opened.revision is None or opened.revision.id != keying.revision:
                raise NotFoundError("This return has a newer revision: key that one a second time.")
            return opened

        return SecondKeying(
            keying, results, reopen, self._blind, place[1] if place else None, place[2] if place else ""
        )

    def _blind(self, opened: OpenReturn) -> OpenReturn:
        around = copy(opened.around)
        around.earlier = {}
        hidden = Message("The first keying is hidden until the second one is finished.")
        return OpenReturn(
            self._work, self._clock, opened.compiled, opened.key, opened.person, around, None, {}, hidden
        )

    # -- how it stands ---------------------------------------------------------------------

    def line(self, opened: OpenReturn) -> Message | None:
        """One line on the second keying of a return; ``None`` where there was none."""
        if opened.revision is None:
            return None
        with self._work() as work:
            results = [result for _, result in work.keyings.latest_results(opened.revision.id).values()]
        if not results:
            return None
        still = [r for r in results if stands(r, opened.value(r.key))]
        counts = {
            "count": len(results),
            "agreed": sum(r.outcome.is_settled for r in still),
            "apart": sum(r.outcome is Outcome.OPEN for r in still),
            "changed": len(results) - len(still),
        }
        if counts["apart"] and counts["changed"]:
            return Message(
                "Second keying: {agreed} of {count} agreed, {apart} not settled, {changed} changed since.",
                counts,
            )
        if counts["apart"]:
            return Message("Second keying: {agreed} of {count} agreed, {apart} not settled.", counts)
        if counts["changed"]:
            return Message("Second keying: {agreed} of {count} agreed, {changed} changed since.", counts)
        return Message("Second keying: {agreed} of {count} agreed.", counts)

    # -- for one's own eyes ----------------------------------------------------------------

    def own_rates(self, person: Person) -> tuple[Rate, Rate]:
        """How often ``person`` was wrong in the last 12 months, when keying first and when keying again.

        Only cells of finished second keyings that were settled count. Ask for the person at the
        desk only.
        """
        since = self._clock.now() - YEAR
        with self._work() as work:
            first = work.keyings.outcomes_first(person.id, since)
            second = work.keyings.outcomes_second(person.id, since)
        return _rate(first, Outcome.FIRST_WRONG), _rate(second, Outcome.SECOND_WRONG)


def _rate(counted: dict[Outcome, int], wrong: Outcome) -> Rate:
    return Rate(counted.get(wrong, 0), sum(count for outcome, count in counted.items() if outcome.is_settled))


def _place(work: UnitOfWork, person: Person) -> tuple[UUID, CellKey, str] | None:
    """Keying, cell and half-typed text of the place where the person stopped."""
    stored = json.loads(work.settings.get(standing_name(person)) or "null")
    if stored is None:
        return None
    return UUID(stored["keying"]), CellKey(stored["element"], stored["category"]), stored["draft"]
