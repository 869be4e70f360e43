"""The keys of review, sign and send, and verify, for the list of keys."""

from __future__ import annotations

from ui.actions import KeyRow

KEYS = (
    KeyRow("Review", "Up / Down", "Choose a return"),
    KeyRow("Review", "Shift+Up / Shift+Down", "Choose several returns"),
    KeyRow("Review", "F8", "Return to the clerk, with a note"),
    KeyRow("Review", "Ctrl+Enter", "Show the finding, where the window is small"),
    KeyRow("Sign and send", "Space", "Send a return with the others, or not"),
    KeyRow("Verify", "Ctrl+O", "Choose files to verify"),
    KeyRow("Verify", "Del", "Take a file off the list"),
)
