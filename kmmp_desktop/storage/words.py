"""Reasons, threads of comments and control totals of a revision in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, insert, select, update

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.ports import Comment, ControlTotal, Reason, Thread
from kmmp_desktop.storage.names import name_of_person
from kmmp_desktop.storage.tables import COMMENT, CONTROL_TOTAL, REASON, THREAD
from kmmp_desktop.storage.transaction import Transaction
from kmmp_desktop.storage.upsert import replacing

_REASONS = (
    select(REASON.c.subject, REASON.c.text, name_of_person(REASON.c.by), REASON.c.at)
    .where(REASON.c.revision == bindparam("in_revision"))
    .order_by(REASON.c.subject)
)
_PUT_REASON = replacing(REASON)
_DROP_REASON = delete(REASON).where(
    REASON.c.revision == bindparam("in_revision"), REASON.c.subject == bindparam("in_subject")
)
_COMMENTS = (
    select(
        THREAD.c.id,
        THREAD.c.element,
        THREAD.c.category,
        THREAD.c.question,
        THREAD.c.resolved_at,
        name_of_person(THREAD.c.resolved_by, "resolver"),
        COMMENT.c.id,
        COMMENT.c.text,
        name_of_person(COMMENT.c.by),
        COMMENT.c.at,
    )
    .join(THREAD, THREAD.c.id == COMMENT.c.thread)
    .where(THREAD.c.revision == bindparam("in_revision"))
    .order_by(COMMENT.c.id)
)
_BEGUN = select(THREAD.c.id).where(THREAD.c.id == bindparam("in_thread"))
_ADD_THREAD = insert(THREAD)
_ADD_COMMENT = insert(COMMENT)
_DROP_COMMENT = delete(COMMENT).where(COMMENT.c.id == bindparam("in_comment"))
_RESOLVE = (
    update(THREAD)
    .where(THREAD.c.id == bindparam("in_thread"))
    .values(resolved_at=bindparam("in_at"), resolved_by=bindparam("in_by"))
)
_TOTALS = (
    select(
        CONTROL_TOTAL.c.place, CONTROL_TOTAL.c.number, name_of_person(CONTROL_TOTAL.c.by), CONTROL_TOTAL.c.at
    )
    .where(CONTROL_TOTAL.c.revision == bindparam("in_revision"))
    .order_by(CONTROL_TOTAL.c.place)
)
_PUT_TOTAL = replacing(CONTROL_TOTAL)
_DROP_TOTAL = delete(CONTROL_TOTAL).where(
    CONTROL_TOTAL.c.revision == bindparam("in_revision"), CONTROL_TOTAL.c.place == bindparam("in_place")
)


def reasons(db: Transaction, revision: UUID) -> dict[str, Reason]:
    rows = db.read(_REASONS, {"in_revision": revision})
    return {subject: Reason(subject, text, name or "", at) for subject, text, name, at in rows}


def put_reason(db: Transaction, revision: UUID, subject: str, text: str, by: UUID, at: datetime) -> None:
    if text:
        db.write(
            _PUT_REASON[db.dialect],
            {"revision": revision, "subject": subject, "text": text, "by": by, "at": at},
        )
    else:
        db.write(_DROP_REASON, {"in_revision": revision, "in_subject": subject})


def threads(db: Transaction, revision: UUID) -> tuple[Thread, ...]:
    """Threads in the order in which they were begun; one whose comments were all taken back is none."""
    found: dict[UUID, Thread] = {}
    for row in db.read(_COMMENTS, {"in_revision": revision}):
        thread, element, category, question, resolved_at, resolver, number, text, name, at = row
        key = CellKey(element, category)
        known = found.get(thread) or Thread(thread, key, question, (), resolved_at, resolver or "")
        comment = Comment(key, text, name or "", at, thread, number)
        found[thread] = replace(known, comments=(*known.comments, comment))
    return tuple(found.values())


def comments(db: Transaction, revision: UUID) -> tuple[Comment, ...]:
    """Every comment, oldest first."""
    said = [comment for thread in threads(db, revision) for comment in thread.comments]
    return tuple(sorted(said, key=lambda comment: comment.number))


def add_comment(
    db: Transaction,
    revision: UUID,
    key: CellKey,
    text: str,
    by: UUID,
    at: datetime,
    thread: UUID | None,
    question: bool,
) -> Comment:
    """Into ``thread``; where there is none of that id yet it begins with it."""
    if thread is None or db.read(_BEGUN, {"in_thread": thread}).first() is None:
        thread = thread or uuid4()
        db.write(
            _ADD_THREAD,
            {
                "id": thread,
                "revision": revision,
                "element": key.element,
                "category": key.category,
                "question": question,
            },
        )
    db.write(_ADD_COMMENT, {"thread": thread, "text": text, "by": by, "at": at})
    [added] = [c for c in comments(db, revision) if c.thread == thread][-1:]
    return added


def drop_comment(db: Transaction, comment: int) -> None:
    db.write(_DROP_COMMENT, {"in_comment": comment})


def resolve(db: Transaction, thread: UUID, by: UUID | None, at: datetime | None) -> None:
    db.write(_RESOLVE, {"in_thread": thread, "in_by": by, "in_at": at})


def control_totals(db: Transaction, revision: UUID) -> dict[str, ControlTotal]:
    rows = db.read(_TOTALS, {"in_revision": revision})
    return {place: ControlTotal(place, number, name or "", at) for place, number, name, at in rows}


def put_control_total(
    db: Transaction, revision: UUID, place: str, number: float | None, by: UUID, at: datetime
) -> None:
    if number is None:
        db.write(_DROP_TOTAL, {"in_revision": revision, "in_place": place})
    else:
        db.write(
            _PUT_TOTAL[db.dialect],
            {"revision": revision, "place": place, "number": number, "by": by, "at": at},
        )
