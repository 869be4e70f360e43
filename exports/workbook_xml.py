"""The cells of a sheet as XML, written directly: openpyxl's cell objects cost more than all the rest.

Only the rows and merged ranges of a sheet are written here, in the very form that openpyxl writes
them; the rest of the part (views, columns, page) and every other part stays openpyxl's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from xml.sax.saxutils import escape

from exports.workbook_model import Cell, Sheet, column_letter, to_cell_text
from exports.workbook_styles import QUOTED

EPOCH = date(1899, 12, 30).toordinal()
"""Day 0 of spreadsheet dates."""
_DIMENSION = re.compile(rb'<dimension ref="[A-Z0-9:]+"\s*/>')
_NO_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")
LIKE_FORMULAS = frozenset("=+-@")
_NEEDS_ESCAPE = re.compile("[&<>]")

StyleNumber = Callable[[str], int]
"""The number of a style in the workbook; 0 is the workbook's own."""

_letter = cache(column_letter)


class SheetXml(NamedTuple):
    """What goes into the part of a sheet: its size, and its rows with the merged ranges."""

    size: bytes
    body: bytes


def sheet_xml(sheet: Sheet, style: StyleNumber) -> SheetXml:
    """Write the rows of ``sheet``; raises ValueError for a figure that no cell can hold."""
    rows: list[str] = []
    widest, number = 1, 0
    for number, row in enumerate(sheet.rows, 1):
        height = sheet.heights.get(number)
        shape = f' ht="{height:g}" customHeight="1"' if height is not None else ""
        columns = list(row)
        if any(a > b for a, b in pairwise(columns)):
            columns.sort()
        cells = "".join([cell_xml(column, number, row[column], style) for column in columns])
        rows.append(f'<row r="{number}"{shape}>{cells}</row>')
        if columns and columns[-1] > widest:
            widest = columns[-1]
    for more in sheet.more_rows:
        number += 1
        cells = "".join([cell_xml(column, number, cell, style) for column, cell in more])
        rows.append(f'<row r="{number}">{cells}</row>')
        widest = max(widest, more[-1][0])
    merges = "".join([f'<mergeCell ref="{merge}"/>' for merge in sheet.merges])
    if merges:
        merges = f'<mergeCells count="{len(sheet.merges)}">{merges}</mergeCells>'
    return SheetXml(
        f'<dimension ref="A1:{column_letter(widest)}{max(number, 1)}"/>'.encode(),
        f"<sheetData>{''.join(rows)}</sheetData>{merges}".encode(),
    )


def put_rows(part: bytes, xml: SheetXml) -> bytes:
    """The part of a sheet that openpyxl wrote without rows, now with them.

    Raises RuntimeError where the part is not written as this openpyxl version writes it.
    """
    part, sized = _DIMENSION.subn(xml.size, part, count=1)
    found = _NO_ROWS.search(part)
    if not sized or not found:
        raise RuntimeError("openpyxl writes an empty sheet in a way this program does not know")
    return part[: found.start()] + xml.body + part[found.end() :]


def cell_xml(column: int, row: int, cell: Cell, style: StyleNumber) -> str:
    """One cell: a number, a text in the cell itself, or nothing but its style. Never a formula."""
    value, name = cell
    if isinstance(value, str) and value[:1] in LIKE_FORMULAS:
        name += QUOTED
    number = style(name)
    shown = f' s="{number}"' if number else ""
    if value is None or value == "":
        return f'<c r="{_letter(column)}{row}"{shown}/>' if number else ""
    if isinstance(value, str):
        text = to_cell_text(value)
        if _NEEDS_ESCAPE.search(text):
            text = escape(text)
        kept = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
        return f'<c r="{_letter(column)}{row}"{shown} t="inlineStr"><is><t{kept}>{text}</t></is></c>'
    if isinstance(value, date):
        value = value.toordinal() - EPOCH
    elif isinstance(value, bool) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no figure that a cell can hold")
    return f'<c r="{_letter(column)}{row}"{shown} t="n"><v>{value!r}</v></c>'
