"""From draft to ready: what is still in the way, then the clerk's signature."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kmmp_desktop.domain.document import ReturnDocument
from kmmp_desktop.domain.finding_steps import Lives, Turn, reopened
from kmmp_desktop.domain.findings import CheckReport, Finding
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.domain.values import Kind
from kmmp_desktop.errors import NotFoundError, RefusedError
from kmmp_desktop.services.completion_items import (
    CORRECT,
    FILL,
    REASON,
    CompletionItem,
    items_of,
)
from kmmp_desktop.services.differences import Difference, warnings_of
from kmmp_desktop.services.documents import DocumentBuilder
from kmmp_desktop.services.open_return import LOCKED, OpenReturn
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.ports import Clock, DocumentMaker, Progress, SignedFile, Signer, UnitOfWork, Work
from kmmp_desktop.text import Message


@dataclass(frozen=True, slots=True)
class Completion:
    """The whole return looked at for completion."""

    items: tuple[CompletionItem, ...]
    report: CheckReport
    made: int
    of: int
    figures: int
    missing: int
    blank: int
    ran_at: datetime
    blockers: Message | None
    """One sentence on what is in the way; ``None``: it may be marked ready."""
    differences: tuple[Difference, ...] = ()
    """Checks between this return and others of the month that do not hold."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What does not hold, in this return and between it and others: each has its life."""
        return (*self.report.findings, *(difference.own for difference in self.differences))


class CompletionService:
    """Looks a return over, completes it, and takes it back to draft."""

    def __init__(
        self, work: Work, clock: Clock, makers: Sequence[DocumentMaker], documents: DocumentBuilder
    ) -> None:
        self._work = work
        self._clock = clock
        self._makers = tuple(makers)
        self._documents = documents

    def look(self, opened: OpenReturn) -> Completion:
        """Run every check on the whole return, blanks included, and list what needs a hand."""
        opened.between.read_again()
        report = opened.compiled.run(opened.figures)
        items = items_of(opened, report)
        cells = opened.cells
        enterable = opened.enterable()
        missing = sum(1 for k in enterable if k in cells and cells[k].kind is Kind.MISSING)
        blank = sum(1 for k in enterable if k not in cells)
        return Completion(
            items=items,
            report=report,
            made=report.made,
            of=len(opened.form.checks),
            figures=len(enterable) - missing - blank,
            missing=missing,
            blank=blank,
            ran_at=self._clock.now(),
            blockers=_blockers(items),
            differences=opened.between.differences,
        )

    def complete(
        self, opened: OpenReturn, signer: Signer, language: str = "en", progress: Progress | None = None
    ) -> Revision:
        """Build workbook and PDF from one canonical document, sign both, keep them: ready.

        Raises:
            RefusedError: something is still in the way, or the return changed meanwhile.
            StorageError: nothing was written.
        """
        report_progress = progress or (lambda done, total: None)
        permit(signer.person, Action.COMPLETE)
        if opened.locked_why is not None:
            raise RefusedError(opened.locked_why)
        looked = self.look(opened)
        if looked.blockers is not None:
            raise RefusedError(looked.blockers)
        if opened.revision is None:
            raise RefusedError("Nothing has been typed into this return yet.")
        steps = 2 * len(self._makers) + 1
        at = self._clock.now().replace(microsecond=0)
        with self._work() as work:
            head = work.audit.head(str(opened.revision.id))
            if not _is_as_stored(opened, opened.revision.id, work):
                raise RefusedError(
                    "The return was changed by somebody else since it was opened. It was not signed.",
                    hint="Open it again to see how it stands, then mark it as ready.",
                )
            if contested := work.together.conflicts(opened.revision.id):
                raise RefusedError(
                    "Two people changed {count} cells of this return, and nobody has decided "
                    "which figure stands.",
                    hint="In Entry, F4 goes to each of them and F8 decides.",
                    count=len(contested),
                )
            document = self._documents.build(work, opened, looked, signer, language, at, head)
        files = []
        for number, maker in enumerate(self._makers):
            content = maker.build(document)
            report_progress(2 * number + 1, steps)
            content = maker.sign(content, signer, "clerk", at)
            report_progress(2 * number + 2, steps)
            files.append(
                SignedFile(opened.revision.id, maker.kind, f"{document.name}.{maker.kind}", content, False)
            )
        report_progress(steps, steps)  # the last moment at which stopping leaves a draft
        return self._keep(opened, document, looked, files, signer.person, at, head)

    def _keep(
        self,
        opened: OpenReturn,
        document: ReturnDocument,
        looked: Completion,
        files: list[SignedFile],
        person: Person,
        at: datetime,
        head: str,
    ) -> Revision:
        assert opened.revision is not None
        with self._work() as work:
            permit(person, Action.COMPLETE, work)
            for file in files:  # first: from the first write on nobody else changes what is compared
                work.files.put(file)
            stored = work.returns.revision(opened.revision.id)
            if stored is None or stored.state.is_locked or work.audit.head(str(stored.id)) != head:
                raise RefusedError(
                    "The return was changed while it was being signed. Nothing was kept.",
                    hint="Check it again and mark it as ready once more.",
                )
            revision = replace(
                stored,
                state=State.READY,
                services=opened.around.offer.services,
                completed_at=at,
                completed_by=person.id,
                changed_at=at,
                changed_by=person.id,
                language=document.language,
                filled=looked.figures + looked.missing,
                offered=len(opened.enterable()),
                errors=0,
                warnings=len(looked.report.of(Severity.WARNING)) + warnings_of(looked.differences),
                short_code=document.data["short_code"],
            )
            work.returns.save_revision(revision)
            lives = opened.lives.note_whole(
                work, revision.id, looked.findings, opened.reasons, person.id, at, signed=True
            )
            record_step(
                work,
                revision,
                at,
                person,
                "completed",
                {"short_code": revision.short_code, "files": {f.kind: digest(f.content) for f in files}},
            )
            work.commit()
        opened.revision = revision
        opened.lives.keep(lives)
        opened.locked_why = LOCKED[State.READY]
        return revision

    def reopen(self, revision: UUID, person: Person) -> Revision:
        """Take a ready return back to draft; the signed bytes are discarded."""

        def lives(found: Lives, at: datetime) -> Turn:
            return reopened(found, person.id, at)

        return step_back(
            self._work, self._clock, revision, person, State.DRAFT, "reopened", {}, lives, Action.REOPEN
        )


def step_back(
    work_maker: Work,
    clock: Clock,
    revision: UUID,
    person: Person,
    state: State,
    action: str,
    body: dict[str, object],
    lives: Callable[[Lives, datetime], Turn],
    act: Action,
) -> Revision:
    """Put a ready or approved revision back before completion and discard its signed files.

    ``lives``: what becomes of its findings.
    """
    at = clock.now()
    with work_maker() as work:
        permit(person, act, work)
        stored = work.returns.revision(revision)
        if stored is None:
            raise NotFoundError("This return is not in the office any more.")
        if stored.state not in (State.READY, State.APPROVED):
            raise RefusedError(
                "The return is {state}: it cannot go back to draft.", state=Message(stored.state.value)
            )
        changed = replace(
            stored,
            state=state,
            completed_at=None,
            completed_by=None,
            approved_at=None,
            approved_by=None,
            short_code="",
            changed_at=at,
            changed_by=person.id,
        )
        work.files.discard(revision)
        work.returns.save_revision(changed)
        work.finding_steps.write(revision, lives(work.finding_steps.of(revision), at))
        record_step(work, changed, at, person, action, body)
        work.commit()
    return changed


def record_step(
    work: UnitOfWork,
    revision: Revision,
    at: datetime,
    person: Person | None,
    action: str,
    body: dict[str, object],
) -> None:
    """Append a step to the revision's chain, and that chain's head to the office chain."""
    by = person.id if person else None
    entry = work.audit.append(str(revision.id), at, by, action, body)
    work.audit.append(
        "office",
        at,
        by,
        action,
        {
            "revision": str(revision.id),
            "head": entry.digest,
            "return": [revision.key.family, revision.key.facility, str(revision.key.period), revision.number],
        },
    )


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _is_as_stored(opened: OpenReturn, revision: UUID, work: UnitOfWork) -> bool:
    """Whether figures, reasons, facility, earlier months and other returns are still those that were read."""
    return (
        work.returns.cells(revision) == opened.cells
        and work.returns.reasons(revision) == opened.reasons
        and opened.around.is_as_stored(work)
        and opened.between.is_as_stored(work)
    )


def _blockers(items: Sequence[CompletionItem]) -> Message | None:
    errors = sum(1 for i in items if i.needs == CORRECT)
    reasons = sum(1 for i in items if i.needs == REASON and not i.reason)
    blanks = sum(1 for i in items if i.needs == FILL)
    parts = []
    if errors:
        parts.append(
            Message("correct 1 error")
            if errors == 1
            else Message("correct {count} errors", {"count": errors})
        )
    if reasons:
        parts.append(
            Message("write 1 reason")
            if reasons == 1
            else Message("write {count} reasons", {"count": reasons})
        )
    if blanks:
        parts.append(
            Message("fill or code 1 blank cell")
            if blanks == 1
            else Message("fill or code {count} blank cells", {"count": blanks})
        )
    if not parts:
        return None
    lists = {
        1: "This return cannot be marked ready yet: {a}.",
        2: "This return cannot be marked ready yet: {a} and {b}.",
        3: "This return cannot be marked ready yet: {a}, {b} and {c}.",
    }
    return Message(lists[len(parts)], dict(zip("abc", parts, strict=False)))
