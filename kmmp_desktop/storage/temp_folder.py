"""A folder for temporary files that ends with the process, inside the data folder and nowhere else.

Libraries that write workbooks lay each sheet into a temporary file for a moment. In the system's folder
such a file of a killed program would stay for others to find; here the next start removes it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kmmp_desktop.storage.lock import hold_or_none

FOLDER = "temp"
_LOCK = "in-use.lock"


@contextmanager
def private_temp(home: Path) -> Iterator[None]:
    """Temporary files of this process lie in a folder of ``home`` until the block ends.

    First what killed runs left is removed. Where the folder refuses, the system's is used as before.
    """
    place = home / FOLDER / f"{os.getpid()}-{secrets.token_hex(4)}"
    before = tempfile.tempdir
    sweep(home)
    try:
        place.mkdir(mode=0o700, parents=True)
        held = hold_or_none(place / _LOCK)
    except OSError:
        yield
        return
    tempfile.tempdir = str(place)
    try:
        yield
    finally:
        tempfile.tempdir = before
        if held is not None:
            held.close()
        _remove(place)


def sweep(home: Path) -> None:
    """Remove what lies there of processes that are gone; a living one holds the lock of its folder."""
    with contextlib.suppress(OSError):
        for left in (home / FOLDER).iterdir():
            held = hold_or_none(left / _LOCK) if (left / _LOCK).exists() else None
            if held is None and (left / _LOCK).exists():
                continue
            if held is not None:
                held.close()
            _remove(left)
    for pattern in ("office.new-*", ".office.keys.*.part", ".tries.json.*.part"):
        for file in home.glob(pattern):
            _forget(file)


def _remove(place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    with contextlib.suppress(OSError):
        place.parent.rmdir()  # only where it is empty


def _forget(file: Path) -> None:
    """Half-made files of a killed run; one of this hour may be another program's at work."""
    with contextlib.suppress(OSError):
        if time.time() - file.stat().st_mtime > 3600:
            file.unlink()
