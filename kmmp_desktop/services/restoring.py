"""Puts a backup into the place of an office, after saying what that would change."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import east_africa
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services import backup_file
from kmmp_desktop.services.backup_disk import border
from kmmp_desktop.services.backup_ports import BackupSeal, Manifest, OfficeCopies, Report, Secret
from kmmp_desktop.services.ports import Clock, Work
from kmmp_desktop.services.practice_files import IsPractice, never, refuse_practice
from kmmp_desktop.services.protection_ports import OfficeKey
from kmmp_desktop.services.restore_compare import Comparison, compare

_READY = "restore.ready"


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """A backup opened, checked and laid beside the office. ``drop`` it where it is not restored."""

    path: Path
    manifest: Manifest
    ready: Path
    comparison: Comparison | None
    database_key: bytes | None = field(default=None, repr=False)
    key_here: bytes | None = field(default=None, repr=False)
    """Of the damaged office that lies here, where it was changed since the backup."""

    @property
    def office_key(self) -> bytes | None:
        """The key that the office goes on with; None in the clear."""
        return None if self.manifest.database_key else self.database_key

    def drop(self) -> None:
        """Delete what was unpacked."""
        shutil.rmtree(self.ready, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Restored:
    """The office is the one of the backup now."""

    aside: Path | None
    """Where the office of before lies, whole; None where there was none, or on a server."""


class Restorer:
    """Works on the home of an office that is open, or on one that has none yet."""

    def __init__(
        self,
        home: Path,
        clock: Clock,
        seal: BackupSeal,
        copies: OfficeCopies,
        families: Iterable[str],
        practice: IsPractice = never,
    ) -> None:
        """``practice``: whether the office here is one of practice, which alone takes backups of practice."""
        self._home, self._clock, self._seal, self._copies = home, clock, seal, copies
        self._families = families
        self._practice = practice

    def unpack(self, path: Path, secret: Secret | OfficeKey, into: Path, report: Report) -> RestorePlan:
        """Read a backup to its last byte into ``into``, check and count its database.

        Raises as ``BackupService.look``.
        """
        name = path.name
        try:
            with border(path.parent), path.open("rb") as file:
                manifest = backup_file.read_manifest(file, name, self._seal, secret)
                self._refuse_newer(name, manifest)
                refuse_practice(name, manifest.practice, manifest.practice and self._practice())
                file.seek(0)
                into.mkdir(parents=True, mode=0o700)
                manifest, key = backup_file.extract(file, name, self._seal, secret, into, report)
            if not isinstance(secret, Secret):
                key = self._copies.own_key()
            key = manifest.database_key or (key if manifest.protected else None)
            found = self._copies.examine(into / backup_file.DATABASE, key, report)
            if found != manifest.facts:
                raise FileRefusedError(
                    "The database in {name} is not the one that was backed up. Nothing was restored from it.",
                    name=name,
                    hint="Use another backup.",
                )
        except BaseException:
            shutil.rmtree(into, ignore_errors=True)
            raise
        return RestorePlan(path, manifest, into, None, key)

    def _refuse_newer(self, name: str, manifest: Manifest) -> None:
        if manifest.facts.schema > self._copies.known_schema:
            raise FileRefusedError(
                "{name} was made by a newer KMMP Desktop ({program}): its data have version {found}, and "
                "this program knows versions up to {known}. Nothing was changed.",
                hint="Install the newer program on this computer, and restore with it.",
                name=name,
                program=manifest.program,
                found=manifest.facts.schema,
                known=self._copies.known_schema,
            )

    def look(self, path: Path, secret: Secret | OfficeKey, here: Work | None, report: Report) -> RestorePlan:
        """Unpack a backup beside the office and compare them; ``here`` is None where there is no office."""
        self._sweep()
        plan = self.unpack(path, secret, self._home / f"{_READY}-{secrets.token_hex(4)}", report)
        try:
            with self._copies.open_copy(plan.ready, plan.database_key) as there:
                if here is None:
                    return plan
                now = self._copies.own_facts()
                compared = compare(here, there, self._families, now, plan.manifest.facts)
        except BaseException:
            plan.drop()
            raise
        return RestorePlan(plan.path, plan.manifest, plan.ready, compared, plan.database_key)

    def restore(self, plan: RestorePlan, person: Person | None) -> Restored:
        """Write into the log of the backup where it came from, and swap. The office here is closed then.

        Raises FileRefusedError where what was unpacked is not there any more.
        """
        if not (plan.ready / backup_file.DATABASE).is_file():  # another program has unpacked one since
            raise FileRefusedError(
                "The database in {name} is not the one that was backed up. Nothing was restored from it.",
                name=plan.path.name,
                hint="Use another backup.",
            )
        now = self._clock.now()
        head = self._copies.own_facts().heads.get("office", "") if plan.comparison else ""
        body = {
            "file": plan.path.name,
            "made_at": plan.manifest.made_at.isoformat(),
            "instead_of": head,  # who restores cannot hide what was there before
        }
        with self._copies.open_copy(plan.ready, plan.database_key) as there, there() as work:
            work.audit.append("office", now, person.id if person else None, "restored from", body)
            work.commit()
        for copy in plan.ready.glob("office.before-*"):
            copy.unlink()
        aside = f"office-before-restore-{east_africa(now):%Y%m%d-%H%M%S}"
        passing = plan.manifest.database_key is not None
        moved = self._copies.swap(plan.ready, aside, plan.database_key, passing=passing)
        plan.drop()
        return Restored(moved)

    def _sweep(self) -> None:
        """What a window that was killed has unpacked goes before the next one is."""
        with suppress(OSError):
            for left in self._home.glob(f"{_READY}-*"):
                shutil.rmtree(left, ignore_errors=True)
