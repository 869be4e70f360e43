"""One return on the desk: its cells, its live findings, and every way to change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from kmmp_desktop.domain.cell_json import CELL, CELLS, UNDONE, block_body, change_body
from kmmp_desktop.domain.checking import CompiledForm, Total
from kmmp_desktop.domain.findings import Finding
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.keying import Result, stands
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import CellChange, ReturnKey, Revision, State
from kmmp_desktop.domain.values import CellKey, CellValue, Origin, read_cell
from kmmp_desktop.errors import NotFoundError, RefusedError, StorageError
from kmmp_desktop.services.compiled import judges_whole_return
from kmmp_desktop.services.control_totals import ControlTotals
from kmmp_desktop.services.conversation import Conversation
from kmmp_desktop.services.draft import Draft, storable
from kmmp_desktop.services.earlier_months import EarlierMonths
from kmmp_desktop.services.figures import Surroundings
from kmmp_desktop.services.ports import (
    Clock,
    Comment,
    ControlTotal,
    Position,
    Reason,
    Thread,
    UnitOfWork,
    Work,
)
from kmmp_desktop.text import Message

LOCKED = {
    State.READY: Message("Marked as ready: locked until the manager approves it or returns it."),
    State.APPROVED: Message("Approved and signed: locked."),
    State.SUBMITTED: Message("Submitted: this revision is locked for ever."),
    State.RECEIVED: Message("Received: this revision is locked for ever."),
    State.BROUGHT_IN: Message("Brought in from earlier records, unsigned: for comparison only."),
}
"""Why a revision in a state takes no figure."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What one commit did. ``at`` is when the commit had returned: the proof of "All saved"."""

    at: datetime | None
    changed: tuple[CellKey, ...]
    touched: tuple[CellKey, ...]
    """Cells, totals and marks that look different now."""
    before: Mapping[CellKey, CellValue | None]
    findings_changed: bool


@dataclass(frozen=True, slots=True)
class StoredWords:
    """What lies on disk beside the figures of a revision."""

    reasons: Mapping[str, Reason] = field(default_factory=dict)
    threads: tuple[Thread, ...] = ()
    control_totals: Mapping[str, ControlTotal] = field(default_factory=dict)
    apart: Mapping[CellKey, Result] = field(default_factory=dict)
    """Results of second keyings that were left open."""


Along = Callable[[UnitOfWork, Revision, datetime], None]
"""What else belongs into the transaction of a change."""


class OpenReturn(Draft):
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
        super().__init__(work, clock, compiled.form, key, person, around, revision, locked_why)
        stored = stored or StoredWords()
        self.compiled = compiled
        self.facility = around.facility
        self._base_state = base_state
        self._cells = cells
        self.figures = around.figures(cells)
        self.reasons: dict[str, Reason] = dict(stored.reasons)
        self.signed_before = signed_before
        """Cells of the last locked revision before this one; None where there is none."""
        self.apart = dict(stored.apart)
        self.conversation = Conversation(self, stored.threads)
        self.paper = ControlTotals(self, cells, self.total, stored.control_totals)
        self.earlier = EarlierMonths(compiled, around)
        self._live = {c.code: c for c in self.form.checks if not judges_whole_return(c)}
        report = compiled.run(self.figures, slips=False)
        self.findings: dict[str, Finding] = {f.check: f for f in report.findings if f.check in self._live}
        self._marks: dict[CellKey, tuple[Finding, ...]] | None = None

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
        cells = self._cells
        return sum(1 for k in self._owed if k in cells and cells[k].is_valid), len(self._owed)

    def section_counts(self) -> dict[str, tuple[int, int, Severity | None]]:
        """Per section code: filled, enterable, and the worst finding or invalid cell in it."""
        counts: dict[str, tuple[int, int, Severity | None]] = {}
        worst: dict[str, Severity] = {}
        for finding in self.findings.values():
            for mark in finding.marks:
                code = self.form.section_of[mark.element].code
                if finding.severity is Severity.ERROR or not self.explained(finding.check):
                    worst[code] = _worse(worst.get(code), finding.severity)
        for section in self.form.sections:
            keys = [k for e in section.elements if not e.is_calculated for k in e.cells if self.offered(k)]
            if any(k in self._cells and not self._cells[k].is_valid for k in keys):
                worst[section.code] = Severity.ERROR
            filled = sum(1 for k in keys if k in self._cells and self._cells[k].is_valid)
            counts[section.code] = (filled, len(keys), worst.get(section.code))
        return counts

    # -- findings --------------------------------------------------------------------------

    def marks(self, key: CellKey) -> tuple[Finding, ...]:
        """Findings whose mark stands at the cell or total, errors first."""
        if self._marks is None:
            collected: dict[CellKey, list[Finding]] = {}
            for finding in sorted(self.findings.values(), key=lambda f: f.severity is not Severity.ERROR):
                for mark in finding.marks:
                    collected.setdefault(mark, []).append(finding)
            self._marks = {mark: tuple(found) for mark, found in collected.items()}
        return self._marks.get(key, ())

    def explained(self, check: str) -> bool:
        return check in self.reasons

    def _recheck(self, keys: Iterable[CellKey]) -> set[CellKey]:
        """Run the checks the keys touch; return the marks that came or went."""
        touched: set[CellKey] = set()
        for code, outcome in self.compiled.run_touching(keys, self.figures).items():
            if code not in self._live:
                continue
            old = self.findings.pop(code, None)
            new = outcome if isinstance(outcome, Finding) else None
            if new is not None:
                self.findings[code] = new
            if old != new:
                touched.update(old.marks if old else (), new.marks if new else ())
        if touched:
            self._marks = None
        return touched

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
        at = self._commit(changed, before, noted, along)
        for key, value in changed.items():
            if value is None:
                self._cells.pop(key, None)
            else:
                self._cells[key] = value
        marks = self._recheck(changed)
        if marks:
            self._note_counts()
        touched = {*changed, *marks}
        for key in changed:
            touched.update(self.form.elements[e].total for e in self.compiled.totals_touched(key))
        return Saved(at, tuple(changed), tuple(touched), before, bool(marks))

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

    def _commit(
        self,
        changed: Mapping[CellKey, CellValue | None],
        before: Mapping[CellKey, CellValue | None],
        noted: Mapping[str, object],
        along: Along | None,
    ) -> datetime:
        changes = [(key, before[key], value) for key, value in changed.items()]
        filled = self.counts()[0] + sum(
            _counts(v) - _counts(before[k]) for k, v in changed.items() if self.offered(k)
        )

        def act(work: UnitOfWork, revision: Revision, at: datetime) -> Revision:
            work.returns.put_cells(revision.id, changed, self.person.id, at)
            one = len(changes) == 1
            body = change_body(*changes[0]) if one else block_body(changes)
            work.audit.append(str(revision.id), at, self.person.id, CELL if one else CELLS, {**body, **noted})
            revision = replace(
                work.returns.revision(revision.id) or revision,  # returned by the manager since?
                changed_at=at,
                changed_by=self.person.id,
                filled=filled,
                offered=len(self._owed),
            )
            work.returns.save_revision(revision)
            if along is not None:
                along(work, revision, at)
            return revision

        self.revision = self.transact(act)
        assert self.last_saved is not None
        return self.last_saved

    def _note_counts(self) -> None:
        """Keep the worklist's numbers of open findings; a small write, only when they change."""
        if self.revision is None:
            return
        errors = sum(1 for f in self.findings.values() if f.severity is Severity.ERROR)
        warnings = sum(1 for f in self.findings.values() if f.severity is Severity.WARNING)
        if (errors, warnings) == (self.revision.errors, self.revision.warnings):
            return
        # The figure itself is on disk already: that a count could not follow must not say otherwise.
        with suppress(StorageError, RefusedError):
            with self._work() as work:
                stored = work.returns.revision(self.revision.id)
                if stored is None or stored.state.is_locked:
                    return  # signed meanwhile: these are no longer its findings
                revision = replace(stored, errors=errors, warnings=warnings)
                work.returns.save_revision(revision)
                work.commit()
            self.revision = revision

    # -- words beside the figures ----------------------------------------------------------

    def set_reason(self, subject: str, text: str) -> None:
        """Keep a written reason for a check (``W302``) or a coded missing cell (``KM_C15``)."""
        self.refuse_locked()
        said = storable(text)

        def act(work: UnitOfWork, revision: Revision, at: datetime) -> datetime:
            work.returns.put_reason(revision.id, subject, said, self.person.id, at)
            body = {"subject": subject, "text": said}
            work.audit.append(str(revision.id), at, self.person.id, "reason", body)
            return at

        at = self.transact(act)
        if said:
            self.reasons[subject] = Reason(subject, said, self.person.name, at)
        else:
            self.reasons.pop(subject, None)

    @property
    def commented(self) -> frozenset[CellKey]:
        """Cells at which something was said."""
        return self.conversation.commented

    @property
    def waiting(self) -> frozenset[CellKey]:
        """Cells with a question that nobody has answered yet."""
        return self.conversation.waiting

    def threads(self, key: CellKey) -> tuple[Thread, ...]:
        """What was said at a cell, oldest thread first."""
        return self.conversation.at(key)

    def comments(self, key: CellKey) -> tuple[Comment, ...]:
        """Every comment of a cell, oldest first."""
        said = (comment for thread in self.threads(key) for comment in thread.comments)
        return tuple(sorted(said, key=lambda comment: comment.number))

    def add_comment(
        self, key: CellKey, text: str, *, thread: UUID | None = None, question: bool = False
    ) -> Comment:
        """Say something at a cell, in a thread or as a new one; see ``Conversation.add``."""
        return self.conversation.add(key, text, thread, question)

    def drop_comment(self, comment: Comment) -> None:
        """Take words back (undo)."""
        self.conversation.drop(comment)

    def resolve(self, thread: UUID, done: bool) -> None:
        """A question is answered, or open again; also in a locked return."""
        self.conversation.resolve(thread, done)

    @property
    def control_totals(self) -> Mapping[str, ControlTotal]:
        """Sums as the paper states them, by place."""
        return self.paper.known

    def set_control_total(self, place: str, number: float | None) -> None:
        """Keep the paper's sum of a row (full code) or of a section (``section:C``)."""
        self.paper.set(place, number)

    def control_difference(self, place: str) -> float | None:
        """Sum of what was typed minus the paper's; None where that was not typed."""
        return self.paper.difference(place)

    # -- what is known of a cell -----------------------------------------------------------

    def history(self, key: CellKey) -> tuple[CellChange, ...]:
        """The story of the cell in this revision, oldest first."""
        if self.revision is None:
            return ()
        with self._work() as work:
            return work.returns.changes(self.revision.id, key)

    def written(self, key: CellKey) -> tuple[str, datetime] | None:
        """Who last wrote the cell, and when."""
        changes = self.history(key)
        return (changes[-1].by, changes[-1].at) if changes else None

    def series(self, key: CellKey, months: int = 12) -> tuple[tuple[Period, float | None], ...]:
        """The figures of the earlier months, oldest first; ``None`` where there was none."""
        return self.earlier.series(key, months)

    def last_month(self, key: CellKey) -> float | None:
        return self.earlier.figure(key, 1)

    def same_month_last_year(self, key: CellKey) -> float | None:
        return self.earlier.figure(key, 12)

    def median(self, key: CellKey, months: int = 12) -> float | None:
        return self.earlier.median(key, months)

    # -- where one stands ------------------------------------------------------------------

    def remember(self, key: CellKey, draft: str | None) -> None:
        """Keep the current cell and what is half typed in it, for the next start.

        What is typed into the first cell of all begins the draft revision.
        """
        if self.locked_why is not None or (self.revision is None and not draft):
            return
        with self._work() as work:
            revision = self.revision or self._begin(work, self._clock.now())
            work.returns.put_position(self.person.id, Position(revision.id, key, draft))
            work.commit()
        self.revision = revision

    def leave(self) -> None:
        """The return is closed properly: the next start need not come back to it."""
        with self._work() as work:
            work.returns.clear_position(self.person.id)
            work.commit()


def _worse(one: Severity | None, other: Severity) -> Severity:
    order = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    return other if one is None else min(one, other, key=order.index)


def _counts(value: CellValue | None) -> int:
    return 1 if value is not None and value.is_valid else 0
