"""The keys of data quality, for the list of keys."""

from __future__ import annotations

from ui.actions import KeyRow

NEXT, PREVIOUS = "Ctrl+PgDown", "Ctrl+PgUp"
SORT, EXPORT, RESTS, OPEN = "F7", "Ctrl+E", "F9", "Ctrl+Return"

KEYS = (
    KeyRow("Data quality", f"{PREVIOUS} / {NEXT}", "Previous or next measure"),
    KeyRow("Data quality", "Enter", "List what makes up the square; in that list: open the return"),
    KeyRow("Data quality", "Ctrl+Enter", "Open the return behind the square"),
    KeyRow("Data quality", "0-9, A-Z", "Type anywhere to search"),
    KeyRow("Data quality", SORT, "Worst facilities first, or by name"),
    KeyRow("Data quality", RESTS, "Show what the measure rests on"),
    KeyRow("Data quality", EXPORT, "Save as a workbook or CSV"),
    KeyRow("Data quality", "Esc", "Back to the squares; empty the search"),
)
