"""An office is put aside only where no other program has it open, be it between two of its writes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kmmp_desktop import paths
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.storage.restoring import NOTE, swap
from kmmp_desktop.storage.servers import put_file_aside


def test_an_office_that_a_command_has_open_between_two_writes_is_not_put_aside(tmp_path: Path) -> None:
    ready = tmp_path / "restore.ready-1"
    ready.mkdir()
    (ready / "office.db").write_bytes(b"the backup")
    with closing(sqlite3.connect(paths.database(tmp_path), isolation_level=None)) as command:
        command.execute("PRAGMA journal_mode = WAL")
        command.execute("CREATE TABLE figure (number)")
        with pytest.raises(RefusedError, match="Another program has this office open"):
            swap(tmp_path, ready, "aside", None)
        assert not (tmp_path / NOTE).exists()
        command.execute("INSERT INTO figure VALUES (7)")
    with closing(sqlite3.connect(paths.database(tmp_path))) as office:
        assert office.execute("SELECT number FROM figure").fetchall() == [(7,)]
    assert swap(tmp_path, ready, "aside", None) == tmp_path / "aside"
    assert paths.database(tmp_path).read_bytes() == b"the backup"


def test_what_a_killed_program_left_in_the_log_goes_with_an_office_that_moved(tmp_path: Path) -> None:
    with closing(sqlite3.connect(paths.database(tmp_path), isolation_level=None)) as office:
        office.execute("PRAGMA journal_mode = WAL")
        office.execute("CREATE TABLE figure (number)")
        office.execute("INSERT INTO figure VALUES (7)")
        for file in [*tmp_path.glob("office.db*")]:  # as a program that was killed leaves them
            (tmp_path / f"kept-{file.name}").write_bytes(file.read_bytes())
    for file in tmp_path.glob("kept-*"):
        file.rename(tmp_path / file.name.removeprefix("kept-"))
    assert (tmp_path / "office.db-wal").stat().st_size
    moved = put_file_aside(tmp_path)
    assert moved is not None
    assert not [*tmp_path.glob("office.db*")]
    with closing(sqlite3.connect(moved)) as office:
        assert office.execute("SELECT number FROM figure").fetchall() == [(7,)]
