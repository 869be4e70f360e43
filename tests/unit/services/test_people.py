"""People: weak passphrases are refused with the reason, wrong ones open nothing."""

import pytest
from office_fixtures import PASSPHRASE

from kmmp_desktop.domain.office import Role
from kmmp_desktop.errors import NotFoundError, RefusedError, WrongPassphraseError


@pytest.mark.parametrize(
    ("passphrase", "why"),
    [
        ("short", "at least 10"),
        ("aaaaaaaaaaaa", "easy to guess"),
        ("achieng achieng", "easy to guess"),
    ],
)
def test_a_weak_passphrase_is_refused_with_the_reason(office, passphrase, why):
    with pytest.raises(RefusedError, match=why):
        office.services.people.add("achieng", "Achieng", Role.CLERK, passphrase)
    assert len(office.services.people.people()) == 2


def test_a_user_name_is_used_once(office):
    with pytest.raises(RefusedError, match="already"):
        office.services.people.add("Clerk", "Somebody", Role.CLERK, PASSPHRASE)


def test_signing_in_tells_a_stranger_and_a_wrong_passphrase_alike(office):
    for username in ("clerk", "nobody"):
        with pytest.raises(WrongPassphraseError):
            office.services.people.sign_in(username, "wrong wrong wrong")
    assert office.services.people.sign_in("CLERK", PASSPHRASE).name == "A. Wanjiru"


def test_the_key_is_made_on_first_use_and_stays_the_same(office):
    office.services.people.add("akinyi", "Akinyi", Role.CLERK, PASSPHRASE)
    assert office.person("akinyi").certificate is None
    first = office.services.people.unlock(office.person("akinyi"), PASSPHRASE)
    again = office.services.people.unlock(office.person("akinyi"), PASSPHRASE)
    assert first.certificate == again.certificate == office.person("akinyi").certificate
    assert first.person.fingerprint


def test_nobody_is_named_with_the_people_there_are(office):
    with pytest.raises(NotFoundError, match="clerk, manager"):
        office.services.people.find("otieno")


def test_no_passphrase_and_no_key_stands_in_the_database_in_the_clear(office):
    content = b"".join(p.read_bytes() for p in office.home.glob("office.db*"))
    assert PASSPHRASE.encode() not in content
    assert b"PRIVATE KEY" not in content
