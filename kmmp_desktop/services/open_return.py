"""One return on the desk: its cells, its live findings, and every way to change it."""

from __future__ import annotations

from collections.abc import Mapping

from kmmp_desktop.domain.cell_json import UNDONE
from kmmp_desktop.domain.checking import CompiledForm, Total
from kmmp_desktop.domain.findings import Finding
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.keying import stands
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.returns import ReturnKey, Revision, State
from kmmp_desktop.domain.values import CellKey, CellValue, Origin, read_cell
from kmmp_desktop.errors import NotFoundError
from kmmp_desktop.services.beside_figures import StoredWords
from kmmp_desktop.services.control_totals import ControlTotals
from kmmp_desktop.services.differences import Between
from kmmp_desktop.services.earlier_months import EarlierMonths
from kmmp_desktop.services.figures import Surroundings
from kmmp_desktop.services.finding_life import FindingLives
from kmmp_desktop.services.live_findings import LiveFindings
from kmmp_desktop.services.ports import Clock, Work
from kmmp_desktop.services.shared_figures import Along, Saved, SharedFigures
from kmmp_desktop.services.together_ports import by_cell
from kmmp_desktop.text import Message

__all__ = ["LOCKED", "OpenReturn", "Saved"]

LOCKED = {
    State.READY: Message("Marked as ready: locked until the manager approves it or returns it."),
    State.APPROVED: Message("Approved and signed: locked."),
    State.SUBMITTED: Message("Submitted: this revision is locked for ever."),
    State.RECEIVED: Message("Received: this revision is locked for ever."),
    State.RECALLED: Message("Recalled: this revision is locked for ever; the next one replaces it."),
    State.BROUGHT_IN: Message("Brought in from earlier records, unsigned: for comparison only."),
}
"""Why a revision in a state takes no figure."""


class OpenReturn(SharedFigures):
    """A return as it is being worked on by one person.

    ``cells`` and ``findings`` are live. Every change goes to disk before it is acknowledged; a
    ``StorageError`` leaves memory and disk as they were.
    """

    def __init__(
        self,
        work: Work,
        clock: Clock,
        compiled: CompiledForm,
        key: ReturnKey,
        person: Person,
        around: Surroundings,
        revision: Revision | None,
        cells: dict[CellKey, CellValue],
        locked_why: Message | None,
        stored: StoredWords | None = None,
        base_state: State | None = None,
        signed_before: Mapping[CellKey, CellValue] | None = None,
    ) -> None:
        stored = stored or StoredWords()
        super().__init__(work, clock, compiled.form, key, person, around, revision, locked_why, stored)
        self.compiled = compiled
        self.facility = around.facility
        self._base_state = base_state
        self._cells = cells
        self.figures = around.figures(cells)
        self.signed_before = signed_before
        """Cells of the last locked revision before this one; None where there is none."""
        self.apart = dict(stored.apart)
        self.paper = ControlTotals(self, cells, self.total, stored.control_totals)
        self.earlier = EarlierMonths(compiled, around)
        self._checks = LiveFindings(compiled, self.figures)
        self.between = Between()
        """What it is compared with in the same month; filled by who opens it."""
        self.lives = FindingLives(stored.lives, self._checks.judged)
        self.contested = by_cell(stored.conflicts)

    # -- what it is ------------------------------------------------------------------------

    @property
    def state(self) -> State | None:
        """Where the revision stands; a derived form has none and stands where its base stands."""
        return self.revision.state if self.revision else self._base_state

    @property
    def number(self) -> int:
        return self.revision.number if self.revision else 1

    @property
    def cells(self) -> Mapping[CellKey, CellValue]:
        return self._cells

    def value(self, key: CellKey) -> CellValue | None:
        return self._cells.get(key)

    def offered(self, key: CellKey) -> bool:
        return self.around.offer(key)

    def why_not_offered(self, key: CellKey) -> Message | None:
        """Why a cell is not asked here, with dates where they are known; None where it is asked."""
        return self.around.offer.why_not(key)

    def changed_since_signed(self, key: CellKey) -> bool:
        """Whether a cell holds something else than in the last signed revision."""
        if self.signed_before is None:
            return False
        now, then = self._cells.get(key), self.signed_before.get(key)
        return (now and (now.kind, now.value)) != (then and (then.kind, then.value))

    @property
    def keyed_apart(self) -> frozenset[CellKey]:
        """Cells whose second keying differs and is not settled; the figure has not been changed since."""
        return frozenset(key for key, result in self.apart.items() if stands(result, self._cells.get(key)))

    def total(self, element: str) -> Total:
        return self.compiled.total(element, self.figures)

    def counts(self) -> tuple[int, int]:
        """(filled, enterable): an invalid draft does not count as filled."""
        return self.filled.valid.total(), len(self._owed)

    def section_counts(self) -> dict[str, tuple[int, int, Severity | None]]:
        """Per section code: filled, enterable, and the worst finding or invalid cell in it."""
        worst = self._worst_findings()
        return {
            code: (filled, of, draft or worst.get(code))
            for code, (filled, of, draft) in self.sections_filled().items()
        }

    def sections_filled(self) -> dict[str, tuple[int, int, Severity | None]]:
        """The same by what the cells hold, without the findings."""
        filled, asked, drafts = self.filled.valid, self.filled.asked, self.filled.drafts
        return {
            section.code: (
                filled[section.code],
                asked[section.code],
                Severity.ERROR if drafts[section.code] else None,
            )
            for section in self.form.sections
        }

    def _worst_findings(self) -> dict[str, Severity]:
        worst: dict[str, Severity] = {}
        for finding in (*self.findings.values(), *self.between.findings):
            for mark in finding.marks:
                code = self.form.section_of[mark.element].code
                if finding.severity is Severity.ERROR or not self.explained(finding.check):
                    worst[code] = _worse(worst.get(code), finding.severity)
        return worst

    # -- findings --------------------------------------------------------------------------

    @property
    def is_judged(self) -> bool:
        """Whether the checks have been run; they are when their findings are first asked for."""
        return self._checks.are_known and self.between.is_read

    def judge(self) -> None:
        """Read the months and returns around it, where that was put off, and run the checks.

        Raises StorageError where they cannot be read: findings, then, are not known.
        """
        _ = self._checks.findings, self.between.findings

    def marks(self, key: CellKey) -> tuple[Finding, ...]:
        """Findings whose mark stands at the cell or total, errors first."""
        return self._checks.marks(key)

    # -- changing it -----------------------------------------------------------------------

    def set(self, key: CellKey, text: str, origin: Origin = Origin.TYPED) -> Saved:
        """Take what was typed into one cell: on disk when this returns."""
        return self.set_many({key: text}, origin)

    def set_many(
        self,
        edits: Mapping[CellKey, str],
        origin: Origin = Origin.TYPED,
        noted: Mapping[str, object] | None = None,
    ) -> Saved:
        """Take several cells in one transaction. ``noted`` goes into its audit entry.

        Raises:
            LockedError: the return may not be changed now.
            NotFoundError: a key is no enterable cell of the form.
            StorageError: nothing was written.
        """
        after: dict[CellKey, CellValue | None] = {}
        for key, text in edits.items():
            element = self.form.elements.get(key.element)
            if element is None or element.is_calculated or key not in element.cells:
                raise NotFoundError("There is no cell {cell} to enter in this form.", cell=key)
            after[key] = read_cell(text, element.type, element.limits, origin)
        return self._change(after, noted or {})

    def restore(self, values: Mapping[CellKey, CellValue | None]) -> Saved:
        """Write exact values (undo, redo); recorded like any other change, and as undone."""
        return self._change(values, {UNDONE: True})

    def correct(self, key: CellKey, value: CellValue | None, along: Along) -> Saved:
        """Write the value that a second keying found right, with what ``along`` adds to the transaction."""
        return self._change({key: value}, {}, along)

    def _change(
        self,
        values: Mapping[CellKey, CellValue | None],
        noted: Mapping[str, object],
        along: Along | None = None,
    ) -> Saved:
        self.refuse_locked()
        before = {key: self._cells.get(key) for key in values}
        changed = {key: value for key, value in values.items() if value != before[key]}
        if not changed:
            return Saved(self.last_saved, (), (), before, False)
        self.judge()
        return self._commit(changed, noted, along, "typed")

    def fill_with_zero(self, section: str) -> Saved:
        """Put a 0 into every blank count of a section: a recorded act with its own mark."""
        [wanted] = [s for s in self.form.sections if s.code == section]
        blanks = {
            k: "0"
            for e in wanted.elements
            if e.type.is_numeric and not e.is_calculated
            for k in e.cells
            if self.offered(k) and k not in self._cells
        }
        return self.set_many(blanks, Origin.BULK_ZERO)


def _worse(one: Severity | None, other: Severity) -> Severity:
    order = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    return other if one is None else min(one, other, key=order.index)
