"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from pathlib import Path

from kmmp_desktop.errors import StorageError
from kmmp_desktop.flushing import flush_folder
from kmmp_desktop.os_reasons import reason_of

FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
"""What a disk says that takes no more."""


def write_file(path: Path, content: bytes) -> None:
    """Write ``content`` beside ``path``, force it to the disk, then give it its name.

    After a power cut there is the old file or the new one, never half of one. Raises StorageError
    with a sentence for a full disk, a file that another program holds open, a missing or read-only
    folder; nothing is left behind then.
    """
    beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        try:
            _write_through(beside, content)
            beside.replace(path)
            flush_folder(path.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise explained(error, path) from error


def _write_through(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def explained(error: OSError, path: Path) -> StorageError:
    names = {"name": path.name, "folder": str(path.parent)}
    if error.errno in FULL:
        return StorageError(
            'The disk is full: "{name}" could not be written to {folder}. Nothing was left there.',
            hint="Free some space or choose another folder, then try again.",
            **names,
        )
    if isinstance(error, PermissionError) and path.exists():
        return StorageError(
            '"{name}" in {folder} could not be replaced. It is probably open in Excel or another program.',
            hint="Close it there, then try again.",
            **names,
        )
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return StorageError(
            '"{name}" could not be written: the folder {folder} does not allow it.',
            hint="Choose another folder.",
            **names,
        )
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return StorageError(
            '"{name}" could not be written: the folder {folder} is not there.',
            hint="Choose a folder that exists; a USB stick may have been taken out.",
            **names,
        )
    return StorageError(
        '"{name}" could not be written to {folder}: {reason}.',
        hint="Choose another folder, then try again.",
        reason=reason_of(error),
        **names,
    )
