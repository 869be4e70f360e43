"""From a person's certificate up to the programme's root, and whether anybody on the way was revoked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from kmmp_desktop.domain.office import Role

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.x509.verification import ExtensionPolicy, Policy

LENGTH = 3
"""Person, office, root: never longer, never shorter."""


class ChainError(Exception):
    """It claims to belong to the programme and does not; what holds it up is not meant for people."""


class Subject(NamedTuple):
    """What a person's certificate says of its holder."""

    person: UUID
    name: str
    role: Role
    office: UUID
    office_name: str


class Link(NamedTuple):
    """A certificate that hangs on the root."""

    subject: Subject
    begins: datetime
    ends: datetime
    """While it and everything above it is valid."""
    revoked: bool
    """Refused, whenever it signed."""
    left: datetime | None = None
    """Its holder, or the office, left then: what was signed and seen before stays good."""
    revoked_at: datetime | None = None
    """When the authority revoked it, by its list; ``None`` where it did not."""


class _Fate(NamedTuple):
    """What a list of revoked certificates says of one."""

    revoked: bool
    left: datetime | None
    at: datetime | None = None


class Chain:
    """The root of a programme, its offices and their lists of revoked certificates.

    ``cryptography`` builds and checks the path; it knows no lists, so these are looked through here.
    Everything comes from a trust file: certificates that a submission brings along are never used.
    Raises ChainError where the parts do not belong together: every issuer needs its own list.
    """

    def __init__(
        self,
        root: x509.Certificate,
        offices: Sequence[x509.Certificate],
        lists: Iterable[x509.CertificateRevocationList],
    ) -> None:
        self.root = root
        self.offices = tuple(offices)
        by_key = {_authority_key(found): found for found in lists}
        self._lists: dict[bytes, x509.CertificateRevocationList] = {}
        for issuer in (root, *offices):
            found = by_key.get(_own_key(issuer))
            if found is None:
                raise ChainError("an issuer has no list of revoked certificates")
            _check_list(found, issuer)
            self._lists[_own_key(issuer)] = found
        for office in offices:
            _check_issued(office, root)
        _check_issued(root, root)

    @property
    def lists_end(self) -> datetime:
        """Until when every list is good."""
        ends = [found.next_update_utc for found in self._lists.values()]
        return min(end for end in ends if end is not None)

    def place(self, certificate: bytes) -> Link | None:
        """Where a certificate (DER) hangs; ``None`` where it does not even claim to be the programme's.

        Raises ChainError: another signature than its issuer's, a wrong use, office, role or length.
        """
        from cryptography import x509

        try:
            leaf = x509.load_der_x509_certificate(certificate)
            issuer_name = leaf.issuer
        except (ValueError, x509.InvalidVersion):
            return None
        issuers = [office for office in self.offices if office.subject == issuer_name]
        if not issuers:
            if issuer_name == self.root.subject:
                raise ChainError("the root issues offices, not people")
            return None
        key = _authority_key(leaf)
        fitting = [office for office in issuers if _own_key(office) == key]
        if not fitting:
            raise ChainError("another key than the office's has signed it")
        fates = {office: self._fate(office, self.root) for office in fitting}
        standing = [office for office in fitting if not any(fates[office])]
        usable = standing or [office for office in fitting if not fates[office].revoked]
        # a renewed office has two certificates for one key: the one that lasts longest counts
        office = max(usable or fitting, key=lambda c: c.not_valid_after_utc)
        own, above = self._fate(leaf, office), fates[office]
        left = min((at for at in (own.left, above.left) if at is not None), default=None)
        ended = min((fate.at for fate in (own, above) if fate.at is not None), default=None)
        revoked = own.revoked or above.revoked
        return _path(leaf, office, self.root)._replace(revoked=revoked, left=left, revoked_at=ended)

    def _fate(self, certificate: x509.Certificate, issuer: x509.Certificate) -> _Fate:
        """What the issuer's list says; a reason that is not a person's or office's leaving refuses all."""
        from cryptography import x509

        listed = self._lists[_own_key(issuer)]
        found = listed.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if found is None:
            return _Fate(False, None)
        try:
            reason = found.extensions.get_extension_for_class(x509.CRLReason).value.reason
        except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
            return _Fate(True, None, found.revocation_date_utc)
        if reason is not x509.ReasonFlags.affiliation_changed:
            return _Fate(True, None, found.revocation_date_utc)
        return _Fate(False, found.revocation_date_utc)


def issued(chain: Sequence[bytes]) -> Link:
    """What an issued certificate says: person, office, root (DER), in this order, nobody else.

    Whether that root is the programme's, and whether anybody was revoked, is not looked at here.
    Raises ChainError.
    """
    from cryptography import x509

    try:
        leaf, office, root = (x509.load_der_x509_certificate(one) for one in chain)
    except (ValueError, x509.InvalidVersion) as error:
        raise ChainError("the chain is not person, office, root") from error
    _check_issued(root, root)
    return _path(leaf, office, root)


def _path(leaf: x509.Certificate, office: x509.Certificate, root: x509.Certificate) -> Link:
    from cryptography.x509.oid import NameOID
    from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError

    line = [leaf, office, root]
    begins = max(c.not_valid_before_utc for c in line)
    ends = min(c.not_valid_after_utc for c in line)
    if begins > ends:
        raise ChainError("the certificates of the chain were never valid together")
    verifier = (
        PolicyBuilder()
        .store(Store([root]))
        .time(begins)
        .max_chain_depth(LENGTH - 1)
        .extension_policies(ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=_people_only())
        .build_client_verifier()
    )
    try:
        found = verifier.verify(leaf, [office]).chain
    except (VerificationError, ValueError) as error:
        raise ChainError(str(error)) from error
    if list(found) != line:
        raise ChainError("the chain is not person, office, root")
    subject = _subject_of(leaf)
    if str(subject.office) != _one(office.subject, NameOID.ORGANIZATIONAL_UNIT_NAME):
        raise ChainError("it names another office than the one that issued it")
    return Link(subject, begins, ends, False)


def _check_issued(certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError) as error:
        raise ChainError("a certificate was not issued by the root") from error


def _people_only() -> ExtensionPolicy:
    from cryptography import x509
    from cryptography.x509.verification import Criticality, ExtensionPolicy

    def usage(_policy: Policy, _certificate: x509.Certificate, found: x509.KeyUsage | None) -> None:
        if found is None or not found.digital_signature or found.key_cert_sign or found.crl_sign:
            raise ValueError("the key is not for signatures of a person")

    def no_issuer(_: Policy, _c: x509.Certificate, found: x509.BasicConstraints | None) -> None:
        if found is None or found.ca:
            raise ValueError("a person cannot be an issuer")

    return (
        ExtensionPolicy.permit_all()
        .require_present(x509.KeyUsage, Criticality.CRITICAL, usage)
        .require_present(x509.BasicConstraints, Criticality.CRITICAL, no_issuer)
    )


def _check_list(found: x509.CertificateRevocationList, issuer: x509.Certificate) -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa

    public = issuer.public_key()
    if found.issuer != issuer.subject or not isinstance(public, rsa.RSAPublicKey):
        raise ChainError("a list of revoked certificates is not its issuer's")
    if not found.is_signature_valid(public) or found.next_update_utc is None:
        raise ChainError("a list of revoked certificates is not its issuer's")


def _own_key(certificate: x509.Certificate) -> bytes:
    from cryptography import x509

    try:
        return certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError) as error:
        raise ChainError("an issuer does not name its key") from error


def _authority_key(found: x509.Certificate | x509.CertificateRevocationList) -> bytes:
    from cryptography import x509

    try:
        value = found.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError) as error:
        raise ChainError("it does not name the key of its issuer") from error
    if value.key_identifier is None:
        raise ChainError("it does not name the key of its issuer")
    return value.key_identifier


def _subject_of(leaf: x509.Certificate) -> Subject:
    from cryptography.x509.oid import NameOID

    name = leaf.subject
    try:
        return Subject(
            UUID(_one(name, NameOID.USER_ID)),
            _one(name, NameOID.COMMON_NAME),
            Role(_one(name, NameOID.TITLE)),
            UUID(_one(name, NameOID.ORGANIZATIONAL_UNIT_NAME)),
            _one(name, NameOID.ORGANIZATION_NAME),
        )
    except ValueError as error:
        raise ChainError("its holder is not named as the programme names people") from error


def _one(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    """The only value of its kind: two would let two readers see two holders."""
    found = name.get_attributes_for_oid(oid)
    if len(found) != 1 or not isinstance(found[0].value, str):
        raise ChainError("its holder is not named as the programme names people")
    return found[0].value
