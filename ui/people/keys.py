"""The keys of the place People."""

from __future__ import annotations

from ui.actions import KeyRow

SHORTCUTS = {
    "add": "Ctrl+Shift+N",
    "role": "F2",
    "name": "Shift+F2",
    "disable": "Delete",
    "enable": "Ctrl+O",
    "hand_over": "Ctrl+G",
    "passphrase": "Ctrl+P",
    "waiting": "Ctrl+U",
    "pin": "Ctrl+Shift+C",
}
"""Act -> key."""

_HERE = "People"
KEYS: tuple[KeyRow, ...] = (
    KeyRow(_HERE, "Up / Down", "The person above or below"),
    KeyRow(_HERE, SHORTCUTS["add"], "Add a person"),
    KeyRow(_HERE, SHORTCUTS["role"], "Change the role"),
    KeyRow(_HERE, SHORTCUTS["name"], "Change the name"),
    KeyRow(_HERE, SHORTCUTS["disable"], "Close the account"),
    KeyRow(_HERE, SHORTCUTS["enable"], "Open the account again"),
    KeyRow(_HERE, SHORTCUTS["hand_over"], "Hand the work over and close the account"),
    KeyRow(_HERE, SHORTCUTS["passphrase"], "Give a new passphrase"),
    KeyRow(_HERE, SHORTCUTS["waiting"], "End the waiting after wrong passphrases"),
    KeyRow(_HERE, SHORTCUTS["pin"], "Add a person of another office from a card, or with a new key"),
)
