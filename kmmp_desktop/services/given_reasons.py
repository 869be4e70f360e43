"""Reasons that were written before: what is offered while writing, and what is said too often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kmmp_desktop.domain.form import Form, Status
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.amendment_ports import CHANGED
from kmmp_desktop.services.finding_ports import GivenReason
from kmmp_desktop.services.ports import Work

LOOK_BACK = 24
"""Months whose reasons are offered."""
OFFERED = 8
"""Reasons in a pick list: what is read at one look."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A number of the programme's own, with how sure it is."""

    value: int
    status: Status


REPEATED = Setting(9, Status.PROGRAMME_SETTING)
"""From so many times on a manager is told that a facility gives the same reason again and again."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """How often a facility gave the same reason, in returns of one form."""

    count: int
    since: Period

    @property
    def many(self) -> bool:
        return self.count >= REPEATED.value


@dataclass(frozen=True, slots=True)
class FrequentReasons:
    """What the office often writes; ``for_subject`` is what a field offers."""

    by_subject: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    of_checks: tuple[str, ...] = ()
    of_cells: tuple[str, ...] = ()
    cells: frozenset[str] = frozenset()

    def for_subject(self, subject: str) -> tuple[str, ...]:
        """Reasons for this check or cell, most used first; then those of the office's other ones."""
        others = self.of_cells if subject in self.cells else self.of_checks
        return _distinct((*self.by_subject.get(subject, ()), *others))[:OFFERED]


class ReasonShelf:
    """Reads reasons that lie in the office."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def frequent(self, form: Form, period: Period) -> FrequentReasons:
        """The office's reasons of the last 24 months; not for the GUI thread in a national database."""
        with self._work() as work:
            used = work.finding_steps.most_used(form.family, period.shift(1 - LOOK_BACK), period)
        by_subject: dict[str, list[str]] = {}
        sums: dict[bool, dict[str, int]] = {False: {}, True: {}}
        cells = frozenset(subject for subject, _, _ in used if form.key(subject) is not None)
        for subject, text, count in used:
            if subject.startswith(CHANGED):  # of one correction, not of a habit
                continue
            by_subject.setdefault(subject, []).append(text)
            of_kind = sums[subject in cells]
            of_kind[text] = of_kind.get(text, 0) + count
        return FrequentReasons(
            {subject: _distinct(texts)[:OFFERED] for subject, texts in by_subject.items()},
            _most(sums[False]),
            _most(sums[True]),
            cells,
        )


def repeats_of(text: str, given: Sequence[GivenReason], form: Form, period: Period) -> Repeats | None:
    """How often a reason was given up to a month; each finding of each month counts once.

    Capitals and blanks make no difference. ``None`` for a reason that was never given.
    """
    said = _plain(text)
    if not said:
        return None
    months = [
        one.period
        for one in given
        if one.period <= period and _plain(one.text) == said and _of_check(one.subject, form)
    ]
    return Repeats(len(months), min(months)) if months else None


def _of_check(subject: str, form: Form) -> bool:
    return not subject.startswith(CHANGED) and form.key(subject) is None


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _most(counts: Mapping[str, int]) -> tuple[str, ...]:
    return _distinct(sorted(counts, key=lambda text: -counts[text]))[:OFFERED]


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    known: dict[str, str] = {}
    for text in texts:
        known.setdefault(_plain(text), text)
    return tuple(known.values())
