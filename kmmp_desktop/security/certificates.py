"""A person's certificate: who holds a key, signed by that very key until an authority signs it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kmmp_desktop.domain.office import Office, Person

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

    name = _subject(person, office)
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
        .add_extension(_signatures_only(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )


def _subject(person: Person, office: Office) -> x509.Name:
    from cryptography import x509

    return x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, _cut(office.name)),
            x509.NameAttribute(x509.NameOID.ORGANIZATIONAL_UNIT_NAME, str(office.id)),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, _cut(person.name)),
            x509.NameAttribute(x509.NameOID.USER_ID, str(person.id)),
        ]
    )


def _cut(name: str) -> str:
    return name.encode()[:_LONGEST].decode(errors="ignore")


def _signatures_only() -> x509.KeyUsage:
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
