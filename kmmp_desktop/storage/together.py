"""Several people at one return, in the database: cells as they are now, conflicts, and who is where."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select

from kmmp_desktop.domain.cell_json import decode_cell, parse_key
from kmmp_desktop.domain.returns import ReturnKey, Revision
from kmmp_desktop.domain.values import CellKey, CellValue
from kmmp_desktop.services.together_ports import Conflict, Here, with_conflict, without
from kmmp_desktop.services.writing_cells import CONFLICT, ENDS, SETTLED
from kmmp_desktop.storage import cells as cell_rows
from kmmp_desktop.storage.chains import chain_id
from kmmp_desktop.storage.names import name_of_person
from kmmp_desktop.storage.returns import SqlReturns
from kmmp_desktop.storage.tables import AUDIT, PRESENCE
from kmmp_desktop.storage.transaction import Transaction
from kmmp_desktop.storage.upsert import replacing

_ACT = (
    select(AUDIT.c.number)
    .where(AUDIT.c.chain == bindparam("in_chain"), AUDIT.c.body.contains(bindparam("in_text")))
    .limit(1)
)
_CONTESTED = (
    select(AUDIT.c.number, AUDIT.c.at, name_of_person(AUDIT.c.by), AUDIT.c.action, AUDIT.c.body)
    .where(AUDIT.c.chain == bindparam("in_chain"), AUDIT.c.action.in_((CONFLICT, SETTLED)))
    .order_by(AUDIT.c.number)
)
_HERE = replacing(PRESENCE)
_GONE = delete(PRESENCE).where(PRESENCE.c.person == bindparam("in_person"))
_OTHERS = (
    select(
        PRESENCE.c.person,
        name_of_person(PRESENCE.c.person),
        PRESENCE.c.element,
        PRESENCE.c.category,
        PRESENCE.c.at,
    )
    .where(
        PRESENCE.c.revision == bindparam("in_revision"),
        PRESENCE.c.person != bindparam("in_but"),
        PRESENCE.c.at >= bindparam("in_since"),
    )
    .order_by("name")
)


class SqlTogether:
    """See ``together_ports.TogetherRepository``."""

    def __init__(self, db: Transaction, returns: SqlReturns) -> None:
        self._db, self._returns = db, returns

    def begun(self, key: ReturnKey) -> Revision | None:
        self._db.wait_for(f"{key.family}/{key.facility}/{key.period}")
        return self._returns.latest(key)

    def cells_now(self, revision: UUID, keys: Collection[CellKey]) -> dict[CellKey, CellValue]:
        self._db.wait_for(str(revision))  # the name under which its log is written, too
        if len(keys) == 1:
            [key] = keys
            value = cell_rows.one_of(self._db, revision, key)
            return {} if value is None else {key: value}
        found = cell_rows.of_one(self._db, revision, 1)
        return {key: found[key] for key in keys if key in found}

    def has_act(self, revision: UUID, act: UUID) -> bool:
        chain, text = chain_id(str(revision)), f'"act":"{act}"'
        return self._db.read(_ACT, {"in_chain": chain, "in_text": text}).first() is not None

    def conflicts(self, revision: UUID) -> tuple[Conflict, ...]:
        open_now: dict[CellKey, tuple[Conflict, ...]] = {}
        rows = self._db.read(_CONTESTED, {"in_chain": chain_id(str(revision))})
        for number, at, name, action, text in rows:
            body = json.loads(text)
            if action == SETTLED:
                key = parse_key(body["cell"])
                left = without(open_now.get(key, ()), body[ENDS]) if ENDS in body else ()
                open_now[key] = left
                continue
            for place, found in enumerate(body["conflicts"]):
                conflict = _conflict(found, name or "", at, found.get("id") or f"{number}.{place}")
                open_now[conflict.key] = with_conflict(open_now.get(conflict.key, ()), conflict)
        return tuple(conflict for of_cell in open_now.values() for conflict in of_cell)

    def here(self, revision: UUID, person: UUID, key: CellKey, at: datetime) -> None:
        self._db.write(
            _HERE[self._db.dialect],
            {
                "revision": revision,
                "person": person,
                "element": key.element,
                "category": key.category,
                "at": at,
            },
        )

    def gone(self, person: UUID) -> None:
        self._db.write(_GONE, {"in_person": person})

    def others(self, revision: UUID, but: UUID, since: datetime) -> tuple[Here, ...]:
        rows = self._db.read(_OTHERS, {"in_revision": revision, "in_but": but, "in_since": since})
        return tuple(
            Here(person, name or "", CellKey(element, category), at)
            for person, name, element, category, at in rows
        )


def _conflict(found: Mapping[str, Any], late_by: str, late_at: datetime, name: str) -> Conflict:
    first_at = found["first_at"]
    return Conflict(
        parse_key(found["cell"]),
        decode_cell(found["seen"]),
        decode_cell(found["late"]),
        late_by,
        late_at,
        decode_cell(found["first"]),
        found["first_by"],
        datetime.fromisoformat(first_at) if first_at else None,
        (name,),
    )
