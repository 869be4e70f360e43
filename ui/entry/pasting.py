"""A block of cells to and from the clipboard. Knows no Qt."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from kmmp_desktop.domain.form import Element
from kmmp_desktop.domain.values import CellKey, CellValue, ValueType, write_cell
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.proposals import Offered
from kmmp_desktop.text import Message
from ui.entry.navigation import Walk
from ui.entry.paper import Band, Line, SectionPlan

MOST_TEXT = 4_000_000
"""Characters of a clipboard that are read: many times the largest form."""
MOST_CELLS = 50_000

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A block laid over the form. Nothing is judged yet.

    ``outside``: texts right of or below the section, too many to be named one by one.
    ``totals``: texts over totals, which are calculated; a block of a spreadsheet often has them.
    """

    offered: tuple[Offered, ...]
    outside: int = 0
    totals: int = 0


def copy_text(
    plan: SectionPlan,
    places: Iterable[tuple[int, int]],
    value: Callable[[CellKey], CellValue | None],
    total: Callable[[CellKey], str],
) -> str:
    """The selected cells as lines with tabs, as Excel takes them. Hatching is blank, bands are no rows."""
    rows: dict[int, dict[int, str]] = {}
    for row, column in places:
        line, key = plan.line(row), plan.key(row, column)
        if line is None:
            continue
        text = "" if key is None else write_cell(value(key)) if line.enters(key) else total(key)
        rows.setdefault(row, {})[column] = text
    columns = sorted({column for line in rows.values() for column in line})
    return "\n".join(
        "\t".join(_quoted(rows[row].get(column, "")) for column in columns) for row in sorted(rows)
    )


def _quoted(text: str) -> str:
    """A text as spreadsheets put it on the clipboard: in quotes where it would break the block."""
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in '\t\n\r"') else text


def read_block(text: str, cell: Element | None = None) -> Rows:
    """The clipboard as rows of cell texts: tabs, lines, and quotes round cells that hold either.

    ``cell``: the element that is pasted on. Running text without a tab is one text for a text cell, with
    its lines. Raises RefusedError for more than any form can hold.
    """
    if len(text) > MOST_TEXT:
        raise RefusedError(
            "The clipboard holds {size} million characters, too many for a form. Nothing was pasted.",
            size=f"{len(text) / 1_000_000:.0f}",
            hint="Copy only the cells that belong here.",
        )
    if cell is not None and cell.type is ValueType.TEXT and "\t" not in text and not text.startswith('"'):
        return ((text.strip(),),) if text.strip() else ()
    try:
        # Strict: a quote that is never closed is a plain quote, not the rest of the clipboard.
        rows = _bounded(csv.reader(StringIO(text, newline=""), dialect="excel-tab", strict=True))
    except csv.Error:
        rows = _bounded(line.split("\t") for line in text.splitlines())
    while rows and not any(rows[-1]):
        rows.pop()
    return tuple(rows)


def _bounded(lines: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    cells = 0
    for line in lines:
        cells += max(len(line), 1)
        if cells > MOST_CELLS:
            raise RefusedError(
                "The clipboard holds more than {most} cells, more than any form. Nothing was pasted.",
                most=MOST_CELLS,
                hint="Copy only the cells that belong here.",
            )
        rows.append(tuple(text.strip() for text in line))
    return rows


def lay_out(rows: Sequence[Sequence[str]], start: CellKey, walk: Walk) -> Block:
    """Lay a block from ``start`` to the right and down, over the rows of the paper that are shown
    (bands skipped, unless the block brings them along).

    Addresses are counted from the block's own corner, ``A1``, as the spreadsheet shows them. Blank cells
    leave what stands there. A row of the paper with one figure takes the one text of its row, wherever it
    stands: spreadsheets have such figures in their first column, the paper in its last.
    """
    section, row, column = walk.place(start)
    plan = walk.plans[section]
    paper = _rows_under(rows, plan, row, walk)
    offered: list[Offered] = []
    outside = totals = 0
    for down, across, text in _texts(rows):
        if down >= len(paper) or column + across > plan.total:
            outside += 1
            continue
        line, key = plan.line(paper[down]), plan.key(paper[down], column + across)
        if line is None:
            continue  # a band row that the block brings along
        if key is None and sum(map(bool, rows[down])) == 1:
            key = _only_cell(line)
        if key is not None and not line.enters(key):
            totals += 1
        elif key is None:
            offered.append(Offered(address(down, across), None, text, Message("Not asked on the paper.")))
        else:
            offered.append(Offered(address(down, across), key, text))
    return Block(tuple(offered), outside, totals)


def _rows_under(rows: Sequence[Sequence[str]], plan: SectionPlan, first: int, walk: Walk) -> Sequence[int]:
    """The rows of the grid that the rows of a block fall on: those that are shown, without bands unless
    the block has them too (it was copied from a workbook of the form)."""
    every = [(n, plan.line(n)) for n in range(first, len(plan.rows))]
    shown = [(n, line) for n, line in every if line is None or walk.shows(line.element.full)]
    bands = [(down, plan.rows[n]) for down, (n, line) in enumerate(shown[: len(rows)]) if line is None]
    if bands and all(isinstance(band, Band) and _names(band, rows[down]) for down, band in bands):
        return [n for n, _ in shown]
    return [n for n, line in shown if line is not None]


def _names(band: Band, texts: Sequence[str]) -> bool:
    """Whether a row of a block is this band row: one of its names is there, and no figure."""
    known = {word for text in (band.caption, *band.names) for word in (text.en, text.sw) if word}
    return any(text in known for text in texts) and not any(text.isdigit() for text in texts)


def _only_cell(line: Line) -> CellKey | None:
    there = [key for key in line.cells if key is not None]
    return there[0] if len(there) == 1 else None


def _texts(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, str]]:
    for down, texts in enumerate(rows):
        for across, text in enumerate(texts):
            if text:
                yield down, across, text


def address(down: int, across: int) -> str:
    """``A1``, ``B2``, ``AA10``: a place of a sheet, counted from 0."""
    letters, number = "", across + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{down + 1}"
