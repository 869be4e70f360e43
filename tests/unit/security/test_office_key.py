"""The slots of a protected office: who opens it, who does not any more, and what a cut leaves."""

from __future__ import annotations

import contextlib
import os
import traceback
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.errors import RefusedError, StorageError, WrongPassphraseError
from kmmp_desktop.security.attempts import Attempts
from kmmp_desktop.security.envelope import Cost
from kmmp_desktop.security.key_slots import Slots, write
from kmmp_desktop.security.office_door import OfficeDoor
from kmmp_desktop.security.office_key import OpenOffice
from kmmp_desktop.security.sealing import FileSealer

CHEAP = Cost(4, 8, 1)
WORDS, OTHER = "maize lantern lake", "river stone mango"
ACHIENG = Person(UUID(int=1), "achieng", "Achieng Odhiambo", Role.CLERK)
OTIENO = Person(UUID(int=2), "otieno", "Otieno Ouma", Role.MANAGER)


@dataclass
class Clock:
    moment: datetime = field(default=datetime(2026, 12, 3, 7, tzinfo=UTC))

    def now(self) -> datetime:
        return self.moment


def door_of(home: Path, clock: Clock | None = None) -> OfficeDoor:
    clock = clock or Clock()
    attempts = Attempts(home / "attempts.json", clock)
    return OfficeDoor(
        home / "office.keys", contextlib.nullcontext, attempts, home / "tries.json", clock, CHEAP
    )


@pytest.fixture
def office(tmp_path: Path) -> OpenOffice:
    made = door_of(tmp_path).new_office()
    made.admit(ACHIENG, WORDS)
    return made


def opens(home: Path, person: Person, passphrase: str) -> bool:
    try:
        door_of(home).open(person.username, passphrase)
    except WrongPassphraseError:
        (home / "attempts.json").unlink(missing_ok=True)
        return False
    return True


def test_every_passphrase_opens_the_same_key_and_the_file_names_nobody(
    tmp_path: Path, office: OpenOffice
) -> None:
    office.admit(OTIENO, OTHER)
    door = door_of(tmp_path)
    for username, passphrase in (("achieng", WORDS), (" Otieno ", OTHER)):
        assert door.open(username, passphrase).database_key() == office.database_key()
    content = (tmp_path / "office.keys").read_bytes().lower()
    for secret in (b"achieng", b"otieno", WORDS.encode(), office.database_key().hex().encode()):
        assert secret not in content
    if os.name != "nt":
        assert (tmp_path / "office.keys").stat().st_mode & 0o077 == 0


def test_a_new_passphrase_ends_the_one_before(tmp_path: Path, office: OpenOffice) -> None:
    office.admit(ACHIENG, OTHER)
    assert opens(tmp_path, ACHIENG, OTHER)
    assert not opens(tmp_path, ACHIENG, WORDS)


def test_cut_off_between_file_and_account_both_open_and_what_signed_in_stays(
    tmp_path: Path, office: OpenOffice
) -> None:
    class Cut(BaseException):
        pass

    office._put = lambda _slots: None  # type: ignore[method-assign]  # the process is gone
    with pytest.raises(Cut), office.admitting(ACHIENG, OTHER):
        raise Cut
    assert opens(tmp_path, ACHIENG, WORDS)
    assert opens(tmp_path, ACHIENG, OTHER)
    door_of(tmp_path).open("achieng", WORDS).settle(lambda: [ACHIENG], ACHIENG, WORDS)
    assert opens(tmp_path, ACHIENG, WORDS)
    assert not opens(tmp_path, ACHIENG, OTHER)


def test_an_account_that_was_not_changed_leaves_the_slots_as_they_were(
    tmp_path: Path, office: OpenOffice
) -> None:
    before = (tmp_path / "office.keys").read_bytes()
    with pytest.raises(StorageError), office.admitting(ACHIENG, OTHER):
        raise StorageError("The disk is full.")
    with pytest.raises(StorageError), office.admitting(OTIENO, OTHER):
        raise StorageError("The disk is full.")
    assert (tmp_path / "office.keys").read_bytes() == before


def test_whoever_is_removed_opens_nothing_and_the_last_one_stays(tmp_path: Path, office: OpenOffice) -> None:
    office.admit(OTIENO, OTHER)
    with office.removing(ACHIENG) as remove:
        remove()
    assert not opens(tmp_path, ACHIENG, WORDS)
    assert opens(tmp_path, OTIENO, OTHER)
    assert not office.has(ACHIENG)
    with pytest.raises(RefusedError, match="last who can open"), office.removing(OTIENO) as remove:
        remove()
    assert opens(tmp_path, OTIENO, OTHER)


def test_a_slot_comes_back_where_the_account_could_not_be_closed(tmp_path: Path, office: OpenOffice) -> None:
    office.admit(OTIENO, OTHER)
    before = (tmp_path / "office.keys").read_bytes()

    def remove_and_fail():
        with office.removing(ACHIENG) as remove:
            remove()
            assert not opens(tmp_path, ACHIENG, WORDS)
            raise StorageError("The disk is full.")

    with pytest.raises(StorageError):
        remove_and_fail()
    assert (tmp_path / "office.keys").read_bytes() == before


def test_a_slot_left_for_somebody_whose_account_is_closed_goes_with_the_next_opening(
    tmp_path: Path, office: OpenOffice
) -> None:
    office.admit(OTIENO, OTHER)
    office.settle(lambda: [OTIENO])
    assert not opens(tmp_path, ACHIENG, WORDS)
    assert opens(tmp_path, OTIENO, OTHER)


def test_the_recovery_code_opens_and_a_newer_one_ends_it(tmp_path: Path, office: OpenOffice) -> None:
    first = office.new_recovery()
    door = door_of(tmp_path)
    assert door.open_by_code(first.lower().replace("-", " ")).database_key() == office.database_key()
    second = office.new_recovery()
    with pytest.raises(WrongPassphraseError):
        door.open_by_code(first)
    assert door.open_by_code(second).database_key() == office.database_key()
    with pytest.raises(RefusedError, match="not copied right"):
        door.open_by_code(second[:-1] + ("0" if second[-1] != "0" else "1"))


def test_wrong_tries_slow_down_whatever_name_is_given_and_are_counted_without_strange_names(
    tmp_path: Path, office: OpenOffice
) -> None:
    office.new_recovery()
    clock = Clock()
    door = door_of(tmp_path, clock)
    for username in ("achieng", "mallory", "achieng", "mallory"):
        with pytest.raises(WrongPassphraseError, match=f"not right for {username}"):
            door.open(username, "guess")
        clock.moment += timedelta(seconds=1)
    with pytest.raises(RefusedError, match="wrong 4 times"):
        door.open("achieng", WORDS)
    clock.moment += timedelta(minutes=5)
    with pytest.raises(WrongPassphraseError):
        door.open_by_code("0000-0000-0000-0000-0000-0000-0" + _checked("0" * 25))
    refused = door.refusals({"achieng": "id of achieng"})
    assert refused is not None
    assert (refused.count, refused.strangers, refused.codes) == (5, 2, 1)
    assert refused.people == {"id of achieng": 2}
    assert refused.first == datetime(2026, 12, 3, 7, tzinfo=UTC)
    assert "mallory" not in (tmp_path / "tries.json").read_text() + (tmp_path / "attempts.json").read_text()
    door.forget_refusals()
    assert door.refusals({}) is None


def _checked(letters: str) -> str:
    from kmmp_desktop.security.recovery import _checks

    return _checks(letters)


def test_nothing_is_written_that_nobody_could_open(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="nobody could open it"):
        write(tmp_path / "office.keys", Slots())
    assert not (tmp_path / "office.keys").exists()


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b'{"kind": "kmmp office keys", "version": 2}', b"\xff"]
)
def test_a_damaged_slot_file_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "office.keys").write_bytes(content)
    with pytest.raises(StorageError, match="damaged"):
        door_of(tmp_path).open("achieng", WORDS)


def test_a_missing_slot_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="missing"):
        door_of(tmp_path).open("achieng", WORDS)


def test_no_secret_is_in_what_the_key_shows_or_throws(tmp_path: Path, office: OpenOffice) -> None:
    wrong = "a very wrong passphrase"
    told = [repr(office), str(office), repr(office.__class__)]
    try:
        door_of(tmp_path).open("achieng", wrong)
    except WrongPassphraseError as error:
        told.append("".join(traceback.format_exception(error)) + repr(error.__dict__))
    for text in told:
        assert wrong not in text
        assert office.database_key().hex() not in text
        assert repr(office.database_key()) not in text


def test_purposes_give_different_keys_and_files_are_bound_to_their_name(office: OpenOffice) -> None:
    assert office.derive("scans") != office.derive("backup")
    assert office.derive("scans") == office.derive("scans")
    assert len(office.derive("scans")) == 32
    sealer = FileSealer(office.derive("scans"))
    sealed = sealer.seal("a.jpg", b"picture")
    assert b"picture" not in sealed
    assert sealer.open("a.jpg", sealed) == b"picture"
    for name, content in (("b.jpg", sealed), ("a.jpg", sealed[:-1] + b"x"), ("a.jpg", sealed[:10])):
        with pytest.raises(StorageError, match="damaged"):
            sealer.open(name, content)
    assert sealer.open("a.jpg", b"from before") == b"from before"
