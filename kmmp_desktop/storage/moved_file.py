"""The file of an office that has moved to a server: locked once a backup has proven that nobody needs it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from kmmp_desktop.storage.connecting import errors_of, is_encrypted, open_clear
from kmmp_desktop.storage.faults import border, explain
from kmmp_desktop.storage.protecting import compare, export, take_place

NAME = "office.moved-to-server.db"


def left_in_clear(home: Path) -> Path | None:
    """The file of before, where it lies here and anybody can read it."""
    file = home / NAME
    return file if file.is_file() and file.stat().st_size and not is_encrypted(file) else None


def lock_moved(home: Path, key: bytes) -> bool:
    """Encrypt that file with ``key`` of the office where it is now; whether there was anything to lock.

    Raises StorageError where the disk does not take it, or the copy is not the file; it is as it was then.
    """
    file = left_in_clear(home)
    if file is None:
        return False
    copy = file.with_suffix(".part")
    with border(str(file)):
        copy.unlink(missing_ok=True)
        try:
            with closing(open_clear(file, isolation_level=None, timeout=1)) as clear:
                clear.execute("PRAGMA journal_mode = DELETE")  # its log is folded in first
                export(clear, copy, key)
                compare(clear, copy, key)
            take_place(copy, file)
        except errors_of(key) as error:
            raise explain(error, str(file)) or error from error
        finally:
            for left in home.glob(f"{copy.name}*"):
                left.unlink(missing_ok=True)
    return True
