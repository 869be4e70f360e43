"""What putting a backup in the place of the office would gain and lose, form by form and month by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey, Revision, State
from kmmp_desktop.services.backup_ports import Facts
from kmmp_desktop.services.ports import UnitOfWork, Work

_FIRST, _LAST = Period(1990, 1), Period(2200, 12)


@dataclass(frozen=True, slots=True)
class MonthDifference:
    """One form in one month; only months that differ are listed."""

    family: str
    period: Period
    here: Mapping[State, int]
    """Returns by state."""
    there: Mapping[State, int]
    returns_lost: int
    """Returns that are not in the backup at all."""
    returns_gained: int
    cells_lost: int
    """Figures that were entered or changed here later: they would be as they were, or gone."""
    cells_gained: int
    """Figures that the backup has later than the office."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """``here``: the office as it is now; ``there``: the backup."""

    months: tuple[MonthDifference, ...]
    people_lost: tuple[str, ...]
    """Names of people who have no account in the backup."""
    people_gained: tuple[str, ...]
    last_here: datetime | None
    last_there: datetime | None
    by_here: str
    by_there: str
    office_here: str
    same_office: bool
    settled_lost: int
    """Returns that were completed, approved or sent since, by steps that the backup does not know."""

    @property
    def cells_lost(self) -> int:
        return sum(month.cells_lost for month in self.months)

    @property
    def is_empty(self) -> bool:
        """Nothing would be lost."""
        return not self.people_lost and not any(
            month.cells_lost or month.returns_lost for month in self.months
        )


_STEPS = {State.DRAFT: 0, State.BROUGHT_IN: 0, State.READY: 1, State.APPROVED: 2, State.SUBMITTED: 3}


def compare(here: Work, there: Work, families: Iterable[str], now: Facts, then: Facts) -> Comparison:
    """Hold the office against a backup. ``now`` and ``then`` are the facts of both."""
    with here() as h, there() as t:
        months: list[MonthDifference] = []
        settled = 0
        for family in families:
            ours = {r.key: r for r in h.returns.between(family, _FIRST, _LAST)}
            theirs = {r.key: r for r in t.returns.between(family, _FIRST, _LAST)}
            for period in sorted({key.period for key in (*ours, *theirs)}, reverse=True):
                mine = {k: r for k, r in ours.items() if k.period == period}
                other = {k: r for k, r in theirs.items() if k.period == period}
                found, steps = _month(h, t, family, period, mine, other, now, then)
                settled += steps
                if found is not None:
                    months.append(found)
        people_here = {p.id: p.name for p in h.people.all()}
        people_there = {p.id: p.name for p in t.people.all()}
        office, kept = h.people.office(), t.people.office()
        return Comparison(
            tuple(months),
            tuple(sorted(name for key, name in people_here.items() if key not in people_there)),
            tuple(sorted(name for key, name in people_there.items() if key not in people_here)),
            now.last_at,
            then.last_at,
            people_here.get(now.last_by, "") if now.last_by else "",
            people_there.get(then.last_by, "") if then.last_by else "",
            office.name if office else "",
            office is None or kept is None or office.id == kept.id,
            settled,
        )


def _month(
    h: UnitOfWork,
    t: UnitOfWork,
    family: str,
    period: Period,
    mine: Mapping[ReturnKey, Revision],
    other: Mapping[ReturnKey, Revision],
    now: Facts,
    then: Facts,
) -> tuple[MonthDifference | None, int]:
    lost = gained = steps = 0
    differs = mine.keys() != other.keys()
    for key in mine.keys() | other.keys():
        a, b = mine.get(key), other.get(key)
        if a and b and a.id == b.id and now.heads.get(str(a.id)) == then.heads.get(str(b.id)):
            continue  # the same log: the same figures, reasons and steps
        differs = True
        cells_a = h.returns.cells(a.id) if a else {}
        cells_b = t.returns.cells(b.id) if b else {}
        count = sum(cells_a.get(c) != cells_b.get(c) for c in cells_a.keys() | cells_b.keys())
        if a and (b is None or a.changed_at >= b.changed_at):
            lost += count
            steps += _STEPS.get(a.state, 0) > (_STEPS.get(b.state, 0) if b else 0)
        else:
            gained += count
    if not differs:
        return None, 0
    difference = MonthDifference(
        family,
        period,
        Counter(r.state for r in mine.values()),
        Counter(r.state for r in other.values()),
        len(mine.keys() - other.keys()),
        len(other.keys() - mine.keys()),
        lost,
        gained,
    )
    return difference, steps
