"""Facilities with their services and forms in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select

from kmmp_desktop.domain.office import Facility, FormSpan, ServiceSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.storage.ready import Ready
from kmmp_desktop.storage.tables import FACILITY, FACILITY_FORM, FACILITY_SERVICE
from kmmp_desktop.storage.transaction import Transaction
from kmmp_desktop.storage.upsert import replacing

_SERVICES = select(
    FACILITY_SERVICE.c.facility, FACILITY_SERVICE.c.service, FACILITY_SERVICE.c.start, FACILITY_SERVICE.c.end
).order_by(FACILITY_SERVICE.c.facility, FACILITY_SERVICE.c.place)
_FORMS = select(
    FACILITY_FORM.c.facility, FACILITY_FORM.c.family, FACILITY_FORM.c.start, FACILITY_FORM.c.end
).order_by(FACILITY_FORM.c.facility, FACILITY_FORM.c.place)
_SERVICES_OF = Ready(_SERVICES.where(FACILITY_SERVICE.c.facility == bindparam("in_mfl")))
_FORMS_OF = Ready(_FORMS.where(FACILITY_FORM.c.facility == bindparam("in_mfl")))
_ONE = Ready(select(FACILITY).where(FACILITY.c.mfl == bindparam("in_mfl")))
_ALL = select(FACILITY).where(FACILITY.c.active).order_by(FACILITY.c.name, FACILITY.c.mfl)
_COUNT = select(func.count()).select_from(FACILITY).where(FACILITY.c.active)
_PUT = replacing(FACILITY)
_DROP = tuple(
    delete(table).where(table.c.facility == bindparam("in_mfl"))
    for table in (FACILITY_SERVICE, FACILITY_FORM)
)
_WORDS = ("name", "county", "sub_county", "level", "ownership", "khis_uid", "active")


class SqlFacilities:
    """See ``ports.FacilityRepository``."""

    def __init__(self, db: Transaction) -> None:
        self._db = db

    def get(self, mfl: str) -> Facility | None:
        row = self._db.read(_ONE, {"in_mfl": mfl}).mappings().first()
        if row is None:
            return None
        services = self._db.read(_SERVICES_OF, {"in_mfl": mfl})
        forms = self._db.read(_FORMS_OF, {"in_mfl": mfl})
        return _facility(row, [tuple(s) for s in services], [tuple(f) for f in forms])

    def all(self) -> tuple[Facility, ...]:
        rows = self._db.read(_ALL).mappings().all()
        services, forms = self._grouped(_SERVICES), self._grouped(_FORMS)
        return tuple(_facility(row, services[row["mfl"]], forms[row["mfl"]]) for row in rows)

    def _grouped(self, statement: Any) -> dict[str, list[tuple[Any, ...]]]:
        found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for row in self._db.read(statement):
            found[row.facility].append(tuple(row))
        return found

    def put_many(self, facilities: Iterable[Facility]) -> None:
        wanted = list({facility.mfl: facility for facility in facilities}.values())
        if not wanted:
            return
        self._db.write(
            _PUT[self._db.dialect],
            [{"mfl": f.mfl, **{name: getattr(f, name) for name in _WORDS}} for f in wanted],
        )
        for statement in _DROP:
            self._db.write(statement, [{"in_mfl": f.mfl} for f in wanted])
        services = [
            {
                "facility": f.mfl,
                "place": place,
                "service": s.service,
                "start": _whole(s.start),
                "end": _whole(s.end),
            }
            for f in wanted
            for place, s in enumerate(f.services)
        ]
        forms = [
            {
                "facility": f.mfl,
                "place": place,
                "family": s.family,
                "start": _whole(s.start),
                "end": _whole(s.end),
            }
            for f in wanted
            for place, s in enumerate(f.forms)
        ]
        if services:
            self._db.write(insert(FACILITY_SERVICE), services)
        if forms:
            self._db.write(insert(FACILITY_FORM), forms)

    def count(self) -> int:
        return int(self._db.read(_COUNT).scalar_one())


def _facility(
    stored: Mapping[Any, Any], services: list[tuple[Any, ...]], forms: list[tuple[Any, ...]]
) -> Facility:
    return Facility(
        stored["mfl"],
        **{name: stored[name] for name in _WORDS},
        services=tuple(ServiceSpan(code, _period(start), _period(end)) for _, code, start, end in services),
        forms=tuple(FormSpan(family, _period(start), _period(end)) for _, family, start, end in forms),
    )


def _whole(period: Period | None) -> int | None:
    return None if period is None else int(str(period))


def _period(stored: int | None) -> Period | None:
    return None if stored is None else Period(*divmod(stored, 100))
