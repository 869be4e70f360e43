"""Which returns of a month are accepted, which are not and why, and what changed since totals were made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from kmmp_desktop.domain.checking import ReturnFacts
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Facility, Office
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.services.exchange_ports import Consolidation, Received
from kmmp_desktop.services.offer import Offer, frozen_services
from kmmp_desktop.services.ports import UnitOfWork
from kmmp_desktop.services.totals import ACCEPTED, Change, Counted, Level, NotCounted
from kmmp_desktop.services.worklist import days_late
from kmmp_desktop.text import Message

PartnerOf = Callable[[UUID], str]
"""The implementing partner of an office, as the programme's trust file has it; empty: it does not say."""
_WHY = {
    None: Message("Not started"),
    State.DRAFT: Message("Draft"),
    State.RETURNED: Message("Returned for correction"),
    State.READY: Message("Ready, not approved"),
    State.RECALLED: Message("Recalled by its office"),
    State.BROUGHT_IN: Message("Brought in from earlier records, unsigned"),
}


class MonthOfReturns:
    """The returns of one form and month, read once."""

    def __init__(
        self,
        work: UnitOfWork,
        family: str,
        period: Period,
        form: Form,
        now: datetime,
        partner_of: PartnerOf,
    ) -> None:
        self._partner_of = partner_of
        self._work, self._family, self._period = work, family, period
        self._due, self._now = period.due(form.due_day), now
        self._latest = {r.key.facility: r for r in work.returns.in_month(family, period)}
        self._came: dict[UUID, Received] = {r.revision: r for r in work.received.of_month(family, period)}
        self._sent_before = work.amendments.sent_before(family, period, period)
        self._office: Office | None = work.people.office()

    def facilities(self, level: Level, place: str) -> list[Facility]:
        """Those of the level that owe the form or have sent it, by name."""
        return [
            f
            for f in self._work.facilities.all()
            if (f.owes(self._family, self._period) or f.mfl in self._latest) and self._is_in(f, level, place)
        ]

    def _is_in(self, facility: Facility, level: Level, place: str) -> bool:
        if level is Level.COUNTY:
            return facility.county == place
        return level is Level.NATIONAL or self._partner(facility.mfl)[0] == place

    def _partner(self, mfl: str) -> tuple[str, bool]:
        """The partner of the office that its return came from, and whether that office alone says so.

        The office's own partner where the return is its own, or missing.
        """
        latest = self.accepted(mfl)
        came = self._came.get(latest.id) if latest else None
        if came is None:
            return (self._office.partner if self._office else ""), False
        known = self._partner_of(came.office)
        return known or came.partner, not known

    def accepted(self, mfl: str) -> Revision | None:
        """The newest accepted revision: a draft amendment does not take the signed one away."""
        latest = self._latest.get(mfl)
        if latest is None or latest.state in ACCEPTED:
            return latest
        if latest.number == 1 or latest.state is State.RECALLED:
            return None
        older = [r for r in self._work.returns.revisions(latest.key) if r.state in ACCEPTED]
        return older[-1] if older else None

    def counted(self, facility: Facility, revision: Revision) -> Counted:
        came = self._came.get(revision.id)
        latest = self._latest[facility.mfl]
        # who sent in time and amends later was in time
        first = self._sent_before.get(latest.id)
        sent = first or revision.submitted_at or (came.taken_at if came else None)
        asked = any(letter.sent for letter in self._work.letters.of_revision(revision.id, "questions"))
        late = days_late(self._due, sent) if sent else 0
        return Counted(facility, revision, *self._partner(facility.mfl), late, asked)

    def why_not(self, facility: Facility) -> list[NotCounted]:
        latest = self._latest.get(facility.mfl)
        state = latest.state if latest else None
        return [NotCounted(facility, state, _WHY[state], days_late(self._due, self._now))]


def facts_of(form: Form, facility: Facility, revision: Revision) -> ReturnFacts:
    """What was offered when the revision was completed."""
    offer = Offer(form, facility, revision.key, frozen_services(revision))
    return ReturnFacts(revision.key.period, offered=offer)


def changes_since(work: UnitOfWork, month: MonthOfReturns, kept: Consolidation) -> tuple[Change, ...]:
    """Returns that stand otherwise now, and those that were not in it."""
    changes: list[Change] = []
    used: dict[str, Revision] = {}
    for revision_id in kept.revisions:
        revision = work.returns.revision(revision_id)
        if revision is not None:
            used[revision.key.facility] = revision
    now = {f.mfl: (f, month.accepted(f.mfl)) for f in month.facilities(Level(kept.level), kept.place)}
    for mfl, revision in used.items():
        facility, newest = now.get(mfl, (None, None))
        if newest is None or newest.id != revision.id:
            name = facility.name if facility else mfl
            changes.append(Change(name, revision.number, newest.number if newest else 0))
    changes += [
        Change(facility.name, 0, newest.number)
        for mfl, (facility, newest) in now.items()
        if newest is not None and mfl not in used
    ]
    return tuple(changes)


def signers(work: UnitOfWork, revision: Revision) -> str:
    names = []
    for person in (revision.completed_by, revision.approved_by):
        if person is None:
            continue
        known = work.people.get(person)
        outside = None if known else work.people.outside(person)
        names.append(known.name if known else outside.name if outside else "")
    return ", ".join(name for name in names if name)
