"""Rehearsing: a changed check is run over past months before it is published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kmmp_desktop.domain.drafting import RuleDraft
from kmmp_desktop.domain.figures import Figures
from kmmp_desktop.domain.form import Check, Form
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import Period, east_africa
from kmmp_desktop.errors import NotFoundError, RefusedError
from kmmp_desktop.services.entry import EntryService
from kmmp_desktop.services.history_runs import CheckHistory, HistoryRuns
from kmmp_desktop.services.ports import Clock, FormCatalogue, Progress

FEWEST_MONTHS, MOST_MONTHS = 12, 60
AS_PUBLISHED = " as published"
"""Behind the code of the published check while both are run in one pass; no code has a space."""

Place = tuple[str, Period]
"""Facility (MFL code) and month of a return."""


@dataclass(frozen=True, slots=True)
class FacilityCount:
    """Returns of one facility on which the check fails."""

    facility: str
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class CheckRehearsal:
    """What comes of one check, as it would be and as it is published today."""

    code: str
    now: CheckHistory | None
    """``None``: the check is retired."""
    before: CheckHistory | None
    """``None``: the check is new."""

    @property
    def returns(self) -> int:
        """Returns it was run on."""
        found = self.now or self.before
        return found.returns if found else 0

    @property
    def fails_now(self) -> frozenset[Place]:
        return frozenset(self.now.failures if self.now else ())

    @property
    def fails_before(self) -> frozenset[Place]:
        return frozenset(self.before.failures if self.before else ())

    @property
    def differs(self) -> bool:
        """Whether any return is judged otherwise than today."""
        skipped = self.now is None or self.before is None or self.now.skipped != self.before.skipped
        return skipped or self.fails_now != self.fails_before

    @property
    def by_facility(self) -> tuple[FacilityCount, ...]:
        """Facilities with a failing return, now or before: most now first."""
        now = self.now.by_facility if self.now else {}
        before = self.before.by_facility if self.before else {}
        counts = [FacilityCount(mfl, before.get(mfl, 0), now.get(mfl, 0)) for mfl in now | before]
        return tuple(sorted(counts, key=lambda count: (-count.now, -count.before, count.facility)))

    def places(self, facility: str | None = None) -> tuple[Place, ...]:
        """Returns that fail now or before, of one facility or all: by facility, newest month first."""
        found = [p for p in self.fails_now | self.fails_before if facility in (None, p[0])]
        return tuple(sorted(found, key=lambda place: (place[0], -place[1].year, -place[1].month)))


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of a run over the months from ``first`` to ``last``."""

    family: str
    first: Period
    last: Period
    checks: tuple[CheckRehearsal, ...]

    @property
    def fails_now(self) -> frozenset[Place]:
        """Returns on which one check at least fails."""
        return frozenset().union(*(check.fails_now for check in self.checks))

    @property
    def fails_before(self) -> frozenset[Place]:
        return frozenset().union(*(check.fails_before for check in self.checks))


class RehearsalService:
    """Runs checks that nobody has published yet; writes nothing.

    ``runs`` is called when it is first needed: columns load a library that entry never does.
    """

    def __init__(
        self, forms: FormCatalogue, entry: EntryService, clock: Clock, runs: Callable[[], HistoryRuns]
    ) -> None:
        self._forms = forms
        self._entry = entry
        self._clock = clock
        self._runs = runs

    def this_month(self) -> Period:
        return Period.of(east_africa(self._clock.now()).date())

    def rehearse(
        self, form: Form, draft: RuleDraft | None, code: str, months: int, report: Progress
    ) -> Rehearsal:
        """Run one check as drafted (``None``: retired) and as ``form`` has it over the last full months.

        ``report`` is told facilities done, and may raise to stop. Memory holds one block of facilities.

        Raises:
            RefusedError, ExpressionError: the draft has a fault, or ``months`` is not 12 to 60.
            NotFoundError: there is neither a draft nor a published check of this code.
            StorageError: the history could not be read.
        """
        first, last = self._months(months)
        if draft is not None and (faults := draft.faults(form)):
            raise faults[0].error
        published = form.check_by_code.get(code)
        if draft is None and published is None:
            raise _unknown(code)
        checks: list[Check] = []
        if draft is not None:
            checks.append(draft.check())
        if published is not None:
            checks.append(replace(published, code=published.code + AS_PUBLISHED))
        both = replace(form, checks=tuple(checks), indicators=())
        found = {h.code: h for h in self._runs().run(both, first, last, report)}
        before = found.get(code + AS_PUBLISHED)
        if before is not None:
            before = replace(before, code=code)
        now = found.get(draft.check().code) if draft is not None else None
        return Rehearsal(form.family, first, last, (CheckRehearsal(code, now, before),))

    def rehearse_form(self, form: Form, months: int, report: Progress) -> Rehearsal:
        """Run all checks of a changed form, and those of the form as published today.

        What files of additions or officers have added to the form is in neither: a form file does not speak
        of it.
        Raises NotFoundError where the office has no such form, and as ``rehearse`` does.
        """
        first, last = self._months(months)
        published = self.published(form.family)
        runs = self._runs()

        def second_half(done: int, of: int) -> None:
            report(of + done, 2 * of)

        now = {h.code: h for h in runs.run(form, first, last, lambda done, of: report(done, 2 * of))}
        in_files = {*self._forms.version(form.family, published.version).check_by_code, *form.check_by_code}
        codes = [code for code in published.check_by_code if code in in_files]
        before = {h.code: h for h in runs.run(published, first, last, second_half, codes)}
        checks = (CheckRehearsal(code, now.get(code), before.get(code)) for code in now | before)
        return Rehearsal(form.family, first, last, tuple(checks))

    def published(self, family: str, period: Period | None = None) -> Form:
        """The form in force in ``period``, today where none is named; raises NotFoundError."""
        return self._forms.for_period(family, period or self.this_month())

    def figures(self, family: str, mfl: str, period: Period, person: Person) -> Figures:
        """A return to try a draft on; raises NotFoundError where the facility has none for the month."""
        opened = self._entry.open(family, mfl, period, person)
        if opened.revision is None and not opened.figures.values:
            raise NotFoundError(
                "{facility} has no return for this month.",
                facility=opened.facility.name,
                hint="Choose another month or facility.",
            )
        return opened.figures

    def _months(self, months: int) -> tuple[Period, Period]:
        if not FEWEST_MONTHS <= months <= MOST_MONTHS:
            raise RefusedError(
                "A check is tried on the last {least} to {most} months, not on {months}.",
                least=FEWEST_MONTHS,
                most=MOST_MONTHS,
                months=months,
            )
        last = self.this_month().shift(-1)
        return last.shift(1 - months), last


def _unknown(code: str) -> NotFoundError:
    return NotFoundError("The form has no check {code}.", code=code)
