"""What the start of the program needs of backups; the rest is imported when it is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from kmmp_desktop.errors import DamagedError, KmmpError
from ui.page import Desk

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_AFTER_MS = 3_000
"""The first look comes when the start page has been read."""


def rescued(desk: Desk, home: Path, window: MainWindow, error: KmmpError) -> bool:
    """Whether a damaged office was replaced by a backup, and can be opened anew."""
    if not isinstance(error, DamagedError) or desk.rescue is None:
        return False
    from ui.backup.restore_dialog import RestoreDialog

    return bool(RestoreDialog(desk, home, window, damaged=error).exec())


def watch_backups(window: MainWindow, desk: Desk) -> None:
    """Make backups when they are due, and tell when they are overdue, until the window closes."""
    from ui.backup.standing import BackupStanding

    QTimer.singleShot(_AFTER_MS, BackupStanding(window, desk).look)
