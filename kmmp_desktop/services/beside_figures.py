"""What lies beside the figures of a return: reasons, threads, sums of the paper, its past, one's place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kmmp_desktop.domain.finding_steps import FindingStep
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.keying import Result
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import CellChange, ReturnKey, Revision
from kmmp_desktop.domain.values import CellKey
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
    Work,
)
from kmmp_desktop.services.together_ports import Conflict
from kmmp_desktop.services.writing_words import Words, WordsAct
from kmmp_desktop.text import Message


@dataclass(frozen=True, slots=True)
class StoredWords:
    """What lies on disk beside the figures of a revision."""

    reasons: Mapping[str, Reason] = field(default_factory=dict)
    threads: tuple[Thread, ...] = ()
    control_totals: Mapping[str, ControlTotal] = field(default_factory=dict)
    apart: Mapping[CellKey, Result] = field(default_factory=dict)
    """Results of second keyings that were left open."""
    lives: Mapping[str, tuple[FindingStep, ...]] = field(default_factory=dict)
    """The life of each finding."""
    conflicts: tuple[Conflict, ...] = ()
    """Cells that two people changed at once and nobody has settled."""


class BesideFigures(Draft):
    """Everything of an open return but its figures and its findings."""

    paper: ControlTotals
    earlier: EarlierMonths

    def __init__(
        self,
        work: Work,
        clock: Clock,
        form: Form,
        key: ReturnKey,
        person: Person,
        around: Surroundings,
        revision: Revision | None,
        locked_why: Message | None,
        stored: StoredWords,
    ) -> None:
        super().__init__(work, clock, form, key, person, around, revision, locked_why)
        self.reasons: dict[str, Reason] = dict(stored.reasons)
        self.conversation = Conversation(self, stored.threads)

    # -- words -----------------------------------------------------------------------------

    def set_reason(self, subject: str, text: str) -> None:
        """Keep a written reason for a check (``W302``) or a coded missing cell (``KM_C15``)."""
        self.refuse_locked()
        said, before = storable(text), self.reasons.get(subject)
        act = WordsAct(Words.REASON, subject, said, seen=before.text if before else "")
        _, at = self.say(act)
        self._put_reason(subject, said, at)
        self.note_findings()

    def _put_reason(self, subject: str, said: str, at: datetime) -> None:
        if said:
            self.reasons[subject] = Reason(subject, said, self.person.name, at)
        else:
            self.reasons.pop(subject, None)

    def take_reasons(self, reasons: Mapping[str, Reason]) -> None:
        """Show the reasons as the office has them now, and over them those that are still on their way."""
        waiting = {act.subject: act for act in self.words_waiting if act.kind is Words.REASON}
        own = {subject: self.reasons[subject] for subject in waiting if subject in self.reasons}
        self.reasons.clear()
        self.reasons.update({s: r for s, r in reasons.items() if s not in waiting})
        self.reasons.update(own)

    @property
    def words_waiting(self) -> tuple[WordsAct, ...]:
        """Words that are on this computer and not in the office's database yet."""
        return self.delivery.words_waiting(self.key) if self.delivery is not None else ()

    def note_findings(self) -> None:
        """Keep how the findings stand now, where that changed; see ``OpenReturn``."""

    def explained(self, check: str) -> bool:
        return check in self.reasons

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
        if self.delivery is not None:
            if self.revision is not None:
                position = Position(self.revision.id, key, draft)
                self.delivery.later("position", lambda: self._put_position(position))
            return
        with self._work() as work:
            revision = self.revision or self._begin(work, self._clock.now())
            work.returns.put_position(self.person.id, Position(revision.id, key, draft))
            work.commit()
        self.revision = revision

    def _put_position(self, position: Position | None) -> None:
        with self._work() as work:
            if position is None:
                work.returns.clear_position(self.person.id)
            else:
                work.returns.put_position(self.person.id, position)
            work.commit()

    def leave(self) -> None:
        """The return is closed properly: the next start need not come back to it."""
        if self.delivery is not None:
            self.delivery.later("position", lambda: self._put_position(None))
            return
        self._put_position(None)
