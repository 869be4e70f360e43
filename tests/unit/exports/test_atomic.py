"""A file is written whole or not at all, and what went wrong is said."""

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from exports import atomic
from exports.atomic import write_file
from kmmp_desktop.errors import StorageError


def names(folder):
    return [path.name for path in folder.iterdir()]


def test_the_file_is_there_and_nothing_beside_it(tmp_path):
    write_file(tmp_path / "a.xlsx", b"new")
    assert (tmp_path / "a.xlsx").read_bytes() == b"new"
    assert names(tmp_path) == ["a.xlsx"]


def test_an_older_file_is_replaced(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"old and longer")
    write_file(tmp_path / "a.xlsx", b"new")
    assert (tmp_path / "a.xlsx").read_bytes() == b"new"


def test_the_bytes_are_on_the_disk_before_they_get_their_name(tmp_path, monkeypatch):
    order = []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (order.append("fsync"), fsync(handle))[1])
    monkeypatch.setattr(Path, "replace", lambda self, to: (order.append("replace"), replace(self, to))[1])
    write_file(tmp_path / "a.xlsx", b"new")
    assert order[:2] == ["fsync", "replace"]
    assert order == ["fsync", "replace", "fsync"] or os.name == "nt"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full"),
        (OSError(errno.EROFS, "Read-only file system"), "does not allow it"),
        (OSError(errno.EIO, "Input/output error"), "the disk did not answer"),
        (PermissionError(errno.EACCES, "Permission denied"), "does not allow it"),
    ],
)
def test_a_failure_leaves_the_old_file_and_no_half_one(tmp_path, monkeypatch, error, words):
    def fail(handle):
        raise error

    (tmp_path / "old").mkdir()
    monkeypatch.setattr(atomic.os, "fsync", fail)
    with pytest.raises(StorageError, match=words) as caught:
        write_file(tmp_path / "old" / "a.xlsx", b"new")
    assert not names(tmp_path / "old")
    assert caught.value.hint
    assert str(tmp_path / "old") in str(caught.value)


def test_a_file_that_is_open_in_excel(tmp_path, monkeypatch):
    (tmp_path / "a.xlsx").write_bytes(b"old")

    def fail(self, to):
        raise PermissionError(errno.EACCES, "Access is denied")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(StorageError, match="open in Excel"):
        write_file(tmp_path / "a.xlsx", b"new")
    assert (tmp_path / "a.xlsx").read_bytes() == b"old"
    assert names(tmp_path) == ["a.xlsx"]


def test_a_folder_that_is_gone(tmp_path):
    with pytest.raises(StorageError, match="is not there"):
        write_file(tmp_path / "gone" / "a.xlsx", b"new")


def test_a_disk_that_is_really_full(tmp_path):
    """The operating system refuses the bytes, as on a full disk."""
    (tmp_path / "a.xlsx").write_bytes(b"old")
    code = (
        "import sys; from pathlib import Path; from exports.atomic import write_file\n"
        "try: write_file(Path(sys.argv[1]), b'x' * 100_000)\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.xlsx")],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000)),
    )
    assert "StorageError The disk is full" in run.stdout, run.stderr
    assert (tmp_path / "a.xlsx").read_bytes() == b"old"
    assert names(tmp_path) == ["a.xlsx"]
