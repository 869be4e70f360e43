"""Backups that prove themselves: written, opened again from the disk, counted, and only then named."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from kmmp_desktop.domain.office import Office, Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.errors import FileRefusedError, KmmpError, NotFoundError, RefusedError
from kmmp_desktop.services import backup_file
from kmmp_desktop.services.backup_disk import (
    Counted,
    OpenPart,
    border,
    force_out,
    missing,
    on_one_disk,
    open_part,
    part_of,
    take_name,
    working,
)
from kmmp_desktop.services.backup_notes import BackupNotes
from kmmp_desktop.services.backup_ports import (
    Backup,
    BackupSeal,
    BackupState,
    Manifest,
    OfficeCopies,
    Plan,
    Report,
    Secret,
)
from kmmp_desktop.services.backup_schedule import file_name, is_due, is_overdue, of_office, superfluous
from kmmp_desktop.services.people import PeopleService
from kmmp_desktop.services.permits import permit
from kmmp_desktop.services.ports import Clock, Work
from kmmp_desktop.services.protection_ports import OfficeKey
from kmmp_desktop.services.restoring import Restored, RestorePlan, Restorer

_LOG = logging.getLogger(__name__)

CHAIN = "office"


def unheard(_step: str, _done: int, _of: int) -> None:
    """A report that nobody listens to."""


class BackupService:
    """Every method may be called off the GUI thread; those with a ``report`` should be."""

    def __init__(
        self,
        home: Path,
        clock: Clock,
        work: Work,
        people: PeopleService,
        protection: OfficeKey,
        seal: BackupSeal,
        copies: OfficeCopies,
        restorer: Restorer,
        program: str,
        part: OpenPart = open_part,
        upgraded_from: Path | None = None,
    ) -> None:
        self._home, self._clock, self._work, self._people = home, clock, work, people
        self._protection, self._seal, self._copies = protection, seal, copies
        self._restorer, self._program, self._part = restorer, program, part
        self._notes = BackupNotes(home)
        self.upgraded_from = upgraded_from
        """The copy that was made before the data were brought to a newer version, at this start."""

    # -- state and schedule ------------------------------------------------------------------

    def state(self) -> BackupState:
        plan, last, now = self._notes.plan(), self._notes.last(), self._clock.now()
        scheduled = self._protection.is_protected
        office = self._people.office()
        practice = office is not None and office.is_demo
        overdue = office is not None and not practice and is_overdue(plan, scheduled, last, now)
        folder = plan.folder or (last.path.parent if last else "")
        beside = bool(folder) and self.is_beside(Path(folder))
        return BackupState(plan, last, overdue, self._notes.trouble(), scheduled, beside, practice)

    def is_beside(self, folder: Path) -> bool:
        """Whether backups in this folder would be lost with the disk that the office lies on."""
        return not self._copies.on_server and on_one_disk(self._home, folder)

    def due(self, now: datetime | None = None) -> bool:
        """Whether the schedule wants a backup now. Never where the data lie in the clear, or are made up."""
        office = self._people.office()
        if office is None or office.is_demo or not self._protection.is_protected:
            return False
        return is_due(self._notes.plan(), self._notes.last(), now or self._clock.now())

    def set_plan(self, plan: Plan, person: Person) -> None:
        """Keep where and when backups are made. Raises RefusedError, StorageError."""
        permit(person, Action.SETTINGS)
        if plan.folder and not Path(plan.folder).is_dir():
            raise missing(Path(plan.folder))
        if plan.folder and not Path(plan.folder).is_absolute():
            raise RefusedError("{folder} has to be a whole path.", folder=plan.folder)
        if not (0 <= plan.hour < 24 and 0 <= plan.minute < 60 and plan.newest >= 1 and plan.monthly >= 0):
            raise RefusedError("The rule for backups keeps at least the newest one.")
        with border(self._home):
            self._notes.put_plan(plan)
        body = {"folder": plan.folder, "days": plan.days, "newest": plan.newest, "monthly": plan.monthly}
        self._log(person, "backup plan", body)

    def left_in_clear(self) -> Path | None:
        """The file of before this office moved to its server, until the first backup made here locks it."""
        return self._copies.left_in_clear()

    def whole_check_wanted(self) -> bool:
        """Whether a large database was not closed last time, and has been read in part only."""
        return self._copies.whole_check_wanted()

    def check_whole(self, report: Report = unheard) -> None:
        """Read all of it, in the background. Raises StorageError where it is damaged."""
        self._copies.check_whole(report)

    # -- making ------------------------------------------------------------------------------

    def make(
        self, folder: Path, person: Person | None, report: Report = unheard, passphrase: str = ""
    ) -> Backup:
        """Make a backup and prove it. ``person`` is None for the schedule.

        ``passphrase`` is the person's own, needed only where the data of the office lie in the clear.

        Raises:
            StorageError: folder missing, disk full, taken out, or the database is damaged.
            RefusedError, WrongPassphraseError: who, or with what.
            FileRefusedError: what was written does not read back as it was.
        """
        try:
            made = self._make(folder, person, report, passphrase)
        except KmmpError as error:
            with suppress(OSError):
                message, hint = error.message, error.hint
                self._notes.put_trouble(
                    message.template,
                    hint.template,
                    {**hint.params, **message.params},
                    self._clock.now(),
                )
            raise
        with border(self._home):
            self._notes.put_made(made)
        body = {"file": made.path.name, "sha256": made.digest, "bytes": made.size, "returns": made.returns}
        self._log(person, "backup made", body)
        self._tidy(folder)
        self._copies.lock_left()  # what it holds is on the server, and in a backup that was proven
        return made

    def _make(self, folder: Path, person: Person | None, report: Report, passphrase: str) -> Backup:
        office = self._office()
        if person is not None:
            permit(person, Action.BACKUP)
        if not self._protection.is_protected:
            # a slip in typing would lock the backup for ever
            passphrase = self._tried(person, passphrase)
        if not folder.is_dir():
            raise missing(folder)
        now = self._clock.now()
        with working(self._home) as desk, border(self._home):
            snapshot = desk / backup_file.DATABASE
            # What a server holds lies here for that time; its key lies nowhere but in the sealed file.
            own = secrets.token_bytes(32) if self._copies.on_server else None
            facts = self._copies.snapshot(snapshot, report, own or self._copies.own_key())
            files = backup_file.contents(self._home, snapshot)
            manifest = Manifest(
                str(office.id),
                office.name,
                office.partner,
                now,
                person.name if person else "",
                self._program,
                self._protection.is_protected,
                facts,
                backup_file.digests(files),
                office.is_demo,
                own,
            )
            return self._write(folder, manifest, files, report, passphrase, desk)

    def _write(
        self,
        folder: Path,
        manifest: Manifest,
        files: Mapping[str, Path],
        report: Report,
        passphrase: str,
        desk: Path,
    ) -> Backup:
        name = file_name(_named(manifest.name, manifest.practice), manifest.made_at)
        with border(folder), part_of(folder, name) as part:
            with self._part(part) as file:
                counted = Counted(file)
                sealed = self._seal.writer(counted.as_file, self._protection, passphrase)
                backup_file.write(sealed, manifest, files, report)
                force_out(file)
            files[backup_file.DATABASE].unlink()  # room for the copy that is read back
            self._prove(part, manifest, passphrase, desk / "proof", report)
            size = part.stat().st_size
            path = take_name(part, folder / name)
        returns = manifest.facts.counts.get("return", 0)
        return Backup(path, manifest.made_at, size, returns, counted.digest.hexdigest())

    def _prove(self, part: Path, manifest: Manifest, passphrase: str, into: Path, report: Report) -> None:
        """Open it from the disk, read it to its last byte, check the database in it, and count it again."""
        secret = self._protection if self._protection.is_protected else Secret(passphrase)
        into.mkdir()
        with part.open("rb") as file:
            read, _ = backup_file.extract(file, part.name, self._seal, secret, into, report)
        key = manifest.database_key or self._copies.own_key()
        found = self._copies.examine(into / backup_file.DATABASE, key, report)
        if read != manifest or found != manifest.facts:
            raise FileRefusedError(
                "The backup does not read back as it was written, so it was not kept.",
                hint="The disk may be failing: make it again on another one.",
            )

    def _tried(self, person: Person | None, passphrase: str) -> str:
        if person is None:
            raise RefusedError(
                "The data of this office lie in the clear, so no backup is made by itself: "
                "it could be locked with nobody's passphrase.",
                hint="Protect the office under Tools, or make backups by hand.",
            )
        self._people.confirm(person.username, passphrase)
        return passphrase

    # -- keeping -----------------------------------------------------------------------------

    def found(self, folder: Path) -> tuple[Path, ...]:
        """Backups of this office in a folder, by their names, newest first; whether they open: ``check``."""
        with border(folder):
            office = self._office()
            return of_office(folder, _named(office.name, office.is_demo)) if folder.is_dir() else ()

    def _tidy(self, folder: Path) -> None:
        """Take away what the rule keeps no longer; only ever after a good one was made in this folder."""
        with suppress(OSError, KmmpError):
            for path in superfluous(self.found(folder), self._notes.plan()):
                path.unlink()
                _LOG.info("an old backup was deleted: %s", path.name)

    # -- looking into one ----------------------------------------------------------------------

    def check(self, path: Path, secret: Secret | None = None, report: Report = unheard) -> Manifest:
        """Open a backup, read every byte, check and count its database. Nothing is kept.

        Without a secret the open office opens it. Raises as ``look``.
        """
        with working(self._home) as desk:
            plan = self._restorer.unpack(path, secret or self._protection, desk / "look", report)
            return plan.manifest

    def look(self, path: Path, secret: Secret | None = None, report: Report = unheard) -> RestorePlan:
        """Open a backup and say what restoring it would gain and lose; nothing is changed.

        Raises:
            WrongPassphraseError: the secret does not open it.
            FileRefusedError: no backup, cut off, changed, of a newer program.
            StorageError: no room to open it in, or what is in it is damaged.
        """
        return self._restorer.look(path, secret or self._protection, self._work, report)

    def restore(self, plan: RestorePlan, person: Person | None) -> Restored:
        """Put the backup into the place of this office, which is put aside whole. The program has to be
        started again after that. ``person``: None only where the office here is still empty.

        Raises RefusedError (who may; the office is open elsewhere), StorageError.
        """
        if person is not None:
            permit(person, Action.RESTORE)
        elif self._people.people():
            raise RefusedError("A manager or an administrator restores a backup.")
        return self._restorer.restore(plan, person)

    def secret_for(self, path: Path) -> bool:
        """Whether the open office opens this backup by itself, without a passphrase."""
        if not self._protection.is_protected:
            return False
        try:
            with border(path.parent), path.open("rb") as file:
                self._seal.reader(file, path.name, self._protection)
        except KmmpError:
            return False
        return True

    def _office(self) -> Office:
        office = self._people.office()
        if office is None:
            raise NotFoundError("There is no office here yet, so there is nothing to back up.")
        return office

    def _log(self, person: Person | None, action: str, body: Mapping[str, object]) -> None:
        with self._work() as work:
            work.audit.append(CHAIN, self._clock.now(), person.id if person else None, action, body)
            work.commit()


def _named(office: str, practice: bool) -> str:
    """What the file is called after; a sealed file can say nowhere else that its data are made up."""
    return f"PRACTICE {office}" if practice else office


def with_folder(plan: Plan, folder: Path) -> Plan:
    return replace(plan, folder=str(folder))
