"""Certificates that claim the programme and are not its own: each made with real keys, each refused."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from authority_fixtures import DECEMBER, NYANZA, ZIWA, Programme, key, make_programme, member
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from kmmp_desktop.domain.identity import Standing
from kmmp_desktop.domain.office import Role
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.security.authority_certificates import Issuer, make_office, make_person, make_root
from kmmp_desktop.security.chain import ChainError, issued
from kmmp_desktop.security.trust_list import read_trust
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.services.sealed_files import open_sealed, seal


@pytest.fixture
def trusted(programme: Programme):
    return read_trust("t", programme.publish())


def standing(trusted, certificate: x509.Certificate | bytes) -> Standing | None:
    der = certificate if isinstance(certificate, bytes) else certificate.public_bytes(Encoding.DER)
    found = trusted.identify(der, DECEMBER, DECEMBER, DECEMBER)
    return found.standing if found else None


def office_of(programme: Programme, keys=None) -> Issuer:
    """The real office certificate with its real key, as whoever stole the authority's folder has it."""
    authority = programme.open()
    entry = authority.book.offices[0].issued[0]
    return Issuer(x509.load_der_x509_certificate(entry.certificate), authority._keys._key(entry.key))


def root_of(programme: Programme) -> Issuer:
    authority = programme.open()
    return Issuer(x509.load_der_x509_certificate(authority.book.root), authority._keys._key("root"))


PERSON = member("Achieng Wanjiru", Role.CLERK, ZIWA, 1, UUID(int=1)).person


def test_an_impostor_root_with_the_same_names_is_refused(programme: Programme, trusted, tmp_path: Path):
    real = x509.load_der_x509_certificate(programme.clerk.chain[2])
    authority = real.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)[0].value
    name = real.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value
    root = Issuer(make_root(str(name), UUID(str(authority)), key(6), DECEMBER), key(6))
    assert root.certificate.subject == real.subject
    office = Issuer(make_office(ZIWA.id, ZIWA.name, key(5).public_key(), root, DECEMBER), key(5))
    fake = make_person(PERSON, ZIWA, key(4).public_key(), office, DECEMBER)
    assert standing(trusted, fake) is Standing.BROKEN
    assert standing(trusted, office.certificate) is Standing.BROKEN
    other = make_programme(tmp_path / "other", SetClock(DECEMBER))
    assert other.folder != programme.folder
    # whoever names the office like the real one still has another key
    assert standing(trusted, other.clerk.certificate) in (Standing.BROKEN, None)


def test_a_persons_certificate_issues_nothing(programme: Programme, trusted):
    clerk = Issuer(x509.load_der_x509_certificate(programme.clerk.certificate), key(1))
    minted = make_person(
        replace(PERSON, name="Peter Otieno", role=Role.MANAGER), ZIWA, key(4).public_key(), clerk, DECEMBER
    )
    assert standing(trusted, minted) is None
    office, root = programme.clerk.chain[1:]
    with pytest.raises(ChainError):
        issued((minted.public_bytes(Encoding.DER), programme.clerk.certificate, office))
    with pytest.raises(ChainError):
        issued((minted.public_bytes(Encoding.DER), office, root))


def test_the_office_s_name_on_a_certificate_of_another_key_does_not_help(programme: Programme, trusted):
    real = office_of(programme)
    minted = make_person(PERSON, ZIWA, key(4).public_key(), Issuer(real.certificate, key(4)), DECEMBER)
    assert standing(trusted, minted) is Standing.BROKEN
    claimed = x509.AuthorityKeyIdentifier.from_issuer_public_key(real.key.public_key())
    with_the_key_named = built(real.certificate.subject, key(4), claimed)
    assert standing(trusted, with_the_key_named) is Standing.BROKEN


def test_a_root_issues_offices_and_never_people(programme: Programme, trusted):
    direct = make_person(PERSON, ZIWA, key(4).public_key(), root_of(programme), DECEMBER)
    assert standing(trusted, direct) is Standing.BROKEN


def built(issuer: x509.Name, signed_with, authority, *, ca=False, usage=True, ou=str(ZIWA.id), **parts):
    subject = [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, ZIWA.name),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, ou),
        *(x509.NameAttribute(NameOID.TITLE, title) for title in parts.get("titles", ("clerk",))),
        x509.NameAttribute(NameOID.COMMON_NAME, "Achieng Wanjiru"),
        x509.NameAttribute(NameOID.USER_ID, parts.get("uid", str(uuid4()))),
    ]
    signs, certifies, lists = (
        parts.get("signs", True),
        parts.get("certifies", ca),
        parts.get("lists", False),
    )
    key_usage = x509.KeyUsage(signs, False, False, False, False, certifies, lists, False, False)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(subject))
        .issuer_name(issuer)
        .public_key(key(4).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(DECEMBER - timedelta(days=1))
        .not_valid_after(DECEMBER + timedelta(days=100))
        .add_extension(x509.BasicConstraints(ca, None), parts.get("critical", True))
        .add_extension(authority, critical=False)
    )
    if usage:
        builder = builder.add_extension(key_usage, critical=True)
    return builder.sign(signed_with, hashes.SHA256())


@pytest.mark.parametrize(
    "wrong",
    [
        {"ou": str(NYANZA.id)},
        {"titles": ()},
        {"titles": ("manager", "clerk")},
        {"titles": ("director",)},
        {"uid": "nobody"},
        {"ca": True},
        {"ca": True, "certifies": False},
        {"certifies": True},
        {"lists": True},
        {"signs": False},
        {"usage": False},
        {"critical": False},
    ],
    ids=lambda wrong: " ".join(wrong),
)
def test_even_the_office_s_own_key_certifies_only_what_a_person_may_be(
    programme: Programme, trusted, wrong: dict
):
    real = office_of(programme)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(real.key.public_key())
    fine = built(real.certificate.subject, real.key, authority)
    assert standing(trusted, fine) is Standing.LIST_TOO_OLD, "it hangs on the root, and is on no list"
    assert standing(trusted, built(real.certificate.subject, real.key, authority, **wrong)) is Standing.BROKEN


def test_bytes_that_are_no_certificate_are_nobody_s(trusted):
    assert standing(trusted, b"") is None
    assert standing(trusted, b"0\x82\x01") is None


@pytest.mark.parametrize(
    "change",
    [
        "no list",
        "forged list",
        "foreign list",
        "list ends early",
        "office of a foreign root",
        "other root",
        "signed by office",
    ],
)
def test_a_trust_file_whose_parts_do_not_belong_together_is_refused(
    programme: Programme, tmp_path: Path, change: str
):
    """Made by whoever has the root's key: carelessness is caught as well as malice."""
    authority = programme.open()
    content = authority.publish().read_bytes()
    data = dict(open_sealed("t", content, lambda *_: True, practice=False).data)
    signer = authority._keys.root_signer()
    other = make_programme(tmp_path / "other", SetClock(DECEMBER))
    foreign = dict(open_sealed("t", other.publish(), lambda *_: True, practice=False).data)
    match change:
        case "no list":
            data["crls"] = data["crls"][:1]
        case "forged list":
            data["crls"] = [data["crls"][0], _forged(office_of(programme))]
        case "foreign list":
            data["crls"] = [data["crls"][0], foreign["crls"][1]]
        case "list ends early":
            data["valid_until"] = "2027-12-03T07:42:07Z"
        case "office of a foreign root":
            data["offices"], data["crls"] = foreign["offices"], [data["crls"][0], foreign["crls"][1]]
        case "other root":
            data["root"] = foreign["root"]
        case "signed by office":
            entry = authority.book.offices[0].issued[0]
            signer = authority._keys.signer(entry.certificate, entry.key)
    with pytest.raises(FileRefusedError):
        read_trust("t", seal("trust", data, signer))


@pytest.mark.parametrize(
    "field",
    [
        {"number": "1"},
        {"number": True},
        {"number": 0},
        {"programme": ""},
        {"programme": 7},
        {"issued_at": "1970-01-01T00:00:00Z"},
    ],
    ids=str,
)
def test_a_trust_file_that_says_what_no_programme_says_is_refused(programme: Programme, field: dict):
    authority = programme.open()
    data = dict(open_sealed("t", authority.publish().read_bytes(), lambda *_: True, practice=False).data)
    signer = authority._keys.root_signer()
    office = [{**data["offices"][0], "id": str(NYANZA.id)}]
    for wrong in (field, {"offices": office}):
        with pytest.raises(FileRefusedError):
            read_trust("t", seal("trust", data | wrong, signer))
    assert read_trust("t", seal("trust", data, signer)).summary.number == 1


@pytest.mark.parametrize(
    "line", [{"role": "manager"}, {"person": str(UUID(int=13))}, {"office": str(NYANZA.id)}], ids=str
)
def test_a_certificate_that_says_something_else_than_the_list_is_refused(programme: Programme, line: dict):
    """The list is the later word: a clerk's certificate does not stand for whom the list calls a manager."""
    authority = programme.open()
    data = dict(open_sealed("t", authority.publish().read_bytes(), lambda *_: True, practice=False).data)
    digest = hashlib.sha256(programme.clerk.certificate).hexdigest()
    data["roster"] = [{**row, **(line if row["fingerprint"] == digest else {})} for row in data["roster"]]
    changed = read_trust("t", seal("trust", data, authority._keys.root_signer()))
    assert standing(changed, programme.clerk.certificate) is Standing.BROKEN
    assert standing(changed, programme.manager.certificate) is Standing.CHAIN


def test_a_trust_file_refuses_every_flipped_byte(programme: Programme):
    content = programme.publish()
    for at in range(0, len(content), 97):
        with pytest.raises(FileRefusedError):
            read_trust("t", content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])


def _list(office: Issuer, key_of_it: rsa.RSAPrivateKey, subject: x509.Name, *entries) -> str:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(subject)
        .last_update(DECEMBER)
        .next_update(DECEMBER + timedelta(days=400))
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(office.key.public_key()), False)
    )
    for entry in entries:
        builder = builder.add_revoked_certificate(entry)
    made = builder.sign(key_of_it, hashes.SHA256())
    return base64.b64encode(made.public_bytes(Encoding.DER)).decode()


def _revoked(certificate: bytes, reason: x509.ReasonFlags | None) -> x509.RevokedCertificate:
    builder = (
        x509.RevokedCertificateBuilder()
        .serial_number(x509.load_der_x509_certificate(certificate).serial_number)
        .revocation_date(DECEMBER + timedelta(days=5))
    )
    return (builder.add_extension(x509.CRLReason(reason), False) if reason else builder).build()


@pytest.mark.parametrize("reason", [None, *(r for r in x509.ReasonFlags if r.name != "remove_from_crl")])
def test_only_who_left_keeps_what_was_signed_before_whatever_other_reason_a_list_gives(
    programme: Programme, reason: x509.ReasonFlags | None
):
    authority, office = programme.open(), office_of(programme)
    data = dict(open_sealed("t", authority.publish().read_bytes(), _any, practice=False).data)
    revoked = _revoked(programme.clerk.certificate, reason)
    data["crls"] = [data["crls"][0], _list(office, office.key, office.certificate.subject, revoked)]
    changed = read_trust("t", seal("trust", data, authority._keys.root_signer()))
    left = reason is x509.ReasonFlags.affiliation_changed
    assert standing(changed, programme.clerk.certificate) is (Standing.CHAIN if left else Standing.REVOKED)
    assert standing(changed, programme.manager.certificate) is Standing.CHAIN


def test_a_list_of_the_office_s_key_under_another_name_is_not_its_list(programme: Programme):
    authority, office = programme.open(), office_of(programme)
    data = dict(open_sealed("t", authority.publish().read_bytes(), _any, practice=False).data)
    name = root_of(programme).certificate.subject
    data["crls"] = [data["crls"][0], _list(office, office.key, name)]
    with pytest.raises(FileRefusedError):
        read_trust("t", seal("trust", data, authority._keys.root_signer()))


def _any(*_: object) -> bool:
    return True


def _forged(office: Issuer) -> str:
    """Names the office and its key, and was signed by somebody else."""
    return _list(office, key(4), office.certificate.subject)
