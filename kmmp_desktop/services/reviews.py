"""A ready return as the manager sees it: read back from what was signed, with what stood there before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kmmp_desktop.domain.document import speaks_of
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Facility, Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.domain.values import CellKey, CellValue
from kmmp_desktop.errors import NotFoundError, RefusedError
from kmmp_desktop.services.compiled import CompiledForms
from kmmp_desktop.services.figures import Surroundings
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.ports import DocumentMaker, FormCatalogue, Thread, UnitOfWork, Work
from kmmp_desktop.services.review_changes import (
    CellDifference,
    Earlier,
    differences,
    earlier_of,
    signed_differences,
)
from kmmp_desktop.services.review_decisions import (
    Accepted,
    accepted_in,
    asked_checks,
    asked_in_review,
    may_be_asked,
)
from kmmp_desktop.services.review_history import LargestChange, ReviewException, ReviewHistory
from kmmp_desktop.text import Message


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One ready return in the queue."""

    revision: Revision
    facility: Facility
    prepared_by: Person | None
    warnings: int
    prepared_name: str = ""
    """Also of somebody of another office."""


@dataclass(frozen=True, slots=True)
class Told:
    """A thread at a cell, and in which revision of the return each of its comments was written.

    An amendment begins with the words of what it amends: those stand here once.
    """

    thread: Thread
    revisions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    accepted: int
    asked: int
    open: int
    """Exceptions, and questions of others, that are still to be decided."""

    @property
    def exceptions(self) -> int:
        return self.accepted + self.asked + self.open


@dataclass(frozen=True, slots=True)
class Said:
    """What was asked, answered and decided about a return; nothing of it is in a signed file."""

    questions: tuple[Thread, ...] = ()
    """What was asked at cells and not answered yet."""
    asked: tuple[Thread, ...] = ()
    """Those of them that were asked since the clerk signed: the return goes back with them."""
    asked_checks: Mapping[str, UUID] = field(default_factory=dict)
    """Which of the exceptions one of them was asked about."""
    threads: tuple[Told, ...] = ()
    """Everything said at the cells of this return, in this revision and those before."""
    accepted: Mapping[str, Accepted] = field(default_factory=dict)
    """Exceptions that the manager lets stand, by check."""


@dataclass(frozen=True, slots=True)
class Review:
    """One ready return as the manager sees it, from the very data that was signed."""

    item: ReviewItem
    form: Form
    document: Mapping[str, Any]
    exceptions: tuple[ReviewException, ...]
    largest: tuple[LargestChange, ...]
    said: Said = field(default_factory=Said)
    earlier: Earlier | None = None
    differences: tuple[CellDifference, ...] = ()
    cells: Mapping[CellKey, CellValue] = field(default_factory=dict)
    last_month: Mapping[CellKey, CellValue] = field(default_factory=dict)
    history: ReviewHistory | None = None
    written: Mapping[CellKey, tuple[str, datetime]] = field(default_factory=dict)
    """Who last wrote each cell, and when."""
    foreign: bool = False
    """Taken in from another office: it is asked about, and not approved here."""

    @property
    def questions(self) -> tuple[Thread, ...]:
        return self.said.questions

    @property
    def asked(self) -> tuple[Thread, ...]:
        return self.said.asked

    @property
    def asked_checks(self) -> Mapping[str, UUID]:
        return self.said.asked_checks

    @property
    def threads(self) -> tuple[Told, ...]:
        return self.said.threads

    @property
    def accepted(self) -> Mapping[str, Accepted]:
        return self.said.accepted

    @property
    def skipped(self) -> tuple[Mapping[str, Any], ...]:
        """Error checks that could not be made, with the clerk's reason."""
        return tuple(s for s in self.document["skipped"] if s["severity"] == "error" and s["reason"])

    @property
    def checks(self) -> tuple[str, ...]:
        """The checks that are to be decided: findings, then error checks that could not be made."""
        return (
            *(str(e.finding["check"]) for e in self.exceptions),
            *(str(s["check"]) for s in self.skipped),
        )

    @property
    def questions_apart(self) -> tuple[Thread, ...]:
        """Questions that wait and belong to no exception."""
        of_checks = set(self.asked_checks.values())
        return tuple(t for t in self.questions if t.id not in of_checks)

    @property
    def tally(self) -> Tally:
        """How many exceptions and questions are accepted, asked, and to be decided."""
        asked = {thread.id for thread in self.asked}
        waiting = sum(t.id not in asked for t in self.questions_apart)
        accepted = sum(check in self.accepted for check in self.checks)
        still = sum(c not in self.accepted and c not in self.asked_checks for c in self.checks)
        return Tally(accepted, len(asked), still + waiting)


class ReviewReader:
    """Reads the queue, and one return of it."""

    def __init__(
        self, work: Work, forms: FormCatalogue, compiled: CompiledForms, workbooks: DocumentMaker
    ) -> None:
        self._work = work
        self._forms = forms
        self._compiled = compiled
        self._workbooks = workbooks

    def waiting(self, period: Period | None = None) -> tuple[ReviewItem, ...]:
        """Ready returns, those with most explained warnings first."""
        items = []
        with self._work() as work:
            for family in self._forms.families():
                ready = (
                    work.returns.in_month(family, period, (State.READY,))
                    if period
                    else work.returns.in_state(family, State.READY)
                )
                items += [item_of(work, revision) for revision in ready]
        return tuple(sorted(items, key=lambda i: (-i.warnings, i.facility.name)))

    def item(self, revision: UUID) -> ReviewItem | None:
        """One return, if a manager may ask about it: also another office's that was taken in."""
        with self._work() as work:
            stored = work.returns.revision(revision)
            return item_of(work, stored) if stored is not None and may_be_asked(work, stored) else None

    def look(self, revision: UUID) -> Review:
        """Read a return back from its signed workbook, with what stood there before.

        Raises:
            NotFoundError: it is not in the office.
            RefusedError: it does not wait for review, or the kept file is not what the clerk signed.
        """
        with self._work() as work:
            stored = reviewable(work, revision)
            item = item_of(work, stored)
            file = work.files.get(revision, "xlsx")
            form = self._forms.version(stored.key.family, stored.form_version, stored.key.period)
            around = Surroundings(work, form, stored.key, item.facility, True, stored)
            cells = work.returns.cells(revision)
            reasons = work.returns.reasons(revision)
            written = work.returns.last_changed(revision)
            said = _said(work, stored)
            earlier = earlier_of(work, stored, cells)
            given = work.finding_steps.reasons_of(stored.key.family, stored.key.facility)
        check = self._workbooks.check(file.content) if file else None
        if check is None or check.data is None or not speaks_of(check.data, stored):
            raise RefusedError(
                "The kept workbook of this return is not what the clerk signed.",
                hint="Return it to the clerk, who marks it as ready again.",
            )
        history = ReviewHistory(form, self._compiled, around, around.figures(cells))
        exceptions = tuple(history.exception(f, given) for f in check.data["findings"])
        flagged = {e.key.element for e in exceptions}
        changed = differences(form, earlier, cells, reasons, [t.thread for t in said.threads])
        return Review(
            item,
            form,
            check.data,
            exceptions,
            history.largest(flagged),
            said,
            earlier,
            signed_differences(check.data, changed),
            cells,
            around.earlier[1].values if 1 in around.earlier else {},
            history,
            written,
            stored.state is State.RECEIVED,
        )

    def again(self, review: Review) -> Review:
        """The same return with what was decided and said since; its figures are signed and stay.

        Raises:
            RefusedError: it was completed anew, approved or sent back meanwhile.
        """
        with self._work() as work:
            stored = reviewable(work, review.item.revision.id)
            if stored != review.item.revision:
                raise RefusedError(
                    "The return of {facility} was signed anew since you looked at it.",
                    facility=stored.key.facility,
                    hint="Look at it again, then approve it.",
                )
            return replace(review, said=_said(work, stored))


def _said(work: UnitOfWork, revision: Revision) -> Said:
    own = work.returns.threads(revision.id)
    told = _told(work, revision, own)
    entries = work.audit.entries(str(revision.id))
    asked = asked_in_review(entries, own)
    return Said(
        tuple(t for t in own if t.waits),
        asked,
        asked_checks(entries, asked),
        told,
        accepted_in(work, entries),
    )


def _told(work: UnitOfWork, revision: Revision, own: Sequence[Thread]) -> tuple[Told, ...]:
    """Every thread once, oldest first: an amendment has copies of those of the revision before."""
    begun: dict[tuple[object, ...], int] = {}
    found: dict[tuple[object, ...], Told] = {}
    for one in work.returns.revisions(revision.key):
        if one.number > revision.number:
            break
        for thread in own if one.id == revision.id else work.returns.threads(one.id):
            for comment in thread.comments:
                begun.setdefault((comment.key, comment.at, comment.text), one.number)
            numbers = tuple(begun[c.key, c.at, c.text] for c in thread.comments)
            first = thread.comments[0]
            found[first.key, first.at, first.text] = Told(thread, numbers)
    return tuple(found.values())


def reviewable(work: UnitOfWork, revision: UUID) -> Revision:
    """The revision, if it waits for review; raises NotFoundError, RefusedError."""
    stored = work.returns.revision(revision)
    if stored is None:
        raise NotFoundError("This return is not in the office any more.")
    if not may_be_asked(work, stored):
        raise RefusedError(
            "The return of {facility} for {period} is not ready for approval: it is {state}.",
            facility=stored.key.facility,
            period=month_year(stored.key.period),
            state=Message(stored.state.value),
        )
    return stored


def item_of(work: UnitOfWork, revision: Revision) -> ReviewItem:
    """A return with its facility and who prepared it."""
    facility = work.facilities.get(revision.key.facility)
    by = work.people.get(revision.completed_by) if revision.completed_by else None
    outside = work.people.outside(revision.completed_by) if revision.completed_by and by is None else None
    return ReviewItem(
        revision,
        facility or Facility(revision.key.facility, revision.key.facility),
        by,
        revision.warnings,
        by.name if by is not None else outside.name if outside is not None else "",
    )
