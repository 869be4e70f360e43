"""Raw connections to an office's database file: plain SQLite, or SQLCipher with its key."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, cast

KEY_BYTES = 32


def driver(key: bytes | None) -> Any:
    """The module that opens such a file: ``sqlite3``, or ``sqlcipher3`` where there is a key."""
    if key is None:
        return sqlite3
    from sqlcipher3 import dbapi2  # late: most commands on offices in the clear never need it

    return dbapi2


def open_raw(file: Path | str, key: bytes | None, **options: Any) -> sqlite3.Connection:
    """Open a database file, with its key where it is encrypted; ``options`` go to ``connect``.

    The key is used as it is (no derivation: opening costs nothing), and is in no error. A wrong key shows
    with the first statement: ``SQLITE_NOTADB``, told apart from damage by ``is_encrypted``. What comes
    back has the methods of ``sqlite3.Connection`` whichever driver made it, ``backup`` among them (both
    ends of a backup have to come from one driver; a plain file can be opened by both: ``open_clear``).
    """
    connection = cast("sqlite3.Connection", driver(key).connect(str(file), **options))
    if key is not None:
        _give_key(connection, key)
    return connection


def open_clear(file: Path | str, **options: Any) -> sqlite3.Connection:
    """A plain file opened by the driver of the encrypted ones, so that one can be copied into the other."""
    from sqlcipher3 import dbapi2

    return cast("sqlite3.Connection", dbapi2.connect(str(file), **options))


def errors_of(key: bytes | None) -> type[Exception]:
    """The base of what the driver throws: ``sqlite3.Error`` or that of SQLCipher."""
    return cast("type[Exception]", driver(key).Error)


def is_encrypted(file: Path) -> bool:
    """Whether the file begins as no plain SQLite file does; False for an empty or missing one."""
    try:
        with file.open("rb") as opened:
            head = opened.read(16)
    except FileNotFoundError:
        return False
    return bool(head) and head != b"SQLite format 3\x00"


def _give_key(connection: sqlite3.Connection, key: bytes) -> None:
    if len(key) != KEY_BYTES:
        connection.close()
        raise ValueError("a database key has 32 bytes")
    connection.execute("PRAGMA cipher_log_level = NONE")  # what it would say on standard error, we say
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    # Off: it wipes and pins every allocation, and makes SQLite several times slower. What it would guard
    # against, somebody who reads the memory of this process, gets the key from Python's memory anyway.
    connection.execute("PRAGMA cipher_memory_security = OFF")
