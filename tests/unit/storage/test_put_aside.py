"""An office is put aside only where no other program has it open, be it between two of its writes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kmmp_desktop import paths
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.storage.restoring import NOTE, swap


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
