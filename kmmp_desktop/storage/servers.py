"""Databases on servers: what lies there, tables made in an empty one, an office moved into one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select

from kmmp_desktop import paths
from kmmp_desktop.errors import StorageError
from kmmp_desktop.services.server_office import Report, Seen
from kmmp_desktop.storage import lock
from kmmp_desktop.storage.backup_copies import count
from kmmp_desktop.storage.chains import chain_name
from kmmp_desktop.storage.database import KeyProvider, name_of, no_key, server_engine
from kmmp_desktop.storage.faults import border
from kmmp_desktop.storage.moved_file import NAME
from kmmp_desktop.storage.moving import held_still
from kmmp_desktop.storage.office_seal import drop_unused_seal, office_seal
from kmmp_desktop.storage.restoring import fill_server
from kmmp_desktop.storage.tables import AUDIT, METADATA, OFFICE, PERSON, SCHEMA
from kmmp_desktop.storage.upgrade import upgrade, version_of

_BUSY_MS = 10_000


class SqlServers:
    """See ``server_office.Servers``."""

    known = SCHEMA

    def __init__(
        self, keys: KeyProvider = no_key, lock_pictures: Callable[[bytes], object] = lambda _seal: None
    ) -> None:
        self._keys, self._lock_pictures = keys, lock_pictures

    def look(self, url: str) -> Seen:
        with _open(url) as engine:
            version = version_of(engine)
            if version is None or version != SCHEMA:
                return Seen(version)
            with border(name_of(engine)), engine.connect() as connection:
                name = connection.execute(select(OFFICE.c.name)).scalar()
                people = connection.execute(select(func.count()).select_from(PERSON)).scalar_one()
                return Seen(version, name or "", people)

    def make(self, url: str) -> None:
        with _open(url) as engine:
            upgrade(engine, None)

    def move(self, url: str, home: Path, report: Report, switch: Callable[[], object]) -> Mapping[str, int]:
        key = self._keys()
        with _no_other_window(home), _open(url) as engine:
            report("tables", 0, 1)
            if version_of(engine) is None:
                upgrade(engine, None)
            with held_still(home, key) as moved:
                counts = self._copy(engine, home, key, report)
                self._lock_pictures(office_seal(engine))  # with the key of the office where it is from now on
                try:
                    switch()
                except BaseException:
                    _empty(engine)
                    raise
                moved()
            return counts

    def _copy(self, engine: Engine, home: Path, key: bytes | None, report: Report) -> dict[str, int]:
        with border(name_of(engine)), engine.begin() as there:
            drop_unused_seal(there)
        report("copy", 0, 1)
        fill_server(engine, home, key)
        report("compare", 0, 1)
        here = count(paths.database(home), key)
        with border(name_of(engine)), engine.connect() as there:
            counts = _counts(there)
            same = {n: c for n, c in here.counts.items() if n in counts} == counts
            if not same or _heads(there) != here.heads:
                _empty(engine)
                raise StorageError(
                    "What arrived on the server is not what lies in {home}; "
                    "the server was emptied again.",
                    hint="Close every window of this office and do it again. Nothing was switched.",
                    home=home,
                )
        return counts


def put_file_aside(home: Path) -> Path | None:
    """The file of an office that has moved to a server gets a name under which nobody opens it."""
    file = paths.database(home)
    if not file.exists() or (home / NAME).exists():
        return None
    with suppress(OSError):  # somebody still has it open: next time
        for beside in ("-wal", "-shm"):  # the log goes first, and belongs to the name
            with suppress(FileNotFoundError):
                file.with_name(file.name + beside).rename(home / f"{NAME}{beside}")
        return file.rename(home / NAME)
    return None


@contextmanager
def _no_other_window(home: Path) -> Iterator[None]:
    """What another window went on writing into the file after it was copied would be lost to the office."""
    file = paths.window_lock(home)
    lock.refuse_another(file)
    with border(str(file)):
        held = lock.hold_or_none(file)  # None: our own window has it, and closes when the office has moved
    try:
        yield
    finally:
        if held is not None:
            held.close()


@contextmanager
def _open(url: str) -> Iterator[Engine]:
    engine = server_engine(url, busy_timeout_ms=_BUSY_MS)
    try:
        yield engine
    finally:
        engine.dispose()


def _counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in METADATA.sorted_tables
    }


def _heads(connection: Connection) -> dict[str, str]:
    last = select(AUDIT.c.chain, func.max(AUDIT.c.number).label("newest")).group_by(AUDIT.c.chain).subquery()
    rows = connection.execute(
        select(AUDIT.c.chain, AUDIT.c.digest).join(
            last, (AUDIT.c.chain == last.c.chain) & (AUDIT.c.number == last.c.newest)
        )
    )
    return {chain_name(bytes(chain)): bytes(digest).hex() for chain, digest in rows}


def _empty(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in reversed(METADATA.sorted_tables):
            connection.execute(table.delete())
