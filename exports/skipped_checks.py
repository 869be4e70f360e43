"""Checks that could not be made, as pages tell them: those of the same missing figures in one row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def together(skipped: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Checks that could not be made, those of the same cells in one row where nobody gave a reason.

    A facility that is new has a dozen for which there are no months before: a page of each, and no figure
    that was flagged would be found among them.
    """
    rows: dict[object, dict[str, Any]] = {}
    for found in skipped:
        alike = (found["severity"], *found["cells"]) if not found.get("reason") else found["check"]
        row = rows.setdefault(alike, {**found, "check": ""})
        row["check"] += f"{', ' if row['check'] else ''}{found['check']}"
    return list(rows.values())
