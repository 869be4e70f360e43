"""Backups: they open with what they should, prove themselves, and never stand half under a good name."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import pytest
from backup_office import KEY, PASSPHRASE, BackedOffice, open_office
from storage_fixtures import ACHIENG, C02, OTIENO, number, save_cell

from kmmp_desktop.errors import FileRefusedError, KmmpError, RefusedError, StorageError, WrongPassphraseError
from kmmp_desktop.services.backup_ports import Plan, Secret

RIGHT = Secret(PASSPHRASE, "Achieng")


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


@pytest.fixture(params=[False, True], ids=["clear", "protected"])
def office(request: pytest.FixtureRequest, tmp_path: Path):
    opened = open_office(tmp_path / "home", protected=request.param)
    (opened.home / "scans").mkdir()
    (opened.home / "scans" / "a.pdf").write_bytes(b"a page of paper" * 1000)
    yield opened
    opened.close()


def made(office: BackedOffice, usb: Path):
    return office.backups.make(usb, ACHIENG, passphrase=PASSPHRASE)


def figure(home: Path, protected: bool) -> object:
    opened = open_office(home, protected=protected, filled=False)
    try:
        with opened.store.work() as work:
            [revision] = [r for r in work.audit.chains() if r != "office"]
            from uuid import UUID

            cell = work.returns.cells(UUID(revision)).get(C02)
            return cell and cell.value
    finally:
        opened.close()


def test_a_backup_is_one_file_named_after_office_and_time_and_nothing_else_stays(
    office: BackedOffice, usb: Path
) -> None:
    backup = made(office, usb)
    assert [p.name for p in usb.iterdir()] == ["Kisumu-Office_20261122-1500.kmmp-backup"]
    assert backup.path == next(usb.iterdir())
    assert backup.returns == 1
    assert not (office.home / "backup.work").exists()
    state = office.backups.state()
    assert state.last == backup
    assert not state.overdue
    assert state.trouble is None


def test_a_backup_holds_nothing_in_the_clear(office: BackedOffice, usb: Path) -> None:
    content = made(office, usb).path.read_bytes()
    for word in (b"SQLite format", b"Kisumu", b"Achieng", b"a page of paper", b"manifest"):
        assert word not in content


def test_it_opens_with_the_passphrase_of_the_day_and_with_nothing_else(
    office: BackedOffice, usb: Path
) -> None:
    path = made(office, usb).path
    manifest = office.backups.check(path, RIGHT)
    assert manifest.facts.counts["cell"] == 1
    assert set(manifest.files) >= {"office.db", "scans/a.pdf"}
    with pytest.raises(WrongPassphraseError):
        office.backups.check(path, Secret("another passphrase here", "Achieng"))


def test_a_protected_backup_opens_by_the_recovery_code_and_by_the_open_office(
    tmp_path: Path, usb: Path
) -> None:
    office = open_office(tmp_path / "home", protected=True)
    path = office.backups.make(usb, None).path
    assert office.backups.check(path, Secret(office.recovery)).made_by == ""
    assert office.backups.secret_for(path)
    assert office.backups.check(path).facts.counts["cell"] == 1
    from kmmp_desktop.security.recovery import new_code

    with pytest.raises(WrongPassphraseError, match="recovery code"):
        office.backups.check(path, Secret(new_code()))
    with pytest.raises(WrongPassphraseError):
        office.backups.check(path, Secret(PASSPHRASE, "somebody"))
    office.close()


def test_an_office_in_the_clear_makes_none_by_itself_and_a_slip_in_typing_locks_nothing_up(
    tmp_path: Path, usb: Path
) -> None:
    office = open_office(tmp_path / "home")
    assert not office.backups.state().scheduled
    with pytest.raises(RefusedError, match="lie in the clear"):
        office.backups.make(usb, None)
    with pytest.raises(WrongPassphraseError):
        office.backups.make(usb, ACHIENG, passphrase="maua mengi kwenye bustanj")
    assert not list(usb.iterdir())
    office.close()


@pytest.mark.parametrize("where", [0, 7, 30, 0.3, 0.6, 0.97, -17, -1])
def test_a_changed_byte_anywhere_is_told_and_nothing_is_restored(
    office: BackedOffice, usb: Path, where: float
) -> None:
    path = made(office, usb).path
    content = bytearray(path.read_bytes())
    place = int(where * len(content)) if isinstance(where, float) else where
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(KmmpError) as told:
        office.backups.check(path, RIGHT)
    assert path.name in str(told.value) or "slots" in str(told.value) or "office.keys" in str(told.value)
    assert not (office.home / "backup.work").exists()


@pytest.mark.parametrize("left", [0, 5, 200, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_told_from_a_changed_one(
    office: BackedOffice, usb: Path, left: float
) -> None:
    path = made(office, usb).path
    content = path.read_bytes()
    path.write_bytes(content[: int(left * len(content)) if isinstance(left, float) else left])
    with pytest.raises(FileRefusedError, match=r"end is missing|not a backup"):
        office.backups.check(path, RIGHT)


def test_chunks_cannot_change_places(tmp_path: Path, usb: Path) -> None:
    office = open_office(tmp_path / "home", protected=True)
    (office.home / "scans").mkdir()
    (office.home / "scans" / "big.pdf").write_bytes(b"\0" * 5_000_000)
    path = office.backups.make(usb, None).path
    content = path.read_bytes()
    size = 1024 * 1024 + 16
    end = len(content) - 16
    a = content[end - 3 * size : end - 2 * size]
    b = content[end - 2 * size : end - size]
    assert len(content) > 4 * size
    path.write_bytes(content[: end - 3 * size] + b + a + content[end - size :])
    with pytest.raises(FileRefusedError, match="was changed"):
        office.backups.check(path)
    office.close()


def failing(after: int, code: int) -> Callable[[Path], BinaryIO]:
    """A file layer that takes ``after`` bytes and then fails as a disk does."""

    class Failing:
        def __init__(self, path: Path) -> None:
            self._file, self._left = path.open("xb"), after

        def write(self, data: bytes) -> int:
            if len(data) > self._left:
                raise OSError(code, "injected")
            self._left -= len(data)
            return self._file.write(data)

        def __getattr__(self, name: str) -> object:
            return getattr(self._file, name)

        def __enter__(self) -> Failing:
            return self

        def __exit__(self, *_: object) -> None:
            self._file.close()

    return Failing  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EIO, "stopped in the middle"),
        (errno.EROFS, "Nothing may be written"),
    ],
)
def test_a_disk_that_fails_in_the_middle_leaves_no_file_and_says_so_until_one_is_made(
    tmp_path: Path, usb: Path, code: int, said: str
) -> None:
    office = open_office(tmp_path / "home", protected=True, part=failing(60_000, code))
    with pytest.raises(StorageError, match=said):
        office.backups.make(usb, None)
    assert not list(usb.iterdir())
    assert not (office.home / "backup.work").exists()
    assert said in str(office.backups.state().trouble)
    with office.store.work() as work:
        assert [e.action for e in work.audit.entries("office")] == ["founded"]
    save_cell(office.store, office.revision.id, number(15), before=number(14))  # the office goes on
    office.close()
    again = open_office(tmp_path / "home", protected=True)
    again.backups.make(usb, None)
    assert again.backups.state().trouble is None
    again.close()


def test_a_usb_stick_that_is_pulled_in_the_middle_is_told_and_the_backup_is_due_until_it_returns(
    tmp_path: Path, usb: Path
) -> None:
    office = open_office(tmp_path / "home", protected=True)
    office.backups.set_plan(Plan(str(usb), 8, 0), OTIENO)
    assert office.backups.due()

    def pull(step: str, _done: int, _of: int) -> None:
        if step == "write":
            shutil.rmtree(usb, ignore_errors=True)

    with pytest.raises(StorageError, match="not there"):
        office.backups.make(usb, None, pull)
    assert "not there" in str(office.backups.state().trouble)
    with pytest.raises(StorageError, match="not there"):
        office.backups.make(usb, None)
    assert office.backups.due()
    usb.mkdir()
    office.backups.make(usb, None)
    assert not office.backups.due()
    office.close()


def test_what_is_written_but_does_not_read_back_is_not_kept(tmp_path: Path, usb: Path) -> None:
    class Forgetful:
        """A stick that loses what is written to one place and says nothing."""

        def __init__(self, path: Path) -> None:
            self._file = path.open("xb")

        def write(self, data: bytes) -> int:
            return self._file.write(b"\0" * len(data) if self._file.tell() > 50_000 else data)

        def __getattr__(self, name: str) -> object:
            return getattr(self._file, name)

        def __enter__(self) -> Forgetful:
            return self

        def __exit__(self, *_: object) -> None:
            self._file.close()

    office = open_office(tmp_path / "home", protected=True, part=Forgetful)  # type: ignore[arg-type]
    with pytest.raises(FileRefusedError):
        office.backups.make(usb, None)
    assert not list(usb.iterdir())
    assert office.backups.state().last is None
    office.close()


def test_stopping_leaves_nothing_behind(office: BackedOffice, usb: Path) -> None:
    class Stopped(Exception):
        pass

    for wanted in ("copy", "write", "check"):

        def stop(step: str, _done: int, _of: int, wanted: str = wanted) -> None:
            if step == wanted:
                raise Stopped

        with pytest.raises(Stopped):
            office.backups.make(usb, ACHIENG, stop, PASSPHRASE)
        assert not list(usb.iterdir())
        assert not (office.home / "backup.work").exists()


def test_a_damaged_database_gives_no_good_backup(tmp_path: Path, usb: Path) -> None:
    office = open_office(tmp_path / "home")
    with office.store.work() as work:
        for place in range(400):
            work.settings.put(f"name {place}", "x" * 300)
        work.commit()
    office.close()
    file = tmp_path / "home" / "office.db"
    content = bytearray(file.read_bytes())
    at = content.index(b"name 200")
    content[at - at % 4096 : at - at % 4096 + 64] = b"\xff" * 64
    file.write_bytes(content)
    office = open_office(tmp_path / "home", filled=False)
    with pytest.raises(StorageError, match="damaged"):
        office.backups.make(usb, ACHIENG, passphrase=PASSPHRASE)
    assert not list(usb.iterdir())
    office.close()


def test_the_newest_and_one_a_month_are_kept_and_never_the_last_one_deleted(
    tmp_path: Path, usb: Path
) -> None:
    office = open_office(tmp_path / "home", protected=True)
    office.backups.set_plan(Plan(str(usb), newest=2, monthly=3), OTIENO)
    for name in ("20260801-0900", "20260905-0900", "20260906-0900", "20261003-0900", "20261120-0900"):
        (usb / f"Kisumu-Office_{name}.kmmp-backup").write_bytes(b"")
    (usb / "Busia_20200101-0900.kmmp-backup").write_bytes(b"of somebody else")
    office.backups.make(usb, None)
    assert sorted(p.name[-25:-12] for p in usb.glob("Kisumu*")) == [
        "20260906-0900",
        "20261003-0900",
        "20261120-0900",
        "20261122-1500",
    ]
    assert (usb / "Busia_20200101-0900.kmmp-backup").exists()
    office.close()


def test_what_somebody_else_has_swept_away_is_not_restored_as_an_empty_office(
    office: BackedOffice, usb: Path
) -> None:
    path = made(office, usb).path
    plan = office.backups.look(path, RIGHT)
    office.backups.look(path, RIGHT)  # by another program: it makes room first
    with pytest.raises(FileRefusedError, match="Nothing was restored"):
        office.backups.restore(plan, OTIENO)
    assert not list(office.home.glob("office-before-restore-*"))
    with office.store.work() as work:
        assert work.people.get(OTIENO.id) is not None


def test_restoring_shows_what_is_lost_and_puts_the_office_aside_whole(
    office: BackedOffice, usb: Path
) -> None:
    protected = office.protection.is_protected
    path = made(office, usb).path
    save_cell(office.store, office.revision.id, number(99), before=number(14))
    plan = office.backups.look(path, RIGHT)
    assert plan.comparison is not None
    [month] = plan.comparison.months
    assert (month.cells_lost, month.cells_gained, month.returns_lost) == (1, 0, 0)
    assert plan.comparison.same_office
    assert str(KEY)[2:-1] not in repr(plan)
    with pytest.raises(RefusedError):
        office.backups.restore(plan, ACHIENG)
    restored = office.backups.restore(plan, OTIENO)
    office.close()
    assert restored.aside is not None
    assert (restored.aside / "office.db").exists()
    assert (restored.aside / "scans" / "a.pdf").exists()
    assert (office.home / "scans" / "a.pdf").exists()
    assert not list(office.home.glob("restore*"))
    assert figure(office.home, protected) == 14
    again = open_office(office.home, protected=protected, filled=False)
    with again.store.work() as work:
        last = work.audit.entries("office")[-1]
        assert last.action == "restored from"
        assert last.body["file"] == path.name
        assert work.audit.first_broken("office") is None
    again.close()


def test_a_new_computer_is_filled_from_a_backup(office: BackedOffice, usb: Path, tmp_path: Path) -> None:
    path = made(office, usb).path
    from backup_office import seal
    from storage_fixtures import SteppingClock

    from kmmp_desktop.services.restoring import Restorer
    from kmmp_desktop.storage.backup_copies import SqlCopies

    home = tmp_path / "new"
    home.mkdir()
    clock = SteppingClock()
    restorer = Restorer(home, clock, seal(), SqlCopies(home, clock), ("KMMP_MFR",))
    plan = restorer.look(path, RIGHT, None, lambda *_: None)
    assert plan.manifest.name == "Kisumu Office"
    assert restorer.restore(plan, None).aside is None
    assert figure(home, office.protection.is_protected) == 14
    assert (home / "scans" / "a.pdf").exists()


def test_a_backup_of_a_newer_program_is_refused_with_both_versions(tmp_path: Path, usb: Path) -> None:
    office = open_office(tmp_path / "home")
    with closing(sqlite3.connect(office.home / "office.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0042'")
        connection.commit()
    path = made(office, usb).path
    with pytest.raises(FileRefusedError, match=r"version 0042.*up to 0005"):
        office.backups.look(path, RIGHT)
    assert not list(office.home.glob("restore*"))
    office.close()


def test_a_swap_that_was_cut_off_anywhere_is_brought_to_its_end(
    tmp_path: Path, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power goes before each of the renames in turn."""
    from kmmp_desktop.storage.restoring import finish_swap

    office = open_office(tmp_path / "first")
    path = made(office, usb).path
    office.close()

    class Cut(BaseException):
        pass

    rename = Path.rename
    for number_of_renames in range(6):
        home = tmp_path / f"home{number_of_renames}"
        shutil.copytree(tmp_path / "first", home)
        office = open_office(home)
        (home / "scans").mkdir()
        save_cell(office.store, office.revision.id if office.revision else only(office), number(99))
        plan = office.backups.look(path, RIGHT)
        left = [number_of_renames]

        def renamed(self: Path, to: Path, left: list[int] = left) -> Path:
            if left[0] == 0:
                raise Cut
            left[0] -= 1
            return rename(self, to)

        monkeypatch.setattr(Path, "rename", renamed)
        try:
            office.backups.restore(plan, OTIENO)
            done = True
        except Cut:
            done = False
        monkeypatch.undo()
        office.close()
        assert finish_swap(home) is (not done)
        assert not finish_swap(home)
        assert figure(home, False) == 14
        [aside] = home.glob("office-before-restore-*")
        assert figure(aside, False) == 99
        if done:
            return
    raise AssertionError("there were more renames than were cut off")


def only(office: BackedOffice):
    from uuid import UUID

    with office.store.work() as work:
        return UUID(next(c for c in work.audit.chains() if c != "office"))


def test_the_database_key_opens_only_what_it_should() -> None:
    assert KEY.hex() not in repr(Secret(PASSPHRASE))
    assert PASSPHRASE not in repr(RIGHT)
