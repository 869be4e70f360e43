"""Histories read from the database as columns, some facilities at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Engine, Text, bindparam, func, select, type_coerce

from kmmp_desktop.columns.history import (
    BLANK,
    FIGURE,
    INVALID,
    NOT_OFFERED,
    NOT_REPORTED,
    SPACES,
    TEXT,
    UNKNOWN,
    Flags,
    History,
)
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey, State
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.offer import Offer
from kmmp_desktop.storage.facilities import SqlFacilities
from kmmp_desktop.storage.tables import CELL, RETURN, REVISION
from kmmp_desktop.storage.transaction import Transaction

AT_ONCE = 256
"""Facilities in a block: with 60 months and 220 cells about 30 MB of columns."""

_LATER = REVISION.alias("later")
_WANTED = (
    RETURN.c.family == bindparam("in_family"),
    RETURN.c.facility >= bindparam("in_from"),
    RETURN.c.facility <= bindparam("in_to"),
    RETURN.c.period >= bindparam("in_start"),
    RETURN.c.period <= bindparam("in_end"),
    REVISION.c.number
    == select(func.max(_LATER.c.number)).where(_LATER.c["return"] == RETURN.c.id).scalar_subquery(),
)
_REVISIONS = (
    select(RETURN.c.facility, RETURN.c.period, REVISION.c.state, REVISION.c.services)
    .join(REVISION, REVISION.c["return"] == RETURN.c.id)
    .where(*_WANTED)
)
_CELLS = (
    select(
        RETURN.c.facility,
        RETURN.c.period,
        CELL.c.element,
        CELL.c.category,
        CELL.c.kind,
        CELL.c.number,
        type_coerce(CELL.c.text, Text),  # as stored: only codes, days and blanks are looked at
    )
    .join(REVISION, REVISION.c["return"] == RETURN.c.id)
    .join(CELL, CELL.c.revision == REVISION.c.id)
    .where(*_WANTED, CELL.c.keying == 1)
)
_FACILITIES = (
    select(RETURN.c.facility)
    .where(RETURN.c.family == bindparam("in_family"))
    .distinct()
    .order_by(RETURN.c.facility)
)
_CODES = {"NR": NOT_REPORTED, "NA": NOT_OFFERED, "UNK": UNKNOWN}


class SqlHistories:
    """Blocks of the latest revisions of a form, from the first to the last month asked for."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def facilities(self, family: str) -> tuple[str, ...]:
        """Facilities that ever had a return of this form, by MFL code."""
        db = Transaction(self._engine)
        try:
            return tuple(row[0] for row in db.read(_FACILITIES, {"in_family": family}))
        finally:
            db.close()

    def blocks(
        self,
        form: Form,
        first: Period,
        last: Period,
        facilities: Sequence[str] | None = None,
        at_once: int = AT_ONCE,
    ) -> Iterator[History]:
        """One block after another; memory holds one of them, however long the history.

        Each block is read in a transaction of its own. Raises StorageError.
        """
        wanted = self.facilities(form.family) if facilities is None else tuple(sorted(set(facilities)))
        for start in range(0, len(wanted), at_once):
            db = Transaction(self._engine)
            try:
                yield _Reading(db, form, first, last, wanted[start : start + at_once]).history()
            finally:
                db.close()


class _Reading:
    """One block as it is read."""

    def __init__(
        self, db: Transaction, form: Form, first: Period, last: Period, facilities: tuple[str, ...]
    ) -> None:
        self._db, self._form, self._first, self._facilities = db, form, first, facilities
        self._months = last.months_since(first) + 1
        self._shape = (len(facilities), self._months)
        self._row = {mfl: row * self._months for row, mfl in enumerate(facilities)}
        self._month = {int(str(first.shift(n))): n for n in range(self._months)}
        self._values = {
            "in_family": form.family,
            "in_from": facilities[0],
            "in_to": facilities[-1],
            "in_start": int(str(first)),
            "in_end": int(str(last)),
        }

    def history(self) -> History:
        exists, hidden, owed = self._returns()
        numbers, codes = self._cells()
        return History(
            self._form,
            self._facilities,
            self._first,
            self._months,
            exists,
            numbers,
            codes,
            hidden,
            None,
            owed,
            self._form.due_day,
        )

    def _returns(self) -> tuple[Flags, dict[CellKey, Flags], Flags]:
        known = {facility.mfl: facility for facility in SqlFacilities(self._db).all()}
        exists = np.zeros(self._shape, np.bool_)
        owed = np.zeros(self._shape, np.bool_)
        hidden: dict[CellKey, Flags] = {}
        offers: dict[object, tuple[CellKey, ...]] = {}
        for mfl, month, state, services in self._db.read(_REVISIONS, self._values):
            if mfl not in self._row:
                continue
            at = self._row[mfl] + self._month[month]
            exists.flat[at] = True
            period = Period(*divmod(month, 100))
            facility = known.get(mfl) or Facility(mfl, mfl)
            owed.flat[at] = facility.owes(self._form.family, period)
            frozen = tuple(json.loads(services)) if State(state).is_locked else None
            token = frozen if frozen is not None else (facility.services_in(period), bool(facility.services))
            if token not in offers:
                offers[token] = self._not_offered(facility, period, frozen)
            for key in offers[token]:
                if key not in hidden:
                    hidden[key] = np.zeros(self._shape, np.bool_)
                hidden[key].flat[at] = True
        return exists, hidden, owed

    def _not_offered(
        self, facility: Facility, period: Period, frozen: tuple[str, ...] | None
    ) -> tuple[CellKey, ...]:
        key = ReturnKey(self._form.family, facility.mfl, period)
        offer = Offer(self._form, facility, key, frozen)
        return tuple(cell for cell in self._form.entry_cells if not offer(cell))

    def _cells(self) -> tuple[dict[CellKey, Any], dict[CellKey, Any]]:
        places: dict[tuple[str, str], tuple[list[int], list[float], list[int]]] = {
            (key.element, key.category): ([], [], []) for key in self._form.entry_cells
        }
        row, month = self._row, self._month
        for mfl, period, element, category, kind, number, text in self._db.read(_CELLS, self._values):
            place = places.get((element, category))
            if place is None or mfl not in row:
                continue  # a row that this version of the form no longer has
            code, value = (FIGURE, number) if number is not None else _worth(kind, text)
            place[0].append(row[mfl] + month[period])
            place[1].append(value)
            place[2].append(code)
        numbers: dict[CellKey, Any] = {}
        codes: dict[CellKey, Any] = {}
        for (element, category), (where, values, kinds) in places.items():
            if not where:
                continue
            key = CellKey(element, category)
            numbers[key] = np.full(self._shape, np.nan)
            numbers[key].flat[where] = values
            codes[key] = np.full(self._shape, BLANK, np.uint8)
            codes[key].flat[where] = kinds
        return numbers, codes


def _worth(kind: str, text: str | None) -> tuple[int, float]:
    """Code and number of a cell that has no number of its own."""
    match kind:
        case "date":
            return FIGURE, float(date.fromisoformat(text or "").toordinal())
        case "missing":
            return _CODES[text or ""], np.nan
        case "text":
            return (TEXT if (text or "").strip() else SPACES), np.nan
    return INVALID, np.nan
