"""The keys of review, sign and send, and verify, for the list of keys."""

from __future__ import annotations

from ui.actions import KeyRow

RETURN, APPROVE, NEXT, VIEW, DRAWER = "F8", "F9", "F4", "F6", "Ctrl+Return"
DRAW, TOGETHER = "Ctrl+D", "Ctrl+Shift+D"

KEYS = (
    KeyRow("Review", "Up / Down", "Choose a return; in the lists, a line"),
    KeyRow("Review", "Shift+Up / Shift+Down", "Choose several returns"),
    KeyRow("Review", "Return", "From the queue into the lists"),
    KeyRow("Review", "Esc", "Back: from the question to the lists, from the lists to the queue"),
    KeyRow("Review", "A", "Accept the exception, or take that back"),
    KeyRow("Review", "Shift+A", "Accept all exceptions that are not decided yet"),
    KeyRow("Review", "Q", "Ask at the cell; Enter keeps the question"),
    KeyRow("Review", NEXT, "Next exception to decide"),
    KeyRow("Review", VIEW, "What needs eyes, whole return, side by side with what was said before"),
    KeyRow("Review", RETURN, "Return to the clerk, with a note or with the questions"),
    KeyRow("Review", APPROVE, "Approve"),
    KeyRow("Review", DRAW, "Draw a sample of the returns with nothing to look at"),
    KeyRow("Review", TOGETHER, "Approve together what the sample was drawn from"),
    KeyRow("Review", "Ctrl+Enter", "Show the finding, where the window is small"),
    KeyRow("Sign and send", "Space", "Send a return with the others, or not"),
    KeyRow("Verify", "Ctrl+O", "Choose files to verify"),
    KeyRow("Verify", "Del", "Take a file off the list"),
)
