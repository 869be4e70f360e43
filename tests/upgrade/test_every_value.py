"""Every table of every released version, with a row in each: what stood in it stands there afterwards.

In the clear and encrypted; killed in the middle of a step, and with a full disk.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from released_offices import DUMPS, load, rows, tables
from storage_fixtures import open_file

from kmmp_desktop.errors import StorageError
from kmmp_desktop.storage.connecting import is_encrypted, open_raw
from kmmp_desktop.storage.tables import SCHEMA
from kmmp_desktop.storage.upgrade import configuration

KEY = bytes(range(32))
BOTH = pytest.mark.parametrize("key", [None, KEY], ids=["clear", "encrypted"])


def everything(file: Path, key: bytes | None) -> dict[str, tuple[list[str], list[Any]]]:
    with closing(open_raw(file, key)) as connection:
        found = {}
        for table in tables(connection):
            columns = [c[1] for c in connection.execute(f'PRAGMA table_info("{table}")')]
            found[table] = (columns, rows(connection, table, columns))
        return found


@BOTH
@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.stem)
def test_every_value_of_every_table_is_there_after_the_upgrade(
    tmp_path: Path, dump: Path, key: bytes | None
) -> None:
    file = tmp_path / "office.db"
    load(file, dump, key)
    before = everything(file, key)
    office = open_file(tmp_path, keys=lambda: key)
    with office.work() as work:
        assert work.audit.first_broken("office") is None or dump.stem in ("0001",)
    office.close()
    assert is_encrypted(file) is (key is not None)
    with closing(open_raw(file, key)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (SCHEMA,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for table, (columns, values) in before.items():
            if (dump.stem, table) == ("0001", "comment"):  # its place stands in the thread since 0002
                assert [text for (text,) in rows(connection, "comment", ["text"])] == [values[0][4]]
                columns, values = ["revision", "element", "category"], [values[0][1:4]]
                table = "thread"
            now = rows(connection, table, columns)
            assert [row for row in values if row not in now] == [], table
    if dump.stem != SCHEMA:
        copy = tmp_path / f"office.before-{int(dump.stem) + 1:04}.db"
        assert is_encrypted(copy) is (key is not None)
        assert everything(copy, key) == before


_STOPPED = """
import sys
from pathlib import Path
from kmmp_desktop.storage.database import no_key, sqlite_engine
from kmmp_desktop.storage.upgrade import upgrade
file, steps, key = Path(sys.argv[1]), Path(sys.argv[2]), bytes.fromhex(sys.argv[3])
engine = sqlite_engine(file, busy_timeout_ms=1000, keys=(lambda: key) if key else no_key)
upgrade(engine, sys.argv[4], steps=steps)
"""


def stopping_steps(steps: Path) -> Path:
    """The shipped migrations, and one that changes much and then waits to be killed."""
    shipped = Path(configuration().get_main_option("script_location"))
    shutil.copytree(shipped, steps, ignore=shutil.ignore_patterns("__pycache__"))
    (steps / "versions" / "v9000_next.py").write_text(
        f"import sys\nfrom alembic import op\nrevision = '9000'\ndown_revision = '{SCHEMA}'\n\n"
        "def upgrade():\n    op.execute('DELETE FROM audit')\n    op.drop_table('cell')\n"
        "    print('here', flush=True)\n    sys.stdin.read()\n"
    )
    return steps


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@BOTH
def test_a_program_killed_in_a_migration_leaves_the_old_office(tmp_path: Path, key: bytes | None) -> None:
    home = tmp_path / "home"
    home.mkdir()
    file = home / "office.db"
    load(file, DUMPS[-1], key)
    before = everything(file, key)
    root = Path(__file__).resolve().parents[2]
    steps = stopping_steps(tmp_path / "steps")
    process = subprocess.Popen(
        [sys.executable, "-c", _STOPPED, str(file), str(steps), (key or b"").hex(), SCHEMA],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    office = open_file(home, keys=lambda: key)
    office.close()
    assert everything(file, key) == before
    assert everything(home / f"office.before-{int(SCHEMA) + 1:04}.db", key) == before


_FULL = """
import resource, signal, sys
from pathlib import Path
from kmmp_desktop.errors import StorageError
from kmmp_desktop.storage.home import open_home
home, key, limit = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    open_home(home, clock=None, keys=lambda: key or None)
except StorageError as error:
    print(error)
    raise SystemExit(3)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE")
@BOTH
@pytest.mark.parametrize("room", [-8192, 4096], ids=["for the copy", "for the step"])
def test_a_full_disk_in_a_migration_leaves_the_old_office(
    tmp_path: Path, key: bytes | None, room: int
) -> None:
    file = tmp_path / "office.db"
    load(file, DUMPS[0], key)
    before = everything(file, key)
    root = Path(__file__).resolve().parents[2]
    limit = file.stat().st_size + room
    run = subprocess.run(
        [sys.executable, "-c", _FULL, str(tmp_path), (key or b"").hex(), str(limit)],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 3, run.stderr
    assert "office.db" in run.stdout
    assert everything(file, key) == before
    office = open_file(tmp_path, keys=lambda: key)  # with room again it goes through
    office.close()


def test_a_newer_encrypted_office_is_refused_with_both_versions(tmp_path: Path) -> None:
    file = tmp_path / "office.db"
    load(file, DUMPS[-1], KEY)
    with closing(open_raw(file, KEY)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0042'")
        connection.commit()
    before = everything(file, KEY)
    with pytest.raises(StorageError, match=rf"0042.*{SCHEMA}"):
        open_file(tmp_path, keys=lambda: KEY)
    assert everything(file, KEY) == before
