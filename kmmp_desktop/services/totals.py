"""Totals of a month as they are shown, written and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from kmmp_desktop.domain.consolidation import CellSum, RateSum
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.domain.values import CellKey, CellValue
from kmmp_desktop.services.doubts import Doubt, described
from kmmp_desktop.text import Message

ACCEPTED = (State.APPROVED, State.SUBMITTED, State.RECEIVED)
"""A manager's verified signature stands on these; nothing else is added up."""


class Level(StrEnum):
    """What is added up together."""

    NATIONAL = "national"
    COUNTY = "county"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Counted:
    """A return that is in the totals."""

    facility: Facility
    revision: Revision
    partner: str
    claimed: bool
    """The partner is what the sending office says; no trust file says it."""
    days_late: int
    """Days between the deadline and the day its first revision was submitted or taken in; 0: on time."""
    returned: bool = False
    """Questions were sent to its office, and no newer revision has come."""
    doubt: Doubt | None = None
    """The key of a signer was revoked after it was taken in; it is added up all the same."""

    @property
    def partner_words(self) -> Message:
        """The partner as it is shown."""
        words = "{partner} (as its office says)" if self.claimed else "{partner}"
        return Message(words, {"partner": self.partner})


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A facility that owes the return and is not in the totals, and why."""

    facility: Facility
    state: State | None
    why: Message
    days_late: int


@dataclass(frozen=True, slots=True)
class Totals:
    """A month added up. ``counted`` and ``not_counted`` together are all that is owed."""

    form: Form
    period: Period
    level: Level
    place: str
    made_at: datetime
    counted: tuple[Counted, ...]
    not_counted: tuple[NotCounted, ...]
    sums: Mapping[CellKey, CellSum]
    rates: tuple[RateSum, ...]

    @property
    def owed(self) -> int:
        return len(self.counted) + len(self.not_counted)

    @property
    def returned(self) -> int:
        """How many were returned for correction, whether their last signed figures are counted or not."""
        inside = sum(1 for each in self.counted if each.returned)
        return inside + sum(1 for each in self.not_counted if each.state is State.RETURNED)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Of the counted ones those that rest on a signature whose key was revoked since."""
        return tuple(each.doubt for each in self.counted if each.doubt is not None)

    @property
    def late(self) -> int:
        """How many of the counted ones came after the deadline."""
        return sum(1 for each in self.counted if each.days_late)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one return brings to one total."""

    facility: Facility
    revision: Revision
    key: CellKey
    value: float | None
    cell: CellValue | None
    """The cell itself; ``None`` for a blank one and for the total of a row."""
    offered: bool
    signed_by: str
    """Clerk and manager, as they were identified."""
    doubt: Doubt | None = None
    """See ``Counted``."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is here now in the place of what a consolidation used."""

    facility: str
    used: int
    """Revision number; 0: the return was not in it."""
    now: int
    """Revision number; 0: the return is accepted no more."""

    @property
    def text(self) -> Message:
        """What became of it since."""
        params = {"facility": self.facility, "used": self.used, "now": self.now}
        if not self.used:
            return Message("{facility} came later", params)
        if not self.now:
            return Message("{facility} is accepted no more", params)
        return Message("{facility}: revision {used} was used, revision {now} is here", params)


def content_of(totals: Totals) -> dict[str, Any]:
    """As plain data: ``sums`` {cell: [value, counted, of]}, ``rates``, ``returns``, ``missing``."""
    return {
        "sums": {str(key): [s.value, s.counted, s.of] for key, s in totals.sums.items()},
        "rates": {r.code: [r.numerator, r.denominator, r.value, r.counted] for r in totals.rates},
        "returns": [
            {
                "facility": each.facility.mfl,
                "revision": str(each.revision.id),
                "number": each.revision.number,
                "short_code": each.revision.short_code,
                "days_late": each.days_late,
            }
            for each in totals.counted
        ],
        "doubts": [described(doubt) for doubt in totals.doubts],
        "missing": [{"facility": each.facility.mfl, "why": str(each.why)} for each in totals.not_counted],
    }
