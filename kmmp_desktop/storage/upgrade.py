"""Brings a database to the version this program knows, a copy of the file put by first.

Alembic takes a fifth of a second to import, so it is imported only when there is a step to take.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from kmmp_desktop.errors import StorageError
from kmmp_desktop.storage.connecting import errors_of, open_raw
from kmmp_desktop.storage.database import WRITES, key_of, name_of
from kmmp_desktop.storage.faults import border, explain, not_ours
from kmmp_desktop.storage.tables import SCHEMA

_VERSION = text("SELECT version_num FROM alembic_version")


def version_of(engine: Engine) -> str | None:
    """The version of the database; ``None`` where it holds no tables at all.

    Raises StorageError where it holds something else than an office.
    """
    with border(name_of(engine)), engine.connect() as connection:
        return _version_in(connection)


def _version_in(connection: Connection) -> str | None:
    names = inspect(connection).get_table_names()
    if not names:
        return None
    if "alembic_version" not in names or "cell" not in names:
        raise not_ours(name_of(connection.engine))
    version: str | None = connection.execute(_VERSION).scalar()
    return version


def refuse_newer(engine: Engine, version: str) -> None:
    """Raise StorageError, with both versions, for a database of a later program."""
    if version > SCHEMA:
        raise StorageError(
            "{place} was written by a newer KMMP Desktop: its version is {found}, and this program knows "
            "versions up to {known}. It was not changed.",
            hint="Install the newer program on this computer too.",
            place=name_of(engine),
            found=version,
            known=SCHEMA,
        )


def bring_up(engine: Engine, version: str | None, home: Path) -> tuple[str | None, Path | None]:
    """Bring an open database up to this program; the version it had when it was its turn, and the copy.

    The copy of an office on a server lies in ``home``, locked. Raises as ``upgrade``; StorageError also
    where another program has made it newer than this one in the meantime.
    """
    if engine.dialect.name == "sqlite":
        return version, upgrade(engine, version)

    def wanted(found: str | None) -> bool:
        if found is not None:
            refuse_newer(engine, found)
        return found != SCHEMA

    return _on_server(engine, wanted, None, "head", home)


def upgrade(
    engine: Engine, version: str | None, *, steps: Path | None = None, target: str = "head"
) -> Path | None:
    """Take every step from ``version`` on in one transaction; return the copy made before.

    An empty database gets no copy, nor does a server (``bring_up`` makes one). ``steps`` is another folder
    of migrations, for tests.

    Raises:
        StorageError: a step failed; the database is as it was.
    """
    place = name_of(engine)
    if engine.dialect.name != "sqlite":
        return _on_server(engine, lambda _found: True, steps, target, None)[1]
    copy = None
    with border(place):
        if version is not None:
            copy = _copy(Path(place), version, key_of(engine))
        with engine.connect() as connection:
            _run(connection, place, steps, target)
    return copy


def _on_server(
    engine: Engine,
    wanted: Callable[[str | None], bool],
    steps: Path | None,
    target: str,
    copies: Path | None,
) -> tuple[str | None, Path | None]:
    from alembic.util import CommandError

    from kmmp_desktop.storage.server_upgrade import upgrade_server  # late: offices on a file need none of it

    place = name_of(engine)
    try:
        return upgrade_server(
            engine, wanted, lambda connection: _step(connection, steps, target), _version_in, copies
        )
    except (DBAPIError, CommandError) as error:
        raise explain(error, place) or _failed(place, str(error).partition("\n")[0]) from error


def _failed(place: str, why: str) -> StorageError:
    return StorageError(
        "{place} could not be brought to the version of this program. It is as it was before.",
        hint="Go on with the program you had, and send this to who supports you: {why}",
        place=place,
        why=why,
    )


def _run(connection: Connection, place: str, steps: Path | None, target: str) -> None:
    from alembic.util import CommandError

    # a table that is built anew must not take its children with it; said to the driver, since
    # the statement has no effect inside a transaction
    _driver(connection).execute("PRAGMA foreign_keys = OFF")
    connection.execution_options(**{WRITES: True})
    try:
        with connection.begin():
            _step(connection, steps, target)
            orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if orphan:
                raise _failed(place, f"{orphan[0]} without {orphan[2]}")
    except (DBAPIError, CommandError) as error:
        raise explain(error, place) or _failed(place, str(error).partition("\n")[0]) from error
    finally:
        connection.invalidate()  # the next user of the pool gets a connection with foreign keys on


def _step(connection: Connection, steps: Path | None, target: str) -> None:
    from alembic import command

    config = configuration(steps)
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def _driver(connection: Connection) -> sqlite3.Connection:
    """The driver's connection: SQLite's, or SQLCipher's, which has the same methods."""
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def configuration(steps: Path | None = None) -> Any:
    """Alembic's configuration, in code: the folder of migrations that lies in this package."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(steps or files("kmmp_desktop.storage") / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def _copy(file: Path, version: str, key: bytes | None) -> Path:
    """Put a whole copy beside, named after the version it has: ``office.before-0002.db``.

    The copy of a protected office is encrypted with the same key.
    """
    copy = file.with_name(f"{file.stem}.before-{int(version) + 1:04}{file.suffix}")
    part = copy.with_suffix(".part")
    part.unlink(missing_ok=True)
    try:
        with closing(open_raw(file, key)) as source, closing(open_raw(part, key)) as target:
            source.backup(target)
            if target.execute("SELECT version_num FROM alembic_version").fetchone() != (version,):
                return copy  # another program was faster, and has put its copy by
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(copy)
    except errors_of(key) as error:  # SQLCipher's are not those of sqlite3, which ``border`` knows
        raise explain(error, str(file)) or error from error
    finally:
        part.unlink(missing_ok=True)
    return copy
