"""Opens the home of an office: its database, made or brought up to date on the way."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from kmmp_desktop import paths
from kmmp_desktop.services.ports import Clock
from kmmp_desktop.storage import lock
from kmmp_desktop.storage.closing import end_connections
from kmmp_desktop.storage.database import Connect, KeyProvider, no_key, server_engine, sqlite_engine
from kmmp_desktop.storage.faults import border, damaged
from kmmp_desktop.storage.looking_over import look_over
from kmmp_desktop.storage.tables import SCHEMA
from kmmp_desktop.storage.unit_of_work import SqlUnitOfWork
from kmmp_desktop.storage.upgrade import bring_up, refuse_newer, upgrade, version_of

WINDOW_BUSY_MS = 2_000
"""How long a key waits for another program that writes; a key's own write takes a millisecond."""
COMMAND_BUSY_MS = 60_000
"""How long a command waits: nobody sits in front of it."""


class OfficeHome:
    """An open database; ``work`` is the ``ports.Work`` that services get."""

    def __init__(self, engine: Engine, upgraded_from: Path | None = None) -> None:
        self.engine = engine
        self.upgraded_from = upgraded_from
        """The copy that was made before an upgrade, where there was one."""
        self.seal: bytes | None = None
        """Of an office on a server: what locks the files it keeps on its computers."""
        self.before_close: Callable[[], object] | None = None
        """What ends first: it still writes."""

    def work(self) -> SqlUnitOfWork:
        return SqlUnitOfWork(self.engine)

    def close(self) -> None:
        """Close every connection; the last to close a SQLite file folds its log in."""
        if self.before_close is not None:
            self.before_close()
        end_connections(self.engine, for_good=True)


def open_home(
    home: Path,
    *,
    busy_timeout_ms: int = WINDOW_BUSY_MS,
    clock: Clock,
    url: str = "",
    keys: KeyProvider = no_key,
    connect: Connect = sqlite3.connect,
) -> OfficeHome:
    """Open the database of an office, made on first use and migrated where it is older.

    ``url`` names a PostgreSQL database; without, it is the file ``office.db`` in ``home``.

    Raises:
        StorageError: newer than this program, damaged, no database of ours, read-only, disk full,
            busy, or the server cannot be reached; each with a sentence of its own. The file is
            left as it was.
    """
    if url:
        server = server_engine(url, busy_timeout_ms=busy_timeout_ms)
        try:
            return _open(server, clock, home)
        except BaseException:
            server.dispose()
            raise
    file = paths.database(home)
    if not file.exists():
        _create(file, busy_timeout_ms, keys, connect)
    if file.stat().st_size == 0:
        raise damaged(str(file))  # never ours: a new database is named so only when it is whole
    needs_check = _was_not_closed(home)
    engine = sqlite_engine(file, busy_timeout_ms=busy_timeout_ms, keys=keys, connect=connect)
    try:
        if needs_check:
            look_over(engine, home)
        return _open(engine, clock, home)
    except BaseException:
        engine.dispose()
        raise


def _open(engine: Engine, clock: Clock, home: Path) -> OfficeHome:
    version = version_of(engine)
    if version == SCHEMA:
        return OfficeHome(engine)
    if version is not None:
        refuse_newer(engine, version)
    version, copy = bring_up(engine, version, home)
    office = OfficeHome(engine, copy)
    if version in (None, SCHEMA):  # new, or another program was faster
        return office
    with office.work() as work:
        work.audit.append("office", clock.now(), None, "upgraded", {"from": version, "to": SCHEMA})
        work.commit()
    return office


def _create(file: Path, busy_timeout_ms: int, keys: KeyProvider, connect: Connect) -> None:
    """Make the database under another name and give it its own when it is whole.

    A power cut in between leaves nothing behind that looks like an office.
    """
    with border(str(file.parent)):
        file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.stem}.new-{secrets.token_hex(4)}{file.suffix}")
    engine = sqlite_engine(part, busy_timeout_ms=busy_timeout_ms, keys=keys, connect=connect)
    try:
        upgrade(engine, None)
        engine.dispose()
        with border(str(file)):
            _take_name(part, file)
    finally:
        engine.dispose()
        for left in (part, *part.parent.glob(f"{part.name}-*")):
            left.unlink(missing_ok=True)


def _take_name(part: Path, file: Path) -> None:
    try:
        if os.name == "nt":
            part.rename(file)  # refuses to replace
        else:
            os.link(part, file)
    except FileExistsError:
        return  # another program was faster, and its file is as good
    except OSError:
        part.rename(file)  # no links on this kind of disk (a USB stick)
    if os.name != "nt":
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _was_not_closed(home: Path) -> bool:
    """Whether a log lies beside the database though nobody has it open: the last user was cut off.

    While a window holds the office its log is there by right, and the window has checked.
    """
    file = paths.database(home)
    log = file.with_name(file.name + "-wal")
    return log.exists() and log.stat().st_size > 0 and not lock.is_held_by_another(paths.window_lock(home))
