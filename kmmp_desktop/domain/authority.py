"""What the programme's authority keeps: its root, the offices, the people, and what was issued to whom."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kmmp_desktop.domain.office import Role

DAYS = 180
MOST_DAYS = 730
"""How long a trust file is good: programme settings. Offices without network need time to get the next."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate that the authority issued; it stays in the book when it is revoked."""

    certificate: bytes
    """DER."""
    key: str
    """Identifier of its public key, hexadecimal: a renewed certificate has the same."""
    at: datetime
    ends: datetime
    role: Role | None = None
    """Of a person, as the certificate says it; a role that changed gets a certificate of its own."""
    revoked_at: datetime | None = None
    why: str = ""
    """Why it was revoked, for the authority's own eyes."""
    left: bool = False
    """Revoked because its holder left: what was signed and seen before stays good."""

    @property
    def digest(self) -> str:
        """SHA-256 of the certificate, 64 hexadecimal digits."""
        return hashlib.sha256(self.certificate).hexdigest()

    def stands(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.ends


@dataclass(frozen=True, slots=True)
class OfficeEntry:
    """An office that may have people certified."""

    id: UUID
    name: str
    issued: tuple[Issued, ...]
    """Oldest first."""
    partner: str = ""
    """The implementing partner it belongs to; empty where nobody has said."""

    def current(self, now: datetime) -> Issued | None:
        return _current(self.issued, now)


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """Somebody whose key the authority vouches for."""

    id: UUID
    name: str
    role: Role
    office: UUID
    issued: tuple[Issued, ...]
    asked_with: tuple[tuple[str, str], ...] = ()
    """(key, SHA-256) of the certificates that requests came with: they end with the key."""
    withdrawn: tuple[str, ...] = ()
    """SHA-256 of other certificates of this person that nobody may rely on any more."""

    def current(self, now: datetime) -> Issued | None:
        return _current(self.issued, now)

    def gone(self) -> dict[str, datetime | None]:
        """Certificates that the authority did not issue and that are revoked all the same.

        By SHA-256: the moment from which on, None: whenever they signed.
        """
        alive = {issued.key for issued in self.issued if issued.revoked_at is None}
        ended: dict[str, datetime | None] = {}
        for issued in self.issued:
            if issued.key not in alive:
                ended[issued.key] = issued.revoked_at if issued.left else None
        found = {digest: ended[key] for key, digest in self.asked_with if key in ended}
        return dict(sorted((found | dict.fromkeys(self.withdrawn)).items()))


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the authority's own log."""

    at: datetime
    what: str
    """``founded``, ``office issued``, ``person issued``, ``revoked``, ``published``…"""
    about: str


@dataclass(frozen=True, slots=True)
class AuthorityBook:
    """Everything the authority knows; its keys lie beside it, locked."""

    id: UUID
    programme: str
    founded_at: datetime
    root: bytes
    """DER."""
    offices: tuple[OfficeEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    number: int = 0
    """Of the newest trust file; the first one is 1."""
    published_at: datetime | None = None
    valid_until: datetime | None = None
    acts: tuple[Act, ...] = ()
    practice: bool = False
    """Founded in practice: everything it makes says so, and no real office takes it in."""

    @property
    def fingerprint(self) -> str:
        return root_fingerprint(self.root)

    def office(self, office: UUID) -> OfficeEntry | None:
        return next((entry for entry in self.offices if entry.id == office), None)

    def person(self, person: UUID) -> PersonEntry | None:
        return next((entry for entry in self.people if entry.id == person), None)


def root_fingerprint(root: bytes) -> str:
    """First 16 bytes of the root's SHA-256 in eight groups: what two people compare by telephone.

    Longer than a person's: whoever finds a second root of the same fingerprint owns the programme.
    """
    digits = hashlib.sha256(root).hexdigest()[:32].upper()
    return " ".join(digits[i : i + 4] for i in range(0, 32, 4))


def same_fingerprint(given: str, fingerprint: str) -> bool:
    """Whether somebody typed all of it; spaces and small letters do not matter."""
    return bool(fingerprint) and "".join(given.split()).upper() == fingerprint.replace(" ", "")


def _current(issued: tuple[Issued, ...], now: datetime) -> Issued | None:
    return next((one for one in reversed(issued) if one.stands(now)), None)
