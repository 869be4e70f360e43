"""What the authority issues, revokes and publishes, and what others make of it (openssl among them)."""

from __future__ import annotations

import json
import shlex
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from authority_fixtures import DECEMBER, NYANZA, WORDS, ZIWA, Programme, member
from cryptography import x509

from kmmp_desktop.domain.identity import Standing
from kmmp_desktop.domain.office import Role
from kmmp_desktop.errors import FileRefusedError, NotFoundError, RefusedError, WrongPassphraseError
from kmmp_desktop.security.trust_list import read_trust
from kmmp_desktop.services.authority_book import FILE
from kmmp_desktop.services.key_files import Why
from kmmp_desktop.services.sealed_files import open_sealed

DAY = timedelta(days=1)
_VERIFY = """openssl verify -x509_strict -crl_check_all
    -CAfile root.pem -untrusted office.pem -CRLfile crls.pem"""


def standing(content: bytes, certificate: bytes, signed=DECEMBER, seen=None, now=None) -> Standing | None:
    now = now or DECEMBER
    found = read_trust("t", content).identify(certificate, signed, seen or now, now)
    return found.standing if found else None


def openssl(folder: Path, content: bytes, certificate: bytes, at=DECEMBER) -> tuple[bool, str]:
    """Whether openssl accepts the chain with every list of revoked certificates."""
    data = open_sealed("t", content, lambda *_: True, practice=False).data
    pem = {"root.pem": [data["root"]], "office.pem": [o["certificate"] for o in data["offices"]]}
    for name, parts in pem.items():
        (folder / name).write_text("".join(_pem("CERTIFICATE", part) for part in parts))
    (folder / "crls.pem").write_text("".join(_pem("X509 CRL", part) for part in data["crls"]))
    (folder / "leaf.der").write_bytes(certificate)
    subprocess.run(
        ["openssl", "x509", "-inform", "DER", "-in", "leaf.der", "-out", "leaf.pem"], cwd=folder, check=True
    )
    done = subprocess.run(
        [*shlex.split(_VERIFY), "-attime", str(int(at.timestamp())), "leaf.pem"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode == 0, done.stdout + done.stderr


def _pem(kind: str, body: str) -> str:
    lines = "\n".join(body[i : i + 64] for i in range(0, len(body), 64))
    return f"-----BEGIN {kind}-----\n{lines}\n-----END {kind}-----\n"


def test_people_of_the_programme_are_certified_and_openssl_agrees(programme: Programme, tmp_path: Path):
    content = programme.publish()
    for who in (programme.clerk, programme.manager):
        found = read_trust("t", content).identify(who.certificate, DECEMBER, DECEMBER, DECEMBER)
        assert found is not None
        assert found.standing is Standing.CHAIN
        assert (found.name, found.role) == (who.person.name, who.person.role)
        assert (found.person, found.office, found.office_name) == (who.person.id, ZIWA.id, ZIWA.name)
        assert openssl(tmp_path, content, who.certificate) == (True, "leaf.pem: OK\n")


def test_certificates_say_what_their_keys_are_for(programme: Programme):
    leaf, office, root = (x509.load_der_x509_certificate(c) for c in programme.clerk.chain)
    for certificate, ca, length in ((leaf, False, None), (office, True, 0), (root, True, 1)):
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
        assert constraints.critical
        assert usage.critical
        assert (constraints.value.ca, constraints.value.path_length) == (ca, length)
        assert usage.value.key_cert_sign is usage.value.crl_sign is ca
        certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
        certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
        assert certificate.serial_number.bit_length() > 64
    title = leaf.subject.get_attributes_for_oid(x509.NameOID.TITLE)
    assert [found.value for found in title] == ["clerk"]


def test_somebody_who_was_revoked_is_refused_whatever_time_is_claimed(programme: Programme, tmp_path: Path):
    authority = programme.open()
    authority.revoke_person(programme.clerk.person.id, "left the office")
    content = authority.publish().read_bytes()
    for signed in (DECEMBER - 40 * DAY, DECEMBER, DECEMBER + DAY):
        assert standing(content, programme.clerk.certificate, signed) is Standing.REVOKED
    assert standing(content, programme.manager.certificate) is Standing.CHAIN
    accepted, said = openssl(tmp_path, content, programme.clerk.certificate)
    assert not accepted
    assert "certificate revoked" in said


def test_somebody_who_only_left_keeps_what_was_signed_and_seen_before(programme: Programme, tmp_path: Path):
    """The claimed time alone does not count: whoever left may still have the key."""
    programme.clock.moment = DECEMBER + 10 * DAY
    authority = programme.open()
    authority.revoke_person(programme.clerk.person.id, "moved to Nakuru", left=True)
    content = authority.publish().read_bytes()
    der, now = programme.clerk.certificate, DECEMBER + 12 * DAY
    trusted = read_trust("t", content)
    assert trusted.identify(der, DECEMBER, DECEMBER + DAY, now).standing is Standing.CHAIN
    late = trusted.identify(der, DECEMBER, now, now)
    assert late.standing is Standing.EXPIRED
    assert "nobody can tell whether it was signed before" in str(late.text)
    after = trusted.identify(der, now, now, now)
    assert after.standing is Standing.EXPIRED
    assert "signed after leaving" in str(after.text)
    assert not openssl(tmp_path, content, der)[0], "other programs know no such rule: revoked is revoked"
    with pytest.raises(RefusedError):
        authority.revoke_person(programme.clerk.person.id, "once more", left=True)
    authority.revoke_person(programme.clerk.person.id, "the key was copied after all")
    content = authority.publish().read_bytes()
    found = read_trust("t", content).identify(der, DECEMBER, DECEMBER + DAY, now)
    assert found.standing is Standing.REVOKED


def test_an_office_that_only_left_keeps_what_its_people_signed(programme: Programme):
    programme.clock.moment = DECEMBER + 10 * DAY
    authority = programme.open()
    authority.revoke_office(ZIWA.id, "the project ended", left=True)
    trusted = read_trust("t", authority.publish().read_bytes())
    der, now = programme.manager.certificate, DECEMBER + 12 * DAY
    assert trusted.identify(der, DECEMBER, DECEMBER + DAY, now).standing is Standing.CHAIN
    assert trusted.identify(der, now, now, now).standing is Standing.EXPIRED


def test_the_home_made_certificate_of_somebody_who_left_counts_until_then(programme: Programme):
    rose = member("Rose Atieno", Role.CLERK, ZIWA, 5)
    home_made, now = rose.certificate, DECEMBER + 12 * DAY
    programme.issue(rose)
    programme.clock.moment = DECEMBER + 10 * DAY
    authority = programme.open()
    authority.revoke_person(rose.person.id, "retired", left=True)
    trusted = read_trust("t", authority.publish().read_bytes())
    assert not trusted.withdrawn(rose.person.id, home_made, DECEMBER, DECEMBER + DAY)
    assert trusted.withdrawn(rose.person.id, home_made, DECEMBER, now)
    assert trusted.withdrawn(rose.person.id, home_made, None, now)


def test_an_office_that_was_revoked_takes_everybody_with_it(programme: Programme, tmp_path: Path):
    authority = programme.open()
    authority.revoke_office(ZIWA.id, "left the programme")
    content = authority.publish().read_bytes()
    assert standing(content, programme.manager.certificate) is Standing.REVOKED
    assert not openssl(tmp_path, content, programme.manager.certificate)[0]
    programme.issue(stranger := member("Rose Atieno", Role.CLERK, ZIWA, 3))
    again = programme.publish()  # the office came back: with a new key
    assert standing(again, stranger.certificate) is Standing.CHAIN
    assert standing(again, programme.manager.certificate) is Standing.REVOKED


def test_a_lost_key_is_replaced_and_the_old_one_is_refused(programme: Programme):
    lost = programme.clerk.certificate
    self_signed = member("Achieng Wanjiru", Role.CLERK, ZIWA, 1, programme.clerk.person.id).certificate
    again = member("Achieng Wanjiru", Role.CLERK, ZIWA, 4, programme.clerk.person.id)
    with pytest.raises(RefusedError, match="another key"):
        programme.issue(again, Why.RENEWAL)
    programme.issue(again, Why.NEW_KEY)
    content = programme.publish()
    assert standing(content, lost) is Standing.REVOKED
    assert standing(content, again.certificate) is Standing.CHAIN
    found = read_trust("t", content)
    # the request of the lost key came with a certificate of its own making: it ends too
    assert (
        len(
            json.loads(json.dumps(open_sealed("t", content, lambda *_: True, practice=False).data))[
                "withdrawn"
            ]
        )
        == 1
    )
    assert not found.withdrawn(programme.manager.person.id, self_signed, DECEMBER, DECEMBER)


def test_a_certificate_is_renewed_for_the_same_key_and_both_stay_good(programme: Programme):
    programme.clock.moment = DECEMBER + 1000 * DAY
    first = programme.clerk.certificate
    programme.clerk.take(programme.open().renew_person(programme.clerk.person.id, programme.files))
    assert programme.clerk.certificate != first
    content, now = programme.publish(), DECEMBER + 1000 * DAY
    assert standing(content, first, now, now, now) is Standing.CHAIN
    assert standing(content, programme.clerk.certificate, now, now, now) is Standing.CHAIN


def test_a_renewed_office_keeps_its_people(programme: Programme, tmp_path: Path):
    programme.clock.moment = DECEMBER + 30 * DAY
    programme.open().renew_office(ZIWA.id)
    content, now = programme.publish(), DECEMBER + 30 * DAY
    assert standing(content, programme.clerk.certificate, now, now, now) is Standing.CHAIN
    assert openssl(tmp_path, content, programme.clerk.certificate, now)[0]


def test_time_of_signing_and_of_first_sight_both_have_to_lie_in_the_certificate(programme: Programme):
    certificate = programme.clerk.certificate
    ends = x509.load_der_x509_certificate(certificate).not_valid_after_utc
    programme.clock.moment = ends
    content = programme.publish(400)
    after = ends + 10 * DAY
    assert standing(content, certificate, ends, ends, after) is Standing.CHAIN
    assert standing(content, certificate, ends + DAY, ends + DAY, after) is Standing.CHAIN
    assert standing(content, certificate, ends - DAY, after, after) is Standing.EXPIRED
    assert standing(content, certificate, after, after, after) is Standing.EXPIRED
    assert standing(content, certificate, DECEMBER - 9 * DAY, after, after) is Standing.NOT_YET
    assert standing(content, certificate, ends, ends - 9 * DAY, after) is Standing.NOT_YET


def test_an_old_list_confirms_nobody_and_still_refuses_the_revoked(programme: Programme):
    authority = programme.open()
    authority.revoke_person(programme.clerk.person.id, "left")
    content = authority.publish(days=30).read_bytes()
    later = DECEMBER + 31 * DAY
    assert standing(content, programme.manager.certificate, DECEMBER, later, later) is Standing.LIST_TOO_OLD
    assert standing(content, programme.clerk.certificate, DECEMBER, later, later) is Standing.REVOKED
    earlier = DECEMBER - 5 * DAY
    assert standing(content, programme.manager.certificate, earlier, earlier, earlier) is (
        Standing.LIST_TOO_OLD
    ), "a clock that was set back does not bring an old list back to life"


def test_somebody_certified_after_the_list_has_to_wait_for_the_next_one(programme: Programme):
    content = programme.publish()
    late = member("Rose Atieno", Role.CLERK, ZIWA, 3)
    programme.issue(late)
    assert standing(content, late.certificate) is Standing.LIST_TOO_OLD
    assert standing(programme.publish(), late.certificate) is Standing.CHAIN


@pytest.mark.parametrize("spoilt", ["fingerprint", "office name", "other office", "shared key", "changed"])
def test_a_request_that_does_not_hold_gets_nothing(programme: Programme, spoilt: str):
    before = (programme.folder / FILE).read_bytes()
    who = member("Rose Atieno", Role.CLERK, ZIWA, 3)
    fingerprint = who.fingerprint
    match spoilt:
        case "fingerprint":
            fingerprint = "0000 0000 0000 0000"
        case "office name":
            who.office = replace(ZIWA, name="Ziwa Health")
        case "other office":
            who = member("Achieng Wanjiru", Role.CLERK, NYANZA, 3, programme.clerk.person.id)
            fingerprint = who.fingerprint
        case "shared key":
            who = member("Rose Atieno", Role.CLERK, ZIWA, 2)
            fingerprint = who.fingerprint
    path = who.request(programme.files)
    if spoilt == "changed":
        path.write_bytes(path.read_bytes().replace(b'"content":"ey', b'"content":"ez'))
    with pytest.raises((RefusedError, FileRefusedError)):
        programme.open().issue(path, fingerprint, programme.files, new_office=True)
    assert (programme.folder / FILE).read_bytes() == before


def test_an_office_gets_its_first_certificate_only_when_somebody_says_so(programme: Programme):
    who = member("Ann Moraa", Role.CLERK, NYANZA, 3)
    with pytest.raises(RefusedError, match="no certificate of the authority yet"):
        programme.open().issue(who.request(programme.files), who.fingerprint, programme.files)
    programme.issue(who)
    assert standing(programme.publish(), who.certificate) is Standing.CHAIN


def test_a_folder_for_the_certificate_is_made_and_where_it_cannot_be_nothing_is_issued(programme: Programme):
    who = member("Ann Moraa", Role.CLERK, NYANZA, 3)
    request, before = who.request(programme.files), (programme.folder / FILE).read_bytes()
    with pytest.raises(FileRefusedError, match="was not written"):
        programme.open().issue(request, who.fingerprint, request / "in a file", new_office=True)
    assert (programme.folder / FILE).read_bytes() == before
    path = programme.open().issue(request, who.fingerprint, programme.files / "a" / "b", new_office=True)
    assert path.parent == programme.files / "a" / "b"
    assert path.exists()
    [entry] = [p for p in programme.service.look(programme.folder).people if p.id == who.person.id]
    assert len(entry.issued) == 1
    with pytest.raises(FileRefusedError, match="was not written"):
        programme.open().renew_person(who.person.id, request / "in a file")
    assert len(programme.service.look(programme.folder).person(who.person.id).issued) == 1


def test_a_revoked_key_is_not_certified_again(programme: Programme):
    programme.open().revoke_person(programme.clerk.person.id, "key was copied")
    with pytest.raises(RefusedError, match="was revoked"):
        programme.issue(programme.clerk, Why.RENEWAL)


def test_the_passphrase_guards_the_folder(programme: Programme):
    with pytest.raises(WrongPassphraseError):
        programme.service.unlock(programme.folder, WORDS + "s")
    programme.open().change_passphrase("eleven other herons sleep at noon")
    with pytest.raises(WrongPassphraseError):
        programme.open()
    programme.service.unlock(programme.folder, "eleven other herons sleep at noon").publish()
    with pytest.raises(RefusedError, match="at least 16"):
        programme.service.create(programme.files / "new", "Other", "short words")


def test_a_folder_that_was_changed_by_hand_is_refused(programme: Programme):
    path = programme.folder / FILE
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(FileRefusedError, match="damaged"):
        programme.service.look(programme.folder)
    with pytest.raises(NotFoundError):
        programme.service.look(programme.files)
    with pytest.raises(RefusedError, match="already"):
        programme.service.create(programme.folder, "Second", WORDS)


def test_two_windows_do_not_write_over_one_another(programme: Programme):
    first, second = programme.open(), programme.open()
    first.publish()
    with pytest.raises(RefusedError, match="another window"):
        second.publish()


def test_a_trust_file_carries_no_names_of_people(programme: Programme):
    content = programme.publish()
    data = open_sealed("t", content, lambda *_: True, practice=False).data
    text = json.dumps(data)
    for part in (programme.clerk.person.name, programme.manager.person.name, "username"):
        assert part not in text
    assert {"person", "role", "office", "fingerprint"} == set(data["roster"][0])


def test_a_locked_authority_signs_nothing(programme: Programme):
    authority = programme.open()
    authority.lock()
    with pytest.raises(RefusedError, match="locked"):
        authority.publish()


@pytest.mark.parametrize(
    "name", ["Ng\u2019ang\u2019a wa Thiong\u2019o", "Wanjirũ " * 9, "李" * 40, "-rf, CN=Root"]
)
def test_names_of_every_kind_make_certificates_that_others_read(
    programme: Programme, tmp_path: Path, name: str
):
    who = member("Somebody", Role.CLERK, ZIWA, 3)
    who.person = replace(who.person, name=name.strip())
    programme.issue(who)
    content = programme.publish()
    found = read_trust("t", content).identify(who.certificate, DECEMBER, DECEMBER, DECEMBER)
    assert found is not None
    assert found.confirmed
    assert name.startswith(found.name)
    assert openssl(tmp_path, content, who.certificate)[0]
