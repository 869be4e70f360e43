"""Disk full, read-only, damaged, not ours, newer, unreachable: each has its own sentence, nothing is lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from storage_fixtures import C02, KEY, NOON, SteppingClock, furnish, number, open_file, save_cell

from kmmp_desktop.errors import KmmpError, StorageError
from kmmp_desktop.services.ports import SignedFile
from kmmp_desktop.storage.faults import explain
from kmmp_desktop.storage.home import OfficeHome, open_home

TESTS = str(Path(__file__).parents[2])

FILLER = """
import os, resource, sys
from pathlib import Path
from uuid import UUID
sys.path.insert(0, sys.argv[3])
from storage_fixtures import number, open_file, save_cell
from kmmp_desktop.errors import StorageError
office = open_file(Path(sys.argv[1]))
limit = 400_000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
saved = -1
try:
    for count in range(10_000):
        save_cell(office, UUID(sys.argv[2]), number(count))
        saved = count
except StorageError as error:
    print(saved, error)
os._exit(0)
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 1 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "kmmp-test", str(disk)],
            check=False,
            capture_output=True,
        )
        if sys.platform == "linux"
        else None
    )
    if mounted is None or mounted.returncode:
        pytest.skip("a disk can be mounted by root on Linux only")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def damage(file: Path, start: int, length: int) -> bytes:
    whole = bytearray(file.read_bytes())
    whole[start : start + length] = os.urandom(length)
    file.write_bytes(whole)
    return bytes(whole)


def filled(home: Path) -> Path:
    """A closed office with enough cells to have pages of every kind."""
    office = open_file(home)
    draft = furnish(office)
    for count in range(60):
        save_cell(office, draft.id, number(count))
    office.close()
    return home / "office.db"


def test_a_disk_that_fills_up_is_said_and_what_was_saved_stays(small_disk: Path) -> None:
    office = open_file(small_disk)
    draft = furnish(office)
    (small_disk / "filler").write_bytes(b"x" * 400_000)
    saved = -1
    with pytest.raises(StorageError, match="The disk is full") as full:  # noqa: PT012 - the loop is the act
        for count in range(10_000):
            save_cell(office, draft.id, number(count))
            saved = count
    assert "Free some space" in str(full.value)
    assert saved > 5
    with office.work() as work:
        assert work.returns.cells(draft.id) == {C02: number(saved)}
    (small_disk / "filler").unlink()
    save_cell(office, draft.id, number(saved + 1))
    office.close()
    again = open_file(small_disk)
    with again.work() as work:
        assert work.returns.cells(draft.id) == {C02: number(saved + 1)}
        assert work.audit.first_broken(str(draft.id)) is None
    again.close()


def test_a_disk_that_refuses_a_write_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    """RLIMIT_FSIZE: files may not grow any more, for root neither."""
    if sys.platform == "win32":
        pytest.skip("Windows has no limit of file size")
    office = open_file(tmp_path)
    draft = furnish(office)
    office.close()
    done = subprocess.run(
        [sys.executable, "-c", FILLER, str(tmp_path), str(draft.id), TESTS],
        capture_output=True,
        text=True,
        timeout=900,
    )
    saved, _, sentence = done.stdout.partition(" ")
    assert "The disk did not take the change to" in sentence, done.stderr
    assert "Everything that was saved before is still there." in sentence
    again = open_file(tmp_path)
    with again.work() as work:
        assert work.returns.cells(draft.id) == {C02: number(int(saved))}
        assert work.audit.first_broken(str(draft.id)) is None
    again.close()


def test_a_full_disk_leaves_no_half_made_office_behind(small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(b"x" * 1_000_000)
    with pytest.raises(StorageError, match="The disk is full"):
        open_file(small_disk)
    assert [p.name for p in small_disk.iterdir()] == ["filler"]


def test_a_disk_that_turns_read_only_is_said(small_disk: Path) -> None:
    open_file(small_disk).close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(StorageError, match="may be read but not written"):
        open_file(small_disk)


def test_a_file_that_may_only_be_read_opens_and_says_so_at_the_first_change(tmp_path: Path) -> None:
    filled(tmp_path)

    def read_only(file: Path, **options: object) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{file}?mode=ro", uri=True, **options)

    office = open_file(tmp_path, connect=read_only)
    with office.work() as work:
        assert work.facilities.count() == 1
        with pytest.raises(StorageError, match="may be read but not written") as refused:
            work.settings.put("a", "b")
    assert "write protection" in str(refused.value)
    office.close()


def test_a_home_where_nothing_can_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be opened"):
        open_file(tmp_path / "file" / "home")


def test_a_file_with_its_head_overwritten_is_not_taken_for_an_office(tmp_path: Path) -> None:
    file = filled(tmp_path)
    left = damage(file, 0, 200)
    with pytest.raises(StorageError, match=r"is not a database of KMMP Desktop\. It was not changed"):
        open_file(tmp_path)
    assert file.read_bytes() == left


def test_an_overwritten_page_is_found_before_use_when_the_last_user_was_cut_off(tmp_path: Path) -> None:
    """Opening alone reads no figures and would not meet it."""
    file = filled(tmp_path)
    with sqlite3.connect(file) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'cell'").fetchone()[0]
    connection.close()
    left = damage(file, 4096 * (page - 1), 4096)
    open_file(tmp_path).close()
    log = tmp_path / "office.db-wal"
    log.write_bytes(b"\x00" * 32)  # left by somebody who did not close
    with pytest.raises(StorageError, match="is damaged") as damaged:
        open_file(tmp_path)
    assert str(file) in str(damaged.value)
    assert "last good backup" in str(damaged.value)
    assert file.read_bytes() == left


def test_overwritten_pages_are_said_when_they_are_read(tmp_path: Path) -> None:
    file = filled(tmp_path)
    left = damage(file, 4096 * 2, file.stat().st_size - 4096 * 2)
    with pytest.raises(StorageError, match="is damaged"):  # noqa: PT012 - opening may or may not meet it
        office = open_file(tmp_path)
        with office.work() as work:
            work.facilities.all()
    assert file.read_bytes() == left


@pytest.mark.parametrize("kept", [0, 100, 5000, 4096 * 20])
def test_a_truncated_file_is_damaged_and_never_replaced_by_an_empty_office(tmp_path: Path, kept: int) -> None:
    file = filled(tmp_path)
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(StorageError, match="It was not changed"):
        open_file(tmp_path)
    assert file.stat().st_size == kept


def test_a_file_of_another_program_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "office.db").write_text("Dear office, " * 1000)
    with pytest.raises(StorageError, match="is not a database of KMMP Desktop"):
        open_file(tmp_path)
    (tmp_path / "office.db").unlink()
    with sqlite3.connect(tmp_path / "office.db") as other:
        other.execute("CREATE TABLE places (url TEXT)")
    other.close()
    with pytest.raises(StorageError, match="is not a database of KMMP Desktop"):
        open_file(tmp_path)


def test_a_wrong_key_is_told_apart_from_damage_and_from_a_missing_key(tmp_path: Path) -> None:
    open_file(tmp_path, keys=lambda: KEY).close()
    before = (tmp_path / "office.db").read_bytes()
    with pytest.raises(StorageError, match=r"does not open with the key in office\.keys") as wrong:
        open_file(tmp_path, keys=lambda: KEY[::-1])
    with pytest.raises(StorageError, match=r"office\.keys has to lie beside it"):
        open_file(tmp_path)
    assert (tmp_path / "office.db").read_bytes() == before
    told = "".join(traceback.format_exception(wrong.value))
    assert KEY[::-1].hex() not in told
    assert repr(KEY[::-1]) not in told
    (tmp_path / "office.db").write_bytes(before[:4096] + bytes(4096) + before[8192:])
    (tmp_path / "office.db-wal").write_bytes(b"left by a cut")
    with pytest.raises(StorageError, match="is damaged"):
        open_file(tmp_path, keys=lambda: KEY)


def test_a_key_beside_a_database_in_the_clear_is_told(tmp_path: Path) -> None:
    open_file(tmp_path).close()
    with pytest.raises(StorageError, match="lies in the clear"):
        open_file(tmp_path, keys=lambda: KEY)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://nobody@localhost:1/kmmp", "server of the office cannot be used"),
        ("mysql://a@b/c", "not mysql"),
        ("no address", "cannot be read"),
    ],
)
def test_a_server_that_cannot_be_used_is_said_without_its_password(
    tmp_path: Path, url: str, said: str
) -> None:
    with pytest.raises(StorageError, match=said) as refused:
        open_home(tmp_path, clock=SteppingClock(), url=url.replace("nobody", "nobody:secret1"))
    assert "secret1" not in str(refused.value)
    assert "{" not in str(refused.value), "every parameter is said"


def test_a_server_that_goes_away_is_said_and_the_next_step_finds_it_again(
    server: object, tmp_path: Path
) -> None:
    office = open_file(tmp_path, url=server(False))
    draft = furnish(office)
    with office.work() as work:
        mine = work._transaction._connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with office.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": mine})
        with pytest.raises(StorageError, match="server of the office cannot be used"):
            work.returns.put_cells(draft.id, {C02: number(1)}, draft.id, NOON)
    save_cell(office, draft.id, number(2))
    with office.work() as work:
        assert work.returns.cells(draft.id) == {C02: number(2)}
    office.close()


def test_a_server_row_held_by_another_is_said_after_the_wait(server: object, tmp_path: Path) -> None:
    office = open_file(tmp_path, url=server(False), busy_timeout_ms=100)
    draft = furnish(office)
    with office.work() as first:
        first.audit.append(str(draft.id), NOON, None, "x", {})
        with pytest.raises(StorageError, match="Another program is writing"):
            save_cell(office, draft.id, number(1))
    save_cell(office, draft.id, number(1))
    office.close()


def test_a_bug_of_the_program_is_not_dressed_up_as_a_fault_of_the_disk(office: OfficeHome) -> None:
    """A cell of a revision that does not exist: the foreign key holds, and the error passes as it is."""
    from uuid import uuid4

    with office.work() as work, pytest.raises(IntegrityError):  # noqa: PT012 - a server tells at once, a file too
        work.files.put(SignedFile(uuid4(), "pdf", "a", b"", False))
        work.commit()
    assert explain(OperationalError("x", {}, sqlite3.OperationalError("no such table")), "p") is None
    assert isinstance(explain(TimeoutError(), "p"), KmmpError)


def test_what_the_driver_says_of_a_fault_holds_no_values(office: OfficeHome) -> None:
    with pytest.raises(IntegrityError) as told, office.work() as work:
        work.settings.put("name", None)  # type: ignore[arg-type]
    assert "parameters hidden" in str(told.value)
