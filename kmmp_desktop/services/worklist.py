"""What is owed: facilities by months, with state, deadline and what has to be done first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.period import Period, east_africa
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.services.amendment_ports import Standing
from kmmp_desktop.services.compiled import base_family
from kmmp_desktop.services.ports import Clock, FormCatalogue, Work
from kmmp_desktop.text import Message

EARLIER_MONTHS = 5
LOOK_BACK = 24
"""How many months back an overdue return is still looked for: overdue never disappears."""

NEEDS_YOU, DUE_NEXT, DONE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class MonthMark:
    """How one month of one facility stands. ``state`` is ``None`` where nothing is started."""

    period: Period
    owed: bool
    state: State | None
    days_late: int


@dataclass(frozen=True, slots=True)
class WorkRow:
    facility: Facility
    months: tuple[MonthMark, ...]
    """Five earlier months, oldest first."""
    current: MonthMark
    revision: Revision | None
    percent: int
    errors: int
    warnings: int
    due: Message
    due_at: datetime
    days_left: int
    group: int
    """0 needs you first (overdue, returned), 1 due next, 2 done."""
    last_change: datetime | None
    overdue: tuple[Period, ...]
    """Every owed month that is past its deadline and has not left, oldest first."""

    @property
    def bucket(self) -> str:
        """The one state it is counted under; states add up to all."""
        state = self.current.state
        if state is None:
            return "not_started"
        if state in (State.RETURNED, State.RECALLED):
            return "draft"
        return "received" if state is State.BROUGHT_IN else state.value


@dataclass(frozen=True, slots=True)
class Worklist:
    family: str
    period: Period
    rows: tuple[WorkRow, ...]
    counts: Mapping[str, int]
    on_time: int
    with_errors: int
    due_at: datetime
    sub_counties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Amended:
    """What is known of amendments and questions of the months on the list."""

    sent: Mapping[UUID, datetime | None]
    """Latest revisions that amend one which was sent and still counts, and when that was: nothing is late."""
    asked: Mapping[UUID, int]
    """Questions that wait, by latest revision."""


class WorklistService:
    """Answers what is owed for one form and month."""

    def __init__(self, work: Work, forms: FormCatalogue, clock: Clock) -> None:
        self._work = work
        self._forms = forms
        self._clock = clock

    def default_period(self) -> Period:
        """The month that clerks work on now: last month, whose returns are due next."""
        return Period.of(east_africa(self._clock.now()).date()).shift(-1)

    def recall(self, name: str) -> str | None:
        with self._work() as work:
            return work.settings.get(name)

    def remember(self, name: str, value: str) -> None:
        with self._work() as work:
            work.settings.put(name, value)
            work.commit()

    def month(self, family: str, period: Period) -> Worklist:
        """Every facility that owes the form this month, or still owes it for an earlier one."""
        form = self._forms.newest(family)
        base = base_family(form, self._forms)
        with self._work() as work:
            facilities = work.facilities.all()
            left_by = {one.id: one.name for one in work.people.all() if one.handed_to is not None}
            first = period.shift(-LOOK_BACK)
            found = work.returns.in_month(family, period)
            based = work.returns.in_month(base, period) if base else ()
            sent = work.amendments.sent_before(family, first, period)
            asked = work.amendments.waiting(family, first, period)
            if base:
                sent |= work.amendments.sent_before(base, first, period)  # of its base, like its state
            named = sent.keys() | asked.keys()
            stood = work.amendments.standings(family, first, period, named)
            based_stood = work.amendments.standings(base, first, period, named) if base else {}
        amended = Amended(sent, asked)
        revisions: dict[str, Revision] = {}
        # A derived form has no revisions of its own: it stands where its base stands.
        for revision in (*found, *based):
            revisions.setdefault(revision.key.facility, revision)
        # Deadlines are the same for every facility: counted once, not 25 times for each of thousands.
        now = self._clock.now()
        calendar = tuple(
            (month, days_late(month.due(form.due_day), now))
            for month in (period.shift(-back) for back in range(LOOK_BACK, -1, -1))
        )
        due_at = period.due(form.due_day)
        left = (east_africa(due_at).date() - east_africa(now).date()).days
        rows = [
            row
            for f in facilities
            if (
                row := _row(
                    form,
                    f,
                    calendar,
                    due_at,
                    left,
                    revisions.get(f.mfl),
                    {**based_stood.get(f.mfl, {}), **stood.get(f.mfl, {})},
                    amended,
                )
            )
            is not None
        ]
        rows = [_taken_over(row, left_by) for row in rows]
        rows.sort(key=lambda r: (r.group, r.overdue[0] if r.overdue else r.current.period, r.facility.name))
        return _sum_up(family, period, rows, due_at, amended)


def _row(
    form: Form,
    facility: Facility,
    calendar: Sequence[tuple[Period, int]],
    due_at: datetime,
    left: int,
    revision: Revision | None,
    stood: Mapping[Period, Standing],
    amended: Amended,
) -> WorkRow | None:
    """One facility, or ``None`` if it owes nothing. ``calendar``: months and how late they are by now.

    ``revision``: of the last month; ``stood``: of every month.
    """
    marks = []
    for month, days in calendar:
        found = stood.get(month)
        owed = facility.owes(form.family, month)
        state = found.state if found else None
        left_once = found is not None and (found.state.has_left or found.id in amended.sent)
        marks.append(MonthMark(month, owed, state, days if owed and not left_once else 0))
    current = marks[-1]
    overdue = tuple(m.period for m in marks if m.days_late)
    if not current.owed and revision is None and not overdue:
        return None
    returned = any(m.state in (State.RETURNED, State.RECALLED) for m in marks)
    asked = sum(amended.asked.get(s.id, 0) for s in stood.values() if s.id is not None and s.state.has_left)
    done = current.state is not None and (current.state.has_left or current.state is State.APPROVED)
    group = NEEDS_YOU if overdue or returned or asked else DONE if done else DUE_NEXT
    return WorkRow(
        facility=facility,
        months=tuple(marks[-1 - EARLIER_MONTHS : -1]),
        current=current,
        revision=revision,
        percent=_percent(revision),
        errors=revision.errors if revision else 0,
        warnings=revision.warnings if revision else 0,
        due=_due(current, marks, left, asked, revision if revision and revision.id in amended.sent else None),
        due_at=due_at,
        days_left=left,
        group=group,
        last_change=revision.changed_at if revision else None,
        overdue=overdue,
    )


def _taken_over(row: WorkRow, left_by: Mapping[UUID, str]) -> WorkRow:
    """A draft of somebody whose account was handed over says whose it was, until somebody works on it."""
    revision = row.revision
    if revision is None or revision.state not in (State.DRAFT, State.RETURNED):
        return row
    name = left_by.get(revision.changed_by) if revision.changed_by else None
    if name is None:
        return row
    return replace(row, due=Message("{due}, from {name}", {"due": row.due, "name": name}))


def days_late(due: datetime, now: datetime) -> int:
    """Whole days since the due date, counted in East African calendar days; 0 while in time."""
    if now <= due:
        return 0
    return max(1, (east_africa(now).date() - east_africa(due).date()) // timedelta(days=1))


def _percent(revision: Revision | None) -> int:
    if revision is None or not revision.offered:
        return 0
    share = 100 * revision.filled // revision.offered
    return share


_SAID: dict[State | None, Message] = {
    State.RETURNED: Message("returned to you"),
    State.RECALLED: Message("recalled, to be amended"),
    State.READY: Message("awaiting review"),
    State.APPROVED: Message("to be sent"),
    State.SUBMITTED: Message("sent"),
    State.RECEIVED: Message("sent"),
    State.BROUGHT_IN: Message("brought in"),
}


def _due(
    current: MonthMark, marks: Sequence[MonthMark], left: int, asked: int, amending: Revision | None
) -> Message:
    """``amending``: the revision of the month, where it amends one that was sent."""
    late = [m for m in marks if m.days_late]
    if late:
        return (
            Message("{days} days late", {"days": late[0].days_late})
            if late[0].days_late != 1
            else Message("1 day late")
        )
    if asked:
        return Message("1 question") if asked == 1 else Message("{count} questions", {"count": asked})
    if amending is not None and not amending.state.is_locked:
        return Message("amends revision {number}", {"number": amending.number - 1})
    if current.state in _SAID:
        return _SAID[current.state]
    if not current.owed:
        return Message("not owed")
    if left == 0:
        return Message("today")
    return Message("1 day left") if left == 1 else Message("{days} days left", {"days": left})


def _sum_up(
    family: str, period: Period, rows: Sequence[WorkRow], due_at: datetime, amended: Amended
) -> Worklist:
    names = ("not_started", "draft", "ready", "approved", "submitted", "received")
    counts = {name: sum(1 for r in rows if r.bucket == name) for name in names}
    counts["all"] = len(rows)
    counts["overdue"] = sum(1 for r in rows if r.overdue)
    counts["returned"] = sum(
        1
        for r in rows
        if r.current.state is State.RETURNED or any(m.state is State.RETURNED for m in r.months)
    )
    moments = (amended.sent.get(r.revision.id) or r.revision.submitted_at for r in rows if r.revision)
    on_time = sum(1 for at in moments if at is not None and at <= due_at)
    return Worklist(
        family,
        period,
        tuple(rows),
        counts,
        on_time,
        sum(1 for r in rows if r.errors),
        due_at,
        tuple(sorted({r.facility.sub_county for r in rows if r.facility.sub_county})),
    )
