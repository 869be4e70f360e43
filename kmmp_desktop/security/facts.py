"""What certificates say of themselves, for the service of the people's keys."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

from kmmp_desktop.domain.office import Role
from kmmp_desktop.errors import FileRefusedError, StorageError
from kmmp_desktop.services.key_ports import CertificateFacts

if TYPE_CHECKING:
    from cryptography import x509


class CertificateReader:
    """See ``key_ports.Certificates``."""

    def facts(self, certificate: bytes) -> CertificateFacts:
        from cryptography import x509  # late: 45 ms, needed where keys are looked at
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        try:
            read = x509.load_der_x509_certificate(certificate)
            public = read.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            issuer = "" if read.issuer == read.subject else _one(read.issuer, "O") or _one(read.issuer, "CN")
            return CertificateFacts(
                read.not_valid_before_utc,
                read.not_valid_after_utc,
                issuer,
                _uuid(_one(read.subject, "UID")),
                _uuid(_one(read.subject, "OU")),
                _role(_one(read.subject, "title")),
                hashlib.sha256(public).digest(),
            )
        except (ValueError, x509.InvalidVersion) as error:
            raise StorageError("What is kept as a certificate is none.") from error

    def check_chain(self, chain: tuple[bytes, ...]) -> None:
        from kmmp_desktop.security.chain import ChainError, issued  # late: as above

        try:
            issued(chain)
        except ChainError as error:
            raise FileRefusedError(
                "The certificate does not hold together with the authority's: it may be forged or damaged.",
                hint="Nothing was changed. Ask the authority for the file once more.",
            ) from error


def _one(name: x509.Name, short: str) -> str:
    """The attribute of a name; empty where there is none."""
    from cryptography.x509.oid import NameOID

    known = {
        "O": NameOID.ORGANIZATION_NAME,
        "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
        "CN": NameOID.COMMON_NAME,
        "UID": NameOID.USER_ID,
        "title": NameOID.TITLE,
    }
    found = name.get_attributes_for_oid(known[short])
    return str(found[0].value) if found else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _role(text: str) -> Role | None:
    return Role(text) if text in set(Role) else None
