"""The practice office beside a real one: made-up data, the real one's forms, nothing else of it."""

from __future__ import annotations

import shutil
from pathlib import Path

from kmmp_desktop import paths

MONTHS = 5
"""Of history: enough for a line of earlier months, and made within seconds."""

_LOOKS = "screen.ini"


def prepare_home(office: Path, practice: Path) -> None:
    """Give practice the forms of the office as they are now, and on its first start its looks.

    The office's folder is only read. Raises OSError.
    """
    practice.mkdir(parents=True, exist_ok=True)
    own, copied = office / "forms", practice / "forms"
    if copied.exists():
        shutil.rmtree(copied)
    if own.is_dir():
        shutil.copytree(own, copied)
    looks, place = office / _LOOKS, practice / _LOOKS
    if looks.exists() and not place.exists():
        shutil.copyfile(looks, place)


def unfinished(practice: Path) -> Path:
    """Where this stands, what lies in the folder is thrown away and made anew."""
    return practice / "demo-unfinished"


def is_whole(home: Path) -> bool:
    """Whether a made-up office lies here that was made to its end."""
    return paths.database(home).exists() and not unfinished(home).exists()


def start_over(practice: Path) -> None:
    """The next start makes the practice office anew. Only ever called for one of practice."""
    if paths.database(practice).exists():
        unfinished(practice).touch()
