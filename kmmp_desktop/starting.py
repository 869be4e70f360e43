"""Starting this very program once more: to check files of strangers, and to practise beside the office."""

from __future__ import annotations

import sys
from pathlib import Path


def program() -> list[str]:
    """The command that starts it; arguments are to follow."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, str(Path(__file__).resolve().parents[1] / "main.py")]


def start_practice(home: Path) -> None:
    """Open the practice office beside ``home`` in a process of its own: nothing is shared but forms."""
    import subprocess  # late: only where somebody practises

    quiet = subprocess.DEVNULL
    subprocess.Popen(
        [*program(), "--practice", "--home", str(home)],
        stdin=quiet,
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,
    )
