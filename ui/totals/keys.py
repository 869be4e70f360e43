"""The keys of totals, for the list of keys."""

from __future__ import annotations

from ui.actions import KeyRow

SAVE = "Ctrl+E"

KEYS = (
    KeyRow("Totals", "Up / Down", "Choose a total; what it is made of stands beside it"),
    KeyRow("Totals", "Tab", "From the totals to the returns that they are made of"),
    KeyRow("Totals", "Enter", "Open the return at the cell"),
    KeyRow("Totals", "Alt+1 … Alt+4", "Rows, indicators, who is not in it, totals made before"),
    KeyRow("Totals", "Alt+5", "Returns with a revoked key"),
    KeyRow("Totals", SAVE, "Save as workbook, PDF or CSV"),
    KeyRow("Totals", "Ctrl+Enter", "Show what a total is made of, where the window is small"),
)
