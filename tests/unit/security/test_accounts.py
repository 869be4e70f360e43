"""Passphrases, keys and certificates with the real cryptography (cheap costs where they do not matter)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from storage_fixtures import ACHIENG, NOON, OTIENO, SteppingClock

from kmmp_desktop.domain.office import Office
from kmmp_desktop.errors import RefusedError, StorageError, WrongPassphraseError
from kmmp_desktop.security.accounts import KEY_BITS, AccountSecurity
from kmmp_desktop.security.attempts import Attempts, delay
from kmmp_desktop.security.envelope import Cost, seal, unseal
from kmmp_desktop.services.ports import Accounts, Signer

OFFICE = Office(UUID(int=9), "Kisumu office", "Ziwa Health Partners")
CHEAP = Cost(log2_n=4)
PHRASE = "maji ya ziwa 7"


def accounts_in(home: Path, clock: SteppingClock | None = None, **options: object) -> AccountSecurity:
    return AccountSecurity(
        Attempts(home / "attempts.json", clock or SteppingClock()),
        **{"cost": CHEAP, "key_bits": 1024, **options},
    )


def test_the_security_package_fits_its_ports(tmp_path: Path) -> None:
    accounts: Accounts = accounts_in(tmp_path, key_bits=2048)
    certificate, envelope = accounts.make_key(ACHIENG, OFFICE, PHRASE, NOON)
    signer: Signer = accounts.unlock(replace(ACHIENG, certificate=certificate), envelope, PHRASE)
    assert signer.certificate == certificate
    assert signer.person.id == ACHIENG.id


def test_a_passphrase_is_kept_as_argon2id_with_a_salt_of_its_own(tmp_path: Path) -> None:
    accounts = accounts_in(tmp_path)
    first, second = accounts.hash_passphrase(PHRASE), accounts.hash_passphrase(PHRASE)
    assert first != second
    assert re.match(r"\$argon2id\$v=19\$m=65536,t=3,p=4\$", first)
    assert accounts.check_passphrase(first, PHRASE)
    assert not accounts.check_passphrase(first, PHRASE + " ")


def test_an_accented_passphrase_fits_however_the_keyboard_composes_it(tmp_path: Path) -> None:
    accounts = accounts_in(tmp_path)
    assert accounts.check_passphrase(accounts.hash_passphrase("caf\u00e9 na chai"), "cafe\u0301 na chai")


def test_a_hash_that_is_none_is_said_and_not_taken_for_a_wrong_passphrase(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be read"):
        accounts_in(tmp_path).check_passphrase("$argon2id$broken", PHRASE)


def test_a_new_key_is_rsa_3072_and_its_envelope_costs_two_to_the_17(tmp_path: Path) -> None:
    certificate, envelope = AccountSecurity(Attempts(tmp_path / "a.json", SteppingClock())).make_key(
        ACHIENG, OFFICE, PHRASE, NOON
    )
    key = x509.load_der_x509_certificate(certificate).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    assert (key.key_size, key.public_numbers().e) == (KEY_BITS, 65537) == (3072, 65537)
    assert envelope[:8] == b"KMMP\x01" + bytes([17, 8, 1])
    assert len(unseal(envelope, PHRASE, ACHIENG.id.bytes)) > 1700


def test_a_certificate_names_person_and_office_and_signs_only(tmp_path: Path) -> None:
    made, _ = accounts_in(tmp_path).make_key(ACHIENG, OFFICE, PHRASE, NOON)
    again, _ = accounts_in(tmp_path).make_key(ACHIENG, OFFICE, PHRASE, NOON)
    certificate = x509.load_der_x509_certificate(made)
    assert {a.rfc4514_attribute_name: a.value for a in certificate.subject} == {
        "CN": ACHIENG.name,
        "O": OFFICE.name,
        "OU": str(OFFICE.id),
        "UID": str(ACHIENG.id),
    }
    certificate.verify_directly_issued_by(certificate)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not any(
        [
            usage.key_encipherment,
            usage.data_encipherment,
            usage.key_agreement,
            usage.key_cert_sign,
            usage.crl_sign,
        ]
    )
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert certificate.not_valid_before_utc <= NOON
    assert timedelta(days=3 * 365) <= certificate.not_valid_after_utc - NOON <= timedelta(days=3 * 366)
    assert certificate.serial_number != x509.load_der_x509_certificate(again).serial_number


def test_a_name_longer_than_a_certificate_takes_is_cut(tmp_path: Path) -> None:
    long = replace(ACHIENG, name="Ñ" * 90)
    made, _ = accounts_in(tmp_path).make_key(long, OFFICE, PHRASE, NOON)
    assert "CN=" + "Ñ" * 32 + "," in x509.load_der_x509_certificate(made).subject.rfc4514_string()


def test_a_signature_of_the_unlocked_key_verifies_with_the_certificate_and_a_locked_key_signs_no_more(
    tmp_path: Path,
) -> None:
    accounts = accounts_in(tmp_path)
    certificate, envelope = accounts.make_key(ACHIENG, OFFICE, PHRASE, NOON)
    key = accounts.unlock(replace(ACHIENG, certificate=certificate), envelope, PHRASE)
    public = x509.load_der_x509_certificate(certificate).public_key()
    signature = key.sign(b"18 mothers")
    public.verify(signature, b"18 mothers", padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(InvalidSignature):
        public.verify(signature, b"81 mothers", padding.PKCS1v15(), hashes.SHA256())
    key.lock()
    with pytest.raises(RefusedError, match="locked again"):
        key.sign(b"18 mothers")


def test_a_key_opens_with_its_passphrase_and_for_its_owner_only(tmp_path: Path) -> None:
    accounts = accounts_in(tmp_path)
    certificate, envelope = accounts.make_key(ACHIENG, OFFICE, PHRASE, NOON)
    clerk = replace(ACHIENG, certificate=certificate)
    with pytest.raises(WrongPassphraseError):
        accounts.unlock(clerk, envelope, PHRASE.upper())
    with pytest.raises(WrongPassphraseError):
        accounts.unlock(replace(OTIENO, certificate=certificate), envelope, PHRASE)
    assert accounts.unlock(clerk, envelope, PHRASE).sign(b"x")


def test_a_key_beside_somebody_elses_certificate_is_refused(tmp_path: Path) -> None:
    accounts = accounts_in(tmp_path)
    _, envelope = accounts.make_key(ACHIENG, OFFICE, PHRASE, NOON)
    other, _ = accounts.make_key(ACHIENG, OFFICE, PHRASE, NOON)
    for certificate in (None, other):
        with pytest.raises(StorageError, match="roster"):
            accounts.unlock(replace(ACHIENG, certificate=certificate), envelope, PHRASE)


def test_every_byte_of_an_envelope_counts(tmp_path: Path) -> None:
    envelope = seal(b"secret", PHRASE, b"me", CHEAP)
    for place in range(len(envelope)):
        broken = bytearray(envelope)
        broken[place] ^= 0x01
        with pytest.raises(StorageError, match="damaged"):
            unseal(bytes(broken), PHRASE, b"me")
    assert unseal(envelope, PHRASE, b"me") == b"secret"


def test_tampering_with_a_mended_checksum_still_opens_nothing(tmp_path: Path) -> None:
    from kmmp_desktop.security import envelope as module

    envelope = seal(b"secret", PHRASE, b"me", CHEAP)
    for place in range(5, len(envelope) - 8):
        broken = bytearray(envelope[:-8])
        broken[place] ^= 0x02
        with pytest.raises((WrongPassphraseError, StorageError)):
            unseal(bytes(broken) + module._checksum(bytes(broken)), PHRASE, b"me")


@pytest.mark.parametrize("cost", [(0, 8, 1), (17, 0, 1), (31, 8, 1), (17, 255, 1), (17, 8, 200)])
def test_an_envelope_that_would_eat_the_memory_is_not_tried(cost: tuple[int, int, int]) -> None:
    from kmmp_desktop.security import envelope as module

    body = bytearray(seal(b"secret", PHRASE, b"me", CHEAP)[:-8])
    body[5:8] = bytes(cost)
    with pytest.raises(StorageError, match="damaged"):
        unseal(bytes(body) + module._checksum(bytes(body)), PHRASE, b"me")


@pytest.mark.parametrize("rubbish", [b"", b"KMMP\x01", b"x" * 400])
def test_rubbish_is_no_envelope(rubbish: bytes) -> None:
    with pytest.raises(StorageError):
        unseal(rubbish, PHRASE, b"me")


def test_the_wait_grows_with_every_wrong_try_and_never_beyond_five_minutes() -> None:
    waits = [delay(n).total_seconds() for n in range(13)]
    assert waits == [0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert delay(10**6) == timedelta(minutes=5)


def test_wrong_passphrases_slow_down_and_the_right_one_clears_them(tmp_path: Path) -> None:
    clock = SteppingClock(step=timedelta(0))
    accounts = accounts_in(tmp_path, clock)
    stored = accounts.hash_passphrase(PHRASE)
    for _ in range(4):
        assert not accounts.check_passphrase(stored, "wrong")
    with pytest.raises(RefusedError, match=r"wrong 4 times in a row. The next try is possible in 2 s"):
        accounts.check_passphrase(stored, PHRASE)
    clock.moment += timedelta(seconds=2)
    assert accounts.check_passphrase(stored, PHRASE)
    assert not accounts.check_passphrase(stored, "wrong")  # counting began anew


def test_the_wait_outlives_the_program_and_holds_one_account_only(tmp_path: Path) -> None:
    clock = SteppingClock(step=timedelta(0))
    first = accounts_in(tmp_path, clock)
    mine, theirs = first.hash_passphrase(PHRASE), first.hash_passphrase("other words 1")
    for _ in range(4):
        first.check_passphrase(mine, "wrong")
    again = accounts_in(tmp_path, clock)
    with pytest.raises(RefusedError):
        again.check_passphrase(mine, PHRASE)
    assert again.check_passphrase(theirs, "other words 1")


def test_wrong_tries_at_the_key_itself_slow_down_too(tmp_path: Path) -> None:
    accounts = accounts_in(tmp_path, SteppingClock(step=timedelta(0)))
    certificate, envelope = accounts.make_key(ACHIENG, OFFICE, PHRASE, NOON)
    clerk = replace(ACHIENG, certificate=certificate)
    for _ in range(4):
        with pytest.raises(WrongPassphraseError):
            accounts.unlock(clerk, envelope, "wrong")
    with pytest.raises(RefusedError, match="4 times"):
        accounts.unlock(clerk, envelope, PHRASE)


def test_a_clock_set_back_does_not_lengthen_the_wait(tmp_path: Path) -> None:
    clock = SteppingClock(step=timedelta(0))
    attempts = Attempts(tmp_path / "attempts.json", clock)
    for _ in range(5):
        attempts.note_wrong("a")
    clock.moment -= timedelta(days=400)
    with pytest.raises(RefusedError, match="in 4 s"):
        attempts.admit("a")


@pytest.mark.parametrize("content", ["", "[]", '{"a": 7}', '{"a": ["x", 1]}', "\x00\x00"])
def test_a_damaged_counter_file_keeps_nobody_out(tmp_path: Path, content: str) -> None:
    (tmp_path / "attempts.json").write_text(content)
    attempts = Attempts(tmp_path / "attempts.json", SteppingClock())
    attempts.admit("a")
    attempts.note_wrong("a")
    attempts.note_right("a")
    assert (tmp_path / "attempts.json").read_text() == "{}"


def test_counters_that_cannot_be_written_keep_nobody_out(tmp_path: Path) -> None:
    attempts = Attempts(tmp_path / "no such folder" / "attempts.json", SteppingClock())
    attempts.note_wrong("a")
    attempts.admit("a")


def test_nothing_in_the_home_says_whose_passphrase_was_wrong(tmp_path: Path) -> None:
    accounts = accounts_in(tmp_path)
    stored = accounts.hash_passphrase(PHRASE)
    accounts.check_passphrase(stored, "wrong words")
    text = (tmp_path / "attempts.json").read_text()
    assert "wrong words" not in text
    assert stored not in text
