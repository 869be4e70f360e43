"""Rows of a list that could not be taken, as text for the clipboard and as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path

from kmmp_desktop.services.facilities import BadRow
from kmmp_desktop.services.no_formula import harmless
from kmmp_desktop.services.practice_files import MARK

Say = Callable[..., str]


def as_text(say: Say, rows: Iterable[BadRow], separator: str = "\t", *, practice: bool = False) -> str:
    """One line per row: row number, value, reason; for pasting into a spreadsheet or a letter.

    ``practice``: the mark stands in a column before them, so that the heads stay the first row.
    """
    mark = (say(MARK),) if practice else ()
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow([*mark, say("Row"), say("Value"), say("Reason")])
    for row in rows:
        writer.writerow([*mark, row.row, harmless(row.value), harmless(say(row.reason))])
    return text.getvalue()


def save_csv(say: Say, rows: Iterable[BadRow], path: Path, *, practice: bool = False) -> None:
    """Write them with a byte order mark, so that Excel reads the letters right."""
    path.write_text(as_text(say, rows, ",", practice=practice), encoding="utf-8-sig", newline="")
