"""Files of backups on a disk that may be full, failing, or pulled out: written under another name first."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from kmmp_desktop.errors import KmmpError, StorageError
from kmmp_desktop.flushing import flush_folder
from kmmp_desktop.os_reasons import reason_of

OpenPart = Callable[[Path], BinaryIO]
"""Opens the file that a backup is written into; tests give one that fails."""

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_WORK = "backup.work"
_OLD_S = 86_400
"""What a killed program left behind is deleted after a day: another may be at work beside this one."""


def open_part(path: Path) -> BinaryIO:
    return path.open("xb")


class Counted:
    """A file being written, with the SHA-256 of what went into it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self._file.write(data)

    @property
    def as_file(self) -> BinaryIO:
        return cast("BinaryIO", self)


@contextmanager
def border(folder: Path) -> Iterator[None]:
    """Turn what the disk throws into a sentence about ``folder``."""
    try:
        yield
    except OSError as error:
        raise _said(error, folder) from error


def _said(error: OSError, folder: Path) -> KmmpError:
    if error.errno in _FULL:
        return StorageError(
            "The disk of {folder} is full, so the backup was not made.",
            folder=folder,
            hint="Free some space, or choose another folder. Backups made before are as they were.",
        )
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return StorageError(
            "Nothing may be written into {folder}, so the backup was not made.",
            folder=folder,
            hint="Take the write protection off, or choose another folder.",
        )
    if not folder.is_dir():
        return missing(folder)
    return StorageError(
        "The disk of {folder} stopped in the middle ({why}), so the backup was not made.",
        folder=folder,
        why=reason_of(error),
        hint="It may have been taken out, or it is failing. Put it back, or choose another folder.",
    )


def on_one_disk(home: Path, folder: Path) -> bool:
    """Whether a folder lies on the disk of the office, as far as the system tells: by the volume's number (on
    Windows its serial number). Two partitions of one disk look like two. False where it is not there."""
    try:
        return home.stat().st_dev == folder.stat().st_dev
    except OSError:
        return False


def missing(folder: Path) -> StorageError:
    return StorageError(
        "The folder {folder} is not there: the USB stick or disk may not be plugged in.",
        folder=folder,
        hint="Plug it in: a backup that is due is then made by itself. Or choose another folder.",
    )


@contextmanager
def part_of(folder: Path, name: str) -> Iterator[Path]:
    """The hidden name a file has while it is not whole; nothing of it stays."""
    for left in folder.glob(".*.part"):
        with suppress(OSError):
            if left.name.split("_")[0] == f".{name}".split("_")[0] and _is_old(left):
                left.unlink()
    part = folder / f".{name}.{secrets.token_hex(4)}.part"
    try:
        yield part
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def working(home: Path) -> Iterator[Path]:
    """A folder of one's own in the home, empty, that goes with whatever is in it."""
    top = home / _WORK
    with border(home):
        top.mkdir(mode=0o700, exist_ok=True)
        sweep(home)
        folder = top / secrets.token_hex(8)
        folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            top.rmdir()


def sweep(home: Path) -> None:
    """Take away what a program that was killed has left behind."""
    with suppress(OSError):
        for left in (home / _WORK).iterdir():
            if _is_old(left):
                shutil.rmtree(left, ignore_errors=True)


def _is_old(path: Path) -> bool:
    return path.stat().st_mtime < time.time() - _OLD_S


def force_out(file: BinaryIO) -> None:
    """To the disk, and out of memory where the system allows it, so that reading again reads the disk."""
    file.flush()
    os.fsync(file.fileno())
    advise: Any = getattr(os, "posix_fadvise", None)
    if advise is not None:
        with suppress(OSError):
            advise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def take_name(part: Path, path: Path) -> Path:
    """Give a whole file its name, or the next one where the name is taken; return what it is called."""
    free, number = path, 2
    while free.exists():
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    part.rename(free)
    flush_folder(free.parent)
    return free
