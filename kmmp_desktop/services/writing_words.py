"""Words of a return as acts that can be sent later: reasons, totals of the paper, comments, answers.

An act carries what its writer saw. A reason or a total that somebody else has written meanwhile stands; what
was typed is refused, and where nobody waits for the answer any more it is kept in the log of the return. An
act that the log knows by its id is not done again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from kmmp_desktop.domain.cell_json import parse_key
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.errors import NotFoundError, RefusedError
from kmmp_desktop.services.writing_cells import Done, Writer

if TYPE_CHECKING:
    from kmmp_desktop.services.ports import Comment, UnitOfWork


class Words(StrEnum):
    """What is said; the value is the action in the log."""

    REASON = "reason"
    CONTROL = "control"
    COMMENT = "comment"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class WordsAct:
    """One act of one person on the words of a return: one transaction, one audit entry."""

    kind: Words
    subject: str
    """Check or cell of a reason; place of a total; cell of a comment or a question."""
    text: str = ""
    number: float | None = None
    seen: str | float | None = None
    """The reason or the total that its writer had before the eyes."""
    thread: UUID | None = None
    """Of a comment: the one it stands in, or that it begins with this id."""
    begins: bool = False
    question: bool = False
    done: bool = False
    id: UUID | None = None
    """Where it is sent from a journal, perhaps more than once."""

    @property
    def changes(self) -> tuple[()]:
        """It changes no figure."""
        return ()

    @property
    def action(self) -> Action:
        """What its writer has to be allowed."""
        return Action.COMMENT if self.kind in (Words.COMMENT, Words.RESOLVE) else Action.ENTER

    @property
    def body(self) -> dict[str, Any]:
        """What the log says of it."""
        match self.kind:
            case Words.REASON:
                said: dict[str, Any] = {"subject": self.subject, "text": self.text}
            case Words.CONTROL:
                said = {"place": self.subject, "before": self.seen, "after": self.number}
            case Words.COMMENT:
                said = {"subject": self.subject, "text": self.text, "thread": str(self.thread)}
                said["question"] = self.question
            case Words.RESOLVE:
                said = {"subject": self.subject, "thread": str(self.thread), "done": self.done}
        return said if self.id is None else {**said, "act": str(self.id)}


def write_words(
    work: UnitOfWork, revision: Revision, act: WordsAct, person: Writer, at: datetime, *, again: bool = False
) -> Done:
    """Write an act in the transaction of ``work``; the caller commits.

    Raises:
        LockedError: the return takes no words any more.
        RefusedError: somebody else has written here meanwhile.
        NotFoundError: the thread has been taken back.
        StorageError: nothing was written.
    """
    work.audit.hold(str(revision.id))
    if again and act.id is not None and work.together.has_act(revision.id, act.id):
        return Done(revision, {}, said=_said(work, revision, act))
    said: Comment | None = None
    match act.kind:
        case Words.REASON:
            kept = work.returns.reasons(revision.id).get(act.subject)
            _refuse_unseen(kept.text if kept else "", act.seen or "", act.text)
            work.returns.put_reason(revision.id, act.subject, act.text, person.id, at)
        case Words.CONTROL:
            total = work.returns.control_totals(revision.id).get(act.subject)
            _refuse_unseen(total.number if total else None, act.seen, act.number)
            work.returns.put_control_total(revision.id, act.subject, act.number, person.id, at)
        case Words.COMMENT:
            if not act.begins:
                _find(work, revision, act)
            said = work.returns.add_comment(
                revision.id,
                parse_key(act.subject),
                act.text,
                person.id,
                at,
                act.thread,
                act.question,
            )
        case Words.RESOLVE:
            _find(work, revision, act)
            assert act.thread is not None
            by, when = (person.id, at) if act.done else (None, None)
            work.returns.resolve(revision.id, act.thread, by, when)
    work.audit.append(str(revision.id), at, person.id, act.kind.value, act.body)
    return Done(revision, {}, said=said)


def _refuse_unseen(now: str | float | None, seen: str | float | None, wanted: str | float | None) -> None:
    if now not in (seen, wanted):
        raise RefusedError(
            "Somebody else has written here in the meantime. Theirs stands; what you typed is not written.",
            hint="Read theirs; type yours again where it is to stand instead.",
        )


def _find(work: UnitOfWork, revision: Revision, act: WordsAct) -> None:
    if not any(thread.id == act.thread for thread in work.returns.threads(revision.id)):
        raise NotFoundError("These words are no longer at the cell.", hint="Open the return again.")


def _said(work: UnitOfWork, revision: Revision, act: WordsAct) -> Comment | None:
    """The comment of an act that was done before."""
    if act.kind is not Words.COMMENT:
        return None
    same = [c for c in work.returns.comments(revision.id) if (c.thread, c.text) == (act.thread, act.text)]
    return same[-1] if same else None


def words_to_json(act: WordsAct) -> dict[str, Any]:
    """For a journal."""
    return {
        "kind": act.kind.value,
        "subject": act.subject,
        "text": act.text,
        "number": act.number,
        "seen": act.seen,
        "thread": str(act.thread) if act.thread else None,
        "begins": act.begins,
        "question": act.question,
        "done": act.done,
        "id": str(act.id) if act.id else None,
    }


def words_from_json(data: Mapping[str, Any]) -> WordsAct:
    """What ``words_to_json`` wrote. Raises ValueError, KeyError, TypeError for anything else."""
    return WordsAct(
        Words(data["kind"]),
        data["subject"],
        data["text"],
        data["number"],
        data["seen"],
        UUID(data["thread"]) if data["thread"] else None,
        data["begins"],
        data["question"],
        data["done"],
        UUID(data["id"]) if data["id"] else None,
    )
