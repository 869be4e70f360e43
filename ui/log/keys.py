"""The keys of the audit place, for its actions and for the list of keys."""

from __future__ import annotations

from ui.actions import KeyRow

WHOLE, STORY, VERIFY = "F7", "F8", "F9"
SAVE, OPEN = "Ctrl+E", "Ctrl+Return"
NEWER, OLDER = "Alt+PgUp", "Alt+PgDown"
NEWEST, OLDEST = "Alt+Home", "Alt+End"

KEYS = (
    KeyRow("Audit", WHOLE, "The whole log"),
    KeyRow("Audit", STORY, "The story of one cell"),
    KeyRow("Audit", VERIFY, "Look through the whole log"),
    KeyRow("Audit", "Up / Down", "Choose an entry"),
    KeyRow("Audit", "Enter", "The story of the cell that the entry is about"),
    KeyRow("Audit", f"{NEWER} / {OLDER}", "Newer or older entries"),
    KeyRow("Audit", f"{NEWEST} / {OLDEST}", "The newest or the oldest entries"),
    KeyRow("Audit", "Ctrl+F", "Search what was written down; in a story, the cell"),
    KeyRow("Audit", SAVE, "Save what is shown as workbook, CSV or PDF"),
    KeyRow("Audit", OPEN, "Open the return at the cell"),
    KeyRow("Audit", "Esc", "Empty the search, then show all entries"),
    KeyRow("Audit", "Ctrl+O", "Compare with signed files"),
    KeyRow("Audit", "Enter", "Look for a printed head, in its field"),
)
