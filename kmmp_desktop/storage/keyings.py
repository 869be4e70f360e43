"""Second keyings in the database: which cells, and both values of each.

``first`` is JSON ``{"cell": …, "by": …}``: the figure as it stood, and the 32 hexadecimal digits
of who had typed it (``null``: nobody). ``second`` is the other keying as JSON, ``NULL`` where
nothing was typed. Cells are written as ``domain.cell_json`` has them.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, bindparam, func, insert, select, update

from kmmp_desktop.domain.cell_json import decode_cell, encode_cell
from kmmp_desktop.domain.keying import Chosen, Keying, Outcome, Result, Scope, Why
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.storage.tables import CELL, KEYING, KEYING_RESULT
from kmmp_desktop.storage.transaction import Transaction
from kmmp_desktop.storage.upsert import replacing

_ADD = insert(KEYING)
_FINISH = update(KEYING).where(KEYING.c.id == bindparam("in_id")).values(finished_at=bindparam("in_at"))
_GET = select(KEYING).where(KEYING.c.id == bindparam("in_id"))
_UNFINISHED = select(KEYING).where(KEYING.c.finished_at.is_(None)).order_by(KEYING.c.started_at)
_OF_REVISION = (
    select(KEYING).where(KEYING.c.revision == bindparam("in_revision")).order_by(KEYING.c.started_at)
)
_RESULT = (
    KEYING_RESULT.c.element,
    KEYING_RESULT.c.category,
    KEYING_RESULT.c.first,
    KEYING_RESULT.c.second,
    KEYING_RESULT.c.tries,
    KEYING_RESULT.c.outcome,
    KEYING_RESULT.c.at,
)
_RESULTS = select(*_RESULT).where(KEYING_RESULT.c.keying == bindparam("in_keying"))
_PUT_RESULT = replacing(KEYING_RESULT)
_FINISHED = (
    select(KEYING.c.id, *_RESULT)
    .join(KEYING, KEYING.c.id == KEYING_RESULT.c.keying)
    .where(KEYING.c.revision == bindparam("in_revision"), KEYING.c.finished_at.is_not(None))
    .order_by(KEYING.c.finished_at)
)
_KEYED_BY = select(CELL.c.by).where(
    CELL.c.revision == bindparam("in_revision"),
    CELL.c.element == bindparam("in_element"),
    CELL.c.category == bindparam("in_category"),
    CELL.c.keying == 1,
)
_OUTCOMES = (
    select(KEYING_RESULT.c.outcome, func.count())
    .join(KEYING, KEYING.c.id == KEYING_RESULT.c.keying)
    .where(KEYING.c.finished_at >= bindparam("in_since"))
    .group_by(KEYING_RESULT.c.outcome)
)
_OUTCOMES_FIRST = _OUTCOMES.where(KEYING_RESULT.c.first.like(bindparam("in_who")))
_OUTCOMES_SECOND = _OUTCOMES.where(KEYING.c.by == bindparam("in_person"))


class SqlKeyings:
    """See ``keying_ports.KeyingRepository``. Never commits."""

    def __init__(self, db: Transaction) -> None:
        self._db = db

    def add(self, keying: Keying) -> None:
        cells = [[c.key.element, c.key.category, c.why.value] for c in keying.cells]
        self._db.write(
            _ADD,
            {
                "id": keying.id,
                "revision": keying.revision,
                "kind": keying.scope.value,
                "cells": json.dumps(cells),
                "by": keying.by,
                "started_at": keying.started_at,
                "finished_at": keying.finished_at,
            },
        )

    def finish(self, keying: UUID, at: datetime) -> None:
        self._db.write(_FINISH, {"in_id": keying, "in_at": at})

    def unfinished(self) -> tuple[Keying, ...]:
        return tuple(_keying(row) for row in self._db.read(_UNFINISHED).mappings())

    def get(self, keying: UUID) -> Keying | None:
        row = self._db.read(_GET, {"in_id": keying}).mappings().first()
        return None if row is None else _keying(row)

    def of_revision(self, revision: UUID) -> tuple[Keying, ...]:
        rows = self._db.read(_OF_REVISION, {"in_revision": revision}).mappings()
        return tuple(_keying(row) for row in rows)

    def results(self, keying: UUID) -> dict[CellKey, Result]:
        found = (_result(*row) for row in self._db.read(_RESULTS, {"in_keying": keying}))
        return {result.key: result for result in found}

    def put_result(self, keying: UUID, result: Result) -> None:
        by = result.first_by.hex if result.first_by else None
        self._db.write(
            _PUT_RESULT[self._db.dialect],
            {
                "keying": keying,
                "element": result.key.element,
                "category": result.key.category,
                "first": json.dumps({"cell": encode_cell(result.first), "by": by}),
                "second": json.dumps(encode_cell(result.second)) if result.was_keyed else None,
                "tries": result.tries,
                "outcome": result.outcome.value,
                "at": result.at,
            },
        )

    def latest_results(self, revision: UUID) -> dict[CellKey, tuple[UUID, Result]]:
        rows = self._db.read(_FINISHED, {"in_revision": revision})
        found = ((row[0], _result(*row[1:])) for row in rows)
        return {result.key: (keying, result) for keying, result in found}

    def keyed_by(self, revision: UUID, key: CellKey) -> UUID | None:
        place = {"in_revision": revision, "in_element": key.element, "in_category": key.category}
        by: UUID | None = self._db.read(_KEYED_BY, place).scalar()
        return by

    def outcomes_first(self, person: UUID, since: datetime) -> dict[Outcome, int]:
        return self._count(_OUTCOMES_FIRST, in_who=f'%"by": "{person.hex}"}}', in_since=since)

    def outcomes_second(self, person: UUID, since: datetime) -> dict[Outcome, int]:
        return self._count(_OUTCOMES_SECOND, in_person=person, in_since=since)

    def _count(self, statement: Any, **values: object) -> dict[Outcome, int]:
        return {Outcome(outcome): count for outcome, count in self._db.read(statement, values)}


def _keying(stored: RowMapping) -> Keying:
    return Keying(
        stored["id"],
        stored["revision"],
        Scope(stored["kind"]),
        tuple(Chosen(CellKey(e, c), Why(why)) for e, c, why in json.loads(stored["cells"])),
        stored["by"],
        stored["started_at"],
        stored["finished_at"],
    )


def _result(
    element: str, category: str, first: str, second: str | None, tries: int, outcome: str, at: datetime
) -> Result:
    was = json.loads(first)
    return Result(
        CellKey(element, category),
        decode_cell(was["cell"]),
        decode_cell(json.loads(second)) if second is not None else None,
        tries,
        Outcome(outcome),
        at,
        UUID(was["by"]) if was["by"] else None,
    )
