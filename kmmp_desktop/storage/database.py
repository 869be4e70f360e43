"""Connections to the office's database: one factory for SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from kmmp_desktop.errors import DamagedError, StorageError
from kmmp_desktop.storage.closing import watch_ends
from kmmp_desktop.storage.connecting import driver, errors_of, is_encrypted, open_raw
from kmmp_desktop.storage.reaching import spare_a_gone_server

KeyProvider = Callable[[], bytes | None]
"""Gives the database key when a connection is opened; ``None`` for a database in the clear."""

Connect = Callable[..., Any]
"""Opens a raw SQLite connection from a path and keyword arguments, as ``sqlite3.connect`` does."""

WRITES = "kmmp_writes"
"""Execution option of a connection whose next transaction is to be the writer's."""

_KEYS = "kmmp_keys"
"""Execution option of an engine: its key provider."""


def no_key() -> bytes | None:
    """The key provider of a database that is not encrypted."""
    return None


def sqlite_engine(
    file: Path, *, busy_timeout_ms: int, keys: KeyProvider = no_key, connect: Connect = sqlite3.connect
) -> Engine:
    """Return the pool of connections to a SQLite file; nothing is opened yet.

    Every connection is durable when ``commit`` returns: write-ahead log, flushed at each commit
    (``synchronous=FULL``). Begin, commit and rollback are said by us alone (``isolation_level``
    is off), since the driver would begin only at the first change and guess when.

    Where ``keys`` gives a key the file is SQLCipher's, write-ahead log included; ``connect`` then opens
    nothing. A key that does not fit is a StorageError when a connection is made.
    """

    def open_connection() -> sqlite3.Connection:
        key = keys()
        options = {
            "timeout": busy_timeout_ms / 1000,
            "isolation_level": None,
            "check_same_thread": False,
        }
        connection: sqlite3.Connection = (
            connect(file, **options) if key is None else open_raw(file, key, **options)
        )
        try:
            _prepare(connection)
        except errors_of(key) as error:
            connection.close()
            if key is not None and getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_NOTADB:
                raise _wrong_key(file) from None
            raise
        return connection

    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        module=driver(keys()),
        creator=open_connection,
        hide_parameters=True,  # figures and names stay out of tracebacks
        execution_options={_KEYS: keys},
    )
    event.listen(engine, "begin", _begin)
    watch_ends(engine)
    return engine


def key_of(engine: Engine) -> bytes | None:
    """The key of the engine's file; ``None`` for a file in the clear, and for a server."""
    keys: KeyProvider = engine.get_execution_options().get(_KEYS, no_key)
    return keys()


def _wrong_key(file: Path) -> StorageError:
    if not is_encrypted(file):
        return StorageError(
            "{place} lies in the clear, and office.keys beside it belongs to a protected office.",
            hint="Put the files of one day together: {place} and office.keys from the same copy.",
            place=file.name,
        )
    return DamagedError(
        "{place} does not open with the key in office.keys: the two are of different offices or copies, "
        "or the beginning of the file is damaged. Nothing was changed.",
        hint="Put back the newest copy, both files from the same one.",
        place=file.name,
    )


def _prepare(connection: sqlite3.Connection) -> None:
    # busy_timeout comes first, by connect(): two programs may both be switching to the log
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # a replaced envelope does not stay behind
    connection.execute("PRAGMA trusted_schema = OFF")  # a file from elsewhere runs nothing here
    connection.execute("PRAGMA cell_size_check = ON")  # notice a damaged page before using it
    connection.execute("PRAGMA temp_store = MEMORY")  # no sorting file with figures beside the office


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def server_engine(url: str, *, busy_timeout_ms: int) -> Engine:
    """Return the pool of connections to a PostgreSQL database.

    Raises:
        StorageError: the address is not one of PostgreSQL, or its driver is not installed.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageError(
            "The address of the office's database cannot be read.",
            hint="It has the form postgresql://user@server/database.",
        ) from error
    if parsed.get_backend_name() != "postgresql":
        raise StorageError(
            "The office's database can be a PostgreSQL server or a file, not {kind}.",
            kind=parsed.get_backend_name(),
            hint="The address has the form postgresql://user@server/database.",
        )
    try:
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={
                "connect_timeout": 5,
                "tcp_user_timeout": 5000,  # a network that swallows everything does not hold us for minutes
                "keepalives_idle": 30,
                "application_name": "KMMP Desktop",
                # committed is on the server's disk, whatever the server is told for others
                "options": f"-c lock_timeout={busy_timeout_ms} -c synchronous_commit=on",
            },
        )
        spare_a_gone_server(engine)
        watch_ends(engine)
        return engine
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StorageError(
            "This program was built without the PostgreSQL driver (psycopg).",
            hint="Install psycopg, or keep the office in a file.",
        ) from error


def name_of(engine: Engine) -> str:
    """What people call this database: the file, or the server. Never a password."""
    if engine.dialect.name == "sqlite":
        return str(engine.url.database)
    return f"{engine.url.host or 'localhost'}/{engine.url.database}"
