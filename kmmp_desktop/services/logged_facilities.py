"""Facilities as the office's log holds them: whole, so that they come back after the database was damaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kmmp_desktop.domain.office import Facility, FormSpan, ServiceSpan
from kmmp_desktop.domain.period import Period

MOST_LOGGED = 500
"""Of one import; more would make an entry of a megabyte, and the list is imported again."""
_WORDS = ("name", "county", "sub_county", "level", "ownership", "khis_uid")


def logged(facility: Facility) -> dict[str, Any]:
    """As it stands in a body."""
    return {
        "mfl": facility.mfl,
        **{word: getattr(facility, word) for word in _WORDS},
        "services": [[s.service, _text(s.start), _text(s.end)] for s in facility.services],
        "forms": [[s.family, _text(s.start), _text(s.end)] for s in facility.forms],
        "active": facility.active,
    }


def logged_all(facilities: Sequence[Facility]) -> dict[str, Any]:
    """What the body of an import holds of them; nothing where they are too many."""
    return {"facilities": [logged(one) for one in facilities]} if len(facilities) <= MOST_LOGGED else {}


def read_logged(data: Mapping[str, Any]) -> Facility:
    """What ``logged`` gave. Raises KeyError, TypeError, ValueError for anything else."""
    return Facility(
        str(data["mfl"]),
        **{word: str(data[word]) for word in _WORDS},
        services=tuple(ServiceSpan(str(name), *_span(rest)) for name, *rest in data["services"]),
        forms=tuple(FormSpan(str(name), *_span(rest)) for name, *rest in data["forms"]),
        active=bool(data["active"]),
    )


def _text(period: Period | None) -> str:
    return str(period) if period else ""


def _span(ends: Sequence[str]) -> tuple[Period | None, Period | None]:
    start, end = (Period.parse(one) if one else None for one in ends)
    return start, end
