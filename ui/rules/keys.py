"""The keys of the rule editor, for the list of keys."""

from __future__ import annotations

from ui.actions import KeyRow

_HERE = "Rules"
KEYS = (
    KeyRow(_HERE, "Ctrl+F", "Search the checks"),
    KeyRow(_HERE, "Enter", "In the list: change the check; among its returns: look at one"),
    KeyRow(_HERE, "Ctrl+Space", "Complete a code, a label or a function"),
    KeyRow(_HERE, "Up / Down / Enter / Esc", "Choose from what is offered, or close it"),
    KeyRow(_HERE, "F4", "Go to what is wrong"),
    KeyRow(_HERE, "F6 / Shift+F6", "Next or previous part: checks, the check, its results"),
    KeyRow(_HERE, "F9", "Try the check on past months"),
    KeyRow(_HERE, "Esc", "Cancel the run"),
    KeyRow(_HERE, "Ctrl+Shift+N", "New check"),
    KeyRow(_HERE, "Ctrl+Return", "Publish"),
)
