"""The keys of a second keying, for the list of keys and for the line under the grid."""

from __future__ import annotations

from ui.actions import KeyRow

_HERE = "Second keying"
KEYS = (
    KeyRow(_HERE, "1 / 2", "Key the chosen cells, or the whole return"),
    KeyRow(_HERE, "Enter / Tab", "Compare the cell and go on; a cell that differs is asked again"),
    KeyRow(_HERE, "Shift+Tab", "Back to a cell that is not settled"),
    KeyRow(_HERE, "Del", "The paper is blank here"),
    KeyRow(_HERE, "M / -", "Missing code"),
    KeyRow(_HERE, "F3 / +", "Leave the cell for later"),
    KeyRow(_HERE, "Ctrl+PgDown / Ctrl+PgUp", "Next or previous section"),
    KeyRow(_HERE, "Esc", "Take back what was typed, or go back to entry"),
)
HINTS = (
    ("Enter", "next cell"),
    ("M", "missing code"),
    ("Del", "blank on paper"),
    ("F3", "leave for later"),
    ("Esc", "back to entry"),
    ("F1", "all keys"),
)
"""Key cap and catalogue text, as the line under the grid shows them."""
