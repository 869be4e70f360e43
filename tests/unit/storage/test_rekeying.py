"""A protected office gets another key: whole, or it is as it was, wherever the power goes."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
from pathlib import Path
from uuid import UUID

import pytest

from kmmp_desktop import paths
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.errors import KmmpError, RefusedError, StorageError
from kmmp_desktop.security.envelope import seal
from kmmp_desktop.security.key_slots import Slots, write
from kmmp_desktop.security.office_key import OpenOffice
from kmmp_desktop.security.sealing import FileSealer
from kmmp_desktop.storage import rekeying
from kmmp_desktop.storage.connecting import open_raw
from kmmp_desktop.storage.rekeying import finish, note_of, rekey, settle_names
from kmmp_desktop.storage.scans import ScanFolder
from tests.unit.storage.test_protecting import (
    CHEAP,
    KEY,
    OTIENO,
    PICTURE,
    WORDS,
    do_protect,
    everything,
    figure,
    office_in_the_clear,
    scans_of,
)

OFFICE = {"office.db", "office.keys", "scans"}
NEW = bytes(range(64, 96))
OLD_WORDS = "acacia kettle road"
ACHIENG = Person(UUID(int=8), "achieng", "Achieng Odhiambo", Role.CLERK)
LEFT = Person(UUID(int=9), "barasa", "Barasa Wekesa", Role.CLERK)


def office_of(home: Path, key: bytes) -> OpenOffice:
    return OpenOffice(key, paths.office_keys(home), contextlib.nullcontext, CHEAP)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Protected, with a figure, a picture, three people and a recovery code."""
    made = tmp_path / "home"
    office_in_the_clear(made)
    do_protect(made)
    office = office_of(made, KEY)
    for person in (ACHIENG, LEFT):
        office.admit(person, OLD_WORDS)
    return made


def the_rest(home: Path) -> None:
    def pictures(sealed: bytes) -> ScanFolder:
        assert FileSealer(NEW).open("key of before", sealed) == KEY
        return scans_of(home)

    finish(home, pictures, FileSealer(office_of(home, NEW).derive("scans")))


def do_rekey(home: Path, *people: Person) -> None:
    def write_slots(file: Path) -> None:
        office_of(home, KEY).hand_on(office_of(home, NEW), people or (OTIENO, ACHIENG), file)

    rekey(home, KEY, NEW, write_slots, FileSealer(NEW).seal("key of before", KEY), lambda *_: None)
    the_rest(home)


def lying_in(home: Path) -> set[str]:
    return {name.partition("/")[0] for name in everything(home)}


def opens(home: Path, person: Person, words: str) -> bytes | None:
    slots = Slots.read(paths.office_keys(home).read_bytes())
    return slots.open(slots.name_of(person.username), words)


def picture_of(home: Path, key: bytes) -> bytes:
    [file] = paths.scans(home).iterdir()
    return ScanFolder(paths.scans(home), FileSealer(office_of(home, key).derive("scans"))).get(file.name)


def test_everybody_who_stays_opens_it_as_before_and_what_was_known_before_opens_nothing(home: Path) -> None:
    code = office_of(home, KEY).new_recovery()
    kept = paths.office_keys(home).read_bytes()  # what somebody took along who left
    (home / "office.before-0005.db").write_bytes(paths.database(home).read_bytes())
    do_rekey(home)
    assert figure(home, NEW) == 19
    assert picture_of(home, NEW) == PICTURE
    assert opens(home, OTIENO, WORDS) == NEW
    assert opens(home, ACHIENG, OLD_WORDS) == NEW
    slots = Slots.read(paths.office_keys(home).read_bytes())
    assert slots.open(slots.name_of("barasa"), OLD_WORDS) is None
    assert slots.open_recovery(code) is None
    assert slots.recovery is None
    old = Slots.read(kept)
    known = old.open(old.name_of("barasa"), OLD_WORDS)
    assert known == KEY
    with pytest.raises(StorageError):
        figure(home, known)
    with pytest.raises(StorageError):
        picture_of(home, known)
    for name, content in everything(home).items():
        assert KEY not in content, name
        assert NEW not in content, name
    assert lying_in(home) == OFFICE


def test_a_slot_of_an_earlier_program_or_one_slipped_in_by_a_stranger_gets_no_new_key(home: Path) -> None:
    """The first knows the key of before itself, the second a pair whose proof was made with another key."""
    slots = Slots.read(paths.office_keys(home).read_bytes())
    plain, planted = slots.name_of("achieng"), slots.name_of("barasa")
    envelope = seal(KEY, OLD_WORDS, slots._owner(plain), CHEAP)
    slots = slots.with_person(plain, (envelope,))
    slots = slots.with_person(planted, (slots.seal(bytes(32), planted, OLD_WORDS, CHEAP),))
    write(paths.office_keys(home), slots)
    assert opens(home, ACHIENG, OLD_WORDS) == KEY
    assert not office_of(home, KEY).takes_new_key(ACHIENG)
    do_rekey(home, OTIENO, ACHIENG, LEFT)
    assert opens(home, OTIENO, WORDS) == NEW
    assert set(Slots.read(paths.office_keys(home).read_bytes()).people) == {slots.name_of("otieno")}


def test_a_slot_moved_to_another_name_opens_nothing(home: Path) -> None:
    slots = Slots.read(paths.office_keys(home).read_bytes())
    mine = slots.people[slots.name_of("barasa")]
    assert slots.with_person(slots.name_of("otieno"), mine).open(slots.name_of("otieno"), OLD_WORDS) is None


def test_it_is_refused_while_somebody_else_has_the_office_open(home: Path) -> None:
    other = open_raw(paths.database(home), KEY, isolation_level=None)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("SELECT count(*) FROM cell").fetchone()
    with pytest.raises(RefusedError, match="Another program has this office open"):
        do_rekey(home)
    other.close()
    assert figure(home, KEY) == 19
    assert opens(home, LEFT, OLD_WORDS) == KEY
    assert not note_of(home).exists()


def test_a_copy_that_lacks_something_never_takes_the_office_s_place(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lossy(office: object, copy: Path, key: bytes) -> None:
        whole(office, copy, key)
        made = open_raw(copy, key, isolation_level=None)
        made.execute("DELETE FROM cell")
        made.close()

    whole = rekeying.export
    monkeypatch.setattr(rekeying, "export", lossy)
    before = everything(home)
    with pytest.raises(StorageError, match="does not hold what the office holds"):
        do_rekey(home)
    assert {**everything(home), "office.db": b""} == {**before, "office.db": b""}
    assert figure(home, KEY) == 19


def test_a_picture_that_was_damaged_before_keeps_nobody_out(home: Path) -> None:
    bad = paths.scans(home) / "00000000-0000-0000-0000-000000000000.jpg"
    bad.write_bytes(b"KMMPS\x01" + b"nothing that opens" * 3)
    do_rekey(home)
    assert figure(home, NEW) == 19
    assert bad.read_bytes().endswith(b"nothing that opens")


def cut_off_at(home: Path, event: int) -> bool:
    """Change the key in a process that is killed at its n-th touch of the disk; False: it got to its end."""
    child = os.fork()
    if child == 0:
        seen = 0

        def watch(name: str, arguments: tuple[object, ...]) -> None:
            nonlocal seen
            if name in ("open", "os.rename", "os.remove") and str(home) in str(arguments[0]):
                seen += 1
                if seen == event:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        try:
            do_rekey(home)
        except KmmpError:
            os._exit(3)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def test_killed_at_every_touch_of_the_disk_slots_and_database_agree(home: Path, tmp_path: Path) -> None:
    sides = set()
    for event in range(1, 200):
        cut = tmp_path / f"cut-{event}"
        shutil.copytree(home, cut)
        was_cut = cut_off_at(cut, event)
        settle_names(cut)
        key = opens(cut, OTIENO, WORDS)
        assert key is not None
        sides.add(key)
        if key == NEW:
            the_rest(cut)
        assert opens(cut, LEFT, OLD_WORDS) == (KEY if key == KEY else None), event
        assert figure(cut, key) == 19, event
        assert picture_of(cut, key) == PICTURE, event
        assert not note_of(cut).exists(), event
        assert lying_in(cut) == OFFICE, event
        shutil.rmtree(cut)
        if not was_cut:
            break
    else:
        pytest.fail("it never came to its end")
    assert sides == {KEY, NEW}
    assert event > 10
