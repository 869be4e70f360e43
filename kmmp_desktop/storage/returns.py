"""Returns and their revisions in the database."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, insert, select, update

from kmmp_desktop.domain.cell_json import CELL as ONE_CELL
from kmmp_desktop.domain.cell_json import CELLS as CELL_BLOCK
from kmmp_desktop.domain.cell_json import UNDONE, read_changes
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import CellChange, ReturnKey, Revision, State
from kmmp_desktop.domain.values import CellKey, CellValue
from kmmp_desktop.errors import LockedError, NotFoundError, RefusedError
from kmmp_desktop.services.ports import Comment, ControlTotal, MonthValues, Position, Reason, Thread
from kmmp_desktop.storage import cells as cell_rows
from kmmp_desktop.storage import positions, words
from kmmp_desktop.storage.chains import chain_id
from kmmp_desktop.storage.names import name_of_person
from kmmp_desktop.storage.ready import Ready
from kmmp_desktop.storage.tables import AUDIT, CELL, RETURN, REVISION
from kmmp_desktop.storage.transaction import Transaction
from kmmp_desktop.storage.upsert import keeping

_CLOSED = frozenset({State.READY, State.APPROVED, State.SUBMITTED, State.RECEIVED, State.RECALLED})
"""Nothing may change a cell in these. Received and brought-in revisions are written where they are added."""
_REVIEWED = frozenset({State.READY, State.RECEIVED})  # a manager may ask at a cell: nothing signed changes

_LATER = REVISION.alias("later")
_LATEST = REVISION.c.number == (
    select(func.max(_LATER.c.number)).where(_LATER.c["return"] == REVISION.c["return"]).scalar_subquery()
)

_REVISION = select(RETURN.c.family, RETURN.c.facility, RETURN.c.period, REVISION).join(
    REVISION, REVISION.c["return"] == RETURN.c.id
)
_BY_ID = Ready(_REVISION.where(REVISION.c.id == bindparam("in_id")))
_SAME = (RETURN.c.family == bindparam("in_family"), RETURN.c.facility == bindparam("in_facility"))
_OF_RETURN = _REVISION.where(*_SAME)
_OF_KEY = _OF_RETURN.where(RETURN.c.period == bindparam("in_period"))
_ALL_OF_KEY = Ready(_OF_KEY.order_by(REVISION.c.number))
_LATEST_OF_KEY = Ready(_OF_KEY.order_by(REVISION.c.number.desc()).limit(1))
_EARLIER = _OF_RETURN.where(
    RETURN.c.period >= bindparam("in_start"),
    RETURN.c.period < bindparam("in_period"),
    _LATEST,
).order_by(RETURN.c.period.desc())
_BETWEEN = _REVISION.where(
    RETURN.c.family == bindparam("in_family"),
    RETURN.c.period >= bindparam("in_start"),
    RETURN.c.period <= bindparam("in_end"),
    _LATEST,
).order_by(RETURN.c.period, RETURN.c.facility)

_IN_STATE = _REVISION.where(
    RETURN.c.family == bindparam("in_family"),
    REVISION.c.state == bindparam("in_state"),
    _LATEST,
).order_by(RETURN.c.period, RETURN.c.facility)

_ADD_RETURN = keeping(RETURN, "family", "facility", "period")
_RETURN_ID = Ready(select(RETURN.c.id).where(*_SAME, RETURN.c.period == bindparam("in_period")))
_ADD = Ready(insert(REVISION))
_SAVE = update(REVISION).where(REVISION.c.id == bindparam("in_id"))
_STATE = Ready(select(REVISION.c.state).where(REVISION.c.id == bindparam("in_id")))

_STORY = (
    select(AUDIT.c.at, name_of_person(AUDIT.c.by), AUDIT.c.body)
    .where(
        AUDIT.c.chain == bindparam("in_chain"),
        AUDIT.c.action.in_((ONE_CELL, CELL_BLOCK)),
        AUDIT.c.body.contains(bindparam("in_text"), autoescape=False),
    )
    .order_by(AUDIT.c.number)
)
_WRITTEN = select(CELL.c.element, CELL.c.category, name_of_person(CELL.c.by), CELL.c.at).where(
    CELL.c.revision == bindparam("in_revision"), CELL.c.keying == 1
)


class SqlReturns:
    """Turns rows into revisions and back; see ``ports.ReturnRepository``. Never commits."""

    def __init__(self, db: Transaction) -> None:
        self._db = db
        self._seen: dict[UUID, State] = {}
        self._added: set[UUID] = set()

    # -- revisions -------------------------------------------------------------------------

    def revisions(self, key: ReturnKey) -> tuple[Revision, ...]:
        return self._read(_ALL_OF_KEY, _key(key))

    def latest(self, key: ReturnKey) -> Revision | None:
        return _first(self._read(_LATEST_OF_KEY, _key(key)))

    def revision(self, revision: UUID) -> Revision | None:
        return _first(self._read(_BY_ID, {"in_id": revision}))

    def add_revision(self, revision: Revision) -> None:
        """Insert; raises RefusedError where the return has a revision of this number already."""
        key = revision.key
        self._db.write(
            _ADD_RETURN[self._db.dialect],
            {"family": key.family, "facility": key.facility, "period": int(str(key.period))},
        )
        of = self._db.read(_RETURN_ID, _key(key)).scalar_one()
        self._db.write(
            _ADD, {**_columns(revision), "id": revision.id, "return": of, "number": revision.number}
        )
        self._added.add(revision.id)
        self._seen[revision.id] = revision.state

    def save_revision(self, revision: Revision) -> None:
        """Replace everything but the cells, unless its state is no longer the one read here.

        Raises:
            NotFoundError: there is no such revision.
            RefusedError: somebody else has moved it on since this unit of work read it.
        """
        seen = self._seen.get(revision.id)
        if seen is not None and revision.id not in self._added and self._state(revision.id) is not seen:
            raise RefusedError(
                "Somebody else has changed this return in the meantime; this step was not made.",
                hint="Open it again to see how it stands.",
            )
        if self._db.write(_SAVE, {"in_id": revision.id, **_columns(revision)}) == 0:
            raise NotFoundError(
                "This return is no longer in the database.",
                hint="Go back to the list and open it from there.",
            )
        self._seen[revision.id] = revision.state

    def earlier(self, key: ReturnKey, months: int) -> tuple[MonthValues, ...]:
        start = key.period.year * 12 + key.period.month - 1 - months
        found = self._read(_EARLIER, {**_key(key), "in_start": start // 12 * 100 + start % 12 + 1})
        values = cell_rows.of_many(self._db, [revision.id for revision in found])
        return tuple(
            MonthValues(r.key.period, r.id, r.number, r.state, values[r.id], r.short_code) for r in found
        )

    def in_month(self, family: str, period: Period, states: Sequence[State] = ()) -> tuple[Revision, ...]:
        found = self.between(family, period, period)
        return tuple(r for r in found if r.state in states) if states else found

    def in_state(self, family: str, state: State) -> tuple[Revision, ...]:
        return self._read(_IN_STATE, {"in_family": family, "in_state": state.value})

    def between(self, family: str, start: Period, end: Period) -> tuple[Revision, ...]:
        return self._read(
            _BETWEEN, {"in_family": family, "in_start": int(str(start)), "in_end": int(str(end))}
        )

    def _read(self, statement: Select[Any] | Ready, values: Mapping[str, Any]) -> tuple[Revision, ...]:
        found = tuple(_revision(row) for row in self._db.read(statement, values).mappings())
        for revision in found:
            self._seen[revision.id] = revision.state
        return found

    def _state(self, revision: UUID) -> State | None:
        self._db.start_writing()
        state = self._db.read(_STATE, {"in_id": revision}).scalar()
        return None if state is None else State(state)

    # -- cells -----------------------------------------------------------------------------

    def cells(self, revision: UUID, keying: int = 1) -> dict[CellKey, CellValue]:
        return cell_rows.of_one(self._db, revision, keying)

    def put_cells(
        self,
        revision: UUID,
        cells: Mapping[CellKey, CellValue | None],
        by: UUID,
        at: datetime,
        keying: int = 1,
    ) -> None:
        """Upsert; ``None`` deletes.

        Raises LockedError where the revision has been marked ready since, in another window or by
        a command: the caller's picture of it may be old, and signed figures never change.
        """
        self._refuse_closed(revision)
        cell_rows.put(self._db, revision, cells, by, at, keying)

    def _refuse_closed(self, revision: UUID, open_too: frozenset[State] = frozenset()) -> None:
        if revision not in self._added and self._state(revision) in _CLOSED - open_too:
            raise LockedError(
                "This return was locked in the meantime, so the change was not stored.",
                hint="Open it again to see how it stands.",
            )

    def changes(self, revision: UUID, key: CellKey) -> tuple[CellChange, ...]:
        rows = self._db.read(_STORY, {"in_chain": chain_id(str(revision)), "in_text": f'"{key}"'})
        return tuple(
            CellChange(key, at, name or "", before, after, bool(body.get(UNDONE)))
            for at, name, body in ((at, name, json.loads(text)) for at, name, text in rows)
            for changed, before, after in read_changes(body)
            if changed == key
        )

    def last_changed(self, revision: UUID) -> dict[CellKey, tuple[str, datetime]]:
        rows = self._db.read(_WRITTEN, {"in_revision": revision})
        return {CellKey(element, category): (name or "", at) for element, category, name, at in rows}

    # -- words and places ------------------------------------------------------------------

    def reasons(self, revision: UUID) -> dict[str, Reason]:
        return words.reasons(self._db, revision)

    def put_reason(self, revision: UUID, subject: str, text: str, by: UUID, at: datetime) -> None:
        self._refuse_closed(revision)  # reasons are signed with the figures
        words.put_reason(self._db, revision, subject, text, by, at)

    def comments(self, revision: UUID) -> tuple[Comment, ...]:
        return words.comments(self._db, revision)

    def threads(self, revision: UUID) -> tuple[Thread, ...]:
        return words.threads(self._db, revision)

    def add_comment(
        self,
        revision: UUID,
        key: CellKey,
        text: str,
        by: UUID,
        at: datetime,
        thread: UUID | None = None,
        question: bool = False,
        reviewing: bool = False,
    ) -> Comment:
        self._refuse_closed(revision, _REVIEWED if reviewing else frozenset())
        return words.add_comment(self._db, revision, key, text, by, at, thread, question)

    def drop_comment(self, revision: UUID, comment: int, *, reviewing: bool = False) -> None:
        self._refuse_closed(revision, _REVIEWED if reviewing else frozenset())
        words.drop_comment(self._db, comment)

    def resolve(self, revision: UUID, thread: UUID, by: UUID | None, at: datetime | None) -> None:
        words.resolve(self._db, thread, by, at)

    def control_totals(self, revision: UUID) -> dict[str, ControlTotal]:
        return words.control_totals(self._db, revision)

    def put_control_total(
        self, revision: UUID, place: str, number: float | None, by: UUID, at: datetime
    ) -> None:
        self._refuse_closed(revision)
        words.put_control_total(self._db, revision, place, number, by, at)

    def position(self, person: UUID) -> Position | None:
        return positions.last(self._db, person)

    def position_in(self, person: UUID, revision: UUID) -> Position | None:
        return positions.in_revision(self._db, person, revision)

    def put_position(self, person: UUID, position: Position) -> None:
        positions.put(self._db, person, position)

    def clear_position(self, person: UUID) -> None:
        positions.clear(self._db, person)


def _first(found: tuple[Revision, ...]) -> Revision | None:
    return found[0] if found else None


def _key(key: ReturnKey) -> dict[str, Any]:
    return {"in_family": key.family, "in_facility": key.facility, "in_period": int(str(key.period))}


_PLAIN = (
    "form_version",
    "pack_version",
    "created_at",
    "changed_at",
    "changed_by",
    "completed_at",
    "completed_by",
    "approved_at",
    "approved_by",
    "submitted_at",
    "language",
    "filled",
    "offered",
    "errors",
    "warnings",
    "short_code",
    "why",
)
"""Columns that are the attributes of the same name."""


def _columns(revision: Revision) -> dict[str, Any]:
    return {
        "state": revision.state.value,
        "services": json.dumps(revision.services),
        **{name: getattr(revision, name) for name in _PLAIN},
    }


def _revision(stored: Mapping[Any, Any]) -> Revision:
    key = ReturnKey(stored["family"], stored["facility"], Period.parse(str(stored["period"])))
    return Revision(
        id=stored["id"],
        key=key,
        number=stored["number"],
        state=State(stored["state"]),
        services=tuple(json.loads(stored["services"])),
        **{name: stored[name] for name in _PLAIN},
    )
