"""What can be done for a home whose office is not there, or is damaged and cannot be opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kmmp_desktop.services.backup_notes import BackupNotes
from kmmp_desktop.services.backup_ports import Backup, OfficeCopies, Report, Secret
from kmmp_desktop.services.backups import unheard
from kmmp_desktop.services.ports import Clock, FormCatalogue
from kmmp_desktop.services.replaying import Replay, replay
from kmmp_desktop.services.restoring import Restored, RestorePlan, Restorer
from kmmp_desktop.services.salvage_ports import FollowOn, LogSalvage

_LISTED = 500
"""Steps that are named in the log of the office; the screen lists all."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """A damaged office restored from a backup, and its log played back."""

    aside: Path | None
    """Where the damaged office lies; it is never deleted."""
    made_at: datetime
    replay: Replay


class Rescue:
    """Works without an open office. Slow: off the GUI thread."""

    def __init__(
        self,
        home: Path,
        clock: Clock,
        restorer: Restorer,
        copies: OfficeCopies,
        forms: FormCatalogue,
        salvage: LogSalvage,
        follow: FollowOn,
        finish: Callable[[Path], bool],
        key_here: Callable[[Secret], bytes | None] = lambda _secret: None,
        pictures: Callable[[Path, bytes, bytes], object] = lambda _folder, _key, _new: None,
    ) -> None:
        """``key_here``: what opens the office that lies here, where the secret still does; ``pictures`` locks
        those in a folder, which open with the first key, anew with the second."""
        self._home, self._clock, self._restorer = home, clock, restorer
        self._copies, self._forms, self._salvage, self._follow = copies, forms, salvage, follow
        self._finish, self._key_here, self._pictures = finish, key_here, pictures

    def last(self) -> Backup | None:
        """The last good backup that was made on this computer; its file may be elsewhere now."""
        return BackupNotes(self._home).last()

    def finish(self) -> bool:
        """Bring a restore to its end that was cut off. Called before anything else looks at the home."""
        return self._finish(self._home)

    def look(self, path: Path, secret: Secret, report: Report = unheard) -> RestorePlan:
        """Open a backup and unpack it beside what is here; nothing is changed. Raises as
        ``BackupService.look``."""
        plan = self._restorer.look(path, secret, None, report)
        return replace(plan, key_here=self._key_here(secret))

    def restore(self, plan: RestorePlan) -> Restored:
        """Put it into a home that has no office."""
        return self._restorer.restore(plan, None)

    def recover(self, plan: RestorePlan, report: Report = unheard) -> Recovery:
        """Put the backup into the place of the damaged office, with the log of that one played back as far
        as it goes. The damaged files are put aside whole.

        Raises:
            RefusedError: another program has the office open.
            StorageError: the disk; what was unpacked is deleted and the damaged office as it was.
        """
        try:
            found = self._salvage.read(self._home, plan.key_here or plan.office_key, report)
            with self._copies.open_copy(plan.ready, plan.database_key) as office:
                report("replay", 0, 1)
                played = replay(office, self._forms, found, self._follow)
                with office() as work:
                    body = {
                        "figures": played.figures,
                        "returns": played.returns,
                        "left": [[u.chain, u.number, u.what] for u in played.left[:_LISTED]],
                        "left_count": len(played.left),
                    }
                    work.audit.append("office", self._clock.now(), None, "log played back", body)
                    work.commit()
            self._keep_scans(plan)
            restored = self._restorer.restore(replace(plan, comparison=None), None)
        except BaseException:
            plan.drop()
            raise
        return Recovery(restored.aside, plan.manifest.made_at, played)

    def _keep_scans(self, plan: RestorePlan) -> None:
        """Pictures that were added since the backup are whole: the new office gets a copy of each."""
        here, there = self._home / "scans", plan.ready / "scans"
        for picture in sorted(here.glob("*")) if here.is_dir() else ():
            to = there / picture.name
            if picture.is_file() and not to.exists() and not picture.name.startswith("."):
                there.mkdir(exist_ok=True)
                to.write_bytes(picture.read_bytes())
        if plan.key_here and plan.office_key and plan.key_here != plan.office_key:
            self._pictures(there, plan.key_here, plan.office_key)
