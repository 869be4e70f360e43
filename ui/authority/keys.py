"""The keys of the place Programme."""

from __future__ import annotations

from ui.actions import KeyRow

TAKE, OPEN, FOUND = "Ctrl+T", "Ctrl+O", "Ctrl+Shift+O"
ISSUE, RENEW, REVOKE, PUBLISH, WORDS = "F6", "F7", "Del", "F9", "Ctrl+Shift+W"

KEYS = (
    KeyRow("Programme", TAKE, "Take in a trust file of the programme"),
    KeyRow("Programme", OPEN, "Open the folder of the programme's keys"),
    KeyRow("Programme", FOUND, "Set up the keys of a new programme"),
    KeyRow("Programme", ISSUE, "Issue the certificate that a request asks for"),
    KeyRow("Programme", RENEW, "Renew the certificate of the line"),
    KeyRow("Programme", REVOKE, "Revoke the certificate of the line"),
    KeyRow("Programme", PUBLISH, "Publish the next trust file"),
    KeyRow("Programme", WORDS, "Change the passphrase of the programme's keys"),
)
