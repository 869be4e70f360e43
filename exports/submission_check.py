"""Whether what people see in the workbook of a submission is what its signed text says.

The sheet of figures has tens of thousands of rows, too many for a tree of XML: its rows are read by
a grammar that knows only the one form in which we write a cell, and every byte has to fit it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from exports.signatures import ooxml_structure as structure
from exports.submission_rows import COVER_COLUMN, FIRST_ROW, SHEET_NAMES, Row, cover_facts, tables
from exports.workbook_model import column_letter, from_cell_text
from exports.workbook_properties import app_properties, core_properties
from exports.workbook_read import CellText, ContentError, check_number_formats, read_sheet, sheet_names
from exports.workbook_xml import EPOCH
from kmmp_desktop.domain.document import canonical_bytes
from kmmp_desktop.domain.submission import KIND, LAYOUT, submission_code

FORMAT = 1
COVER_FIRST = 4
"""Row of the first fact of the cover: below the title and a gap."""
_ROWS = (b"<sheetData>", b"</sheetData>")
_ROW = re.compile(
    rb'<row r="([1-9][0-9]{0,6})"(?: ht="([0-9]{1,3}(?:\.[0-9]{1,6})?)" customHeight="1")?>'
    rb"((?:<c [^<>]{1,60}/>|<c [^<>]{1,60}><v>[^<>]*</v></c>|"
    rb'<c [^<>]{1,60}><is><t(?: xml:space="preserve")?>[^<>]*</t></is></c>)*)</row>'
)
_CELL = re.compile(
    rb'<c r="([A-Z]{1,2})([1-9][0-9]{0,6})"(?: s="[1-9][0-9]{0,2}")?'
    rb'(?:/>| t="n"><v>(-?[0-9][0-9.e+-]{0,30})</v></c>'
    rb'| t="inlineStr"><is><t(?: xml:space="preserve")?>([^<>]*)</t></is></c>)'
)
_ENTITY = re.compile("&(?!amp;|lt;|gt;)")
_ALL_NAMES = frozenset(tuple(text.say(code) for text in SHEET_NAMES.values()) for code in ("en", "sw"))
_LOWEST = 3.0
"""Points: lower, and a row would be hidden in plain sight."""


def is_submission(parts: Mapping[str, bytes]) -> bool:
    """Whether the file has the sheets of a submission.

    Decides only which rules the file has to keep; its signed data have to say the same.
    """
    try:
        return sheet_names(parts) in _ALL_NAMES
    except (ContentError, ValueError):
        return False


def read_submission(parts: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the data of a submission whose signature holds.

    Raises ContentError where the visible sheets say anything else than the signed text.
    """
    names = sheet_names(parts)
    data = _signed_data(parts, len(names))
    language = str(data["language"])
    fixed = tuple(text.say(language) for text in SHEET_NAMES.values())
    if names != fixed:
        raise ContentError(
            "The sheets of the file are not those of a submission: {names}.", names=", ".join(names)
        )
    if parts[structure.CORE] != core_properties(data) or parts[structure.APP] != app_properties():
        raise ContentError("The document properties (title, author, dates) are not those that were signed.")
    check_number_formats(parts)
    numbers = {key: number for number, key in enumerate(SHEET_NAMES, 1)}
    _check_cover(names[0], parts[structure.sheet_part(1)], data)
    for key, rows in tables(data):
        number = numbers[key]
        _check_table(names[number - 1], structure.sheet_part(number), parts, rows)
    return data


def _signed_data(parts: Mapping[str, bytes], last: int) -> dict[str, Any]:
    part = structure.sheet_part(last)
    cells, _ = read_sheet(part, parts[part])
    pieces = [cells.get(f"A{row}") for row in range(1, len(cells) + 1)]
    if not pieces or not all(isinstance(piece, str) for piece in pieces):
        raise ContentError("The sheet with the signed data holds something else beside them.")
    text = "".join(str(piece) for piece in pieces).encode("utf-8")
    data = json.loads(text)
    if not isinstance(data, dict) or canonical_bytes(data) != text:
        raise ContentError("The signed data are not written in their one form.")
    if data.get("kmmp") != FORMAT or data.get("kind") != KIND or data.get("layout") != LAYOUT:
        raise ContentError(
            "The file is of format {format}; this version of the program reads format {known}.",
            format=f"{data.get('kind')} {data.get('kmmp')}.{data.get('layout')}",
            known=f"{KIND} {FORMAT}.{LAYOUT}",
        )
    if data["short_code"] != submission_code(data):
        raise ContentError("The short code {code} is not that of these figures.", code=data["short_code"])
    return data


def _check_cover(sheet: str, part: bytes, data: Mapping[str, Any]) -> None:
    cells, _ = read_sheet(structure.sheet_part(1), part)
    letter = column_letter(COVER_COLUMN)
    expected = {
        f"{letter}{row}": value
        for row, (_, value) in enumerate(cover_facts(data), COVER_FIRST)
        if value != ""
    }
    for place, value in expected.items():
        if not _same(cells.get(place), value):
            raise _differs(sheet, cells.get(place), place, value)
    for place, found in cells.items():
        if isinstance(found, float) and place not in expected:
            raise _nothing_signed(sheet, found, place)


def _check_table(name: str, part: str, parts: Mapping[str, bytes], expected: Iterator[Row]) -> None:
    content = parts[part]
    start, end = content.find(_ROWS[0]), content.rfind(_ROWS[1])
    if start < 0 or end < start or content.count(_ROWS[0]) != 1 or content.count(_ROWS[1]) != 1:
        raise ContentError('The part "{part}" cannot be read.', part=part)
    # everything around the rows: columns that are hidden, elements that no sheet of ours has
    _, merges = read_sheet(part, content[: start + len(_ROWS[0])] + content[end:])
    if merges:
        raise ContentError(
            'The sheet "{sheet}" covers a figure by another cell: {place}.', sheet=name, place=merges[0]
        )
    number = FIRST_ROW - 1
    rows = read_rows(part, content[start + len(_ROWS[0]) : end])
    for number, cells in rows:
        if number < FIRST_ROW:
            for letter, found in cells.items():
                if isinstance(found, float):
                    raise _nothing_signed(name, found, f"{letter}{number}")
            continue
        wanted = next(expected, None)
        if wanted is None:
            raise ContentError('The sheet "{sheet}" has more rows than were signed.', sheet=name)
        _check_row(name, number, cells, wanted)
    if next(expected, None) is not None:
        raise ContentError(
            'The sheet "{sheet}" ends before what was signed, in row {row}.', sheet=name, row=number
        )


def _check_row(name: str, number: int, cells: dict[str, CellText], wanted: Row) -> None:
    for column, value in wanted.items():
        letter = column_letter(column)
        found = cells.pop(letter, None)
        if not _same(found, value):
            raise _differs(name, found, f"{letter}{number}", value)
    for letter, found in cells.items():
        # the row number of the paper form is a number too; it is a word here
        if isinstance(found, float) and (letter, name) not in _ROW_NUMBERS:
            raise _nothing_signed(name, found, f"{letter}{number}")


_ROW_NUMBERS = frozenset(
    (letter, text.say(language))
    for letter, key in (("A", "summary"), ("D", "cells"))
    for text in (SHEET_NAMES[key],)
    for language in ("en", "sw")
)


def read_rows(part: str, content: bytes) -> Iterator[tuple[int, dict[str, CellText]]]:
    """Number and filled cells (by column letter) of each row.

    Raises ContentError at the first byte that no row of ours has.
    """
    at, expected = 0, 0
    while at < len(content):
        row = _ROW.match(content, at)
        expected += 1
        if row is None or int(row[1]) != expected or (row[2] and float(row[2]) < _LOWEST):
            raise ContentError(
                'Row {row} of the part "{part}" is not written as this program writes it.',
                row=expected,
                part=part,
            )
        cells: dict[str, CellText] = {}
        place, inside = 0, row[3]
        before = ""
        while place < len(inside):
            cell = _CELL.match(inside, place)
            if cell is None or cell[2] != row[1]:
                raise ContentError(
                    'Row {row} of the part "{part}" is not written as this program writes it.',
                    row=expected,
                    part=part,
                )
            letter = cell[1].decode()
            if (len(letter), letter) <= (len(before), before):
                raise ContentError(
                    'The cell {cell} of the part "{part}" stands in the wrong place.',
                    cell=f"{letter}{expected}",
                    part=part,
                )
            before = letter
            if cell[3] is not None:
                cells[letter] = float(cell[3])
            elif cell[4] is not None:
                cells[letter] = _text(cell[4].decode("utf-8"), part, expected)
            place = cell.end()
        yield expected, cells
        at = row.end()


def _text(raw: str, part: str, row: int) -> str:
    if "&" in raw:
        if _ENTITY.search(raw):
            raise ContentError(
                'Row {row} of the part "{part}" is not written as this program writes it.', row=row, part=part
            )
        raw = raw.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return from_cell_text(raw)


def _same(found: CellText | None, expected: object) -> bool:
    if expected is None or expected == "":
        return found is None
    if isinstance(expected, date):
        return found == expected.toordinal() - EPOCH
    if isinstance(expected, int | float):
        # spreadsheets keep 15 digits
        return isinstance(found, float) and f"{found:.15g}" == f"{expected:.15g}"
    return found == expected


def _plain(found: object) -> str:
    if isinstance(found, float):
        return f"{found:.15g}"
    return "—" if found in (None, "") else str(found)[:40]


def _differs(sheet: str, found: object, place: str, expected: object) -> ContentError:
    return ContentError(
        'The sheet "{sheet}" shows {found} in {place}, but {expected} was signed.',
        sheet=sheet,
        found=_plain(found),
        place=place,
        expected=_plain(expected),
    )


def _nothing_signed(sheet: str, found: float, place: str) -> ContentError:
    return ContentError(
        'The sheet "{sheet}" shows {found} in {place}, where nothing was signed.',
        sheet=sheet,
        found=_plain(found),
        place=place,
    )
