"""Making a made-up office in a folder; one that was stopped halfway is made anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.clock import SystemClock
from kmmp_desktop.services.demo.office import MONTHS, DemoOffice, SetClock
from kmmp_desktop.services.demo.practice import is_whole, unfinished
from kmmp_desktop.services.ports import Clock, Work


def make_demo(
    home: Path,
    passphrase: str,
    report: Callable[[str, int, int], None],
    open_at: Callable[[Path, Clock], tuple[Services, Work, Callable[[], None]]],
    months: int = 0,
) -> None:
    """Make the made-up office; ``open_at`` opens a folder and says how to close it again.

    Raises RefusedError where the folder holds an office, or somebody's own files.
    """
    if is_whole(home):
        raise RefusedError(
            "This data folder holds an office already: {home}.",
            home=home,
            hint="Choose an empty folder for the demo: --home FOLDER.",
        )
    marker = unfinished(home)
    left = [*home.glob("office.db*"), *home.glob("sent")]
    if left and not marker.exists():  # no demo has been here: these are somebody's own
        raise RefusedError(
            "The demo would replace {found}.",
            found=left[0],
            hint="Choose an empty folder for the demo: --home FOLDER.",
        )
    home.mkdir(parents=True, exist_ok=True)
    for found in left:
        shutil.rmtree(found) if found.is_dir() else found.unlink()
    marker.touch()
    clock = SetClock(SystemClock().now())
    services, work, close = open_at(home, clock)
    try:
        DemoOffice(services, work, clock, report, months or MONTHS).build(passphrase)
    finally:
        close()
    marker.unlink()
