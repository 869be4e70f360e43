"""The whole log a page at a time: every chain in the order of time, newest first.

A page begins where the one before it ended (its last moment, chain and number), so that the last page
of millions of entries costs as much as the first one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    LargeBinary,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
    type_coerce,
)

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.services.audit_ports import AuditKind, AuditLine, AuditWanted, Spot
from kmmp_desktop.services.audit_words import ACTIONS, PEOPLE_BEGIN
from kmmp_desktop.services.ports import AuditEntry
from kmmp_desktop.storage.chains import chain_name
from kmmp_desktop.storage.tables import AUDIT, FACILITY, OUTSIDE_PERSON, PERSON, RETURN, REVISION
from kmmp_desktop.storage.transaction import Transaction

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_OFFICE = b"office"
_COLUMNS = (
    type_coerce(AUDIT.c.at, BigInteger),
    AUDIT.c.chain,
    AUDIT.c.number,
    AUDIT.c.by,
    AUDIT.c.action,
    AUDIT.c.body,
    AUDIT.c.digest,
)
_PEOPLE = ("person", "signer", "to", "from")
"""Where the body of an entry names somebody by id."""


def page(
    db: Transaction, wanted: AuditWanted, limit: int, spot: Spot | None, newer: bool
) -> tuple[AuditLine, ...]:
    """See ``audit_ports.AuditPages``."""
    # few chains are found by their key: as a sum, the moment keeps SQLite from walking the whole index
    moment: ColumnElement[int] = _at() + 0 if wanted.facility else _at()
    order = (moment, AUDIT.c.chain, AUDIT.c.number)
    query: Select[Any] = select(*_COLUMNS).where(*_where(db.dialect, wanted, kind=True))
    if spot is not None:
        here = tuple_(
            literal(_micros(spot.at), BigInteger), literal(spot.chain, LargeBinary), literal(spot.number)
        )
        there = tuple_(*order)
        query = query.where(there > here if newer else there < here)
    query = query.order_by(*(part.asc() if newer else part.desc() for part in order)).limit(limit)
    rows = db.read(query).all()
    return _lines(db, list(reversed(rows)) if newer else rows)


def counts(db: Transaction, wanted: AuditWanted) -> dict[str, int]:
    """See ``audit_ports.AuditPages``."""
    query = (
        select(AUDIT.c.action, func.count())
        .where(*_where(db.dialect, wanted, kind=False))
        .group_by(AUDIT.c.action)
    )
    return {action: count for action, count in db.read(query)}


def _where(dialect: str, wanted: AuditWanted, *, kind: bool) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.start is not None:
        found.append(_at() >= _micros(wanted.start))
    if wanted.end is not None:
        found.append(_at() < _micros(wanted.end))
    if wanted.person is not None:
        found.append(AUDIT.c.by == wanted.person)
    if wanted.facility or wanted.family or wanted.period is not None:
        found.append(_of_returns(dialect, wanted))
    if kind and wanted.kind is not None:
        found.append(_of_kind(wanted.kind))
    if wanted.text:
        # the body is JSON in plain ASCII: what is looked for has to be written the same way
        written = json.dumps(wanted.text)[1:-1]
        found.append(AUDIT.c.body.icontains(written, autoescape=True))
    return found


def _at() -> ColumnElement[int]:
    return type_coerce(AUDIT.c.at, BigInteger)


def _of_returns(dialect: str, wanted: AuditWanted) -> ColumnElement[bool]:
    """The chains of the returns that are wanted; for a facility also what the office did with it."""
    own = REVISION.c.id
    chain = func.uuid_send(own) if dialect == "postgresql" else type_coerce(own, LargeBinary)
    chains = select(chain).join(RETURN, RETURN.c.id == REVISION.c["return"])
    if wanted.facility:
        chains = chains.where(RETURN.c.facility == wanted.facility)
    if wanted.family:
        chains = chains.where(RETURN.c.family == wanted.family)
    if wanted.period is not None:
        chains = chains.where(RETURN.c.period == int(str(wanted.period)))
    among = AUDIT.c.chain.in_(chains)
    if wanted.facility and not wanted.family and wanted.period is None:
        named = AUDIT.c.body.contains(f'"mfl":{json.dumps(wanted.facility)}', autoescape=True)
        return or_(among, and_(AUDIT.c.chain == _OFFICE, named))
    return among


def _of_kind(kind: AuditKind) -> ColumnElement[bool]:
    action = AUDIT.c.action
    named = [name for name, (of, _) in ACTIONS.items() if of is kind]
    if kind not in (AuditKind.PEOPLE, AuditKind.OFFICE):
        return action.in_(named)
    others = action.not_in(ACTIONS)
    about_people = or_(*(action.startswith(begin, autoescape=True) for begin in PEOPLE_BEGIN))
    rest = about_people if kind is AuditKind.PEOPLE else ~about_people
    return or_(action.in_(named), and_(others, rest))


# -- from rows to lines ---------------------------------------------------------------------


def _lines(db: Transaction, rows: Iterable[Any]) -> tuple[AuditLine, ...]:
    entries = [(_entry(row), bytes(row[1])) for row in rows]
    returns = _returns(db, {chain for _, chain in entries if len(chain) == 16})
    wanted = {entry.by for entry, _ in entries if entry.by} | {
        named for entry, _ in entries for named in _named(entry.body)
    }
    names = _names(db, wanted)
    places = _places(db, {mfl for entry, _ in entries for mfl in _facilities(entry.body)})
    lines = []
    for entry, chain in entries:
        key, revision, facility = returns.get(chain, (None, 0, ""))
        by = names.get(entry.by, "") if entry.by else ""
        spoken_of = {one: names[one] for one in _named(entry.body) if one in names}
        spot = Spot(entry.at, chain, entry.number)
        named = {mfl: places[mfl] for mfl in _facilities(entry.body) if mfl in places}
        lines.append(AuditLine(entry, spot, by, key, revision, facility, spoken_of, named))
    return tuple(lines)


def _entry(row: Any) -> AuditEntry:
    at, chain, number, by, action, text, digest = row
    try:
        body = json.loads(text)
    except (TypeError, ValueError):
        body = None
    shown = body if isinstance(body, dict) else {"unreadable": str(text)}
    seal = bytes(digest).hex() if isinstance(digest, bytes | memoryview) else str(digest)
    moment = _EPOCH + timedelta(microseconds=_whole(at))
    return AuditEntry(chain_name(bytes(chain)), number, moment, by, str(action), shown, "", seal)


def _whole(at: object) -> int:
    """By hand, SQLite takes letters where a time should be: it is shown as the beginning of time."""
    return at if isinstance(at, int) else 0


def _returns(db: Transaction, chains: set[bytes]) -> dict[bytes, tuple[ReturnKey, int, str]]:
    if not chains:
        return {}
    query = (
        select(
            REVISION.c.id,
            RETURN.c.family,
            RETURN.c.facility,
            RETURN.c.period,
            REVISION.c.number,
            FACILITY.c.name,
        )
        .join(RETURN, RETURN.c.id == REVISION.c["return"])
        .outerjoin(FACILITY, FACILITY.c.mfl == RETURN.c.facility)
        .where(REVISION.c.id.in_([UUID(bytes=chain) for chain in chains]))
    )
    return {
        one.bytes: (ReturnKey(family, mfl, Period.parse(str(period))), number, name or mfl)
        for one, family, mfl, period, number, name in db.read(query)
    }


def _named(body: Mapping[str, Any]) -> tuple[UUID, ...]:
    people = body.get("people")
    found = []
    for text in (*(body.get(place) for place in _PEOPLE), *(people if isinstance(people, dict) else ())):
        try:
            found.append(UUID(text))
        except (TypeError, ValueError, AttributeError):
            continue
    return tuple(found)


def _facilities(body: Mapping[str, Any]) -> tuple[str, ...]:
    """MFL codes that an entry of the office names by themselves or as part of a return."""
    steps = body.get("return")
    codes = (body.get("mfl"), steps[1] if isinstance(steps, list) and len(steps) == 4 else None)
    return tuple(code for code in codes if isinstance(code, str))


def _places(db: Transaction, codes: set[str]) -> dict[str, str]:
    if not codes:
        return {}
    query = select(FACILITY.c.mfl, FACILITY.c.name).where(FACILITY.c.mfl.in_(codes))
    return dict(db.read(query).all())


def _names(db: Transaction, people: set[UUID]) -> dict[UUID, str]:
    if not people:
        return {}
    names: dict[UUID, str] = {}
    for table in (OUTSIDE_PERSON, PERSON):  # whoever has an account here is called as it says
        names.update(dict(db.read(select(table.c.id, table.c.name).where(table.c.id.in_(people))).all()))
    return names


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
