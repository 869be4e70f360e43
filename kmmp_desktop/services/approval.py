"""The manager's side: look at what is ready, approve it, or return it to the clerk."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from kmmp_desktop.domain.document import speaks_of
from kmmp_desktop.domain.finding_steps import Lives, Turn, accepted, returned
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Facility, Person, Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.errors import NotFoundError, RefusedError
from kmmp_desktop.services.compiled import CompiledForms
from kmmp_desktop.services.completion import digest, record_step, step_back
from kmmp_desktop.services.figures import Surroundings
from kmmp_desktop.services.ports import (
    Clock,
    DocumentMaker,
    FormCatalogue,
    Progress,
    SignedFile,
    Signer,
    Thread,
    UnitOfWork,
    Work,
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


@dataclass(frozen=True, slots=True)
class Review:
    """One ready return as the manager sees it, from the very data that was signed."""

    item: ReviewItem
    form: Form
    document: Mapping[str, Any]
    exceptions: tuple[ReviewException, ...]
    largest: tuple[LargestChange, ...]
    questions: tuple[Thread, ...] = ()
    """What was asked at cells and not answered yet; it is in no signed file."""


class ApprovalService:
    """Four eyes: nobody approves what they prepared, and only a manager approves."""

    def __init__(
        self,
        work: Work,
        clock: Clock,
        forms: FormCatalogue,
        compiled: CompiledForms,
        makers: Sequence[DocumentMaker],
    ) -> None:
        self._work = work
        self._clock = clock
        self._forms = forms
        self._compiled = compiled
        self._makers = {maker.kind: maker for maker in makers}

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
                items += [self._item(work, revision) for revision in ready]
        return tuple(sorted(items, key=lambda i: (-i.warnings, i.facility.name)))

    def _item(self, work: UnitOfWork, revision: Revision) -> ReviewItem:
        facility = work.facilities.get(revision.key.facility)
        by = work.people.get(revision.completed_by) if revision.completed_by else None
        return ReviewItem(
            revision,
            facility or Facility(revision.key.facility, revision.key.facility),
            by,
            revision.warnings,
        )

    def look(self, revision: UUID) -> Review:
        """Read a ready return back from its signed workbook, with what stood there before.

        Raises:
            RefusedError: the kept file is not what the clerk signed.
        """
        with self._work() as work:
            stored = self._ready(work, revision)
            item = self._item(work, stored)
            file = work.files.get(revision, "xlsx")
            form = self._forms.version(stored.key.family, stored.form_version, stored.key.period)
            around = Surroundings(work, form, stored.key, item.facility, True, stored)
            cells = work.returns.cells(revision)
            questions = tuple(t for t in work.returns.threads(revision) if t.waits)
            given = work.finding_steps.reasons_of(stored.key.family, stored.key.facility)
        check = self._makers["xlsx"].check(file.content) if file else None
        if check is None or check.data is None or not speaks_of(check.data, stored):
            raise RefusedError(
                "The kept workbook of this return is not what the clerk signed.",
                hint="Return it to the clerk, who marks it as ready again.",
            )
        history = ReviewHistory(form, self._compiled, around, around.figures(cells))
        exceptions = tuple(history.exception(f, given) for f in check.data["findings"])
        flagged = {e.key.element for e in exceptions}
        return Review(item, form, check.data, exceptions, history.largest(flagged), questions)

    def why_not(self, revision: UUID, person: Person) -> Message | None:
        """Why this person may not approve this return; ``None`` where they may."""
        with self._work() as work:
            stored = work.returns.revision(revision)
        if stored is None or stored.state is not State.READY:
            return Message("This return is not ready for approval.")
        return _refusal(stored, person)

    def approve(
        self,
        revisions: Sequence[UUID],
        signer: Signer,
        progress: Progress | None = None,
        seen: Sequence[Revision] = (),
    ) -> tuple[Revision, ...]:
        """Add the manager's signature to the kept bytes of each return, one by one.

        ``seen`` are the revisions as the manager saw them: one that was completed anew since is refused.
        A return that is refused stops the run with its reason; those before it stay approved.
        """
        done: list[Revision] = []
        as_seen = {revision.id: revision for revision in seen}
        for number, revision in enumerate(revisions):
            done.append(self._approve(revision, signer, as_seen.get(revision)))
            if progress:
                progress(number + 1, len(revisions))
        return tuple(done)

    def _approve(self, revision: UUID, signer: Signer, seen: Revision | None) -> Revision:
        at = self._clock.now().replace(microsecond=0)
        with self._work() as work:
            stored = self._ready(work, revision)
            refusal = _refusal(stored, signer.person)
            if refusal is not None:
                raise RefusedError(refusal)
            if seen is not None and stored != seen:
                raise RefusedError(
                    "The return of {facility} was signed anew since you looked at it.",
                    facility=stored.key.facility,
                    hint="Look at it again, then approve it.",
                )
            kept = [work.files.get(revision, kind) for kind in self._makers]
        signed = []
        for file in kept:
            if file is None:
                raise RefusedError(
                    "The signed files of this return are missing.",
                    hint="Return it to the clerk, who marks it as ready again.",
                )
            if not speaks_of(self._makers[file.kind].check(file.content).data, stored):
                raise RefusedError(
                    "The kept file {file} is not what the clerk signed.",
                    file=file.name,
                    hint="Return it to the clerk, who marks it as ready again.",
                )
            content = self._makers[file.kind].sign(file.content, signer, "manager", at)
            signed.append(SignedFile(revision, file.kind, file.name, content, True))
        with self._work() as work:
            for file in signed:  # first: from the first write on nobody else changes what is compared
                work.files.put(file)
            if self._ready(work, revision) != stored:
                raise RefusedError(
                    "The return was changed while it was being signed. Nothing was kept.",
                    hint="Look at it again, then approve it.",
                )
            approved = replace(
                stored,
                state=State.APPROVED,
                approved_at=at,
                approved_by=signer.person.id,
                changed_at=at,
                changed_by=signer.person.id,
            )
            work.returns.save_revision(approved)
            lives = work.finding_steps.of(revision)
            work.finding_steps.write(revision, accepted(lives, signer.person.id, at))
            record_step(
                work,
                approved,
                at,
                signer.person,
                "approved",
                {"files": {f.kind: digest(f.content) for f in signed}},
            )
            work.commit()
        return approved

    def send_back(self, revision: UUID, person: Person, note: str, because: Collection[str] = ()) -> Revision:
        """Return a ready return to the clerk with a note; the signed bytes are discarded.

        ``because``: codes of the checks whose findings are the reason for it.
        """
        if not note.strip():
            raise RefusedError("Write what the clerk has to look at.")
        with self._work() as work:
            self._ready(work, revision)
        said = note.strip()
        body: dict[str, object] = {"note": said}
        if because:
            body["because"] = sorted(because)

        def lives(found: Lives, at: datetime) -> Turn:
            return returned(found, because, said, person.id, at)

        return step_back(self._work, self._clock, revision, person, State.RETURNED, "returned", body, lives)

    def note(self, revision: UUID) -> str:
        """The manager's last note on a returned return; empty where there is none."""
        with self._work() as work:
            entries = work.audit.entries(str(revision))
        notes = [e.body["note"] for e in entries if e.action == "returned"]
        return str(notes[-1]) if notes else ""

    def _ready(self, work: UnitOfWork, revision: UUID) -> Revision:
        stored = work.returns.revision(revision)
        if stored is None:
            raise NotFoundError("This return is not in the office any more.")
        if stored.state is not State.READY:
            raise RefusedError(
                "The return of {facility} for {period} is not ready for approval: it is {state}.",
                facility=stored.key.facility,
                period=stored.key.period,
                state=Message(stored.state.value),
            )
        return stored


def _refusal(revision: Revision, person: Person) -> Message | None:
    if person.role is not Role.MANAGER:
        return Message("Only a manager approves returns.")
    if person.id == revision.completed_by:
        return Message("{name} prepared this return. Somebody else has to approve it.", {"name": person.name})
    return None
