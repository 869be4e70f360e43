"""How good the figures are: completeness, timeliness and consistency by facility and month."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from kmmp_desktop.domain.form import Form, Severity
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.quality import BY_MEASURE, OF_RETURNS, Measure
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import NotFoundError
from kmmp_desktop.services.compiled import base_family
from kmmp_desktop.services.permits import permit_named
from kmmp_desktop.services.ports import Clock, FormCatalogue, Progress, Work
from kmmp_desktop.services.quality_map import QualityMap, Standing
from kmmp_desktop.services.worklist import days_late


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a return, over all its revisions."""

    has_left: bool
    """One of them was submitted, received or brought in."""
    sent_at: datetime | None
    """When the first of them was submitted."""
    completed: bool
    """One of them was completed or has left: its figures are more than a draft."""
    asks_reasons: bool
    """The latest one was completed here, so that every failed check needed a reason."""


Returns = Mapping[tuple[str, Period], Receipt]
Reasons = Mapping[tuple[str, Period], Mapping[str, str]]
"""By facility and month: what was written, by code of the check."""


class QualityRecords(Protocol):
    """What the database knows of returns beside their figures."""

    def first_month(self, family: str) -> Period | None:
        """The month of the office's oldest return of a form."""
        ...

    def receipts(self, family: str, first: Period, last: Period) -> Returns: ...
    def reasons(self, family: str, first: Period, last: Period, facilities: Sequence[str]) -> Reasons:
        """Reasons of the latest revisions."""
        ...


@dataclass(frozen=True, slots=True)
class Counted:
    """Some facilities counted: for each measure two columns, facility by facility, month by month."""

    facilities: tuple[str, ...]
    counts: Mapping[Measure, tuple[array[int], array[int]]]


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that make up a square; figures are ``None`` where there is nothing to say."""

    counted: bool
    """It is one of those that the share counts (a missing cell, an outlier, a failed check…)."""
    key: CellKey | None = None
    check: str = ""
    severity: Severity | None = None
    value: float | None = None
    usual: float | None = None
    """Mean or median of the months before."""
    score: float | None = None
    """Distance: SD, modified z, or per cent."""
    word: str = ""
    """``blank``, ``NR``, ``UNK``, ``invalid``; a reason as it was written."""


class QualityFigures(Protocol):
    """Figures and checks counted over whole histories (decision 13)."""

    def count(
        self, form: Form, first: Period, last: Period, facilities: Sequence[str], records: QualityRecords
    ) -> Iterator[Counted]:
        """Some facilities after another; memory holds one block. Raises StorageError."""
        ...

    def parts(
        self, form: Form, mfl: str, period: Period, measure: Measure, records: QualityRecords
    ) -> tuple[Part, ...]:
        """What one square is made of, the worst first. Raises StorageError."""
        ...


class QualityFiles(Protocol):
    """Writes what the page shows as a file: implemented in ``exports``."""

    def write(self, found: QualityMap, path: Path, language: str, report: Progress) -> None:
        """A workbook or a CSV, by the name's ending. ``report`` is told facilities done and may raise to
        stop: then nothing is written. Raises StorageError and FileRefusedError."""
        ...


class QualityService:
    """Counts what the page shows. Everything is read only."""

    def __init__(
        self,
        work: Work,
        forms: FormCatalogue,
        clock: Clock,
        figures: Callable[[], QualityFigures],
        records: QualityRecords,
        files: QualityFiles,
    ) -> None:
        """``figures`` is asked once, when something is first counted: numpy takes a while to import."""
        self._work, self._forms, self._clock = work, forms, clock
        self._records, self._files = records, files
        self._make_figures = figures
        self._made: QualityFigures | None = None

    @property
    def _figures(self) -> QualityFigures:
        if self._made is None:
            self._made = self._make_figures()
        return self._made

    def write(
        self,
        found: QualityMap,
        path: Path,
        language: str,
        report: Progress,
        person: Person | None = None,
    ) -> None:
        """See ``QualityFiles.write``."""
        with self._work() as work:
            permit_named(person, Action.SAVE_LISTS, work)
        self._files.write(found, path, language, report)

    def look(self, family: str, last: Period, months: int, report: Progress) -> QualityMap:
        """Every facility that owes or has sent the form, over ``months`` months up to ``last``.

        Months before the office's first return are left out. A return is expected once its deadline
        has passed; received is what has left the office in any revision. ``report`` is told facilities
        done and may raise to stop. Raises StorageError, and NotFoundError for an unknown form.
        """
        form = self._forms.newest(family)
        base = base_family(form, self._forms)
        firsts = [m for m in map(self._records.first_month, (family, base or family)) if m is not None]
        first = max(last.shift(1 - months), min(firsts, default=last))
        first = min(first, last)
        span = last.months_since(first) + 1
        own = self._records.receipts(family, first, last)
        based = self._records.receipts(base, first, last) if base else {}
        with self._work() as work:
            known = work.facilities.all()
        sent = {mfl for mfl, _ in own}
        periods = [first.shift(n) for n in range(span)]
        rows = [f for f in known if f.mfl in sent or any(f.owes(family, period) for period in periods)]
        found = QualityMap(form, sorted(rows, key=lambda f: (f.name, f.mfl)), first, span)
        self._stand(found, own, based)
        self._count(found, report)
        found.settle()
        return found

    def _stand(self, found: QualityMap, own: Returns, based: Returns) -> None:
        """Receipts, due dates and states of every square; the two measures that count returns."""
        now, form = self._clock.now(), found.form
        periods = [found.period(column) for column in range(found.months)]
        dues = [period.due(form.due_day) for period in periods]
        got, expected = found.counts[Measure.RECEIVED]
        on_time, dated = found.counts[Measure.ON_TIME]
        for row, facility in enumerate(found.facilities):
            for column, period in enumerate(periods):
                at, due = row * found.months + column, dues[column]
                mine, base = own.get((facility.mfl, period)), based.get((facility.mfl, period))
                receipt = mine or base
                found.derived[at] = mine is None and base is not None
                found.drafts[at] = mine is not None and not mine.completed
                standing, days = _standing(receipt, facility.owes(form.family, period), due, now)
                found.standings[at], found.days[at] = standing, min(days, 32_000)
                if standing in (Standing.NOT_OWED, Standing.NOT_DUE) or now <= due:
                    continue
                expected[at] = 1
                got[at] = standing is not Standing.LATE
                if standing is not Standing.NO_DATE:
                    dated[at] = 1
                    on_time[at] = standing is Standing.ON_TIME

    def _count(self, found: QualityMap, report: Progress) -> None:
        row_of = {facility.mfl: row for row, facility in enumerate(found.facilities)}
        mfls = tuple(sorted(row_of))
        editions = self._editions(found)
        done, of = 0, len(mfls) * len(editions)
        report(done, max(of, 1))
        for form, first, last in editions:
            offset, span = first.months_since(found.first), last.months_since(first) + 1
            for block in self._figures.count(form, first, last, mfls, self._records):
                for measure, (part, whole) in block.counts.items():
                    parts, wholes = found.counts[measure]
                    for number, mfl in enumerate(block.facilities):
                        at = row_of[mfl] * found.months + offset
                        parts[at : at + span] = part[number * span : (number + 1) * span]
                        wholes[at : at + span] = whole[number * span : (number + 1) * span]
                done += len(block.facilities)
                report(done, max(of, 1))

    def _editions(self, found: QualityMap) -> list[tuple[Form, Period, Period]]:
        """Months that are judged by the same form, checks and standards, oldest first."""
        editions: list[tuple[Form, Period, Period]] = []
        for column in range(found.months):
            period = found.period(column)
            form = self._form(found.form, period)
            if editions and editions[-1][0].digest == form.digest:
                editions[-1] = (editions[-1][0], editions[-1][1], period)
            else:
                editions.append((form, period, period))
        return editions

    def _form(self, newest: Form, period: Period) -> Form:
        try:
            return self._forms.for_period(newest.family, period)
        except NotFoundError:  # a month before the form's first: brought in under the newest
            return newest

    def parts(self, found: QualityMap, measure: Measure, row: int, column: int) -> tuple[Part, ...]:
        """What makes up a square; empty for those that count returns, and where nothing was judged."""
        square = found.square(measure, row, column)
        if measure in OF_RETURNS or square.draft or square.derived:
            return ()
        period = found.period(column)
        form = self._form(found.form, period)
        return self._figures.parts(form, found.facilities[row].mfl, period, measure, self._records)

    def worst_first(self, found: QualityMap, measure: Measure) -> tuple[int, ...]:
        """Rows in the order in which to look at them: those over too little come after, those without
        anything last."""
        definition = BY_MEASURE[measure]

        def rank(row: int) -> tuple[int, float, str]:
            total = found.of_facility(measure, row)
            value = total.share
            if value is None:
                return 2, 0.0, found.facilities[row].name
            quiet = int(total.whole < definition.quiet_below)
            return quiet, value if definition.higher_is_better else -value, found.facilities[row].name

        return tuple(sorted(range(len(found.facilities)), key=rank))


def _standing(receipt: Receipt | None, owed: bool, due: datetime, now: datetime) -> tuple[Standing, int]:
    """How a return stands, and days after the deadline (of a missing one: until now)."""
    if receipt is None or not receipt.has_left:
        if not owed:
            return Standing.NOT_OWED, 0
        late = days_late(due, now)
        return (Standing.LATE, late) if late else (Standing.NOT_DUE, 0)
    if receipt.sent_at is None:
        return Standing.NO_DATE, 0
    late = days_late(due, receipt.sent_at)
    return (Standing.SENT_LATE, late) if late else (Standing.ON_TIME, 0)
