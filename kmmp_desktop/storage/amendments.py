"""Copies of revisions, and threads that came from another office, in the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Table, bindparam, func, insert, literal, select, update

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.amendment_ports import CHANGED, Said, Speaker, SpokenThread, Standing, thread_in
from kmmp_desktop.storage.standings import standings
from kmmp_desktop.storage.tables import (
    ACCOUNT,
    CELL,
    COMMENT,
    CONTROL_TOTAL,
    OUTSIDE_PERSON,
    PERSON,
    REASON,
    RECEIVED,
    RETURN,
    REVISION,
    THREAD,
)
from kmmp_desktop.storage.transaction import Transaction

_LATER = REVISION.alias("later")
_LATEST = REVISION.c.number == (
    select(func.max(_LATER.c.number)).where(_LATER.c["return"] == REVISION.c["return"]).scalar_subquery()
)
_OLDER = REVISION.alias("older")
_FEW = 500
"""Revisions that are named one by one in a query."""
_SENT = (State.SUBMITTED.value, State.RECEIVED.value)
_THREADS = (
    select(
        THREAD.c.id,
        THREAD.c.element,
        THREAD.c.category,
        THREAD.c.question,
        THREAD.c.resolved_at,
        THREAD.c.resolved_by,
        COMMENT.c.text,
        COMMENT.c.by,
        COMMENT.c.at,
    )
    .join(THREAD, THREAD.c.id == COMMENT.c.thread)
    .where(THREAD.c.revision == bindparam("in_revision"))
    .order_by(COMMENT.c.id)
)
_ROSTER = (
    select(PERSON.c.id, PERSON.c.name, PERSON.c.role, ACCOUNT.c.person.label("account"))
    .outerjoin(ACCOUNT, ACCOUNT.c.person == PERSON.c.id)
    .where(PERSON.c.id.in_(bindparam("in_people", expanding=True)))
)
_OTHERS = select(OUTSIDE_PERSON).where(OUTSIDE_PERSON.c.id.in_(bindparam("in_people", expanding=True)))
_RESOLVED = (
    update(THREAD)
    .where(THREAD.c.id == bindparam("in_thread"))
    .values(resolved_at=bindparam("in_at"), resolved_by=bindparam("in_by"))
)


class SqlAmendments:
    """See ``amendment_ports.AmendmentRepository``."""

    def __init__(self, db: Transaction) -> None:
        self._db = db

    def copy(self, source: UUID, target: UUID) -> None:
        self._copy(CELL, source, target, CELL.c.keying == 1)
        self._copy(REASON, source, target, ~REASON.c.subject.startswith(CHANGED, autoescape=True))
        self._copy(CONTROL_TOTAL, source, target)
        copies = [
            SpokenThread(thread_in(target, t.id), t.key, t.question, t.said, t.resolved_at, t.resolved_by)
            for t in self.threads(source)
        ]
        self.put_threads(target, copies)

    def _copy(self, table: Table, source: UUID, target: UUID, *where: ColumnElement[bool]) -> None:
        rest = [column for column in table.columns if column.name != "revision"]
        revision = literal(target, table.c.revision.type).label("revision")
        rows = select(revision, *rest).where(table.c.revision == source, *where)
        self._db.write(insert(table).from_select(["revision", *(c.name for c in rest)], rows))

    def threads(self, revision: UUID) -> tuple[SpokenThread, ...]:
        rows = self._db.read(_THREADS, {"in_revision": revision}).all()
        speakers = self._speakers({by for row in rows for by in (row.by, row.resolved_by) if by is not None})
        found: dict[UUID, SpokenThread] = {}
        for row in rows:
            known = found.get(row.id)
            said = Said(speakers[row.by], row.at, row.text)
            found[row.id] = SpokenThread(
                row.id,
                CellKey(row.element, row.category),
                row.question,
                (*(known.said if known else ()), said),
                row.resolved_at,
                speakers[row.resolved_by] if row.resolved_by is not None else None,
            )
        return tuple(found.values())

    def _speakers(self, people: Iterable[UUID]) -> dict[UUID, Speaker]:
        """People with an account are of this office; a card in the roster makes nobody one of its people."""
        asked = {"in_people": list(people)}
        if not asked["in_people"]:
            return {}
        found = {one: Speaker(one, "") for one in asked["in_people"]}
        for row in self._db.read(_OTHERS, asked):
            found[row.id] = Speaker(row.id, row.name, row.role, row.office_name)
        for row in self._db.read(_ROSTER, asked):
            if row.account is not None or not found[row.id].office:
                found[row.id] = Speaker(row.id, row.name, row.role)
        return found

    def put_threads(self, revision: UUID, threads: Sequence[SpokenThread]) -> int:
        here = {thread.id: thread for thread in self.threads(revision)}
        new = 0
        for thread in threads:
            known = here.get(thread.id)
            if known is None:
                self._add(revision, thread)
            words = {_mark(said) for said in (known.said if known else ())}
            added = [said for said in thread.said if _mark(said) not in words]
            for said in added:
                row = {"thread": thread.id, "text": said.text, "by": said.by.id, "at": said.at}
                self._db.write(insert(COMMENT), row)
            new += len(added)
            here[thread.id] = replace(thread, said=(*(known.said if known else ()), *added))
            if known is not None and known.waits and thread.resolved_at is not None:
                by = thread.resolved_by.id if thread.resolved_by else None
                self._db.write(_RESOLVED, {"in_thread": thread.id, "in_at": thread.resolved_at, "in_by": by})
        return new

    def _add(self, revision: UUID, thread: SpokenThread) -> None:
        self._db.write(
            insert(THREAD),
            {
                "id": thread.id,
                "revision": revision,
                "element": thread.key.element,
                "category": thread.key.category,
                "question": thread.question,
                "resolved_at": thread.resolved_at,
                "resolved_by": thread.resolved_by.id if thread.resolved_by else None,
            },
        )

    def standings(
        self, family: str, start: Period, end: Period, named: Collection[UUID]
    ) -> dict[str, dict[Period, Standing]]:
        return standings(self._db, family, start, end, named)

    def sent_before(self, family: str, start: Period, end: Period) -> dict[UUID, datetime | None]:
        rows = self._db.read(
            select(REVISION.c.id, _OLDER.c.submitted_at)
            .join(RETURN, RETURN.c.id == REVISION.c["return"])
            .join(
                _OLDER,
                (_OLDER.c["return"] == REVISION.c["return"])
                & (_OLDER.c.number < REVISION.c.number)
                & _OLDER.c.state.in_(_SENT),
            )
            .where(*_months(family, start, end), REVISION.c.number > 1, _LATEST)
            .order_by(_OLDER.c.number)
        )
        found: dict[UUID, datetime | None] = {}
        for revision, at in rows:
            found.setdefault(revision, at)
        return found

    def waiting(self, family: str, start: Period, end: Period) -> dict[UUID, int]:
        waits = (THREAD.c.question.is_(True), THREAD.c.resolved_at.is_(None))
        # few questions wait: asked first, they keep the query from going through every return of two years
        asked = (
            self._db.read(select(THREAD.c.revision).where(*waits).distinct().limit(_FEW + 1)).scalars().all()
        )
        if not asked:
            return {}
        few = (THREAD.c.revision.in_(asked),) if len(asked) <= _FEW else ()
        said = select(COMMENT.c.id).where(COMMENT.c.thread == THREAD.c.id).exists()
        rows = self._db.read(
            select(THREAD.c.revision, func.count())
            .join(REVISION, REVISION.c.id == THREAD.c.revision)
            .join(RETURN, RETURN.c.id == REVISION.c["return"])
            .where(
                *_months(family, start, end),
                *waits,
                *few,
                _LATEST,
                said,
                ~select(RECEIVED.c.digest).where(RECEIVED.c.revision == REVISION.c.id).exists(),
            )
            .group_by(THREAD.c.revision)
        )
        return {revision: count for revision, count in rows}


def _mark(said: Said) -> tuple[object, ...]:
    """What a comment is known by; files carry whole seconds."""
    return said.by.id, said.at.replace(microsecond=0), said.text


def _months(family: str, start: Period, end: Period) -> tuple[ColumnElement[bool], ...]:
    return (
        RETURN.c.family == family,
        RETURN.c.period >= int(str(start)),
        RETURN.c.period <= int(str(end)),
    )
