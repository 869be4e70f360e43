"""The keys of check and complete, for the list of keys."""

from __future__ import annotations

from ui.actions import KeyRow

_HERE = "Check and complete"
KEYS = (
    KeyRow(_HERE, "Up / Down", "Choose a line"),
    KeyRow(_HERE, "F4", "Next problem"),
    KeyRow(_HERE, "F8 / F2", "Write the reason, or choose a missing code"),
    KeyRow(_HERE, "Enter / Tab", "In a reason: keep it and go on"),
    KeyRow(_HERE, "Shift+Enter", "In a reason: start a new line"),
    KeyRow(_HERE, "Down / Alt+Down", "In a reason: choose a reason that was written before"),
    KeyRow(_HERE, "Enter", "Go to the cell"),
    KeyRow(_HERE, "F9", "Run checks again"),
    KeyRow(_HERE, "Ctrl+K", "Key a second time"),
    KeyRow(_HERE, "Ctrl+Enter", "Show the finding, where the window is small"),
    KeyRow(_HERE, "Esc", "Back to entry"),
)
