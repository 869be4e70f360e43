"""A person's certificate: who holds a key, signed by that very key until an authority signs it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kmmp_desktop.domain.office import Office, Person, Role

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

VALID = timedelta(days=3 * 365 + 1)
"""Three years: a programme setting."""
_SKEW = timedelta(days=1)
"""Clocks of office computers differ: valid from a day before it was made."""
_LONGEST = 64
"""What X.520 allows a name (upper bound ub-common-name); counted in bytes, to be accepted everywhere."""


def make_certificate(person: Person, office: Office, key: RSAPrivateKey, now: datetime) -> bytes:
    """Return a self-signed certificate (DER): CN person, O office, OU office id, UID person id.

    For digital signatures and non-repudiation, and nothing else; the serial number is random.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization

    name = certificate_name(person, office)
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + VALID)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(signatures_only(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )


def certificate_name(person: Person, office: Office, role: Role | None = None) -> x509.Name:
    """Who it is; with ``role`` (as X.520 title) only where an authority vouches for it."""
    from cryptography import x509

    title = [x509.NameAttribute(x509.NameOID.TITLE, role.value)] if role is not None else []
    return x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, cut_name(office.name)),
            x509.NameAttribute(x509.NameOID.ORGANIZATIONAL_UNIT_NAME, str(office.id)),
            *title,
            x509.NameAttribute(x509.NameOID.COMMON_NAME, cut_name(person.name)),
            x509.NameAttribute(x509.NameOID.USER_ID, str(person.id)),
        ]
    )


def cut_name(name: str) -> str:
    """The name as far as a certificate has room for it, whole characters only."""
    return name.encode()[:_LONGEST].decode(errors="ignore")


def signatures_only() -> x509.KeyUsage:
    """Signatures that their maker cannot deny, and nothing else."""
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
