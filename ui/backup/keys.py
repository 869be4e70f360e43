"""The keys of the place Backups, for its actions and for the list of keys."""

from __future__ import annotations

from ui.actions import KeyRow

MAKE, CHECK, RESTORE, PLAN = "F9", "F8", "Ctrl+R", "F2"

KEYS = (
    KeyRow("Backups", MAKE, "Back up now"),
    KeyRow("Backups", CHECK, "Check the backup that is chosen"),
    KeyRow("Backups", RESTORE, "Restore a backup"),
    KeyRow("Backups", PLAN, "Change where and when backups are made"),
)
