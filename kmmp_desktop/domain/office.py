"""The office, its people and the facilities that report to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kmmp_desktop.domain.period import Period


class Role(StrEnum):
    CLERK = "clerk"
    MANAGER = "manager"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account in this office. Minimal on purpose: staff data is sensitive."""

    id: UUID
    username: str
    name: str
    role: Role
    certificate: bytes | None = None
    """DER; ``None`` until the signing key has been made."""
    enabled: bool = True
    office: UUID | None = None
    """The other office of somebody whose certificate was pinned here by hand; ``None``: ours, or not said."""
    office_name: str = ""
    disabled_at: datetime | None = None
    handed_to: UUID | None = None
    """Who goes on with the work of an account that was closed."""

    @property
    def fingerprint(self) -> str:
        """First 8 bytes of the certificate's SHA-256 as ``7F3A 91C2 0BD4 E6A8``; ``""`` without."""
        if self.certificate is None:
            return ""
        digits = hashlib.sha256(self.certificate).hexdigest()[:16].upper()
        return " ".join(digits[i : i + 4] for i in range(0, 16, 4))


@dataclass(frozen=True, slots=True)
class Office:
    """The implementing partner's office that keeps this database."""

    id: UUID
    name: str
    partner: str
    county: str = ""
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class ServiceSpan:
    """A service that a facility offers from one month to another (``None``: still)."""

    service: str
    start: Period | None = None
    end: Period | None = None

    def covers(self, period: Period) -> bool:
        return (self.start is None or self.start <= period) and (self.end is None or period <= self.end)


@dataclass(frozen=True, slots=True)
class FormSpan:
    """A form that a facility owes from one month to another."""

    family: str
    start: Period | None = None
    end: Period | None = None

    def covers(self, period: Period) -> bool:
        return (self.start is None or self.start <= period) and (self.end is None or period <= self.end)


@dataclass(frozen=True, slots=True)
class Facility:
    """A health facility. ``mfl`` is its Master Facility List code: text of 4 to 8 digits."""

    mfl: str
    name: str
    county: str = ""
    sub_county: str = ""
    level: str = ""
    ownership: str = ""
    khis_uid: str = ""
    services: tuple[ServiceSpan, ...] = ()
    """Empty means that nobody has said: then every section applies."""
    forms: tuple[FormSpan, ...] = ()
    active: bool = True

    def owes(self, family: str, period: Period) -> bool:
        return self.active and any(s.family == family and s.covers(period) for s in self.forms)

    def offers(self, services: tuple[str, ...], period: Period) -> bool:
        """Whether one of ``services`` is offered in ``period`` (yes where nothing is recorded)."""
        if not services or not self.services:
            return True
        return any(s.service in services and s.covers(period) for s in self.services)

    def services_in(self, period: Period) -> tuple[str, ...]:
        return tuple(sorted({s.service for s in self.services if s.covers(period)}))
