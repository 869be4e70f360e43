"""The keys of the list of returns with a revoked key."""

from __future__ import annotations

from ui.actions import KeyRow

ACCEPT, COPY = "F9", "Ctrl+E"

_HERE = "Returns with a revoked key"
KEYS = (
    KeyRow(_HERE, "Up / Down", "Choose a return"),
    KeyRow(_HERE, "Shift+Up / Shift+Down", "Choose several returns"),
    KeyRow(_HERE, "Enter", "Open the return"),
    KeyRow(_HERE, ACCEPT, "Let the chosen returns count, with a reason"),
    KeyRow(_HERE, COPY, "Copy a text that asks their office to sign anew"),
    KeyRow(_HERE, "Esc", "Back to Receive"),
)
