"""The keys of the standards, for the list of keys."""

from __future__ import annotations

from ui.actions import KeyRow

OPEN, TRY, PRINT, CHANGE = "F3", "F9", "Ctrl+P", "F2"
ADD_TIER, REMOVE_TIER = "Ins", "Ctrl+Del"

KEYS = (
    KeyRow("Standards", "Up / Down", "Choose a standard"),
    KeyRow("Standards", "0-9, A-Z", "Type anywhere to search"),
    KeyRow("Standards", "Enter / F2", "Confirm or change the standard"),
    KeyRow("Standards", "F3", "Open the page: what was read in its source"),
    KeyRow("Standards", "F9", "Try the new value on the last 12 months"),
    KeyRow("Standards", "Ins", "In a table: add a tier under this one"),
    KeyRow("Standards", "Ctrl+Del", "In a table: remove the tier"),
    KeyRow("Standards", "Ctrl+Enter", "Confirm"),
    KeyRow("Standards", "Ctrl+P", "Print the catalogue"),
    KeyRow("Standards", "Esc", "Back to the list; empty the search, then show all"),
)
