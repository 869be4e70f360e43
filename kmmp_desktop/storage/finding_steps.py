"""Steps in the lives of findings, the register made of them, and the reasons people wrote."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, delete, func, or_, select, type_coerce

from kmmp_desktop.domain.finding_steps import FindingState, FindingStep, Turn
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey, State
from kmmp_desktop.services.finding_ports import FindingCounts, FindingsWanted, GivenReason, RegisteredFinding
from kmmp_desktop.storage.names import name_of_person
from kmmp_desktop.storage.tables import FACILITY, FINDING_STEP, REASON, RETURN, REVISION
from kmmp_desktop.storage.transaction import Transaction
from kmmp_desktop.storage.upsert import replacing
from kmmp_desktop.text import Text as Words

_PUT = replacing(FINDING_STEP)
_STEP = FINDING_STEP.c
_NEWER = FINDING_STEP.alias("newer")
_LATER = REVISION.alias("later")
_NEWEST = (
    _STEP.number
    == select(func.max(_NEWER.c.number))
    .where(_NEWER.c.revision == _STEP.revision, _NEWER.c.check == _STEP.check)
    .scalar_subquery()
)
_LATEST = (
    REVISION.c.number
    == select(func.max(_LATER.c.number)).where(_LATER.c["return"] == RETURN.c.id).scalar_subquery()
)
_TOPS = (
    select(_STEP.check.label("of"), func.max(_STEP.number).label("top"))
    .where(_STEP.revision == bindparam("in_revision"))
    .group_by(_STEP.check)
    .subquery()
)
_RECENT = select(FINDING_STEP).where(
    _STEP.revision == bindparam("in_revision"), _STEP.check == _TOPS.c["of"], _STEP.number >= _TOPS.c.top - 1
)
_MOST_NAMES = 300
"""Facilities and checks that are offered to choose from."""


class SqlFindingSteps:
    """See ``ports.FindingRepository``."""

    def __init__(self, db: Transaction) -> None:
        self._db = db

    def of(self, revision: UUID) -> dict[str, tuple[FindingStep, ...]]:
        return self._lives(select(FINDING_STEP).where(_STEP.revision == revision))

    def recent(self, revision: UUID) -> dict[str, tuple[FindingStep, ...]]:
        return self._lives(_RECENT, {"in_revision": revision})

    def _lives(
        self, query: Select[Any], values: dict[str, Any] | None = None
    ) -> dict[str, tuple[FindingStep, ...]]:
        rows = self._db.read(query.order_by(_STEP.check, _STEP.number), values)
        lives: dict[str, list[FindingStep]] = {}
        for row in rows:
            step = _step(row)
            lives.setdefault(step.check, []).append(step)
        return {check: tuple(steps) for check, steps in lives.items()}

    def write(self, revision: UUID, turn: Turn) -> None:
        for check, number in turn.drop:
            self._db.write(
                delete(FINDING_STEP).where(
                    _STEP.revision == revision, _STEP.check == check, _STEP.number == number
                )
            )
        if turn.put:
            self._db.write(_PUT[self._db.dialect], [_values(revision, step) for step in turn.put])

    # -- the register ----------------------------------------------------------------------

    def register(self, wanted: FindingsWanted, limit: int) -> tuple[RegisteredFinding, ...]:
        query = (
            select(
                FINDING_STEP,
                RETURN.c.family,
                RETURN.c.facility,
                RETURN.c.period,
                REVISION.c.number.label("revision_number"),
                REVISION.c.state.label("revision_state"),
                FACILITY.c.name.label("facility_name"),
                name_of_person(_STEP.by, "person"),
            )
            .select_from(_joined())
            .where(*_where(wanted, state=True, check=True, facility=True))
            .order_by(RETURN.c.period.desc(), FACILITY.c.name, RETURN.c.facility, _STEP.check)
            .limit(limit)
        )
        return tuple(_registered(row) for row in self._db.read(query))

    def counts(self, wanted: FindingsWanted) -> FindingCounts:
        states = self._grouped(wanted, (_STEP.state,), state=False, check=True, facility=True)
        checks = self._grouped(wanted, (_STEP.check,), state=True, check=False, facility=True)
        places = self._grouped(
            wanted, (RETURN.c.facility, FACILITY.c.name), state=True, check=True, facility=False
        )
        return FindingCounts(
            states={FindingState(row[0]): row[1] for row in states},
            checks={row[0]: row[1] for row in sorted(checks)},
            facilities={row[0]: (row[1], row[2]) for row in sorted(places, key=lambda row: row[1])},
        )

    def _grouped(
        self,
        wanted: FindingsWanted,
        columns: Sequence[ColumnElement[Any]],
        *,
        state: bool,
        check: bool,
        facility: bool,
    ) -> list[tuple[Any, ...]]:
        count = func.count()
        query: Select[Any] = (
            select(*columns, count)
            .select_from(_joined())
            .where(*_where(wanted, state=state, check=check, facility=facility))
            .group_by(*columns)
            .order_by(count.desc())
            .limit(_MOST_NAMES)
        )
        return [tuple(row) for row in self._db.read(query)]

    # -- reasons ---------------------------------------------------------------------------

    def reasons_of(self, family: str, facility: str) -> tuple[GivenReason, ...]:
        query = (
            select(REASON.c.subject, REASON.c.text, RETURN.c.period)
            .select_from(RETURN.join(REVISION, REVISION.c["return"] == RETURN.c.id).join(REASON))
            .where(RETURN.c.family == family, RETURN.c.facility == facility, _LATEST)
            .order_by(RETURN.c.period)
        )
        return tuple(GivenReason(row[0], row[1], Period.parse(str(row[2]))) for row in self._db.read(query))

    def most_used(self, family: str, start: Period, end: Period) -> tuple[tuple[str, str, int], ...]:
        count = func.count()
        query = (
            select(REASON.c.subject, REASON.c.text, count)
            .select_from(RETURN.join(REVISION, REVISION.c["return"] == RETURN.c.id).join(REASON))
            .where(
                RETURN.c.family == family,
                RETURN.c.period >= int(str(start)),
                RETURN.c.period <= int(str(end)),
                _LATEST,
            )
            .group_by(REASON.c.subject, REASON.c.text)
            .order_by(REASON.c.subject, count.desc(), func.max(REASON.c.at).desc())
        )
        return tuple((row[0], row[1], row[2]) for row in self._db.read(query))


def _joined() -> Any:
    return (
        FINDING_STEP.join(REVISION, REVISION.c.id == _STEP.revision)
        .join(RETURN, RETURN.c.id == REVISION.c["return"])
        .join(FACILITY, FACILITY.c.mfl == RETURN.c.facility)
    )


def _where(
    wanted: FindingsWanted, *, state: bool, check: bool, facility: bool
) -> tuple[ColumnElement[bool], ...]:
    """The newest step of each finding of each return's latest revision, as far as it is wanted."""
    parts: list[ColumnElement[bool]] = [
        RETURN.c.family == wanted.family,
        RETURN.c.period >= int(str(wanted.start)),
        RETURN.c.period <= int(str(wanted.end)),
        _NEWEST,
        _LATEST,
    ]
    if state and wanted.state is not None:
        parts.append(_STEP.state == wanted.state.value)
    if wanted.severity is not None:
        parts.append(_STEP.severity == wanted.severity.value)
    if check and wanted.check:
        parts.append(_STEP.check == wanted.check)
    if facility and wanted.facility:
        parts.append(RETURN.c.facility == wanted.facility)
    for word in wanted.search.lower().split():
        text = type_coerce(_STEP.text, Text)
        columns = (FACILITY.c.name, RETURN.c.facility, _STEP.check, text)
        parts.append(or_(*(func.lower(c).contains(word, autoescape=True) for c in columns)))
    return (and_(*parts),)


def _values(revision: UUID, step: FindingStep) -> dict[str, Any]:
    said = {
        "at": step.place,
        "en": step.words.en,
        "sw": step.words.sw,
        "reason": step.reason,
        "note": step.note,
    }
    text = json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)
    return {
        "revision": revision,
        "check": step.check,
        "number": step.number,
        "state": step.state.value,
        "severity": step.severity.value,
        "text": text,
        "by": step.by,
        "at": step.at,
    }


def _step(row: Any) -> FindingStep:
    said = json.loads(row.text or "{}")
    return FindingStep(
        row.check,
        row.number,
        FindingState(row.state),
        Severity(row.severity),
        said.get("at", ""),
        Words(said.get("en", ""), said.get("sw", "")),
        said.get("reason", ""),
        row.by,
        row.at,
        said.get("note", ""),
    )


def _registered(row: Any) -> RegisteredFinding:
    return RegisteredFinding(
        row.revision,
        ReturnKey(row.family, row.facility, Period.parse(str(row.period))),
        row.revision_number,
        State(row.revision_state),
        row.facility_name,
        _step(row),
        row.person or "",
    )
