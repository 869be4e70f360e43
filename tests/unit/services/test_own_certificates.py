"""Requests leave, certificates come back, a lost key is replaced: with the real authority."""

from datetime import timedelta

import pytest
from authority_fixtures import Programme, programme, programme_template
from key_office import NEW, keyed, quick_keys, ring
from office_fixtures import PASSPHRASE

from kmmp_desktop.domain.office import Role
from kmmp_desktop.errors import FileRefusedError, RefusedError
from kmmp_desktop.security.signed import signed_by
from kmmp_desktop.services.key_dates import KeyStanding
from kmmp_desktop.services.key_files import Why, certificate_data, read_certificate, read_request
from kmmp_desktop.services.sealed_files import kind_of, open_sealed, seal

__all__ = ["keyed", "programme", "programme_template", "quick_keys", "ring"]


def asked(keyed, tmp_path, username="clerk", passphrase=PASSPHRASE, name="a.kmmp-request"):
    path = tmp_path / name
    keyed.certificates.request(keyed.person(username), passphrase, path)
    return path


def issued(programme: Programme, keyed, path, username="clerk"):
    """What the authority hands back for a request."""
    fingerprint = keyed.person(username).fingerprint
    made = programme.open().issue(path, fingerprint, programme.files, new_office=True)
    sealed = open_sealed(made.name, made.read_bytes(), signed_by, "certificate", practice=False)
    keyed.root[:] = [read_certificate(made.name, sealed.data).chain[-1]]  # a trust file was taken in
    return made


def take(keyed, path):
    return str(keyed.certificates.take(path.name, path.read_bytes()))


def test_a_request_proves_the_key_and_carries_no_secret(keyed, tmp_path):
    path = asked(keyed, tmp_path)
    content = path.read_bytes()
    assert kind_of(content) == "request"
    sealed = open_sealed(path.name, content, signed_by, "request", practice=False)
    read = read_request(path.name, sealed.data)
    assert sealed.certificate == keyed.person().certificate
    assert (read.person, read.name, read.role, read.why) == (
        keyed.person().id,
        "A. Wanjiru",
        Role.CLERK,
        Why.FIRST,
    )
    assert (read.office, read.office_name) == (keyed.people.office().id, "Ziwa Health Partners, Kisumu")
    assert b"PRIVATE" not in content
    assert PASSPHRASE.encode() not in content
    assert keyed.audit()[-1][1]["why"] == "first"


def test_an_issued_certificate_takes_the_place_of_the_own_one_and_the_key_stays(keyed, programme, tmp_path):
    path = issued(programme, keyed, asked(keyed, tmp_path))
    own = keyed.person().certificate
    assert "signs from now on with the certificate issued by" in take(keyed, path)
    state = keyed.keys.state(keyed.person())
    assert state.issuer
    assert (state.standing, state.earlier) == (KeyStanding.FINE, 1)
    signer = keyed.people.unlock(keyed.person(), PASSPHRASE)
    assert signer.certificate == keyed.person().certificate != own
    assert signed_by(signer.certificate, b"18 mothers", signer.sign(b"18 mothers"))
    with keyed.store.work() as work:
        assert work.people.holder(own).username == "clerk"
    assert "in use already" in take(keyed, path)
    assert keyed.certificates.wanted(keyed.person()) == (Why.RENEWAL, ())


def test_a_lost_key_is_replaced_and_the_old_certificate_asked_to_be_revoked(keyed, programme, tmp_path):
    import hashlib

    first = issued(programme, keyed, asked(keyed, tmp_path))
    take(keyed, first)
    old = keyed.person().certificate
    keyed.keys.make_recovery(keyed.person(), PASSPHRASE)
    keyed.certificates.new_key(keyed.person(), PASSPHRASE)
    assert not keyed.keys.state(keyed.person()).has_recovery
    assert keyed.people.unlock(keyed.person(), PASSPHRASE).certificate != old
    with pytest.raises(FileRefusedError, match="another key than the present one"):
        take(keyed, first)
    path = asked(keyed, tmp_path, name="b.kmmp-request")
    read = read_request("b", open_sealed("b", path.read_bytes(), signed_by, practice=False).data)
    assert (read.why, read.revoke) == (Why.NEW_KEY, (hashlib.sha256(old).hexdigest(),))
    again = issued(programme, keyed, path)
    assert "signs from now on" in take(keyed, again)


def test_the_certificate_of_a_tied_key_is_asked_for_like_any_other(keyed, programme, tmp_path):
    keyed.keys.make_recovery(keyed.person(), PASSPHRASE)
    keyed.keys.tie(keyed.person(), PASSPHRASE)
    take(keyed, issued(programme, keyed, asked(keyed, tmp_path)))
    assert keyed.people.unlock(keyed.person(), PASSPHRASE).sign(b"x")
    keyed.certificates.new_key(keyed.person(), PASSPHRASE)
    assert keyed.ring.kept == {}


# -- what is not taken in --------------------------------------------------------------------


@pytest.fixture
def good(keyed, programme, tmp_path):
    path = issued(programme, keyed, asked(keyed, tmp_path))
    return open_sealed(path.name, path.read_bytes(), signed_by, "certificate", practice=False)


def unchanged(keyed, content, why):
    before = keyed.person()
    with pytest.raises(FileRefusedError, match=why) as error:
        keyed.certificates.take("x.kmmp-certificate", content)
    assert keyed.person() == before
    return error.value


def test_a_changed_file_is_refused(keyed, good):
    content = bytearray(good.content)
    for at in range(40, len(content), 97):
        flipped = bytes(content[:at]) + bytes([content[at] ^ 1]) + bytes(content[at + 1 :])
        unchanged(keyed, flipped, ".")


def test_a_chain_sealed_by_somebody_else_is_refused(keyed, programme, good):
    chain = read_certificate("x", good.data)
    stranger = programme.clerk
    unchanged(keyed, seal("certificate", certificate_data(chain), stranger), "not sealed by the office")


def test_a_chain_that_does_not_hold_together_is_refused(keyed, programme, good):
    from dataclasses import replace

    chain = read_certificate("x", good.data)
    broken = replace(chain, chain=(keyed.person().certificate, *chain.chain[1:]))
    unchanged(keyed, seal("certificate", certificate_data(broken), programme.clerk), "does not hold together")


def test_a_certificate_for_another_person_is_refused(keyed, programme, tmp_path):
    path = issued(programme, keyed, asked(keyed, tmp_path, "manager"), "manager")
    other = open_sealed(path.name, path.read_bytes(), signed_by, practice=False)
    with keyed.store.work() as work:
        from dataclasses import replace

        work.people.put(replace(keyed.person("manager"), role=Role.OFFICER))
        work.commit()
    unchanged(keyed, other.content, "says manager; the roster of this office says officer")
    # those of the template belong to another office's people
    path = programme.open().certificate_file(programme.clerk.person.id, programme.files)
    unchanged(keyed, path.read_bytes(), "no account in this office")


def test_a_certificate_under_another_root_than_the_known_one_is_refused(keyed, good):
    keyed.root[:] = [b"another root"]
    unchanged(keyed, good.content, "another programme's root")
    keyed.root[:] = [read_certificate("x", good.data).chain[-1]]
    assert keyed.certificates.take("x", good.content)


def test_before_the_first_trust_file_a_certificate_waits_whoever_made_its_root(keyed, good):
    root = list(keyed.root)
    keyed.root.clear()
    error = unchanged(keyed, good.content, "does not know the programme's root yet")
    assert "compare its fingerprint" in str(error.hint)
    keyed.root[:] = root
    assert "signs from now on" in str(keyed.certificates.take("x.kmmp-certificate", good.content))


def test_a_certificate_that_is_over_is_refused(keyed, good):
    keyed.later(days=5 * 366)
    unchanged(keyed, good.content, "ended on")


# -- time ------------------------------------------------------------------------------------


def test_sixty_days_before_the_end_it_is_said_and_after_it_nothing_is_signed(keyed):
    keyed.people.unlock(keyed.person(), PASSPHRASE)
    ends = keyed.keys.state(keyed.person()).ends
    keyed.clock.moment = ends - timedelta(days=61)
    assert keyed.keys.warning(keyed.person()) is None
    keyed.clock.moment = ends - timedelta(days=60)
    assert "in 60 days" in str(keyed.keys.warning(keyed.person()))
    assert keyed.people.unlock(keyed.person(), PASSPHRASE)
    keyed.clock.moment = ends + timedelta(seconds=1)
    assert "nothing can be signed" in str(keyed.keys.warning(keyed.person()))
    with pytest.raises(RefusedError, match="ended on"):
        keyed.people.unlock(keyed.person(), PASSPHRASE)


def test_an_issued_certificate_is_not_signed_with_under_a_clock_that_was_set_back(keyed, programme, tmp_path):
    take(keyed, issued(programme, keyed, asked(keyed, tmp_path)))
    keyed.later(days=-30)
    with pytest.raises(RefusedError, match="Set the clock"):
        keyed.people.unlock(keyed.person(), PASSPHRASE)


def test_an_expired_key_is_renewed_for_the_same_key(keyed):
    signed = keyed.people.unlock(keyed.person(), PASSPHRASE)
    signature = signed.sign(b"18 mothers")
    sheet = keyed.keys.make_recovery(keyed.person(), PASSPHRASE)
    keyed.later(days=4 * 366)
    renewed = keyed.certificates.renew(keyed.person(), PASSPHRASE)
    assert signed_by(renewed.certificate, b"18 mothers", signature)
    assert keyed.people.unlock(keyed.person(), PASSPHRASE).certificate == renewed.certificate
    with keyed.store.work() as work:
        assert work.people.holder(signed.certificate).username == "clerk"
    assert keyed.keys.reset("clerk", sheet.code, NEW)


def test_an_issued_certificate_is_renewed_by_the_authority_alone(keyed, programme, tmp_path):
    take(keyed, issued(programme, keyed, asked(keyed, tmp_path)))
    with pytest.raises(RefusedError, match="only there can it be renewed"):
        keyed.certificates.renew(keyed.person(), PASSPHRASE)
    ends = keyed.keys.state(keyed.person()).ends
    keyed.clock.moment = programme.clock.moment = ends - timedelta(days=30)
    request = asked(keyed, tmp_path, name="c.kmmp-request")
    assert (
        read_request("c", open_sealed("c", request.read_bytes(), signed_by, practice=False).data).why
        is Why.RENEWAL
    )
    path = issued(programme, keyed, request)
    assert "signs from now on" in take(keyed, path)
    assert keyed.keys.state(keyed.person()).ends > ends
