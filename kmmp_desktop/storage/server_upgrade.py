"""An office on a server brought to the version of this program: by one computer, a proven copy put by first.

All of it is one transaction. It begins by waiting for its turn, so that of two computers that open the
office at once one migrates and the other finds it done; then nobody else can write until it ends, so that
the copy is exactly what was migrated. A failure of any kind, also of the disk that takes the copy, leaves
the server as it was.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, inspect, text

from kmmp_desktop.errors import StorageError
from kmmp_desktop.storage.backup_copies import examine, heads_in
from kmmp_desktop.storage.connecting import errors_of, open_raw
from kmmp_desktop.storage.database import name_of, sqlite_engine
from kmmp_desktop.storage.faults import border, explain
from kmmp_desktop.storage.office_seal import seal_in

TURN_S = 120
"""How long a program waits while another one brings the tables up."""
_ROWS = 2_000
_MARK = "kmmp upgrade"

Steps = Callable[[Connection], None]
"""Takes the steps in the transaction of the connection."""


def upgrade_server(
    engine: Engine,
    wanted: Callable[[str | None], bool],
    steps: Steps,
    version_in: Callable[[Connection], str | None],
    copies: Path | None = None,
) -> tuple[str | None, Path | None]:
    """Take the steps where ``wanted`` says so of the version that is found when it is our turn.

    Returns that version (None: the database was empty) and the copy, which lies in the folder ``copies``.
    Raises StorageError, with the server as it was.
    """
    copy = None
    with border(name_of(engine)), engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{TURN_S}s'")
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (_MARK,))
        version = version_in(connection)
        if not wanted(version):
            return version, None
        if version is not None:
            _hold_still(connection)
            if copies is not None:
                copy = copy_of(connection, copies, version)
        steps(connection)
    return version, copy


def _hold_still(connection: Connection) -> None:
    """Nobody else writes until the end of the transaction; everybody reads."""
    names = ", ".join(f'"{name}"' for name in sorted(inspect(connection).get_table_names()))
    connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")


def copy_of(connection: Connection, home: Path, version: str) -> Path:
    """Put everything into ``office.before-NNNN.db``, locked with the key of the office, and count it there.

    Raises StorageError where the disk does not take it, or it does not read back as it was.
    """
    from kmmp_desktop.storage.upgrade import upgrade  # late: it imports this module

    key = seal_in(connection)
    copy = home / f"office.before-{int(version) + 1:04}.db"
    part = copy.with_suffix(".part")
    with border(str(home)):
        home.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
    try:
        target = sqlite_engine(part, busy_timeout_ms=1000, keys=lambda: key)
        try:
            upgrade(target, None, target=version)
        finally:
            target.dispose()
        counts = _fill(connection, part, key)
        found = examine(part, key)
        if found.schema != version or counts != _without_version(found.counts):
            raise _not_whole(home)
        if heads_in(connection) != found.heads:
            raise _not_whole(home)
        with border(str(part)), part.open("rb+") as written:
            os.fsync(written.fileno())
        with border(str(copy)):
            part.replace(copy)
    finally:
        for left in home.glob(f"{part.name}*"):
            left.unlink(missing_ok=True)
    return copy


def _fill(connection: Connection, file: Path, key: bytes) -> dict[str, int]:
    """Every row as the server holds it; how many of each table."""
    counts = {}
    with closing(open_raw(file, key, isolation_level=None)) as into:
        try:
            into.execute("PRAGMA journal_mode = DELETE")  # a copy lies alone
            into.execute("BEGIN")
            for table, columns in _tables(into):
                names = ", ".join(f'"{name}"' for name in columns)
                marks = ", ".join("?" * len(columns))
                rows = connection.execute(
                    text(f'SELECT {names} FROM "{table}"').execution_options(yield_per=_ROWS)
                )
                counts[table] = 0
                for some in rows.partitions(_ROWS):
                    plain = [tuple(_plain(value) for value in row) for row in some]
                    into.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', plain)
                    counts[table] += len(plain)
            into.execute("COMMIT")
        except errors_of(key) as error:
            raise explain(error, str(file)) or error from error
    return counts


def _tables(database: Any) -> Iterator[tuple[str, list[str]]]:
    names = database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    for (table,) in names:
        if not table.startswith("sqlite_") and table != "alembic_version":
            yield table, [column[1] for column in database.execute(f'PRAGMA table_info("{table}")')]


def _plain(value: Any) -> Any:
    """As SQLite keeps it: the server has kinds of its own for these two."""
    if isinstance(value, UUID):
        return value.bytes
    return int(value) if isinstance(value, bool) else value


def _without_version(counts: Any) -> dict[str, int]:
    return {name: count for name, count in counts.items() if name != "alembic_version"}


def _not_whole(home: Path) -> StorageError:
    return StorageError(
        "The copy of the office in {home} is not what lies on the server, so its tables were not changed.",
        hint="See to the disk of this computer, then open the office again.",
        home=home,
    )
