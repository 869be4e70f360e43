"""What there is to look at in each ready return, and the sample that is read before the rest is approved."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kmmp_desktop.domain.figures import Figures
from kmmp_desktop.domain.form import Form, Severity
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import Revision, State
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.compiled import CompiledForms
from kmmp_desktop.services.figures import Surroundings
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.ports import Clock, FormCatalogue, Progress, UnitOfWork, Work
from kmmp_desktop.services.review_changes import differences, earlier_of
from kmmp_desktop.services.review_decisions import accepted_in, refusal
from kmmp_desktop.services.review_history import moved
from kmmp_desktop.services.reviews import ReviewItem, item_of, reviewable

LARGE = 0.5
"""A working value, no standard: a figure of 10 and more that moved by half is a large change."""
SAMPLE = 5
"""A working value, no standard: returns that are read before the others are approved together."""
_KEPT = "review.sample"


@dataclass(frozen=True, slots=True)
class Weight:
    """How much there is to look at in one ready return."""

    explained: int
    """Warnings, and error checks that could not be made, each with the clerk's reason."""
    questions: int
    """Questions that wait."""
    changed: int
    """Cells that say something else than before (revision, or return)."""
    large: int
    """Figures that moved by half since last month."""
    month_before: bool
    """Whether there is a month before to compare with."""
    decided: int
    """Exceptions that are accepted."""

    @property
    def plain(self) -> bool:
        """Nothing to look at: it may be approved with others after a sample."""
        return self.month_before and not (self.explained or self.questions or self.changed or self.large)

    @property
    def order(self) -> tuple[int, ...]:
        """Sorts most to look at first."""
        return (-self.questions, -self.changed, -self.explained, -self.large, self.month_before)


@dataclass(frozen=True, slots=True)
class Sample:
    """Returns drawn from those with nothing to look at, so that somebody reads a few of them."""

    drawn_at: datetime
    by: UUID
    of: Mapping[UUID, str]
    """Every return it was drawn from, with when it was completed: another completion is another return."""
    chosen: tuple[UUID, ...]
    read: frozenset[UUID] = frozenset()

    @property
    def unread(self) -> tuple[UUID, ...]:
        return tuple(revision for revision in self.chosen if revision not in self.read)


class ReviewQueue:
    """Raises StorageError where something was not kept."""

    def __init__(
        self,
        work: Work,
        clock: Clock,
        forms: FormCatalogue,
        compiled: CompiledForms,
        chance: random.Random | None = None,
    ) -> None:
        self._work = work
        self._clock = clock
        self._forms = forms
        self._compiled = compiled
        self._chance = chance or random.SystemRandom()  # nobody can tell which returns will be read

    # -- weighing --------------------------------------------------------------------------

    def weigh(self, items: Sequence[ReviewItem], progress: Progress | None = None) -> dict[UUID, Weight]:
        """What there is to look at in each; one that has gone meanwhile is left out."""
        weights = {}
        for number, item in enumerate(items):
            try:
                weights[item.revision.id] = self._weigh(item.revision.id)
            except RefusedError:
                continue
            finally:
                if progress:
                    progress(number + 1, len(items))
        return weights

    def _weigh(self, revision: UUID) -> Weight:
        with self._work() as work:
            stored = reviewable(work, revision)
            form = self._forms.version(stored.key.family, stored.form_version, stored.key.period)
            cells = work.returns.cells(revision)
            before = work.returns.earlier(stored.key, 1)
            facility = item_of(work, stored).facility
            facts = Surroundings(work, form, stored.key, facility, True, stored, self._work).facts
            questions = sum(thread.waits for thread in work.returns.threads(revision))
            earlier = earlier_of(work, stored, cells)
            reasons = work.returns.reasons(revision)
            skipped = {c for c in reasons if _is_error(form, c)}  # with a reason only where it was not made
            accepted = set(accepted_in(work, work.audit.entries(str(revision))))
            decided = len(accepted & (skipped | set(work.finding_steps.of(revision))))
        changed = len(differences(form, earlier, cells, {}, ()))
        large = 0
        if before:
            compiled, now, then = (
                self._compiled.of(form),
                Figures(cells, {}, facts),
                Figures(before[0].values, {}, facts),
            )
            for element in form:
                if element.type.is_numeric:
                    was = compiled.total(element.full, then).value
                    large += moved(was, compiled.total(element.full, now).value) >= LARGE
        explained = stored.warnings + len(skipped)
        return Weight(explained, questions, changed, large, bool(before), decided)

    # -- the sample ------------------------------------------------------------------------

    def may_join(self, item: ReviewItem, weight: Weight | None, person: Person) -> bool:
        """Whether a return may be approved with others after a sample, by this person."""
        if weight is None or not weight.plain:
            return False
        with self._work() as work:
            return refusal(work, item.revision, person) is None

    def draw(self, items: Sequence[ReviewItem], person: Person) -> Sample:
        """Choose a few returns to be read; whatever was drawn before counts no more.

        Raises RefusedError where this person may not approve one of them.
        """
        with self._work() as work:
            permit(person, Action.DECIDE, work)
            for item in items:
                why = refusal(work, item.revision, person)
                if why is not None:
                    raise RefusedError(why)
        at = self._clock.now()
        ids = [item.revision.id for item in items]
        chosen = set(self._chance.sample(ids, min(SAMPLE, len(ids))))
        of = {item.revision.id: _completed(item.revision) for item in items}
        sample = Sample(at, person.id, of, tuple(i for i in ids if i in chosen))
        with self._work() as work:
            self._keep(work, sample)
            body = {"of": [str(i) for i in ids], "sample": [str(i) for i in sample.chosen]}
            work.audit.append("office", at, person.id, "sample_drawn", body)
            work.commit()
        return sample

    def sample(self, person: Person) -> Sample | None:
        """What this person drew and can still go by: every drawn return stands as it was drawn, was not sent
        back and has no question; those approved since are left out."""
        with self._work() as work:
            kept = _read(work.settings.get(f"{_KEPT}.{person.id}"))
            if kept is None:
                return None
            standing = {revision: work.returns.revision(revision) for revision in kept.of}
            for revision in kept.chosen:
                now = standing[revision]
                if now is None or not _stands(now, kept) or _waits(work, revision):
                    return None
        left = {
            revision: at
            for revision, at in kept.of.items()
            if (now := standing[revision]) is not None and now.state is State.READY and _stands(now, kept)
        }
        return replace(kept, of=left) if left else None

    def mark_read(self, revision: UUID, person: Person) -> None:
        """This person has had a drawn return on screen."""
        with self._work() as work:
            permit(person, Action.DECIDE, work)
            kept = _read(work.settings.get(f"{_KEPT}.{person.id}"))
            if kept is None or revision not in kept.unread:
                return
            self._keep(work, replace(kept, read=kept.read | {revision}))
            work.audit.append(str(revision), self._clock.now(), person.id, "read_in_sample", {})
            work.commit()

    def check(self, revisions: Iterable[UUID], person: Person) -> None:
        """Raise RefusedError where these may not be approved together by what was drawn and read."""
        sample = self.sample(person)
        if sample is None:
            raise RefusedError(
                "No sample stands for these returns.",
                hint="Draw a sample and read it, then approve the others.",
            )
        if sample.unread:
            raise RefusedError(
                "{count} returns of the sample are not read yet.",
                count=len(sample.unread),
                hint="Choose each of them in the list.",
            )
        if not set(revisions) <= set(sample.of):
            raise RefusedError(
                "A return was completed or changed since the sample was drawn.",
                hint="Draw a sample again.",
            )

    def _keep(self, work: UnitOfWork, sample: Sample) -> None:
        data = {
            "drawn_at": sample.drawn_at.isoformat(),
            "by": str(sample.by),
            "of": {str(revision): at for revision, at in sample.of.items()},
            "chosen": [str(revision) for revision in sample.chosen],
            "read": sorted(str(revision) for revision in sample.read),
        }
        work.settings.put(f"{_KEPT}.{sample.by}", json.dumps(data))


def _is_error(form: Form, subject: str) -> bool:
    check = form.check_by_code.get(subject)
    return check is not None and check.severity is Severity.ERROR


def _completed(revision: Revision) -> str:
    return revision.completed_at.isoformat() if revision.completed_at else ""


def _stands(now: Revision, sample: Sample) -> bool:
    locked = now.state in (State.READY, State.APPROVED, State.SUBMITTED, State.RECEIVED)
    return locked and _completed(now) == sample.of[now.id]


def _waits(work: UnitOfWork, revision: UUID) -> bool:
    return any(thread.waits for thread in work.returns.threads(revision))


def _read(text: str | None) -> Sample | None:
    if not text:
        return None
    data = json.loads(text)
    return Sample(
        datetime.fromisoformat(data["drawn_at"]),
        UUID(data["by"]),
        {UUID(revision): str(at) for revision, at in data["of"].items()},
        tuple(UUID(revision) for revision in data["chosen"]),
        frozenset(UUID(revision) for revision in data["read"]),
    )
