"""What a request for a certificate and an issued certificate say: the shapes both ends agree on."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from kmmp_desktop.domain.office import Office, Person, Role
from kmmp_desktop.domain.values import why_unstorable
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services.pack_files import moment
from kmmp_desktop.services.practice_files import said_by

LONGEST = 200
"""Letters of a name: longer ones are no names."""


class Why(StrEnum):
    """What a certificate is asked for."""

    FIRST = "first"
    RENEWAL = "renewal"
    """The same key, whose certificate runs out."""
    NEW_KEY = "new key"
    """The old key is lost or was seen by somebody: its certificates are to be revoked."""


@dataclass(frozen=True, slots=True)
class KeyRequest:
    """Asks the authority for a certificate. The key is that of the certificate which signed the file."""

    office: UUID
    office_name: str
    person: UUID
    name: str
    role: Role
    why: Why
    revoke: tuple[str, ...]
    """SHA-256 of certificates (DER) that are to be revoked, 64 hexadecimal digits each."""
    made_at: datetime
    partner: str = ""
    """The implementing partner, as the office says; requests of older versions do not say it."""


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """What the authority hands back: DER, the person's own first, the root last."""

    person: UUID
    chain: tuple[bytes, ...]


def request_data(
    person: Person, office: Office, why: Why, revoke: tuple[str, ...], at: datetime
) -> dict[str, Any]:
    """The data of a file of kind ``request``."""
    return {
        **said_by(office),
        "office": {"id": str(office.id), "name": office.name, "partner": office.partner},
        "person": {"id": str(person.id), "name": person.name, "role": person.role.value},
        "why": why.value,
        "revoke": sorted(revoke),
        "made_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
    }


def read_request(name: str, data: Mapping[str, Any]) -> KeyRequest:
    """Read it back; ``name`` is the file's. Raises FileRefusedError."""
    try:
        office, person = data["office"], data["person"]
        revoke = tuple(str(digest) for digest in data["revoke"])
        if any(len(bytes.fromhex(digest)) != 32 for digest in revoke) or len(revoke) > 100:
            raise ValueError(revoke)
        return KeyRequest(
            UUID(office["id"]),
            _said(office["name"]),
            UUID(person["id"]),
            _said(person["name"]),
            Role(person["role"]),
            Why(data["why"]),
            revoke,
            moment(data["made_at"]),
            _said(office["partner"]) if office.get("partner") else "",
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FileRefusedError(
            '"{name}" is not a request for a certificate.',
            name=name,
            hint="Ask for the file once more.",
        ) from error


def certificate_data(issued: IssuedCertificate) -> dict[str, Any]:
    """The data of a file of kind ``certificate``."""
    return {
        "person": str(issued.person),
        "chain": [base64.b64encode(one).decode() for one in issued.chain],
    }


def read_certificate(name: str, data: Mapping[str, Any]) -> IssuedCertificate:
    """Read it back; whether the chain holds is another question. Raises FileRefusedError."""
    try:
        chain = tuple(base64.b64decode(one, validate=True) for one in data["chain"])
        if not 2 <= len(chain) <= 4:
            raise ValueError(len(chain))
        return IssuedCertificate(UUID(data["person"]), chain)
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise FileRefusedError(
            '"{name}" is not a certificate that an authority issued.',
            name=name,
            hint="Ask for the file once more.",
        ) from error


def _said(name: object) -> str:
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST or why_unstorable(name):
        raise ValueError("no name")
    return name
