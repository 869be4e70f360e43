"""Where a submission is written: the folder, and whether it has room."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from kmmp_desktop.domain.period import Period
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.text import Message
from ui.faces.figures import megabytes

SPARE = 1_000_000
"""Bytes kept free beside the files, for the list and the directory itself."""


@dataclass(frozen=True, slots=True)
class Room:
    """Free bytes where a folder is or would be made; ``trouble`` says why it cannot be used."""

    free: int | None
    trouble: Message | None


def proposed(base: Path, family: str, period: Period) -> Path:
    """The folder of one month's submission: ``…/2026-11 KMMP_MFR``; of several forms ``…/2026-11``."""
    return base / f"{period.year:04}-{period.month:02} {family}".rstrip()


def room(folder: str, needed: int) -> Room:
    """Look whether ``folder`` can take ``needed`` bytes; makes nothing."""
    if not folder.strip():
        return Room(None, Message("Choose the folder to write to."))
    path = Path(folder).expanduser()
    if not path.is_absolute():
        return Room(None, Message("Write the whole path of the folder, from the drive on."))
    there = next((p for p in (path, *path.parents) if p.exists()), None)
    if there is None:
        return Room(None, Message("There is no such drive: {folder}.", {"folder": path.anchor}))
    if not there.is_dir():
        return Room(None, Message("{folder} is a file, not a folder.", {"folder": there}))
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        return Room(
            None,
            Message(
                "{folder} cannot be read: {why}.", {"folder": there, "why": reason_of(error)}
            ),
        )
    if free < needed + SPARE:
        return Room(
            free,
            Message(
                "There is no room: {needed} are needed, {free} are free.",
                {"needed": megabytes(needed + SPARE), "free": megabytes(free)},
            ),
        )
    return Room(free, None)
