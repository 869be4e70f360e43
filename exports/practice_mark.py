"""The mark on everything that leaves an office of practice: nobody takes made-up data for real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from exports.sheet_rows import Value
from kmmp_desktop.services.practice_files import MARK, IsPractice, never
from kmmp_desktop.text import Message

__all__ = [
    "ACROSS",
    "COLUMN",
    "MARK",
    "IsPractice",
    "across",
    "begin_sheet",
    "instead_of",
    "mark_print",
    "marked_lines",
    "marked_title",
    "never",
]

ACROSS = "PRACTICE"
"""Set large across every page of a PDF (catalogue text)."""
COLUMN = "PRACTICE"
"""Name of the first column of a CSV file: the row of heads stays a row of heads for other programs."""
_INK, _GROUND = "FF8F141A", "FFF8D0D0"


def across(practice: bool, say: Callable[[str], str]) -> str:
    """The word across a page; empty in a real office."""
    return say(ACROSS) if practice else ""


def marked_title(title: str, data: Mapping[str, Any], say: Callable[[Message], str]) -> str:
    """The uppermost text of a sheet of a signed workbook: it is frozen, and repeated on each printed page."""
    return f"{say(MARK)} · {title}" if data.get("office", {}).get("practice") else title


def instead_of(foot: str, short: str, data: Mapping[str, Any], say: Callable[[Message], str]) -> str:
    """The left foot of a printed page: in practice the mark and something short, since both would run into
    the middle. Sheets whose uppermost row is not repeated have the mark of their further pages here."""
    return marked_title(short, data, say) if data.get("office", {}).get("practice") else foot


def marked_lines(lines: Iterable[Sequence[Value]], mark: str) -> Iterator[Sequence[Value]]:
    """Rows of a CSV file, the first being the heads, with the mark in a column before them."""
    for number, line in enumerate(lines):
        yield (COLUMN if number == 0 else mark, *line) if mark else line


def mark_print(sheet: Any, mark: str) -> None:
    if mark:
        sheet.oddHeader.center.text = mark.replace("&", "&&")
        sheet.oddHeader.center.size = 12
        sheet.sheet_properties.tabColor = _INK


def begin_sheet(sheet: Any, mark: str) -> int:
    """Put the mark into the first row of a write-only sheet, frozen with what is frozen below it.

    To be called after ``freeze_panes`` was set and before the first row. Returns how many rows it took.
    """
    if not mark:
        return 0
    from openpyxl.cell import WriteOnlyCell  # late: openpyxl takes 130 ms to import
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils.cell import coordinate_from_string

    column, row = coordinate_from_string(sheet.freeze_panes or "A1")
    sheet.freeze_panes = f"{column}{row + 1}"
    cell = WriteOnlyCell(sheet, value=mark)
    cell.font = Font(bold=True, color=_INK)
    cell.fill = PatternFill("solid", start_color=_GROUND)
    sheet.append([cell])
    mark_print(sheet, mark)
    return 1
