"""The keys of the register of findings, for the list of keys."""

from __future__ import annotations

from ui.actions import KeyRow

KEYS = (
    KeyRow("Findings", "Up / Down", "Choose a finding"),
    KeyRow("Findings", "Enter", "Open the return at the cell"),
    KeyRow("Findings", "Ctrl+F", "Search the findings"),
    KeyRow("Findings", "Ctrl+E", "Save the findings as CSV or workbook"),
    KeyRow("Findings", "Ctrl+Enter", "Show the life of the finding, where the window is small"),
    KeyRow("Findings", "Esc", "Empty the search, then show all findings"),
)
