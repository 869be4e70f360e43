"""Faults of disk and database, in sentences: the border behind which SQLAlchemy's errors end.

Only what a person can act on becomes a ``KmmpError``. A wrong statement or a missing row that
must be there is a bug of the program and passes as it is.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError, TimeoutError

from kmmp_desktop.errors import DamagedError, KmmpError, RefusedError, ServerPasswordError, StorageError
from kmmp_desktop.text import Message

_BUSY = Message(
    "Another program is writing to {place}, and it did not finish in time; this change was not stored."
)
_BUSY_HINT = Message("Wait until it is done (an import or export may be running), then do it again.")
_FULL = Message("The disk is full: {place} could not be written, and this change was not stored.")
_FULL_HINT = Message(
    "Free some space on the disk, then do it again. Everything that was saved before is still there."
)
_REFUSED = Message(
    "The disk did not take the change to {place}: it is full, or it was taken out. The change was not stored."
)
_REFUSED_HINT = Message("See to the disk, then do it again. Everything that was saved before is still there.")
_UNREAD = Message("The disk could not read {place}.")
_UNREAD_HINT = Message(
    "The disk may be failing, or it was taken out. Copy the whole folder to another disk "
    "before anything else."
)
_READ_ONLY = Message("{place} may be read but not written, so nothing can be stored.")
_READ_ONLY_HINT = Message("Take the write protection off the file, its folder or the disk, then start again.")
_CLOSED = Message("{place} cannot be opened.")
_CLOSED_HINT = Message("See whether the folder exists and whether you may read and write in it.")
_DAMAGED = Message("{place} is damaged. It was not changed.")
_DAMAGED_HINT = Message(
    "Start the program: it offers the last good backup and what the log adds to it. The damaged file is kept."
)
_NOT_OURS = Message("{place} is not a database of KMMP Desktop. It was not changed.")
_NOT_OURS_HINT = Message(
    "Choose another folder with --home, or move the file away. Where the office is protected, the file "
    "office.keys has to lie beside it: put it back from the newest backup or copy."
)
_RACE = Message("Somebody else has changed the same thing at this moment; nothing of this step was stored.")
_RACE_HINT = Message("Open it again and repeat the step.")
_MOVED = Message("This office has moved to a server in the meantime, so this step was not stored.")
_MOVED_HINT = Message("Close this program and start it again: it then works with the server.")
_PASSWORD = Message("The server {place} wants a password, or another one than it was given.")
_PASSWORD_HINT = Message("Type the password that the person who looks after the server has given you.")
_SERVER = Message("The database server of the office cannot be used: {why}")
_SILENT = Message("The database server of the office does not answer.")
_SERVER_HINT = Message("See whether this computer is connected, and ask who looks after the server.")
_SERVER_FULL = Message("The database server of the office has no room left; this change was not stored.")

_Sentence = tuple[Message, Message]

MOVED = "the office has moved"
"""What the file of an office that works on a server says to whoever still writes into it."""

_BY_CODE: dict[int, _Sentence] = {
    sqlite3.SQLITE_BUSY: (_BUSY, _BUSY_HINT),
    sqlite3.SQLITE_LOCKED: (_BUSY, _BUSY_HINT),
    sqlite3.SQLITE_PROTOCOL: (_BUSY, _BUSY_HINT),
    sqlite3.SQLITE_FULL: (_FULL, _FULL_HINT),
    sqlite3.SQLITE_READONLY: (_READ_ONLY, _READ_ONLY_HINT),
    sqlite3.SQLITE_PERM: (_READ_ONLY, _READ_ONLY_HINT),
    sqlite3.SQLITE_IOERR: (_REFUSED, _REFUSED_HINT),
    sqlite3.SQLITE_CANTOPEN: (_CLOSED, _CLOSED_HINT),
    sqlite3.SQLITE_CORRUPT: (_DAMAGED, _DAMAGED_HINT),
    sqlite3.SQLITE_NOTADB: (_NOT_OURS, _NOT_OURS_HINT),
}
_BY_WORDS = {
    "disk I/O error": sqlite3.SQLITE_IOERR,
    "database or disk is full": sqlite3.SQLITE_FULL,
    "database disk image is malformed": sqlite3.SQLITE_CORRUPT,
    "file is not a database": sqlite3.SQLITE_NOTADB,
    "attempt to write a readonly database": sqlite3.SQLITE_READONLY,
    "database is locked": sqlite3.SQLITE_BUSY,
}
"""SQLCipher's driver gives no code where a copy fails, only SQLite's words."""
_READING = {sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ}

_BY_ERRNO: dict[int, _Sentence] = {
    errno.ENOSPC: (_FULL, _FULL_HINT),
    errno.EROFS: (_READ_ONLY, _READ_ONLY_HINT),
}

_BY_STATE: dict[str, _Sentence] = {
    "53100": (_SERVER_FULL, _SERVER_HINT),
    "25006": (_READ_ONLY, _READ_ONLY_HINT),
    "40P01": (_BUSY, _BUSY_HINT),
    "40001": (_RACE, _RACE_HINT),
    "55P03": (_BUSY, _BUSY_HINT),
    "57014": (_BUSY, _BUSY_HINT),
}
"""SQLSTATE codes of PostgreSQL."""


def damaged(place: str) -> StorageError:
    return _say((_DAMAGED, _DAMAGED_HINT), place)


def no_answer() -> StorageError:
    """Of the office's server, for whoever must not wait for it."""
    return StorageError(_SILENT, hint=_SERVER_HINT)


def not_ours(place: str) -> StorageError:
    return _say((_NOT_OURS, _NOT_OURS_HINT), place)


def explain(error: Exception, place: str) -> KmmpError | None:
    """Return the sentence for a fault at ``place`` (the file, or the server), or ``None`` for a bug."""
    if isinstance(error, TimeoutError):
        return _say((_BUSY, _BUSY_HINT), place)
    if isinstance(error, OSError):
        return _say(_BY_ERRNO.get(error.errno or 0, (_CLOSED, _CLOSED_HINT)), place)
    if isinstance(error, DBAPIError):
        cause = error.orig
        if isinstance(error, IntegrityError):
            if str(cause) == MOVED:
                return RefusedError(_MOVED, hint=_MOVED_HINT)
            return RefusedError(_RACE, hint=_RACE_HINT) if _is_duplicate(cause) else None
    else:
        cause = error
    code = getattr(cause, "sqlite_errorcode", None) or _BY_WORDS.get(str(cause))
    if code is not None:
        if code in _READING:
            return _say((_UNREAD, _UNREAD_HINT), place)
        code &= 0xFF  # the low byte names the kind, the rest the detail
        if (
            code == sqlite3.SQLITE_CANTOPEN
            and Path(place).exists()
            and not os.access(Path(place).parent, os.W_OK)
        ):
            code = sqlite3.SQLITE_READONLY  # it is the log beside the file that could not be made
        sentence = _BY_CODE.get(code)
        return _say(sentence, place) if sentence else None
    return None if _is_of_a_file(cause) else _explain_server(cause, place)


def _is_of_a_file(cause: BaseException | None) -> bool:
    """Whether a driver of files threw it; SQLCipher's is loaded only where there is a protected office."""
    return isinstance(cause, sqlite3.Error) or type(cause).__module__.startswith("sqlcipher3")


def _explain_server(cause: BaseException | None, place: str) -> KmmpError | None:
    state = getattr(cause, "sqlstate", "") or ""
    if state in _BY_STATE:
        return _say(_BY_STATE[state], place)
    if _wants_password(cause):
        return ServerPasswordError(_PASSWORD, hint=_PASSWORD_HINT, place=place)
    kind = type(cause).__name__
    if state.startswith(("08", "28", "3D", "53", "57")) or (not state and kind == "OperationalError"):
        first = str(cause).strip().partition("\n")[0]
        return StorageError(_SERVER, hint=_SERVER_HINT, why=first)
    return None


def _wants_password(cause: BaseException | None) -> bool:
    # while it connects, libpq hands on words and no code
    said = str(cause)
    return any(words in said for words in ("password authentication failed", "no password supplied"))


def _is_duplicate(cause: BaseException | None) -> bool:
    name = getattr(cause, "sqlite_errorname", "")
    return (
        name in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")
        # SQLCipher's driver knows no extended codes
        or (name == "SQLITE_CONSTRAINT" and str(cause).startswith("UNIQUE constraint"))
        or getattr(cause, "sqlstate", "") == "23505"
    )


def _say(sentence: _Sentence, place: str) -> StorageError:
    message, hint = sentence
    kind = DamagedError if message in (_DAMAGED, _NOT_OURS) else StorageError
    return kind(Message(message.template, {"place": place}), hint=hint)


@contextmanager
def border(place: str) -> Iterator[None]:
    """Turn what the disk or the database throws inside the block into a ``KmmpError``."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, DBAPIError | TimeoutError | OSError) and not _is_of_a_file(error):
            raise
        said = explain(error, place)
        if said is None:
            raise
        raise said from error
