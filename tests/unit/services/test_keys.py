"""A person's own key: passphrase, recovery sheet, keyring. Real database, real cryptography."""

import shutil
import sqlite3

import pytest
from key_office import NEW, Ring, keyed, open_keys, quick_keys, ring
from office_fixtures import PASSPHRASE

from kmmp_desktop.errors import RefusedError, StorageError, WrongPassphraseError
from kmmp_desktop.security import wrapping as wrapping_module
from kmmp_desktop.services.key_dates import KeyStanding

__all__ = ["keyed", "quick_keys", "ring"]
THIRD_WORDS = "paper boat on lake"


def test_without_a_key_there_is_nothing_to_tell(keyed):
    state = keyed.keys.state(keyed.person())
    assert (state.standing, state.fingerprint, state.has_recovery) == (KeyStanding.NONE, "", False)
    assert keyed.keys.warning(keyed.person()) is None


def test_a_changed_passphrase_opens_account_and_key_and_the_old_one_neither(keyed):
    before = keyed.people.unlock(keyed.person(), PASSPHRASE).certificate
    keyed.keys.change_passphrase(keyed.person(), PASSPHRASE, NEW)
    assert keyed.people.sign_in("clerk", NEW)
    assert keyed.people.unlock(keyed.person(), NEW).certificate == before
    with pytest.raises(WrongPassphraseError):
        keyed.people.sign_in("clerk", PASSPHRASE)
    assert "passphrase changed" in [action for action, *_ in keyed.audit()]


def test_a_passphrase_is_changed_before_there_is_a_key_too(keyed):
    keyed.keys.change_passphrase(keyed.person(), PASSPHRASE, NEW)
    assert keyed.people.unlock(keyed.person(), NEW).sign(b"x")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (PASSPHRASE, "short", "at least 10"),
        (PASSPHRASE, "clerk clerk clerk", "easy to guess"),
        (PASSPHRASE, PASSPHRASE, "is the old one"),
        ("wrong wrong wrong", NEW, "not right"),
    ],
)
def test_a_passphrase_that_will_not_do_changes_nothing(keyed, old, new, why):
    keyed.people.unlock(keyed.person(), PASSPHRASE)
    before = keyed.account()
    with pytest.raises((RefusedError, WrongPassphraseError), match=why) as error:
        keyed.keys.change_passphrase(keyed.person(), old, new)
    assert keyed.account() == before
    assert new not in str(error.value)


def test_log_in_and_key_change_together_or_not_at_all(keyed, monkeypatch):
    keyed.people.unlock(keyed.person(), PASSPHRASE)
    before = keyed.account()
    from kmmp_desktop.storage.audit import SqlAudit

    def full(*_args):
        raise StorageError("The disk is full.")

    monkeypatch.setattr(SqlAudit, "append", full)
    with pytest.raises(StorageError):
        keyed.keys.change_passphrase(keyed.person(), PASSPHRASE, NEW)
    assert keyed.account() == before


# -- recovery --------------------------------------------------------------------------------


def test_the_code_sets_a_new_passphrase_for_the_same_key(keyed):
    sheet = keyed.keys.make_recovery(keyed.person(), PASSPHRASE)
    before = keyed.person().certificate
    assert keyed.keys.reset("CLERK", sheet.code.lower().replace("-", " "), NEW).username == "clerk"
    assert keyed.people.unlock(keyed.person(), NEW).certificate == before
    with pytest.raises(WrongPassphraseError):
        keyed.people.sign_in("clerk", PASSPHRASE)
    keyed.keys.reset("clerk", sheet.code, THIRD_WORDS)  # the sheet stays good
    assert keyed.people.sign_in("clerk", THIRD_WORDS)


def test_a_newer_sheet_ends_the_one_before(keyed):
    first = keyed.keys.make_recovery(keyed.person(), PASSPHRASE)
    second = keyed.keys.make_recovery(keyed.person(), PASSPHRASE)
    with pytest.raises(WrongPassphraseError, match="newer sheet"):
        keyed.keys.reset("clerk", first.code, NEW)
    assert keyed.keys.reset("clerk", second.code, NEW)


def test_one_persons_code_opens_nobody_elses_key(keyed):
    mine = keyed.keys.make_recovery(keyed.person(), PASSPHRASE)
    keyed.keys.make_recovery(keyed.person("manager"), PASSPHRASE)
    with pytest.raises(WrongPassphraseError):
        keyed.keys.reset("manager", mine.code, NEW)
    assert keyed.people.sign_in("manager", PASSPHRASE)


def test_a_changed_passphrase_leaves_the_sheet_good(keyed):
    sheet = keyed.keys.make_recovery(keyed.person(), PASSPHRASE)
    keyed.keys.change_passphrase(keyed.person(), PASSPHRASE, NEW)
    keyed.keys.reset("clerk", sheet.code, THIRD_WORDS)
    assert keyed.people.unlock(keyed.person(), THIRD_WORDS)


def test_trying_codes_costs_waiting_but_a_slip_of_the_pen_does_not(keyed):
    from kmmp_desktop.security.recovery import new_code

    sheet = keyed.keys.make_recovery(keyed.person(), PASSPHRASE)
    for _ in range(8):
        with pytest.raises(RefusedError, match=r"was not copied right|cannot stand"):
            keyed.keys.reset("clerk", sheet.code[:-2] + "22", NEW)
    for _ in range(4):
        with pytest.raises(WrongPassphraseError):
            keyed.keys.reset("clerk", new_code(), NEW)
    with pytest.raises(RefusedError, match="next try"):
        keyed.keys.reset("clerk", sheet.code, NEW)
    keyed.later(minutes=6)
    assert keyed.keys.reset("clerk", sheet.code, NEW)


def test_who_has_no_sheet_is_told_what_else_there_is(keyed):
    for username in ("clerk", "nobody"):
        with pytest.raises(RefusedError, match="no recovery sheet"):
            keyed.keys.reset(username, "x", NEW)


def test_a_weak_passphrase_is_no_better_with_a_code(keyed):
    sheet = keyed.keys.make_recovery(keyed.person(), PASSPHRASE)
    with pytest.raises(RefusedError, match="at least 10"):
        keyed.keys.reset("clerk", sheet.code, "short")
    assert keyed.people.sign_in("clerk", PASSPHRASE)


# -- the lost passphrase without a sheet -----------------------------------------------------


def test_a_manager_lets_in_whoever_lost_everything_and_the_next_signature_makes_a_new_key(keyed):
    old = keyed.people.unlock(keyed.person(), PASSPHRASE).certificate
    sheet = keyed.keys.make_recovery(keyed.person(), PASSPHRASE)
    keyed.keys.give_passphrase(keyed.person(), NEW, keyed.person("manager"), PASSPHRASE)
    assert keyed.keys.state(keyed.person()).standing is KeyStanding.NONE
    with pytest.raises(RefusedError, match="no recovery sheet"):
        keyed.keys.reset("clerk", sheet.code, THIRD_WORDS)
    signer = keyed.people.unlock(keyed.person(), NEW)
    assert signer.certificate != old
    with keyed.store.work() as work:
        assert work.people.holder(old).username == "clerk"
    assert ("passphrase given", keyed.person("manager").id) in [
        (entry.action, entry.by) for entry in _entries(keyed)
    ]


def _entries(keyed):
    with keyed.store.work() as work:
        return work.audit.entries("office")


def test_nobody_gives_a_passphrase_to_themselves_nor_without_the_role_nor_without_their_own(keyed):
    manager, clerk = keyed.person("manager"), keyed.person()
    with pytest.raises(RefusedError, match="himself or herself"):
        keyed.keys.give_passphrase(manager, NEW, manager, PASSPHRASE)
    with pytest.raises(RefusedError, match="manager or an administrator"):
        keyed.keys.give_passphrase(manager, NEW, clerk, PASSPHRASE)
    with pytest.raises(WrongPassphraseError):
        keyed.keys.give_passphrase(clerk, NEW, manager, "not mine at all")
    assert keyed.people.sign_in("clerk", PASSPHRASE)


# -- keyring ---------------------------------------------------------------------------------


def tied(keyed):
    sheet = keyed.keys.make_recovery(keyed.person(), PASSPHRASE)
    keyed.keys.tie(keyed.person(), PASSPHRASE)
    assert keyed.keys.state(keyed.person()).is_tied
    return sheet


def test_a_tied_key_signs_here_and_a_copied_database_does_not_even_tell_a_right_guess(
    keyed, tmp_path, monkeypatch
):
    tied(keyed)
    assert keyed.people.unlock(keyed.person(), PASSPHRASE).sign(b"x")
    shutil.copytree(keyed.home, tmp_path / "stolen")
    monkeypatch.setattr(wrapping_module, "_make", lambda platform: Ring())
    thief = open_keys(tmp_path / "stolen", Ring())
    with pytest.raises(RefusedError, match="another computer"):
        thief.people.unlock(thief.person(), PASSPHRASE)
    envelope, owner = thief.account().private_key, thief.person().id.bytes
    from kmmp_desktop.security.envelope import unseal

    for guess in (PASSPHRASE, "another guess"):  # alike: no guess at the envelope tells anything
        with pytest.raises(WrongPassphraseError):
            unseal(envelope, guess, owner, bytes(32))
    thief.store.close()


def test_the_recovery_code_opens_a_tied_key_on_another_computer_and_unties_it(keyed, tmp_path, monkeypatch):
    sheet = tied(keyed)
    before = keyed.person().certificate
    shutil.copytree(keyed.home, tmp_path / "other")
    monkeypatch.setattr(wrapping_module, "_make", lambda platform: Ring())
    other = open_keys(tmp_path / "other", Ring())
    other.keys.reset("clerk", sheet.code, NEW)
    assert not other.keys.state(other.person()).is_tied
    assert other.people.unlock(other.person(), NEW).certificate == before
    other.store.close()


def test_a_reset_on_its_own_computer_leaves_the_key_tied(keyed):
    sheet = tied(keyed)
    keyed.keys.reset("clerk", sheet.code, NEW)
    assert keyed.keys.state(keyed.person()).is_tied
    assert keyed.account().private_key.startswith(b"KMMP\x02")
    assert keyed.people.unlock(keyed.person(), NEW)


def test_a_tied_key_keeps_its_tie_when_the_passphrase_changes_and_loses_it_when_asked(keyed):
    tied(keyed)
    keyed.keys.change_passphrase(keyed.person(), PASSPHRASE, NEW)
    assert keyed.account().private_key.startswith(b"KMMP\x02")
    keyed.keys.untie(keyed.person(), NEW)
    assert keyed.account().private_key.startswith(b"KMMP\x01")
    assert keyed.ring.kept == {}
    assert keyed.people.unlock(keyed.person(), NEW)


def test_without_a_recovery_sheet_no_key_is_tied(keyed):
    keyed.people.unlock(keyed.person(), PASSPHRASE)
    with pytest.raises(RefusedError, match="no recovery sheet"):
        keyed.keys.tie(keyed.person(), PASSPHRASE)
    assert keyed.ring.kept == {}


def test_a_tie_that_cannot_be_kept_leaves_key_and_keyring_as_they_were(keyed, monkeypatch):
    keyed.keys.make_recovery(keyed.person(), PASSPHRASE)
    before = keyed.account()
    monkeypatch.setattr(keyed.keys, "_keep", lambda *_: (_ for _ in ()).throw(StorageError("Full.")))
    with pytest.raises(StorageError):
        keyed.keys.tie(keyed.person(), PASSPHRASE)
    assert keyed.account() == before
    assert keyed.ring.kept == {}


def test_a_locked_keyring_is_said_and_the_passphrase_is_not_blamed(keyed):
    tied(keyed)
    keyed.ring.mood = RuntimeError("locked")
    with pytest.raises(RefusedError, match="locked or does not answer"):
        keyed.people.unlock(keyed.person(), PASSPHRASE)
    keyed.ring.mood = None
    assert keyed.people.unlock(keyed.person(), PASSPHRASE)


# -- secrets ---------------------------------------------------------------------------------


def test_no_passphrase_no_code_and_no_wrapping_key_is_left_in_any_file_of_the_office(keyed, caplog):
    caplog.set_level("DEBUG")
    sheet = tied(keyed)
    keyed.keys.change_passphrase(keyed.person(), PASSPHRASE, NEW)
    keyed.keys.reset("clerk", sheet.code, THIRD_WORDS)
    left = keyed.files()
    secrets = [
        PASSPHRASE,
        NEW,
        THIRD_WORDS,
        sheet.code,
        sheet.code.replace("-", ""),
        *keyed.ring.kept.values(),
    ]
    for secret in secrets:
        assert secret.encode() not in left
        assert secret not in caplog.text
        assert secret not in repr(sheet)
    assert b"PRIVATE KEY" not in left
    told = " ".join(str(body) for _, body in keyed.audit())
    assert not any(secret in told for secret in secrets)


def test_an_envelope_that_was_replaced_is_gone_from_the_database_file(keyed):
    keyed.people.unlock(keyed.person(), PASSPHRASE)
    old = keyed.account().private_key
    keyed.keys.change_passphrase(keyed.person(), PASSPHRASE, NEW)
    keyed.store.close()
    with sqlite3.connect(keyed.home / "office.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert old[40:120] not in keyed.files()
