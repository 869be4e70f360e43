"""Cells of a revision: one row per filled cell, and the value it stands for.

What a row holds by its stored kind:

=========  ======================  ===============  ==========================
kind       number                  text             is
=========  ======================  ===============  ==========================
integer    the figure                               a number without a point
decimal    the figure                               a number with one (12.0)
yes_no     1 or 0                                   yes or no
date                               2026-11-30       a day
text                               the text         a text
missing                            NR, NA or UNK    a coded missing value
invalid                                             typed, but no value
=========  ======================  ===============  ==========================

``raw`` is what was typed, left out where the value says it already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select, type_coerce
from sqlalchemy.types import NullType

from kmmp_desktop.domain.values import CellKey, CellValue, Kind, Missing, Origin
from kmmp_desktop.storage.columns import read_typed
from kmmp_desktop.storage.tables import CELL
from kmmp_desktop.storage.transaction import Transaction
from kmmp_desktop.storage.upsert import replacing

_INTEGER = "integer"
_DECIMAL = "decimal"
_MOST = 2**53
"""Beyond it a double no longer tells whole numbers apart."""

_PUT = replacing(CELL)
_CLEAR = delete(CELL).where(
    CELL.c.revision == bindparam("in_revision"),
    CELL.c.element == bindparam("in_element"),
    CELL.c.category == bindparam("in_category"),
    CELL.c.keying == bindparam("in_keying"),
)
_VALUE = (CELL.c.element, CELL.c.category, CELL.c.kind, CELL.c.number, CELL.c.text, CELL.c.raw, CELL.c.origin)
# As the driver gives them: a national office reads thousands of cells to open one return, and most
# of the time would go into turning the same few ids and texts into objects again and again.
_PLAIN_VALUE = tuple(type_coerce(column, NullType()) for column in _VALUE)
_OF_ONE = select(*_PLAIN_VALUE).where(
    CELL.c.revision == bindparam("in_revision"), CELL.c.keying == bindparam("in_keying")
)
_ONE_OF = _OF_ONE.where(
    CELL.c.element == bindparam("in_element"), CELL.c.category == bindparam("in_category")
)
_OF_MANY = select(type_coerce(CELL.c.revision, NullType()), *_PLAIN_VALUE).where(
    CELL.c.revision.in_(bindparam("in_revisions", expanding=True)), CELL.c.keying == 1
)
_WIDEST = 500
"""Revisions asked for at once: databases limit the parameters of a statement."""


def put(
    db: Transaction,
    revision: UUID,
    cells: Mapping[CellKey, CellValue | None],
    by: UUID,
    at: datetime,
    keying: int,
) -> None:
    """Write cells; ``None`` deletes the row."""
    filled = [
        {
            "revision": revision,
            "element": key.element,
            "category": key.category,
            "keying": keying,
            **to_row(value),
            "by": by,
            "at": at,
        }
        for key, value in cells.items()
        if value is not None
    ]
    blank = [
        {"in_revision": revision, "in_element": key.element, "in_category": key.category, "in_keying": keying}
        for key, value in cells.items()
        if value is None
    ]
    if filled:
        db.write(_PUT[db.dialect], filled if len(filled) > 1 else filled[0])
    if blank:
        db.write(_CLEAR, blank if len(blank) > 1 else blank[0])


def of_one(db: Transaction, revision: UUID, keying: int) -> dict[CellKey, CellValue]:
    rows = db.read_plain(_OF_ONE, {"in_revision": revision, "in_keying": keying})
    reading = _Reading()
    return {reading.key(row[0], row[1]): reading.value(*row[2:]) for row in rows}


def one_of(db: Transaction, revision: UUID, key: CellKey) -> CellValue | None:
    """The first keying of one cell."""
    where = {"in_revision": revision, "in_keying": 1, "in_element": key.element, "in_category": key.category}
    rows = db.read_plain(_ONE_OF, where)
    return _stored(*rows[0][2:]) if rows else None


def of_many(db: Transaction, revisions: Iterable[UUID]) -> dict[UUID, dict[CellKey, CellValue]]:
    """The first keying of several revisions."""
    wanted = list(revisions)
    found: dict[UUID, dict[CellKey, CellValue]] = {revision: {} for revision in wanted}
    # SQLite gives an id as its bytes, PostgreSQL as a UUID
    cells: dict[object, dict[CellKey, CellValue]] = {r.bytes: found[r] for r in wanted}
    cells.update(found.items())
    reading = _Reading()
    key, value = reading.key, reading.value
    for start in range(0, len(wanted), _WIDEST):
        rows = db.read_plain(_OF_MANY, {"in_revisions": wanted[start : start + _WIDEST]})
        for revision, element, category, kind, number, text, raw, origin in rows:
            cells[revision][key(element, category)] = value(kind, number, text, raw, origin)
    return found


class _Reading:
    """Reads rows of one answer: months of a return repeat the same cells, and mostly the same values."""

    def __init__(self) -> None:
        self.key: Callable[[str, str], CellKey] = cache(CellKey)
        self.value: Callable[..., CellValue] = cache(_stored)


def _stored(kind: str, number: Any, text: str | None, raw: str | None, origin: str) -> CellValue:
    """Read the columns as the driver gives them."""
    return from_row((kind, number, read_typed(text), read_typed(raw), origin))


def to_row(value: CellValue) -> dict[str, Any]:
    """Return the columns of a value; ``from_row`` gives back an equal one.

    Raises ValueError for a number that a double cannot hold exactly.
    """
    plain = value.value
    kind, number, text = value.kind.value, None, None
    match value.kind:
        case Kind.NUMBER:
            assert isinstance(plain, int | float)
            kind = _DECIMAL if isinstance(plain, float) else _INTEGER
            if not -_MOST <= plain <= _MOST:
                raise ValueError(f"{plain} cannot be stored exactly")
            number = plain
        case Kind.YES_NO:
            number = 1 if plain else 0
        case Kind.DATE:
            assert isinstance(plain, date)
            text = plain.isoformat()
        case Kind.TEXT | Kind.MISSING:
            text = str(plain)
        case Kind.INVALID:
            pass
    usual = _usual_raw(kind, number, text)
    return {
        "kind": kind,
        "number": number,
        "text": text,
        "raw": None if value.raw == usual else value.raw,
        "origin": value.origin.value,
    }


def from_row(row: Sequence[Any]) -> CellValue:
    """Read (kind, number, text, raw, origin)."""
    kind, number, text, raw, origin = row
    if raw is None:
        raw = _usual_raw(kind, number, text)
    return CellValue(_KINDS[kind], _plain(kind, number, text), raw, _ORIGINS[origin])


def _plain(kind: str, number: Any, text: Any) -> int | float | bool | str | date | Missing | None:
    match kind:
        case "integer":
            return int(number)
        case "decimal":
            return float(number)
        case "yes_no":
            return bool(number)
        case "date":
            return date.fromisoformat(text)
        case "missing":
            return Missing(text)
        case _:
            return None if text is None else str(text)


def _usual_raw(kind: str, number: Any, text: str | None) -> str:
    """What people usually type for a value."""
    if number is None:
        return text or ""
    return repr(float(number)) if kind == _DECIMAL else str(int(number))


_KINDS = {
    _INTEGER: Kind.NUMBER,
    _DECIMAL: Kind.NUMBER,
    **{kind.value: kind for kind in Kind if kind is not Kind.NUMBER},
}
_ORIGINS = {origin.value: origin for origin in Origin}
