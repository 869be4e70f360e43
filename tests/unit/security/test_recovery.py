"""Recovery codes and wrapping keys: what opens an envelope, and what never does."""

from __future__ import annotations

import re

import pytest
from key_office import Ring

from kmmp_desktop.errors import RefusedError, StorageError, WrongPassphraseError
from kmmp_desktop.security import wrapping
from kmmp_desktop.security.envelope import Cost, seal, unseal
from kmmp_desktop.security.recovery import ALPHABET, LETTERS, new_code, read_code
from kmmp_desktop.security.wrapping import SystemKeyring

CHEAP = Cost(log2_n=4)
OWNER = b"somebody's account"


def test_a_code_has_125_random_bits_in_seven_groups_of_four():
    codes = [new_code() for _ in range(200)]
    assert len(ALPHABET) ** LETTERS >= 2**120
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", code) for code in codes)
    assert len(set(codes)) == 200
    assert {letter for code in codes for letter in code} == {*ALPHABET, "-"}


def test_a_code_is_read_as_people_write_it():
    code = new_code()
    plain = code.replace("-", "")
    untidy = f"  {code.lower().replace('-', '  ')} "
    alike = plain.replace("0", "o").replace("1", "l")
    dashes = code.replace("-", "–")
    assert {read_code(each) for each in (code, plain, untidy, alike, dashes)} == {plain}


def test_nearly_every_slip_of_the_pen_is_told_before_anything_is_tried():
    plain = read_code(new_code())
    missed = 0
    for at in range(len(plain)):
        for letter in ALPHABET:
            if letter != plain[at]:
                missed += _passes(plain[:at] + letter + plain[at + 1 :])
    for at in range(len(plain) - 1):
        turned = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
        missed += turned != plain and _passes(turned)
    assert missed <= 2  # one in 32,768 by chance


def _passes(text: str) -> bool:
    try:
        return bool(read_code(text))
    except RefusedError:
        return False


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "needs 28"), ("ABCD-EF", "6 letters"), ("ABCU", "Letter 4"), ("AB\x00C", "Letter 3")],
)
def test_what_cannot_be_a_code_is_refused_with_the_place_and_without_the_text(text, why):
    with pytest.raises(RefusedError, match=why) as error:
        read_code(text)
    assert not text or text not in str(error.value)


def test_an_envelope_with_a_wrapping_key_opens_with_both_secrets_only():
    key, other = bytes(range(32)), bytes(32)
    sealed = seal(b"the key", "maize lantern", OWNER, CHEAP, key)
    assert unseal(sealed, "maize lantern", OWNER, key) == b"the key"
    with pytest.raises(WrongPassphraseError):
        unseal(sealed, "maize lantern", OWNER, other)
    with pytest.raises(WrongPassphraseError):
        unseal(sealed, "maize lanterns", OWNER, key)
    with pytest.raises(RefusedError, match="keyring"):
        unseal(sealed, "maize lantern", OWNER)


def test_the_mark_of_a_wrapped_envelope_cannot_be_taken_off():
    """Whoever guesses at a copy would love to turn it into one that needs the passphrase alone."""
    import hashlib

    sealed = seal(b"the key", "maize lantern", OWNER, CHEAP, bytes(32))
    body = b"KMMP\x01" + sealed[5:-8]
    with pytest.raises(WrongPassphraseError):
        unseal(body + hashlib.sha256(body).digest()[:8], "maize lantern", OWNER)


def test_an_old_envelope_opens_as_before_whatever_keyring_there_is():
    sealed = seal(b"the key", "maize lantern", OWNER, CHEAP)
    assert sealed.startswith(b"KMMP\x01")
    assert unseal(sealed, "maize lantern", OWNER, bytes(32)) == b"the key"


@pytest.fixture
def ring(monkeypatch):
    made = Ring()
    monkeypatch.setattr(wrapping, "_make", lambda platform: made)
    return made


def test_the_keyring_holds_32_random_bytes_under_a_name_that_says_nothing(ring):
    keys = SystemKeyring()
    first, second = keys.make(), keys.make()
    assert keys.get(first) != keys.get(second)
    assert len(keys.get(first)) == 32
    assert all(len(text.encode("utf-16-le")) < 2560 for text in ring.kept.values())  # the limit of Windows
    keys.drop(first)
    with pytest.raises(RefusedError, match="another computer"):
        keys.get(first)
    assert keys.get(second)


def test_a_keyring_that_is_locked_or_silent_is_said_without_its_own_words(ring):
    name = SystemKeyring().make()
    ring.mood = RuntimeError("secret detail")
    for act in (lambda: SystemKeyring().get(name), lambda: SystemKeyring().make()):
        with pytest.raises(RefusedError, match="locked or does not answer") as error:
            act()
        assert "secret detail" not in str(error.value)
        assert error.value.__suppress_context__
    SystemKeyring().drop(name)  # stays, and harms nobody


def test_an_entry_that_is_damaged_is_said(ring):
    name = SystemKeyring().make()
    for kept in ("", "YQ==", "no base64", "Ä"):
        ring.kept = dict.fromkeys(ring.kept, kept)
        with pytest.raises(StorageError, match="damaged"):
            SystemKeyring().get(name)


def test_a_keyring_that_forgets_is_not_trusted_with_a_key(ring, monkeypatch):
    other = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
    monkeypatch.setattr(ring, "get_password", lambda service, name: other)
    with pytest.raises(RefusedError, match="does not give back"):
        SystemKeyring().make()
    assert ring.kept == {}


@pytest.mark.parametrize("platform", ["win32", "darwin", "linux", "somewhere"])
def test_a_computer_without_a_keyring_says_so_and_goes_on(platform, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    why = SystemKeyring(platform).why_not()
    assert "no keyring that the program can use" in str(why)
    with pytest.raises(RefusedError, match="no keyring"):
        SystemKeyring(platform).make()
