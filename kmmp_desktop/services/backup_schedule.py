"""When a backup is due, what it is called, and which ones are kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from kmmp_desktop.domain.period import EAST_AFRICA, east_africa
from kmmp_desktop.services.backup_ports import SUFFIX, Backup, Plan

BY_HAND_DAYS = 7
"""Programme setting: an office without a schedule is warned after so many days."""
_NAME = re.compile(rf"(.+)_(\d{{8}}-\d{{4}})(?:-\d+)?{re.escape(SUFFIX)}")


def file_name(office: str, at: datetime) -> str:
    """``Kisumu-Office_20261122-1830.kmmp-backup``, in East Africa Time."""
    return f"{slug(office)}_{east_africa(at):%Y%m%d-%H%M}{SUFFIX}"


def slug(office: str) -> str:
    """The name of an office as every file system takes it."""
    plain = unicodedata.normalize("NFKD", office).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:60] or "office"


def made_at(path: Path) -> datetime | None:
    """When a backup was made, as its name says."""
    found = _NAME.fullmatch(path.name)
    try:
        moment = datetime.strptime(found[2], "%Y%m%d-%H%M") if found else None  # noqa: DTZ007 - zone below
    except ValueError:
        return None
    return moment.replace(tzinfo=EAST_AFRICA) if moment else None


def of_office(folder: Path, office: str) -> tuple[Path, ...]:
    """Files that are named like backups of this office, newest first. Raises OSError."""
    found = [
        path
        for path in folder.iterdir()
        if (named := _NAME.fullmatch(path.name)) and named[1] == slug(office) and made_at(path)
    ]
    return tuple(sorted(found, key=lambda path: (f"{made_at(path):%Y%m%d%H%M}", path.name), reverse=True))


def is_due(plan: Plan, last: Backup | None, now: datetime) -> bool:
    """Whether the backup of the day (or of some days) has not been made though its time is over."""
    if not plan.folder or plan.days < 1:
        return False
    here = east_africa(now)
    time = here.replace(hour=plan.hour, minute=plan.minute, second=0, microsecond=0)
    if time > here:
        time -= timedelta(days=1)
    # a clock that was set back must not leave the office without backups until it has caught up
    return last is None or last.made_at > now or last.made_at < time - timedelta(days=plan.days - 1)


def is_overdue(plan: Plan, scheduled: bool, last: Backup | None, now: datetime) -> bool:
    """Whether people are to be warned: the last good one is a day older than the schedule allows."""
    most = plan.days + 1 if scheduled and plan.folder and plan.days else BY_HAND_DAYS
    return last is None or now - last.made_at > timedelta(days=most)


def superfluous(found: Iterable[Path], plan: Plan) -> tuple[Path, ...]:
    """Which of an office's backups may go, ``found`` newest first.

    Kept: the newest ones, and the last of each of the last months. The newest is never among them.
    """
    paths = tuple(found)
    kept = set(paths[: max(plan.newest, 1)])
    months: list[str] = []
    for path in paths:
        at = made_at(path)
        month = f"{at:%Y%m}" if at else ""
        if month not in months:
            months.append(month)
            if len(months) <= plan.monthly:
                kept.add(path)
    return tuple(path for path in paths if path not in kept)
