"""The certificates and revocation lists of a programme: root over offices over people, RFC 5280."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from kmmp_desktop.domain.office import Office, Person
from kmmp_desktop.security.certificates import VALID, certificate_name, cut_name, signatures_only

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

ROOT_VALID = timedelta(days=20 * 365 + 5)
OFFICE_VALID = timedelta(days=10 * 365 + 3)
"""Programme settings: the root outlives two rounds of offices, an office three rounds of people."""
_SKEW = timedelta(days=1)


class Issuer(NamedTuple):
    """A certificate of the authority and the key that belongs to it."""

    certificate: x509.Certificate
    key: RSAPrivateKey


def make_root(programme: str, authority: UUID, key: RSAPrivateKey, now: datetime) -> x509.Certificate:
    """A root that may have offices below it, and below them people (path length 1)."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    oid = x509.NameOID
    name = x509.Name(
        [
            x509.NameAttribute(oid.ORGANIZATION_NAME, cut_name(programme)),
            x509.NameAttribute(oid.ORGANIZATIONAL_UNIT_NAME, str(authority)),
            x509.NameAttribute(oid.COMMON_NAME, cut_name(f"Root: {programme}")),
        ]
    )
    builder = _begun(name, name, key.public_key(), now, now + ROOT_VALID)
    return _as_issuer(builder, 1, key.public_key()).sign(key, hashes.SHA256())


def make_office(
    office: UUID, office_name: str, public: RSAPublicKey, root: Issuer, now: datetime
) -> x509.Certificate:
    """An office that may have people below it and nothing else (path length 0)."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    oid = x509.NameOID
    programme = root.certificate.subject.get_attributes_for_oid(oid.ORGANIZATION_NAME)[0].value
    name = x509.Name(
        [
            x509.NameAttribute(oid.ORGANIZATION_NAME, programme),
            x509.NameAttribute(oid.ORGANIZATIONAL_UNIT_NAME, str(office)),
            x509.NameAttribute(oid.COMMON_NAME, cut_name(office_name)),
        ]
    )
    until = min(now + OFFICE_VALID, root.certificate.not_valid_after_utc)
    builder = _begun(name, root.certificate.subject, public, now, until)
    return _as_issuer(builder, 0, root.key.public_key()).sign(root.key, hashes.SHA256())


def make_person(
    person: Person, office: Office, public: RSAPublicKey, issuer: Issuer, now: datetime
) -> x509.Certificate:
    """Somebody who signs returns and letters, and never a certificate; the role stands as title."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    subject = certificate_name(person, office, person.role)
    until = min(now + VALID, issuer.certificate.not_valid_after_utc)
    return (
        _begun(subject, issuer.certificate.subject, public, now, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(signatures_only(), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False
        )
        .sign(issuer.key, hashes.SHA256())
    )


def make_list(
    issuer: Issuer,
    number: int,
    revoked: Iterable[tuple[x509.Certificate, datetime, bool]],
    now: datetime,
    until: datetime,
) -> x509.CertificateRevocationList:
    """What the issuer has revoked, good until ``until``; numbers grow from list to list.

    ``revoked``: certificate, when, and whether its holder only left (then the reason says so).
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(now)
        .next_update(until)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False
        )
    )
    for certificate, at, left in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number).revocation_date(at)
        if left:
            entry = entry.add_extension(x509.CRLReason(x509.ReasonFlags.affiliation_changed), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256())


def _begun(
    subject: x509.Name, issuer: x509.Name, public: RSAPublicKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    from cryptography import x509

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _as_issuer(
    builder: x509.CertificateBuilder, below: int, signed_with: RSAPublicKey
) -> x509.CertificateBuilder:
    from cryptography import x509

    # digital signature beside the two of an issuer: the root signs the trust file itself
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=below), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_with), critical=False)
    )
