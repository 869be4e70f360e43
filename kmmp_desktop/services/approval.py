"""The manager's side: look at what is ready, approve it, or return it to the clerk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from kmmp_desktop.domain.document import speaks_of
from kmmp_desktop.domain.finding_steps import Lives, Turn, accepted, returned
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.errors import NotFoundError, RefusedError
from kmmp_desktop.services.compiled import CompiledForms
from kmmp_desktop.services.completion import digest, record_step, step_back
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.ports import (
    Clock,
    DocumentMaker,
    FormCatalogue,
    Progress,
    SignedFile,
    Signer,
    UnitOfWork,
    Work,
)
from kmmp_desktop.services.review_decisions import ReviewDecisions, asked_in_review, refusal, why_not_ask
from kmmp_desktop.services.review_queue import ReviewQueue
from kmmp_desktop.services.reviews import Review, ReviewItem, ReviewReader
from kmmp_desktop.text import Message


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
        self._makers = {maker.kind: maker for maker in makers}
        self._reader = ReviewReader(work, forms, compiled, self._makers["xlsx"])
        self.decisions = ReviewDecisions(work, clock)
        self.queue = ReviewQueue(work, clock, forms, compiled)

    def waiting(self, period: Period | None = None) -> tuple[ReviewItem, ...]:
        """Ready returns, those with most explained warnings first."""
        return self._reader.waiting(period)

    def item(self, revision: UUID) -> ReviewItem | None:
        """See ``ReviewReader.item``."""
        return self._reader.item(revision)

    def may_ask(self, revision: UUID, person: Person) -> bool:
        """Whether this person asks at the cells of another office's return."""
        item = self._reader.item(revision)
        return item is not None and item.revision.state is State.RECEIVED and self.asks_at(item, person)

    def asks_at(self, item: ReviewItem, person: Person) -> bool:
        """Whether this person may ask at the cells of what is looked at."""
        with self._work() as work:
            return why_not_ask(work, item.revision, person) is None

    def look(self, revision: UUID) -> Review:
        """See ``ReviewReader.look``."""
        return self._reader.look(revision)

    def again(self, review: Review) -> Review:
        """See ``ReviewReader.again``."""
        return self._reader.again(review)

    def why_not(self, revision: UUID, person: Person) -> Message | None:
        """Why this person may not approve this return; ``None`` where they may."""
        with self._work() as work:
            stored = work.returns.revision(revision)
            if stored is None or stored.state is not State.READY:
                return Message("This return is not ready for approval.")
            return refusal(work, stored, person)

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
            why = refusal(work, stored, signer.person)
            if why is not None:
                raise RefusedError(why)
            entries = work.audit.entries(str(revision))
            if asked_in_review(entries, work.returns.threads(revision)):
                raise RefusedError(
                    "A question about the return of {facility} waits for its answer.",
                    facility=stored.key.facility,
                    hint="Return it to the clerk, or take the question back.",
                )
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
            why = refusal(work, stored, signer.person)  # closed, or another role, while it was signed
            if why is not None:
                raise RefusedError(why)
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
        """Return a ready return to the clerk with a note, or with the questions that were asked at its
        cells, or both; the signed bytes are discarded.

        ``because``: codes of the checks whose findings are the reason for it.
        """
        said = note.strip()
        permit(person, Action.SEND_BACK)
        with self._work() as work:
            self._ready(work, revision)
            asked = [t for t in work.returns.threads(revision) if t.waits]
        if not said and not asked:
            raise RefusedError("Write what the clerk has to look at.")
        body: dict[str, object] = {"note": said}
        if asked:
            body["questions"] = [str(t.id) for t in asked]
        if because:
            body["because"] = sorted(because)

        def lives(found: Lives, at: datetime) -> Turn:
            return returned(found, because, said, person.id, at)

        act = Action.SEND_BACK
        return step_back(
            self._work, self._clock, revision, person, State.RETURNED, "returned", body, lives, act
        )

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
                period=month_year(stored.key.period),
                state=Message(stored.state.value),
            )
        return stored
