"""An office with backups, in the clear or protected: the real parts put together as the program does."""

from __future__ import annotations

import atexit
import contextlib
import shutil
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from storage_fixtures import ACHIENG, NOON, OTIENO, SteppingClock, furnish, number, save_cell

from kmmp_desktop import paths
from kmmp_desktop.domain.office import Office
from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.security.accounts import AccountSecurity
from kmmp_desktop.security.attempts import Attempts
from kmmp_desktop.security.backup_seal import StreamSeal
from kmmp_desktop.security.backup_slots import derive, open_slots
from kmmp_desktop.security.envelope import Cost
from kmmp_desktop.security.facts import CertificateReader
from kmmp_desktop.security.office_key import OpenOffice
from kmmp_desktop.security.wrapping import SystemKeyring
from kmmp_desktop.services.backup_disk import OpenPart, open_part
from kmmp_desktop.services.backups import BackupService
from kmmp_desktop.services.people import PeopleService
from kmmp_desktop.services.ports import StoredAccount
from kmmp_desktop.services.protection_ports import ClearOffice, OfficeKey
from kmmp_desktop.services.restoring import Restorer
from kmmp_desktop.storage.backup_copies import SqlCopies
from kmmp_desktop.storage.database import no_key
from kmmp_desktop.storage.home import OfficeHome, open_home

QUICK = Cost(4, 8, 1)
PASSPHRASE = "maua mengi kwenye bustani"
KEY = bytes(range(32))


@dataclass
class BackedOffice:
    home: Path
    store: OfficeHome
    backups: BackupService
    clock: SteppingClock
    protection: OfficeKey
    copies: SqlCopies
    revision: Revision | None
    recovery: str = ""

    def close(self) -> None:
        self.store.close()


@cache
def _template(protected: bool) -> Path:
    made = Path(tempfile.mkdtemp(prefix="kmmp-backed-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    open_home(made, clock=SteppingClock(), keys=(lambda: KEY) if protected else no_key).close()
    return made


def seal() -> StreamSeal:
    return StreamSeal(open_slots, derive, QUICK)


def open_office(
    home: Path, *, protected: bool = False, part: OpenPart = open_part, url: str = "", filled: bool = True
) -> BackedOffice:
    if not url and filled and not home.exists():
        shutil.copytree(
            _template(protected), home
        )  # migrating takes longer than a test
    clock = SteppingClock(NOON, timedelta(seconds=1))
    keys = (lambda: KEY) if protected else no_key
    store = open_home(home, clock=clock, keys=keys, url=url, busy_timeout_ms=2000)
    accounts = AccountSecurity(Attempts(paths.attempts(home), clock), QUICK)
    people = PeopleService(store.work, accounts, clock, CertificateReader(), SystemKeyring())
    revision = None
    recovery = ""
    protection: OfficeKey = ClearOffice()
    if protected:
        slots = home / "office.keys"
        protection = OpenOffice(KEY, slots, contextlib.nullcontext, QUICK)
        if not slots.exists():
            protection.admit(ACHIENG, PASSPHRASE)
            recovery = protection.new_recovery()
    if filled and people.office() is None:
        with store.work() as work:
            work.people.set_office(Office(NOON_ID, "Kisumu Office", "Partner", "Kisumu"))
            work.commit()
        revision = furnish(store)
        with store.work() as work:
            hashed = accounts.hash_passphrase(PASSPHRASE)
            for person in (ACHIENG, OTIENO):
                work.people.put_account(StoredAccount(person.id, hashed, None))
            work.audit.append("office", clock.now(), ACHIENG.id, "founded", {})
            work.commit()
        save_cell(store, revision.id, number(14))
    copies = SqlCopies(home, clock, store.engine, keys)
    restorer = Restorer(home, clock, seal(), copies, ("KMMP_MFR",))
    service = BackupService(
        home, clock, store.work, people, protection, seal(), copies, restorer, "0.1.0", part
    )
    return BackedOffice(home, store, service, clock, protection, copies, revision, recovery)


NOON_ID = ACHIENG.id
