"""An office in the clear becomes a protected one: whole, or it is as it was, wherever the power goes."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from storage_fixtures import C02, NOVEMBER, furnish, number, open_file, save_cell

from kmmp_desktop import paths
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.errors import KmmpError, RefusedError, StorageError
from kmmp_desktop.security.envelope import Cost
from kmmp_desktop.security.key_slots import Slots
from kmmp_desktop.security.office_key import OpenOffice
from kmmp_desktop.security.sealing import FileSealer
from kmmp_desktop.storage.connecting import is_encrypted
from kmmp_desktop.storage.protecting import clear_copies, finish, marker_of, protect, settle_names
from kmmp_desktop.storage.scans import ScanFolder

KEY = bytes(range(32))
WORDS = "maize lantern lake"
OTIENO = Person(UUID(int=7), "otieno", "Otieno Ouma", Role.MANAGER)
CHEAP = Cost(4, 8, 1)
PICTURE = b"\xff\xd8 the paper of Kisumu County Hospital"


def office_in_the_clear(home: Path) -> str:
    """With a figure, a picture and a copy of before an upgrade; returns the name of the picture."""
    home.mkdir(parents=True, exist_ok=True)
    office = open_file(home)
    draft = furnish(office)
    for count in range(20):
        save_cell(office, draft.id, number(count))
    office.close()
    (home / "office.before-0005.db").write_bytes(paths.database(home).read_bytes())
    return ScanFolder(paths.scans(home)).put(PICTURE, ".jpg")


def key_of(home: Path) -> OpenOffice:
    return OpenOffice(KEY, paths.office_keys(home), contextlib.nullcontext, CHEAP)


def scans_of(home: Path) -> ScanFolder:
    return ScanFolder(paths.scans(home), FileSealer(key_of(home).derive("scans")))


def do_protect(home: Path) -> None:
    def write_slots(file: Path) -> None:
        OpenOffice(KEY, file, contextlib.nullcontext, CHEAP).admit(OTIENO, WORDS)

    protect(home, KEY, write_slots, scans_of(home), lambda *_: None)


def figure(home: Path, key: bytes | None) -> object:
    office = open_file(home, keys=lambda: key)
    try:
        with office.work() as work:
            (revision,) = work.returns.revisions(NOVEMBER)
            return work.returns.cells(revision.id)[C02].value
    finally:
        office.close()


def everything(home: Path) -> dict[str, bytes]:
    return {str(p.relative_to(home)): p.read_bytes() for p in sorted(home.rglob("*")) if p.is_file()}


def test_the_office_is_whole_afterwards_and_nothing_of_it_lies_in_the_clear(tmp_path: Path) -> None:
    picture = office_in_the_clear(tmp_path)
    do_protect(tmp_path)
    assert figure(tmp_path, KEY) == 19
    assert scans_of(tmp_path).get(picture) == PICTURE
    for name, content in everything(tmp_path).items():
        for words in (b"SQLite format 3", b"Kisumu", b"Achieng", b"KM_C02", b"otieno"):
            assert words not in content, (name, words)
    assert sorted(everything(tmp_path)) == ["office.db", "office.keys", f"scans/{picture}"]
    slots = Slots.read(paths.office_keys(tmp_path).read_bytes())
    assert slots.open(slots.name_of("Otieno "), WORDS) == KEY
    assert slots.open(slots.name_of("otieno"), "another one") is None


def test_no_office_that_a_restore_put_aside_or_unpacked_stays_in_the_clear(tmp_path: Path) -> None:
    office_in_the_clear(tmp_path)
    for left in ("office-before-restore-20261101-0800", "restore.ready-1a", "backup.work/2b"):
        (tmp_path / left).mkdir(parents=True)
        shutil.copy(paths.database(tmp_path), tmp_path / left)
    protected = tmp_path / "office-before-restore-20261001-0800"
    protected.mkdir()
    (protected / "office.keys").write_bytes(b"the slots of before")
    do_protect(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_dir()) == [protected.name, "scans"]


HOLD = """
import sqlite3, sys
office = sqlite3.connect(sys.argv[1])
office.execute("BEGIN")
office.execute("SELECT count(*) FROM cell").fetchone()
print("held", flush=True)
sys.stdin.read()
"""


def test_it_is_refused_while_another_program_has_the_office_open(tmp_path: Path) -> None:
    office_in_the_clear(tmp_path)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(paths.database(tmp_path))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    try:
        with pytest.raises(RefusedError, match="Another program has this office open"):
            do_protect(tmp_path)
    finally:
        other.communicate("")
    assert not is_encrypted(paths.database(tmp_path))
    assert not marker_of(tmp_path).exists()
    assert figure(tmp_path, None) == 19


def test_a_copy_that_lacks_something_never_takes_the_office_s_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kmmp_desktop.storage import protecting

    def lossy(clear: object, copy: Path, key: bytes) -> None:
        whole(clear, copy, key)
        made = protecting.open_raw(copy, key, isolation_level=None)
        made.execute("DELETE FROM cell")
        made.close()

    whole = protecting.export
    monkeypatch.setattr(protecting, "export", lossy)
    office_in_the_clear(tmp_path)
    with pytest.raises(StorageError, match="does not hold what the office holds"):
        do_protect(tmp_path)
    assert not is_encrypted(paths.database(tmp_path))
    assert figure(tmp_path, None) == 19
    assert not paths.office_keys(tmp_path).exists()


def test_a_protected_office_is_not_protected_twice(tmp_path: Path) -> None:
    office_in_the_clear(tmp_path)
    do_protect(tmp_path)
    with pytest.raises(RefusedError, match="already"):
        do_protect(tmp_path)
    assert figure(tmp_path, KEY) == 19


def cut_off_at(home: Path, event: int) -> bool:
    """Protect in a process that is killed at its n-th touch of the disk; False: it got to its end."""
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
            do_protect(home)
        except KmmpError:
            os._exit(3)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def test_killed_at_every_touch_of_the_disk_it_opens_with_every_figure(tmp_path: Path) -> None:
    template = tmp_path / "template"
    picture = office_in_the_clear(template)
    sides = set()
    for event in range(1, 200):
        home = tmp_path / f"cut-{event}"
        shutil.copytree(template, home)
        was_cut = cut_off_at(home, event)
        settle_names(home)
        protected = is_encrypted(paths.database(home))
        sides.add(protected)
        if protected:
            slots = Slots.read(paths.office_keys(home).read_bytes())
            assert slots.open(slots.name_of("otieno"), WORDS) == KEY
            finish(home, scans_of(home))
            assert clear_copies(home) == []
        assert figure(home, KEY if protected else None) == 19, event
        assert scans_of(home).get(picture) == PICTURE
        if protected:
            for name, content in everything(home).items():
                assert b"Kisumu" not in content, (event, name)
        assert not marker_of(home).exists()
        shutil.rmtree(home)
        if not was_cut:
            break
    else:
        pytest.fail("it never came to its end")
    assert sides == {True, False}
    assert event > 10
