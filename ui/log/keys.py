"""The keys of Verify log, for the list of keys."""

from __future__ import annotations

from ui.actions import KeyRow

KEYS = (
    KeyRow("Verify log", "F9", "Look through the whole log"),
    KeyRow("Verify log", "Ctrl+O", "Compare with signed files"),
    KeyRow("Verify log", "Enter", "Look for a printed head, in its field"),
)
