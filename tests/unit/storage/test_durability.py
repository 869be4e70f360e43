"""What was acknowledged is on the disk: the settings, the order of things, and processes that are killed."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event
from storage_fixtures import ACHIENG, C02, NOON, furnish, number, open_file, save_cell

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import StorageError
from kmmp_desktop.storage.home import OfficeHome
from kmmp_desktop.storage.transaction import Transaction

WRITER = """
import os, sys
from pathlib import Path
from uuid import UUID
sys.path.insert(0, sys.argv[3])
from storage_fixtures import C02, number, open_file, save_cell
office = open_file(Path(sys.argv[1]))
revision = UUID(sys.argv[2])
for count in range(int(sys.argv[4]), int(sys.argv[5])):
    save_cell(office, revision, number(count))
    os.write(1, b"saved %d\\n" % count)
"""
TESTS = str(Path(__file__).parents[2])


def pragma(office: OfficeHome, name: str) -> object:
    with office.engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_every_connection_flushes_at_each_commit_and_keeps_a_log(office_file: OfficeHome) -> None:
    units = [office_file.work() for _ in range(7)]  # more than the pool keeps
    for unit in units:
        unit.__enter__()
    raw = [unit._transaction._connection for unit in units]
    for connection in raw:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 2000
    for unit in units:
        unit.__exit__(None, None, None)


def test_connections_are_still_durable_after_a_migration_has_turned_foreign_keys_off(tmp_path: Path) -> None:
    office = open_file(tmp_path / "new")
    assert (pragma(office, "foreign_keys"), pragma(office, "synchronous")) == (1, 2)
    office.close()


def test_the_commit_has_returned_before_it_is_acknowledged(office_file: OfficeHome) -> None:
    """The driver's own trace, and a look from another connection."""
    draft = furnish(office_file)
    trace: list[str] = []

    @event.listens_for(office_file.engine, "checkout")
    def listen(connection: object, _record: object, _proxy: object) -> None:
        connection.set_trace_callback(trace.append)

    with office_file.work() as work:
        work.returns.put_cells(draft.id, {C02: number(14)}, ACHIENG.id, NOON)
        with office_file.work() as other:
            assert other.returns.cells(draft.id) == {}
        assert "COMMIT" not in trace
        work.commit()
        trace.append("acknowledged")
        with office_file.work() as other:
            assert other.returns.cells(draft.id) == {C02: number(14)}
    begun, done = trace.index("BEGIN IMMEDIATE"), trace.index("COMMIT")
    wrote = next(i for i, said in enumerate(trace) if said.startswith("INSERT INTO cell"))
    assert begun < wrote < done < trace.index("acknowledged")


def test_the_log_is_flushed_to_the_disk_before_the_acknowledgement(tmp_path: Path) -> None:
    """The kernel's view: write to the log, fdatasync of it, then the word to the person."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    office = open_file(tmp_path)
    draft = furnish(office)
    office.close()
    traced = tmp_path / "trace"
    done = subprocess.run(
        [
            strace,
            "-f",
            "-y",
            "-o",
            str(traced),
            "-e",
            "trace=pwrite64,fdatasync,fsync,write",
            sys.executable,
            "-c",
            WRITER,
            str(tmp_path),
            str(draft.id),
            TESTS,
            "0",
            "5",
        ],
        capture_output=True,
        text=True,
        timeout=900,
    )
    if "ptrace" in done.stderr or "PTRACE" in done.stderr:
        pytest.skip("this machine does not let processes be traced")
    assert done.returncode == 0, done.stderr
    steps = []
    for line in traced.read_text().splitlines():
        if "pwrite64(" in line and "office.db-wal>" in line:
            steps.append("w")
        elif "sync(" in line and "office.db-wal>" in line:
            steps.append("s")
        elif '"saved' in line:
            steps.append("A")
    told = "".join(steps)
    assert told.count("A") == 5
    for before in told.split("A")[:5]:
        assert before.rstrip("w").endswith("s")
        assert "w" in before
        assert before[-1] == "s"


@pytest.mark.parametrize("seed", range(2))
def test_every_acknowledged_cell_survives_a_killed_writer(tmp_path: Path, seed: int) -> None:
    office = open_file(tmp_path)
    draft = furnish(office)
    office.close()
    acknowledged = -1
    for _ in range(3):
        process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                WRITER,
                str(tmp_path),
                str(draft.id),
                TESTS,
                str(acknowledged + 1),
                "100000",
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout.readline().startswith("saved")
        time.sleep(random.Random(seed).uniform(0.0, 0.3))
        process.send_signal(signal.SIGKILL)
        said = process.communicate()[0].splitlines()
        more = [int(line.split()[1]) for line in said if line.startswith("saved")]
        acknowledged = max([acknowledged + 1, *more])  # a busy machine may have got no further than the first
        assert (
            tmp_path / "office.db-wal"
        ).stat().st_size > 0  # it was cut off, so the next open looks closer
        office = open_file(tmp_path)
        with office.work() as work:
            stored = work.returns.cells(draft.id)[C02].value
            assert stored in (acknowledged, acknowledged + 1)  # the last one may have lost its word only
            assert work.audit.first_broken(str(draft.id)) is None
            assert len(work.audit.entries(str(draft.id))) >= acknowledged + 1
        acknowledged = stored
        office.close()


def test_two_writers_wait_for_each_other_and_lose_nothing(office: OfficeHome) -> None:
    draft = furnish(office)
    keys = [CellKey(f"KM_{letter}01") for letter in "ABCD"]

    def write(key: CellKey) -> None:
        for count in range(25):
            save_cell(office, draft.id, number(count), key)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(write, key) for key in keys]:
            done.result()
    with office.work() as work:
        assert work.returns.cells(draft.id) == {key: number(24) for key in keys}
        assert len(work.audit.entries(str(draft.id))) == 100
        assert work.audit.first_broken(str(draft.id)) is None


def test_a_long_reading_keeps_no_writer_waiting_and_sees_one_moment(office_file: OfficeHome) -> None:
    draft = furnish(office_file)
    with office_file.work() as reader:
        assert reader.returns.cells(draft.id) == {}
        save_cell(office_file, draft.id, number(1))
        assert reader.returns.cells(draft.id) == {}
    with office_file.work() as reader:
        assert reader.returns.cells(draft.id) == {C02: number(1)}


def test_reading_first_and_writing_later_never_fails_for_what_others_wrote_between(
    office_file: OfficeHome,
) -> None:
    """A snapshot that is written on after another commit would be refused by SQLite at once."""
    draft = furnish(office_file)
    with office_file.work() as mine:
        mine.returns.cells(draft.id)
        save_cell(office_file, draft.id, number(1))
        mine.returns.put_cells(draft.id, {C02: number(2)}, ACHIENG.id, NOON)
        assert mine.returns.cells(draft.id) == {C02: number(2)}
        mine.commit()
    with office_file.work() as work:
        assert work.returns.cells(draft.id) == {C02: number(2)}


def test_a_writer_that_does_not_finish_is_said_after_the_wait_and_the_next_try_works(tmp_path: Path) -> None:
    slow, quick = open_file(tmp_path), open_file(tmp_path, busy_timeout_ms=50)
    draft = furnish(slow)
    holder = Transaction(slow.engine)
    holder.start_writing()
    with pytest.raises(StorageError, match="Another program is writing") as busy:
        save_cell(quick, draft.id, number(7))
    assert "office.db" in str(busy.value)
    holder.close()
    save_cell(quick, draft.id, number(8))
    with quick.work() as work:
        assert work.returns.cells(draft.id) == {C02: number(8)}
    slow.close()
    quick.close()
