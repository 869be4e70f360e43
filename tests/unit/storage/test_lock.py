"""One window for one office, and a killed window holds nobody up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from storage_fixtures import NOON

from kmmp_desktop.errors import RefusedError, StorageError
from kmmp_desktop.storage.lock import WindowLock, is_held_by_another
from kmmp_desktop.storage.servers import SqlServers

HOLDER = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from kmmp_desktop.storage.lock import WindowLock
lock = WindowLock(Path(sys.argv[1]))
lock.take("Otieno", datetime(2026, 11, 22, 6, 30, tzinfo=UTC))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other_window(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock of ``tmp_path``."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "window.lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_window_is_refused_with_who_and_since_when(
    tmp_path: Path, other_window: subprocess.Popen[str]
) -> None:
    with pytest.raises(RefusedError) as refused:
        WindowLock(tmp_path / "window.lock").take("Achieng", NOON)
    assert "Otieno" in str(refused.value)
    assert "since 22/11/2026 09:30 EAT" in str(refused.value)
    assert str(other_window.pid) in str(refused.value)
    assert is_held_by_another(tmp_path / "window.lock")


def test_an_office_is_not_moved_to_a_server_while_another_window_goes_on_writing_into_its_file(
    tmp_path: Path, other_window: subprocess.Popen[str]
) -> None:
    with pytest.raises(RefusedError, match="in a window of Otieno"):
        SqlServers().move("postgresql://nobody@127.0.0.1:1/none", tmp_path, lambda *_: None, int)
    other_window.kill()
    other_window.wait()
    with pytest.raises(StorageError, match="database server"):
        SqlServers().move("postgresql://nobody@127.0.0.1:1/none", tmp_path, lambda *_: None, int)
    assert not is_held_by_another(tmp_path / "window.lock")


def test_a_window_that_was_killed_holds_nobody_up(
    tmp_path: Path, other_window: subprocess.Popen[str]
) -> None:
    other_window.kill()
    other_window.wait()
    assert json.loads((tmp_path / "window.lock").read_text())["user"] == "Otieno"  # its words are left behind
    assert not is_held_by_another(tmp_path / "window.lock")
    lock = WindowLock(tmp_path / "window.lock")
    lock.take("Achieng", NOON)
    said = json.loads((tmp_path / "window.lock").read_text())
    assert (said["user"], said["process"]) == ("Achieng", os.getpid())
    lock.release()


def test_a_lock_that_was_let_go_can_be_taken_again(tmp_path: Path) -> None:
    first, second = WindowLock(tmp_path / "window.lock"), WindowLock(tmp_path / "window.lock")
    first.take("Achieng", NOON)
    assert not is_held_by_another(tmp_path / "window.lock")  # by ourselves, though
    with pytest.raises(RefusedError):
        second.take("Otieno", NOON)
    first.release()
    first.release()
    second.take("Otieno", NOON)
    second.release()


def test_a_held_lock_with_unreadable_words_still_refuses(tmp_path: Path) -> None:
    file = tmp_path / "window.lock"
    lock = WindowLock(file)
    lock.take("Achieng", NOON)
    file.write_text("{")
    with pytest.raises(RefusedError, match="already in another window"):
        WindowLock(file).take("Otieno", NOON)
    lock.release()


def test_a_home_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be opened"):
        WindowLock(tmp_path / "file" / "home" / "window.lock").take("Achieng", NOON)
