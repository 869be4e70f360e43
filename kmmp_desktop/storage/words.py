"""Reasons and comments of a revision in the database."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.ports import Comment, Reason
from kmmp_desktop.storage.tables import COMMENT, PERSON, REASON
from kmmp_desktop.storage.transaction import Transaction
from kmmp_desktop.storage.upsert import replacing

_REASONS = (
    select(REASON.c.subject, REASON.c.text, PERSON.c.name, REASON.c.at)
    .outerjoin(PERSON, PERSON.c.id == REASON.c.by)
    .where(REASON.c.revision == bindparam("in_revision"))
    .order_by(REASON.c.subject)
)
_PUT_REASON = replacing(REASON)
_DROP_REASON = delete(REASON).where(
    REASON.c.revision == bindparam("in_revision"), REASON.c.subject == bindparam("in_subject")
)
_COMMENTS = (
    select(COMMENT.c.element, COMMENT.c.category, COMMENT.c.text, PERSON.c.name, COMMENT.c.at)
    .outerjoin(PERSON, PERSON.c.id == COMMENT.c.by)
    .where(COMMENT.c.revision == bindparam("in_revision"))
    .order_by(COMMENT.c.id)
)
_ADD_COMMENT = insert(COMMENT)


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


def comments(db: Transaction, revision: UUID) -> tuple[Comment, ...]:
    rows = db.read(_COMMENTS, {"in_revision": revision})
    return tuple(
        Comment(CellKey(element, category), text, name or "", at)
        for element, category, text, name, at in rows
    )


def add_comment(db: Transaction, revision: UUID, key: CellKey, text: str, by: UUID, at: datetime) -> None:
    db.write(
        _ADD_COMMENT,
        {
            "revision": revision,
            "element": key.element,
            "category": key.category,
            "text": text,
            "by": by,
            "at": at,
        },
    )
