"""What a month would send, and by name what it would not."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.services.compiled import base_family
from kmmp_desktop.services.ports import Clock, FormCatalogue, Work
from kmmp_desktop.services.worklist import days_late
from kmmp_desktop.text import Message

_BYTES_IN_SUBMISSION = 45_000
"""Of one return in workbook and booklet of the month; measured at 300 returns of 220 cells: 37,000."""

NOT_CHOSEN = Message("Approved, not chosen for this submission")

_WHY = {
    None: Message("Not started"),
    State.DRAFT: Message("Draft"),
    State.RETURNED: Message("Returned to the clerk"),
    State.READY: Message("Ready, not approved"),
    State.RECALLED: Message("Recalled, to be amended"),
    State.BROUGHT_IN: Message("Brought in from earlier records, unsigned"),
}


@dataclass(frozen=True, slots=True)
class Included:
    facility: Facility
    revision: Revision
    figures: int
    bytes: int
    days_late: int = 0
    """Days from the due date to the approval; 0 where it was in time."""

    @property
    def warnings(self) -> int:
        return self.revision.warnings


@dataclass(frozen=True, slots=True)
class LeftOut:
    facility: Facility
    state: State | None
    why: Message
    days_late: int = 0
    """Days from the due date until now."""


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What would be sent, and by name what would not."""

    family: str
    period: Period
    included: tuple[Included, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def figures(self) -> int:
        return sum(item.figures for item in self.included)

    @property
    def bytes_needed(self) -> int:
        """Of the returns, and of the submission for the whole month where it is signed."""
        return sum(item.bytes + _BYTES_IN_SUBMISSION for item in self.included)

    @property
    def late(self) -> int:
        """How many of those in it were approved after the due date."""
        return sum(item.days_late > 0 for item in self.included)

    def without(self, facilities: Collection[str]) -> ExportPlan:
        """The plan less some facilities, which are then left out by name."""
        kept = tuple(item for item in self.included if item.facility.mfl not in facilities)
        dropped = tuple(
            LeftOut(item.facility, item.revision.state, NOT_CHOSEN, item.days_late)
            for item in self.included
            if item.facility.mfl in facilities
        )
        return ExportPlan(self.family, self.period, kept, (*self.left_out, *dropped))


class ExportPlanner:
    """Looks through the facilities of an office."""

    def __init__(self, work: Work, clock: Clock, forms: FormCatalogue) -> None:
        self._work = work
        self._clock = clock
        self._forms = forms

    def plan(self, family: str, period: Period, facilities: Sequence[str] = ()) -> ExportPlan:
        """Say what a month (or some of its facilities) would send; changes nothing.

        Returns that were taken in from other offices are theirs to send, and are in neither list.
        """
        included, left_out = [], []
        base = base_family(self._forms.newest(family), self._forms)
        due = period.due(self._forms.newest(family).due_day)
        now = self._clock.now()
        with self._work() as work:
            revisions = {r.key.facility: r for r in work.returns.in_month(family, period)}
            taken_in = {received.revision for received in work.received.of_month(family, period)}
            for facility in work.facilities.all():
                revision = revisions.get(facility.mfl)
                if (facilities and facility.mfl not in facilities) or (
                    revision is None and not facility.owes(family, period)
                ):
                    continue
                if revision is not None and revision.id in taken_in:
                    continue
                state = revision.state if revision else None
                if revision is None and base and facility.owes(base, period):
                    left_out.append(LeftOut(facility, None, self._inside(base)))
                elif revision is not None and state in (State.APPROVED, State.SUBMITTED, State.RECEIVED):
                    sizes = work.files.sizes(revision.id)
                    late = days_late(due, revision.approved_at or revision.changed_at)
                    included.append(Included(facility, revision, revision.filled, sum(sizes.values()), late))
                else:
                    left_out.append(LeftOut(facility, state, _WHY[state], days_late(due, now)))
        return ExportPlan(family, period, tuple(included), tuple(left_out))

    def _inside(self, base: str) -> Message:
        return Message("Derived: signed and sent inside {form}", {"form": self._forms.newest(base).short})
