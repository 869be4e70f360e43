"""Opening a return for entry."""

from __future__ import annotations

from collections.abc import Mapping

from kmmp_desktop.domain.office import Facility, Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import ReturnKey, Revision
from kmmp_desktop.domain.values import CellKey, CellValue
from kmmp_desktop.errors import NotFoundError, StorageError
from kmmp_desktop.services.beside_figures import StoredWords
from kmmp_desktop.services.between import BetweenService
from kmmp_desktop.services.compiled import CompiledForms, base_family
from kmmp_desktop.services.delivery import Delivery
from kmmp_desktop.services.figures import Surroundings, derived_cells
from kmmp_desktop.services.keying_apart import keyings_apart
from kmmp_desktop.services.open_return import LOCKED, OpenReturn
from kmmp_desktop.services.permits import why_not
from kmmp_desktop.services.ports import Clock, FormCatalogue, UnitOfWork, Work
from kmmp_desktop.services.presence import Presence
from kmmp_desktop.text import Message

_FLUSH_S = 2.0
"""How long opening a return waits for figures of it that are still being sent."""


class EntryService:
    """Opens returns; everything about one open return is ``OpenReturn``."""

    def __init__(
        self,
        work: Work,
        forms: FormCatalogue,
        compiled: CompiledForms,
        clock: Clock,
        between: BetweenService | None = None,
        delivery: Delivery | None = None,
    ) -> None:
        self._work = work
        self._forms = forms
        self._compiled = compiled
        self._clock = clock
        self._between = between
        self.delivery = delivery
        """Where the office is on a server: what sends its figures."""
        self.presence = Presence(work, clock)

    def open(
        self, family: str, mfl: str, period: Period, person: Person, *, at_leisure: bool = False
    ) -> OpenReturn:
        """Open a return for reading and, where its state allows, for entry.

        Nothing is written by opening: the draft revision is made with the first committed cell.
        ``at_leisure``: its own figures now; the months before it, and the other returns it is compared
        with, are read with ``OpenReturn.judge`` or when they are first asked for, which then may raise
        StorageError.

        Raises:
            NotFoundError: the office has no such facility or form for this month.
        """
        key = ReturnKey(family, mfl, period)
        if self.delivery is not None and self.delivery.waiting(key) and not self.delivery.flush(_FLUSH_S):
            raise StorageError(
                "Figures of this return are kept on this computer and not in the office's database yet.",
                hint="They are sent as soon as the server can be reached. Open the return again then.",
            )
        with self._work() as work:
            facility = work.facilities.get(mfl)
            if facility is None:
                raise NotFoundError(
                    "There is no facility with MFL code {mfl} in this office.",
                    mfl=mfl,
                    hint="Import the facility list or add the facility first.",
                )
            opened = self._open(work, key, facility, person, self._work if at_leisure else None)
            if self._between is not None:
                opened.between = self._between.around(work, opened, at_leisure=at_leisure)
            opened.delivery = self.delivery
            return opened

    def _open(
        self, work: UnitOfWork, key: ReturnKey, facility: Facility, person: Person, later: Work | None
    ) -> OpenReturn:
        revision = work.returns.latest(key)
        form = (
            self._forms.version(key.family, revision.form_version, key.period)
            if revision
            else self._forms.for_period(key.family, key.period)
        )
        around = Surroundings(work, form, key, facility, True, revision, later)
        cells = work.returns.cells(revision.id) if revision else {}
        why = (LOCKED.get(revision.state) if revision else None) or why_not(person, Action.ENTER)
        base_state = None
        base = base_family(form, self._forms)
        if base and facility.owes(base, key.period) and facility.owes(key.family, key.period):
            source = self._open(work, ReturnKey(base, key.facility, key.period), facility, person, later)
            base_state = source.state
            cells = derived_cells(form, source.compiled, source.figures)
            why = Message(
                "Derived from {form} of the same month: change the figures there.",
                {"form": source.form.short},
            )
        return OpenReturn(
            self._work,
            self._clock,
            self._compiled.of(form),
            key,
            person,
            around,
            revision,
            cells,
            why,
            stored=_words(work, revision),
            base_state=base_state,
            signed_before=_signed_before(work, revision),
        )

    def last_position(self, person: Person) -> tuple[ReturnKey, CellKey, str | None] | None:
        """Where the person stood when the program ended without closing the return."""
        with self._work() as work:
            position = work.returns.position(person.id)
            revision = work.returns.revision(position.revision) if position else None
            if position is None or revision is None or revision.state.is_locked:
                return None
            return revision.key, position.key, position.draft


def _words(work: UnitOfWork, revision: Revision | None) -> StoredWords | None:
    if revision is None:
        return None
    returns, own = work.returns, revision.id
    return StoredWords(
        returns.reasons(own),
        returns.threads(own),
        returns.control_totals(own),
        keyings_apart(work, own),
        work.finding_steps.recent(own),
        work.together.conflicts(own),
    )


def _signed_before(work: UnitOfWork, revision: Revision | None) -> Mapping[CellKey, CellValue] | None:
    """Cells of the last locked revision with a smaller number."""
    if revision is None or revision.number == 1:
        return None
    older = [r for r in work.returns.revisions(revision.key) if r.number < revision.number]
    signed = [r for r in older if r.state.is_locked]
    return work.returns.cells(signed[-1].id) if signed else None
