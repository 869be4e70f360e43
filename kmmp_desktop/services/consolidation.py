"""Totals of a county, a partner or the country, from accepted revisions only, down to every cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from math import isnan
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

from kmmp_desktop.domain.checking import Figures
from kmmp_desktop.domain.consolidation import Adder
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.values import TOTAL, CellKey
from kmmp_desktop.errors import KmmpError, RefusedError
from kmmp_desktop.services.compiled import CompiledForms, base_family
from kmmp_desktop.services.doubts import Doubt
from kmmp_desktop.services.exchange_ports import Consolidation
from kmmp_desktop.services.month_of_returns import MonthOfReturns, PartnerOf, changes_since, facts_of, signers
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.permits import permit_named
from kmmp_desktop.services.ports import Clock, FormCatalogue, Progress, UnitOfWork, Work
from kmmp_desktop.services.totals import (
    Change,
    Contribution,
    Counted,
    Level,
    NotCounted,
    Totals,
    content_of,
)
from kmmp_desktop.text import Message


class TotalsFiles(Protocol):
    """Writes totals as a file: implemented in ``exports``."""

    def write(
        self, totals: Totals, rows: Iterable[Sequence[Contribution]], path: Path, language: str
    ) -> None:
        """A workbook, a PDF or a CSV, by the name's ending. Raises FileRefusedError."""
        ...


DoubtsOf = Callable[[str, Period], Mapping[UUID, Doubt]]
"""By revision: returns of a form and month whose signer's key was revoked since (``DoubtService``)."""


class ConsolidationService:
    """Adds months up and remembers what was added. Changes no return."""

    def __init__(
        self,
        work: Work,
        clock: Clock,
        forms: FormCatalogue,
        compiled: CompiledForms,
        files: TotalsFiles,
        partner_of: PartnerOf,
        doubts_of: DoubtsOf,
    ) -> None:
        self._doubts_of = doubts_of
        self._work, self._clock, self._files, self._partner_of = work, clock, files, partner_of
        self._forms, self._compiled = forms, compiled

    def places(self, family: str, period: Period) -> Mapping[Level, tuple[str, ...]]:
        """Counties and partners that have something to add up in a month, by name."""
        with self._work() as work:
            office = work.people.office()
            owing = [f for f in work.facilities.all() if f.owes(family, period)]
            came = work.received.of_month(family, period)
        partners = {self._partner_of(received.office) or received.partner for received in came}
        partners |= {office.partner} if office else set()
        return {
            Level.NATIONAL: ("",),
            Level.COUNTY: tuple(sorted({f.county for f in owing if f.county})),
            Level.PARTNER: tuple(sorted(p for p in partners if p)),
        }

    def adds_up(self, family: str) -> bool:
        """Whether returns of a form are added up: no derived one, or a facility owes it without its base."""
        base = base_family(self._forms.newest(family), self._forms)
        if base is None:
            return True
        with self._work() as work:
            owed = [{span.family for span in f.forms} for f in work.facilities.all()]
        return any(family in families and base not in families for families in owed)

    def is_there(self, family: str, period: Period) -> bool:
        """Whether a facility owes a form in a month, or a return of it is here."""
        with self._work() as work:
            owed = any(f.owes(family, period) for f in work.facilities.all())
            return owed or bool(work.returns.in_month(family, period))

    def make(
        self,
        family: str,
        period: Period,
        level: Level = Level.NATIONAL,
        place: str = "",
        progress: Progress | None = None,
    ) -> Totals:
        """Add up the newest accepted revision of every return; nothing is stored.

        ``progress`` is told returns done and may raise to stop.

        Raises:
            RefusedError: a derived form that nobody owes alone: its figures are in the totals of its base.
            NotFoundError: an unknown form.
        """
        form = self._forms.for_period(family, period)
        base = base_family(form, self._forms)
        adder = Adder(form, self._compiled.of(form), period)
        counted: list[Counted] = []
        missing: list[NotCounted] = []
        with self._work() as work:
            month = MonthOfReturns(work, family, period, form, self._clock.now(), self._partner_of)
            wanted = month.facilities(level, place)
            inside = {f.mfl for f in wanted if base and f.owes(base, period)}
            if base and len(inside) == len(wanted):
                raise RefusedError(
                    "{form} is derived from {base}: add that one up.",
                    form=form.short,
                    base=self._forms.newest(base).short,
                )
            for number, facility in enumerate(wanted, 1):
                revision = month.accepted(facility.mfl)
                if revision is None and base and facility.mfl in inside:
                    why = Message(
                        "Derived: its figures are in {form}", {"form": self._forms.newest(base).short}
                    )
                    missing.append(NotCounted(facility, None, why, 0))
                elif revision is None:
                    missing += month.why_not(facility)
                else:
                    own = self._compiled.version(family, revision.form_version, period)
                    adder.add(work.returns.cells(revision.id), own, facts_of(own.form, facility, revision))
                    counted.append(month.counted(facility, revision))
                if progress:
                    progress(number, len(wanted))
        doubts = self._doubts_of(family, period)
        return Totals(
            form,
            period,
            level,
            place,
            self._clock.now(),
            tuple(replace(each, doubt=doubts.get(each.revision.id)) for each in counted),
            tuple(missing),
            adder.sums(),
            adder.rates(),
        )

    def contributions(self, totals: Totals, key: CellKey) -> tuple[Contribution, ...]:
        """What every return brings to one total, largest first; facilities without a figure last."""
        with self._work() as work:
            found = [one for each in totals.counted for one in self._brought(work, totals, each, (key,))]
        found.sort(key=lambda c: (c.value is None, -(c.value or 0), c.facility.name))
        return tuple(found)

    def _brought(
        self, work: UnitOfWork, totals: Totals, counted: Counted, keys: Iterable[CellKey]
    ) -> list[Contribution]:
        """What one return brings to some totals, in their order."""
        facility, revision = counted.facility, counted.revision
        own = self._compiled.version(totals.form.family, revision.form_version, totals.period)
        cells, facts = work.returns.cells(revision.id), facts_of(own.form, facility, revision)
        figures, signed_by = Figures(cells, {}, facts), signers(work, revision)
        found = []
        for key in keys:
            element = own.form.elements.get(key.element)
            value, offered = None, False
            if element is not None and (key.category == TOTAL or element.is_calculated):
                total = own.total(key.element, figures)
                value, offered = total.value, total.of > 0
            elif element is not None and facts.offered(key):
                number = figures.number(key)
                value, offered = None if isnan(number) else number, True
            cell, doubt = cells.get(key), counted.doubt
            found.append(Contribution(facility, revision, key, value, cell, offered, signed_by, doubt))
        return found

    # -- kept totals -----------------------------------------------------------------------

    def keep(self, totals: Totals, person: Person | None) -> Consolidation:
        """Remember that these totals were made, and of which revisions."""
        permit_named(person, Action.KEEP_TOTALS)
        if not totals.counted:
            raise _nothing(totals)
        kept = Consolidation(
            uuid4(),
            totals.form.family,
            totals.period,
            totals.level.value,
            totals.place,
            totals.made_at,
            person.id if person else None,
            tuple(each.revision.id for each in totals.counted),
            content_of(totals),
        )
        with self._work() as work:
            permit_named(person, Action.KEEP_TOTALS, work)
            work.consolidations.add(kept)
            work.audit.append(
                "office",
                totals.made_at,
                kept.made_by,
                "consolidated",
                {
                    "id": str(kept.id),
                    "family": kept.family,
                    "period": str(kept.period),
                    "level": kept.level,
                    "place": kept.place,
                    "returns": len(kept.revisions),
                },
            )
            work.commit()
        return kept

    def kept(self, family: str, period: Period) -> tuple[tuple[Consolidation, tuple[Change, ...]], ...]:
        """Totals of a month that were kept, newest first, each with what has changed since."""
        with self._work() as work:
            found = work.consolidations.of_month(family, period)
            form = self._forms.for_period(family, period)
            month = MonthOfReturns(work, family, period, form, self._clock.now(), self._partner_of)
            return tuple((each, changes_since(work, month, each)) for each in reversed(found))

    def write(self, totals: Totals, path: Path, language: str, person: Person | None) -> Consolidation:
        """Write the file and keep its totals. Raises FileRefusedError, RefusedError, StorageError."""
        permit_named(person, Action.SAVE_TOTALS)
        if not totals.counted:
            raise _nothing(totals)
        self._files.write(totals, self._every_row(totals), path, language)
        try:
            return self.keep(totals, person)
        except KmmpError:
            path.unlink(missing_ok=True)  # nobody could be told later that it is out of date
            raise

    def _every_row(self, totals: Totals) -> Iterable[Sequence[Contribution]]:
        """Facility by facility every cell that is added up, for files that drill down."""
        for counted in totals.counted:
            with self._work() as work:
                yield self._brought(work, totals, counted, totals.sums)


def _nothing(totals: Totals) -> RefusedError:
    return RefusedError(
        "No return of {period} is accepted: there is nothing to add up.",
        period=month_year(totals.period),
        hint="Approve a return, or take one in.",
    )
