"""The office's database as a whole: one moment of it copied, and a copy examined and counted."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from kmmp_desktop import paths
from kmmp_desktop.errors import KmmpError, StorageError
from kmmp_desktop.services.backup_ports import Facts, Report
from kmmp_desktop.services.ports import Clock, Work
from kmmp_desktop.storage import restoring
from kmmp_desktop.storage.chains import chain_name
from kmmp_desktop.storage.closing import end_connections
from kmmp_desktop.storage.connecting import errors_of, open_raw
from kmmp_desktop.storage.copied_rows import copy_rows
from kmmp_desktop.storage.database import KeyProvider, name_of, no_key, sqlite_engine
from kmmp_desktop.storage.faults import border, damaged, explain, not_ours
from kmmp_desktop.storage.looking_over import WANTED, check_whole, telling
from kmmp_desktop.storage.moved_file import left_in_clear, lock_moved
from kmmp_desktop.storage.office_seal import office_seal
from kmmp_desktop.storage.tables import SCHEMA

_LOG = logging.getLogger(__name__)

_PAGES = 2_000
"""Copied at a time: 8 MB, then the progress is told and the work can be stopped."""
_HEADS = (
    "SELECT chain, digest FROM audit a "
    "WHERE number = (SELECT max(number) FROM audit b WHERE b.chain = a.chain)"
)
_LAST = 'SELECT at, "by" FROM audit WHERE at = (SELECT max(at) FROM audit) LIMIT 1'
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


Pictures = Callable[[Path, bytes, bytes], object]
"""Locks the pictures in a folder, which open with the first key, anew for the office with the second."""


class SqlCopies:
    """See ``OfficeCopies``. Without an engine no office is open here: there is none, or it is damaged."""

    def __init__(
        self,
        home: Path,
        clock: Clock,
        engine: Engine | None = None,
        keys: KeyProvider = no_key,
        pictures: Pictures | None = None,
    ) -> None:
        self._home, self._clock, self._engine, self._keys = home, clock, engine, keys
        self._pictures = pictures

    @property
    def on_server(self) -> bool:
        return self._engine is not None and self._engine.dialect.name != "sqlite"

    @property
    def known_schema(self) -> str:
        return SCHEMA

    def own_facts(self) -> Facts:
        if self._engine is None:
            return Facts(SCHEMA, {}, {})
        with border(name_of(self._engine)), self._engine.connect() as connection:
            heads = heads_in(connection)
            last = connection.execute(text(_LAST)).first()
        return Facts(SCHEMA, {}, heads, *_moment(tuple(last) if last else None))

    def whole_check_wanted(self) -> bool:
        return not self.on_server and (self._home / WANTED).exists()

    def check_whole(self, report: Report) -> None:
        if self._engine is not None and not self.on_server:
            check_whole(self._engine, self._home, report)

    def own_key(self) -> bytes | None:
        return None if self.on_server else self._keys()

    def snapshot(self, to: Path, report: Report, key: bytes | None) -> Facts:
        assert self._engine is not None, "an office that is not open has no moment to copy"
        with border(str(to)):
            if self.on_server:
                from_server(self._engine, to, report, key)
            else:
                copy_file(Path(str(self._engine.url.database)), to, key, report)
            with to.open("rb+") as written:
                os.fsync(written.fileno())
        return count(to, key)

    def examine(self, file: Path, key: bytes | None, report: Report | None = None) -> Facts:
        return examine(file, key, report)

    def left_in_clear(self) -> Path | None:
        return left_in_clear(self._home) if self.on_server else None

    def lock_left(self) -> None:
        if self._engine is None or left_in_clear(self._home) is None or not self.on_server:
            return
        try:
            lock_moved(self._home, office_seal(self._engine))
            _LOG.info("the file of before the office moved to its server was locked")
        except KmmpError:
            _LOG.warning("the file of before the office moved to its server stays open", exc_info=True)

    @contextmanager
    def open_copy(self, home: Path, key: bytes | None) -> Iterator[Work]:
        from kmmp_desktop.storage.home import open_home  # it imports this package's upgrade

        office = open_home(home, clock=self._clock, keys=lambda: key)
        try:
            yield office.work
        finally:
            office.close()

    def swap(self, ready: Path, aside: str, key: bytes | None, *, passing: bool = False) -> Path | None:
        if self._engine is not None:
            if self.on_server:
                if key is not None and self._pictures is not None and not passing:
                    self._pictures(ready / "scans", key, office_seal(self._engine))
                restoring.fill_server(self._engine, ready, key)
                restoring.keep_files(self._home, ready)
                return None
            end_connections(self._engine)

        def before() -> None:
            if key is not None and passing:
                lay_open(ready / paths.DATABASE, key)

        return restoring.swap(self._home, ready, aside, self.own_key(), before)


def copy_file(file: Path, to: Path, key: bytes | None, report: Report) -> None:
    """Copy one moment of a database that others may go on writing to; both ends have the same key."""
    place = str(file)
    with closing(open_raw(file, key, timeout=30)) as source, closing(open_raw(to, key)) as target:
        try:
            source.execute("BEGIN")
            # The first statement fixes the moment: later commits of others neither show nor start it anew.
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()

            def told(_status: int, left: int, total: int) -> None:
                report("copy", total - left, max(total, 1))

            source.backup(target, pages=_PAGES, progress=told)
            # A copy lies alone, without a log beside it.
            target.execute("PRAGMA journal_mode = DELETE")
        except errors_of(key) as error:
            raise _said(error, place) from error


def from_server(engine: Engine, to: Path, report: Report, key: bytes | None = None) -> None:
    """Copy every table of a PostgreSQL office as of one moment into a new SQLite file, locked with ``key``.

    Raises:
        StorageError: the server cannot be reached, or the disk takes no more.
    """
    from kmmp_desktop.storage.upgrade import upgrade  # late: it imports this module through server_upgrade

    target = sqlite_engine(to, busy_timeout_ms=1000, keys=lambda: key)
    try:
        upgrade(target, None)
        with engine.connect() as source, target.connect() as into:
            source = source.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True, stream_results=True
            )
            with source.begin(), into.begin():
                copy_rows(source, into, report)
        target.dispose()
        with closing(open_raw(to, key)) as alone:
            alone.execute("PRAGMA journal_mode = DELETE")
    except DBAPIError as error:
        raise explain(error, str(engine.url.host or "")) or error from error
    finally:
        target.dispose()


def lay_open(file: Path, key: bytes) -> None:
    """Make a database in the clear of one that ``key`` opens, in its place; whole, or it is as it was."""
    clear = file.with_name(f"{file.stem}.open{file.suffix}")
    clear.unlink(missing_ok=True)
    place = str(file)
    with border(place):
        try:
            with closing(open_raw(file, key, isolation_level=None)) as locked:
                locked.execute("ATTACH DATABASE ? AS clear KEY ''", (str(clear),))
                locked.execute("SELECT sqlcipher_export('clear')").fetchall()
                locked.execute("DETACH DATABASE clear")
            if count(clear, None) != count(file, key):
                raise damaged(place)
            with clear.open("rb+") as written:
                os.fsync(written.fileno())
            clear.replace(file)
        except errors_of(key) as error:
            raise _said(error, place) from error
        finally:
            clear.unlink(missing_ok=True)


def heads_in(connection: Connection) -> dict[str, str]:
    """The digest of the newest entry of every log in an open database."""
    return {chain_name(bytes(c)): bytes(d).hex() for c, d in connection.execute(text(_HEADS))}


def examine(file: Path, key: bytes | None, report: Report | None = None) -> Facts:
    """Check every page of a database that lies alone, and count it.

    Raises:
        StorageError: damaged, or no database of ours.
    """
    with closing(open_raw(file, key)) as connection:
        try:
            with telling(connection, report) if report is not None else nullcontext():
                connection.execute("PRAGMA cell_size_check = ON")
                answer = connection.execute("PRAGMA integrity_check(1)").fetchone()
        except errors_of(key) as error:
            raise _said(error, str(file)) from error
    if answer is None or answer[0] != "ok":
        raise damaged(str(file))
    return count(file, key)


def count(file: Path, key: bytes | None) -> Facts:
    """Count a database that lies alone, without looking at every page."""
    try:
        with closing(open_raw(file, key)) as connection:
            names = {
                name
                for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
                if not name.startswith("sqlite_")
            }
            if not {"alembic_version", "audit", "cell"} <= names:
                raise not_ours(str(file))
            [(schema,)] = connection.execute("SELECT version_num FROM alembic_version").fetchall()
            counts = {
                name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
                for name in sorted(names)
                if '"' not in name
            }
            last = connection.execute(_LAST).fetchone()
            heads = {
                chain_name(bytes(chain)): bytes(digest).hex() for chain, digest in connection.execute(_HEADS)
            }
    except (errors_of(key), ValueError, TypeError) as error:
        raise _said(error, str(file)) from error
    return Facts(str(schema), counts, heads, *_moment(last))


def _said(error: BaseException, place: str) -> StorageError:
    said = explain(error, place) if isinstance(error, Exception) else None
    return said if isinstance(said, StorageError) else damaged(place)


def _moment(last: tuple[Any, ...] | None) -> tuple[datetime | None, UUID | None]:
    if last is None:
        return None, None
    at, by = last
    return _EPOCH + timedelta(microseconds=at), UUID(bytes=by) if isinstance(by, bytes) else by
