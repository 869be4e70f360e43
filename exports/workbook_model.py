"""A workbook as plain rows: what stands in which cell and how it looks, before any file format."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

Value = str | int | float | date | None

MAX_HEIGHT = 400.0
"""Points; a spreadsheet row cannot be higher than 409."""
LINE = 12.0
"""Points of one line of 9 point text."""

DEFAULT_HEIGHT = 13.5
PAGE_WIDTH, PAGE_HEIGHT = 523.0, 725.0
"""Points between the margins of an A4 page, the height with 3 % in hand for other printers."""
CHARACTER = 5.25
"""Points of one character of the normal font, the unit of column widths."""

_ESCAPED = re.compile(r"_x[0-9A-Fa-f]{4}_")
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x0c\x0d\x0e-\x1f\ufffe\uffff]")


class Cell(NamedTuple):
    """A value and the name of its style (see ``workbook_styles``)."""

    value: Value
    style: str


class Place(NamedTuple):
    """Where a value stands: sheet name, first and last cell of one column."""

    sheet: str
    cells: str
    """``G12``, or ``B40:B42`` for a text that runs over several cells."""


@dataclass
class Sheet:
    """One sheet. Rows and columns count from 1; ``None`` is an untouched cell."""

    name: str
    widths: Sequence[float]
    """In characters of the normal font."""
    freeze: str = ""
    repeat: str = ""
    """Rows that every printed page repeats: ``1:2``."""
    is_wide: bool = False
    """Printed across the page, not upright."""
    rows: list[Mapping[int, Cell]] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    merges: list[str] = field(default_factory=list)
    may_break: list[int] = field(default_factory=list)
    """Rows that a printed page may begin with; empty: any row."""
    more_rows: Iterable[Sequence[tuple[int, Cell]]] = ()
    """Rows after ``rows``, made while they are written: (column, cell), in order of the columns."""

    def add(self, cells: Mapping[int, Cell], height: float | None = None) -> int:
        """Append a row and return its number."""
        self.rows.append(cells)
        if height is not None:
            self.heights[len(self.rows)] = height
        return len(self.rows)

    def add_wrapped(self, cells: Mapping[int, Cell], least: float = 13.5) -> int:
        """Append a row high enough for its texts, each wrapped in the width of its column."""
        lines = max(
            (
                text_lines(str(cell.value), self.widths[column - 1])
                for column, cell in cells.items()
                if isinstance(cell.value, str)
            ),
            default=1,
        )
        return self.add(cells, min(max(least, lines * LINE + 2), MAX_HEIGHT))

    def merge(self, row: int, first: int, last: int) -> None:
        self.merges.append(f"{column_letter(first)}{row}:{column_letter(last)}{row}")

    def place(self, row: int, column: int, last_row: int = 0) -> Place:
        letter = column_letter(column)
        cells = f"{letter}{row}" if last_row in (0, row) else f"{letter}{row}:{letter}{last_row}"
        return Place(self.name, cells)


def page_breaks(sheet: Sheet) -> list[int]:
    """Rows after which a new page begins, so that a page begins only with a row that may begin one.

    Counts with the heights of the rows; the sheet is scaled to the width of the page.
    """
    scale = min(1.0, PAGE_WIDTH / (sum(sheet.widths) * CHARACTER))
    first, _, last = sheet.repeat.partition(":")
    repeated = sum(sheet.heights.get(row, DEFAULT_HEIGHT) for row in range(int(first), int(last) + 1))
    room = PAGE_HEIGHT / scale - repeated
    found: list[int] = []
    used = -repeated
    starts = [1, *sheet.may_break, len(sheet.rows) + 1]
    for start, following in itertools.pairwise(starts):
        block = sum(sheet.heights.get(row, DEFAULT_HEIGHT) for row in range(start, following))
        if used + block > room and used > 0:
            found.append(start - 1)
            used = 0.0
        # a block longer than a page is broken by the printing program
        used = (used + block) % room if used + block > room else used + block
    return found


def column_letter(number: int) -> str:
    """``A`` for 1, ``AA`` for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def digits(text: str) -> Value:
    """Digits as a number, so that spreadsheets do not flag them; ``007`` stays a text."""
    return int(text) if text.isdigit() and text.isascii() and not text.startswith("0") else text


def text_lines(text: str, width: float) -> int:
    """How many lines a 9 point text takes in a column ``width`` characters wide; errs to more."""
    fitting = max(1.0, width * 1.35)
    if len(text) <= fitting and "\n" not in text:
        return 1
    return sum(max(1, math.ceil(len(line) / fitting)) for line in text.split("\n"))


def to_cell_text(text: str) -> str:
    """Write characters that XML cannot carry as ``_x000D_``, the way spreadsheets do."""
    if text.isprintable() and "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda found: "_x005F" + found[0], text)
    return _FORBIDDEN.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def from_cell_text(text: str) -> str:
    """Undo ``to_cell_text``."""
    return _ESCAPED.sub(lambda found: chr(int(found[0][2:6], 16)), text)
