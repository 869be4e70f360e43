"""The keys of receive, for the list of keys."""

from __future__ import annotations

from ui.actions import KeyRow

FILES, FOLDER, TAKE = "Ctrl+O", "Ctrl+Shift+O", "F9"
RECEIPTS, REPLIES, DETAIL = "Ctrl+R", "Ctrl+E", "Ctrl+D"
FACILITIES, CLEAR, DOUBTS = "Ctrl+Shift+N", "Ctrl+Del", "Ctrl+K"

_HERE = "Receive"
KEYS = (
    KeyRow(_HERE, f"{FILES} / {FOLDER}", "Add files or a folder"),
    KeyRow(_HERE, "Up / Down", "Choose a file"),
    KeyRow(_HERE, "Enter", "Open the return of a file that is here; go to the answers of another one"),
    KeyRow(_HERE, TAKE, "Take in all that can be"),
    KeyRow(_HERE, "Shift+F9", "Take in the chosen file only"),
    KeyRow(_HERE, RECEIPTS, "Make receipts"),
    KeyRow(_HERE, REPLIES, "Write replies to senders"),
    KeyRow(_HERE, DETAIL, "Show technical detail of the chosen file"),
    KeyRow(_HERE, FACILITIES, "Add the facilities that files wait for"),
    KeyRow(_HERE, DOUBTS, "Look at returns with a revoked key"),
    KeyRow(_HERE, "Del", "Take the file off the list"),
    KeyRow(_HERE, CLEAR, "Clear the list"),
    KeyRow(_HERE, "Esc", "Cancel; back to the list; then to the worklist"),
)
