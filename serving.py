"""The office's database put together: a file, or a server with the journal on this computer before it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kmmp_desktop import paths

if TYPE_CHECKING:
    # as in wiring: the window is painted before it needs them
    from kmmp_desktop.security.office_key import OpenOffice
    from kmmp_desktop.services.backups import BackupService
    from kmmp_desktop.services.delivery import Delivery
    from kmmp_desktop.services.history_runs import HistoryRuns
    from kmmp_desktop.services.people import PeopleService
    from kmmp_desktop.services.ports import Clock
    from kmmp_desktop.services.practice_files import IsPractice
    from kmmp_desktop.services.protection_ports import OfficeKey
    from kmmp_desktop.services.quality import QualityFigures
    from kmmp_desktop.services.server_office import ServerOffice
    from kmmp_desktop.storage.home import OfficeHome


def server_office(home: Path, key: OpenOffice | None = None) -> ServerOffice:
    """How the office in ``home`` is connected with a server. ``key``: of its file, where it is protected."""
    from kmmp_desktop.security.server_passwords import ServerPasswords
    from kmmp_desktop.services.server_office import ServerOffice
    from kmmp_desktop.storage.database import no_key
    from kmmp_desktop.storage.servers import SqlServers

    def lock_pictures(seal: bytes) -> None:
        from kmmp_desktop.security.backup_slots import derive
        from kmmp_desktop.security.sealing import FileSealer
        from opening import scan_folder

        scan_folder(home, key).lock_anew(FileSealer(derive(seal, "scans")))

    servers = SqlServers(key.database_key if key is not None else no_key, lock_pictures)
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
    from kmmp_desktop.storage.moving import open_again

    server = server or server_office(home, key)
    connection = server.connection
    busy = busy_timeout_ms or WINDOW_BUSY_MS
    if connection is None:
        keys = key.database_key if key is not None else no_key
        store = open_home(home, busy_timeout_ms=busy, clock=clock, keys=keys)
        open_again(store.engine, home)
        return store, None
    from kmmp_desktop.storage.office_seal import known_seals, office_seal
    from kmmp_desktop.storage.reaching import spare_the_window
    from kmmp_desktop.storage.servers import put_file_aside

    store = open_home(home, busy_timeout_ms=busy, clock=clock, url=server.url(connection))
    store.seal = office_seal(store.engine)
    seals = known_seals(store.engine)
    put_file_aside(home)
    if busy_timeout_ms is not None:
        return store, None
    spare_the_window(store.engine)
    delivery = _post(home, store, seals)
    store.before_close = delivery.stop
    return store, delivery


def _post(home: Path, store: OfficeHome, seals: tuple[bytes, ...]) -> Delivery:
    from kmmp_desktop.security.backup_slots import derive
    from kmmp_desktop.security.journal_seal import JournalSeal
    from kmmp_desktop.services.delivery import Delivery
    from kmmp_desktop.storage.journal import FileJournal

    seal = JournalSeal(*(derive(one, "journal") for one in seals))
    journal = FileJournal(paths.journals(home), seal)
    delivery = Delivery(store.work, journal)
    delivery.take_up(journal.take_up())
    return delivery


def history_runs(store: OfficeHome) -> HistoryRuns:
    """Whole histories for rehearsals and trials of standards."""
    from kmmp_desktop.columns.runs import ColumnarRuns  # numpy: only where a history is run
    from kmmp_desktop.storage.histories import SqlHistories

    return ColumnarRuns(SqlHistories(store.engine), at_once=32)


def quality_figures(store: OfficeHome) -> QualityFigures:
    """Whole histories for data quality."""
    from kmmp_desktop.columns.quality import ColumnarQuality  # numpy, as above
    from kmmp_desktop.storage.histories import SqlHistories

    return ColumnarQuality(SqlHistories(store.engine))


def backups(
    home: Path,
    clock: Clock,
    people: PeopleService,
    protection: OfficeKey,
    store: OfficeHome,
    families: tuple[str, ...],
    practice: IsPractice,
) -> BackupService:
    """Backups of the open office, be it a file or on a server, and restoring them."""
    from kmmp_desktop import __version__
    from kmmp_desktop.security.backup_slots import backup_seal
    from kmmp_desktop.services.backups import BackupService
    from kmmp_desktop.services.restoring import Restorer
    from kmmp_desktop.storage.backup_copies import SqlCopies
    from kmmp_desktop.storage.database import key_of
    from opening import lock_pictures_for

    copies = SqlCopies(home, clock, store.engine, lambda: key_of(store.engine), lock_pictures_for)
    seal = backup_seal()
    restorer = Restorer(home, clock, seal, copies, families, practice)
    return BackupService(
        home,
        clock,
        store.work,
        people,
        protection,
        seal,
        copies,
        restorer,
        __version__,
        upgraded_from=store.upgraded_from,
    )
