"""The office's database put together: a file, or a server with the journal on this computer before it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kmmp_desktop import paths

if TYPE_CHECKING:
    # as in wiring: the window is painted before it needs them
    from kmmp_desktop.security.office_key import OpenOffice
    from kmmp_desktop.services.delivery import Delivery
    from kmmp_desktop.services.ports import Clock
    from kmmp_desktop.services.server_office import ServerOffice
    from kmmp_desktop.storage.home import OfficeHome


def server_office(home: Path, key: OpenOffice | None = None) -> ServerOffice:
    """How the office in ``home`` is connected with a server. ``key``: of its file, where it is protected."""
    from kmmp_desktop.security.server_passwords import ServerPasswords
    from kmmp_desktop.services.server_office import ServerOffice
    from kmmp_desktop.storage.servers import SqlServers

    servers = SqlServers()
    if key is not None:
        from opening import scan_folder

        servers = SqlServers(key.database_key, lambda: scan_folder(home, key).unlock_all())
    return ServerOffice(home, servers, ServerPasswords())


def open_store(
    home: Path,
    clock: Clock,
    busy_timeout_ms: int | None,
    key: OpenOffice | None,
    server: ServerOffice | None = None,
) -> tuple[OfficeHome, Delivery | None]:
    """Open the database of an office; what a window types on a server goes through a delivery.

    ``busy_timeout_ms``: of a command, which waits for the server itself; None: of a window. Raises as
    ``open_home``.
    """
    from kmmp_desktop.storage.database import no_key
    from kmmp_desktop.storage.home import WINDOW_BUSY_MS, open_home

    server = server or server_office(home, key)
    connection = server.connection
    busy = busy_timeout_ms or WINDOW_BUSY_MS
    if connection is None:
        keys = key.database_key if key is not None else no_key
        return open_home(home, busy_timeout_ms=busy, clock=clock, keys=keys), None
    from kmmp_desktop.storage.servers import put_file_aside

    store = open_home(home, busy_timeout_ms=busy, clock=clock, url=server.url(connection))
    put_file_aside(home)
    if busy_timeout_ms is not None:
        return store, None
    delivery = _post(home, store, key)
    store.before_close = delivery.stop
    return store, delivery


def _post(home: Path, store: OfficeHome, key: OpenOffice | None) -> Delivery:
    from kmmp_desktop.security.journal_seal import JournalSeal
    from kmmp_desktop.services.delivery import Delivery
    from kmmp_desktop.storage.journal import FileJournal

    seal = JournalSeal(key.derive("journal")) if key is not None else None
    journal = FileJournal(paths.journals(home), seal)
    delivery = Delivery(store.work, journal)
    delivery.take_up(journal.take_up())
    return delivery
