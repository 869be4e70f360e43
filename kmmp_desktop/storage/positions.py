"""Where each person stopped, and what was half typed there."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.ports import Position
from kmmp_desktop.storage.tables import POSITION
from kmmp_desktop.storage.transaction import AnyRow, Transaction
from kmmp_desktop.storage.upsert import Inserts

_OF_PERSON = select(POSITION.c.revision, POSITION.c.element, POSITION.c.category, POSITION.c.draft).where(
    POSITION.c.person == bindparam("in_person")
)
_LAST = _OF_PERSON.order_by(POSITION.c.turn.desc()).limit(1)
_IN_REVISION = _OF_PERSON.where(POSITION.c.revision == bindparam("in_revision"))
_CLEAR = delete(POSITION).where(POSITION.c.person == bindparam("in_person"))


def _putting() -> Inserts:
    ready: Inserts = {}
    others = POSITION.alias("others")
    turn = (
        select(func.coalesce(func.max(others.c.turn), 0) + 1)
        .where(others.c.person == bindparam("in_person"))
        .scalar_subquery()
    )
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert)):
        new = insert(POSITION).values(
            person=bindparam("in_person"),
            revision=bindparam("in_revision"),
            element=bindparam("in_element"),
            category=bindparam("in_category"),
            draft=bindparam("in_draft"),
            turn=turn,
        )
        ready[name] = new.on_conflict_do_update(
            index_elements=["person", "revision"],
            set_={c: new.excluded[c] for c in ("element", "category", "draft", "turn")},
        )
    return ready


_PUT = _putting()


def last(db: Transaction, person: UUID) -> Position | None:
    return _position(db.read(_LAST, {"in_person": person}).first())


def in_revision(db: Transaction, person: UUID, revision: UUID) -> Position | None:
    return _position(db.read(_IN_REVISION, {"in_person": person, "in_revision": revision}).first())


def put(db: Transaction, person: UUID, position: Position) -> None:
    db.write(
        _PUT[db.dialect],
        {
            "in_person": person,
            "in_revision": position.revision,
            "in_element": position.key.element,
            "in_category": position.key.category,
            "in_draft": position.draft,
        },
    )


def clear(db: Transaction, person: UUID) -> None:
    """Forget where the person stood, in every return."""
    db.write(_CLEAR, {"in_person": person})


def _position(row: AnyRow | None) -> Position | None:
    if row is None:
        return None
    revision, element, category, draft = row
    return Position(revision, CellKey(element, category), draft)
