"""The keys of the place My key."""

from __future__ import annotations

from ui.actions import KeyRow

SHORTCUTS = {
    "passphrase": "F2",
    "recovery": "Ctrl+P",
    "request": "Ctrl+R",
    "take": "Ctrl+O",
}
"""Act -> key; the others are reached with Tab: seldom wanted, and not to be pressed by mistake."""

_HERE = "My key"
KEYS: tuple[KeyRow, ...] = (
    KeyRow(_HERE, "F2", "Change the passphrase"),
    KeyRow(_HERE, "Ctrl+P", "New recovery sheet"),
    KeyRow(_HERE, "Ctrl+R", "Ask for a certificate"),
    KeyRow(_HERE, "Ctrl+O", "Take in a certificate"),
)
