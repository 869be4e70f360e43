"""Whether what people see in a workbook is what the signed text says (decision 16).

Made from the signed text alone, so that a later version with other words or another layout still
reads the file: the data sheet says where every figure stands, each place must show that figure, and
no figure may stand where nothing is said to be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from exports.signatures import ooxml_structure as structure
from exports.workbook_data import (
    CODE,
    FIRST_DATA_ROW,
    KIND,
    PLACE,
    SHEET,
    SHEET_NAMES,
    VALUE,
    DataRow,
    expected_rows,
)
from exports.workbook_figures import NO, YES
from exports.workbook_model import column_letter
from exports.workbook_properties import app_properties, core_properties
from exports.workbook_read import (
    CellText,
    ContentError,
    SheetCells,
    check_number_formats,
    read_sheet,
    sheet_names,
)
from kmmp_desktop.domain.document import canonical_bytes, short_code

FORMAT = 1
_CODES = frozenset({"NR", "NA", "UNK"})
_EPOCH = date(1899, 12, 30).toordinal()
"""Day 0 of spreadsheet dates."""
_RANGE = re.compile(r"([A-Z]{1,2})([1-9][0-9]{0,4})(?::([A-Z]{1,2})([1-9][0-9]{0,4}))?")
_CODE, _KIND, _VALUE = (column_letter(column) for column in (CODE, KIND, VALUE))
_SHEET, _PLACE = column_letter(SHEET), column_letter(PLACE)
_ROW_NUMBERS = re.compile("[0-9]+")
_FIRST_FIGURES = "C"
"""Row numbers stand in column A, labels in B."""


def read_data(parts: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the canonical data of a workbook whose signatures hold.

    Raises ContentError where the visible sheets say anything else than the signed text.
    """
    names = sheet_names(parts)
    data = _signed_data(parts, len(names))
    language = str(data["language"])
    count = 1 + len(data["derived"])
    fixed = {key: text.say(language) for key, text in SHEET_NAMES.items()}
    if (
        len(names) != count + 4
        or names[0] != fixed["return"]
        or names[count:] != tuple(fixed[key] for key in ("remarks", "standards", "data", "signed"))
    ):
        raise ContentError(
            "The sheets of the file are not those of a return: {names}.", names=", ".join(names)
        )
    if parts[structure.CORE] != core_properties(data) or parts[structure.APP] != app_properties():
        raise ContentError(
            "The document properties (title, author, dates) are not those of the signed return."
        )
    check_number_formats(parts)
    sheets = {
        name: read_sheet(structure.sheet_part(n), parts[structure.sheet_part(n)])
        for n, name in enumerate(names[:-1], 1)
    }
    _compare(
        data,
        names[:count],
        {name: cells for name, (cells, _) in sheets.items()},
        fixed["data"],
        {name: merges for name, (_, merges) in sheets.items()},
    )
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
    if data.get("kmmp") != FORMAT or data.get("kind") != "return":
        raise ContentError(
            "The file is of format {format}; this version of the program reads format {known}.",
            format=data.get("kmmp"),
            known=FORMAT,
        )
    if data["short_code"] != short_code(data):
        raise ContentError("The short code {code} is not that of these figures.", code=data["short_code"])
    _check_changes(data)
    return data


def _check_changes(data: Mapping[str, Any]) -> None:
    """An amendment's list of changes says of each cell what stands in it, and names none twice."""
    changes = (data.get("amends") or {}).get("changes", ())
    cells = {entry["cell"]: entry for entry in data["cells"]}
    named: set[str] = set()
    for change in changes:
        entry = cells.get(change["cell"], {})
        bare = entry.get("kind") == "blank" or entry.get("derived")
        now = None if bare else {name: entry.get(name) for name in ("kind", "value")}
        if change["after"] != now or change["before"] == change["after"] or change["cell"] in named:
            raise ContentError(
                "The list of changes does not say of {cell} what was signed.", cell=change["cell"]
            )
        named.add(change["cell"])


def _compare(
    data: Mapping[str, Any],
    forms: tuple[str, ...],
    sheets: Mapping[str, SheetCells],
    data_name: str,
    merges: Mapping[str, tuple[str, ...]],
) -> None:
    rows = sheets[data_name]
    claimed: dict[str, set[str]] = {name: set() for name in forms}
    number, said = FIRST_DATA_ROW - 1, rows.get
    for number, row in enumerate(expected_rows(data), FIRST_DATA_ROW):
        at = str(number)
        if (
            said(_CODE + at) != row.code
            or said(_KIND + at) != row.kind
            or not _same(said(_VALUE + at), row.value)
        ):
            raise ContentError(
                'The sheet "{sheet}" does not say in row {row} what was signed: {cell}.',
                sheet=data_name,
                row=number,
                cell=row.code,
            )
        sheet = forms[row.form]
        places = _places(str(said(_PLACE + at)))
        if said(_SHEET + at) != sheet or not claimed[sheet].isdisjoint(places):
            raise ContentError(
                'The sheet "{sheet}" names no place of its own for {cell}.', sheet=data_name, cell=row.code
            )
        claimed[sheet].update(places)
        _check_shown(sheet, row, places, sheets[sheet])
    if max(map(int, set(_ROW_NUMBERS.findall(" ".join(rows)))), default=0) > number:
        raise ContentError('The sheet "{sheet}" has more rows than were signed.', sheet=data_name)
    for sheet in forms:
        _check_unclaimed(sheet, sheets[sheet], claimed[sheet], merges[sheet])


def _check_shown(sheet: str, row: DataRow, places: tuple[str, ...], cells: SheetCells) -> None:
    found: CellText | None = cells.get(places[0])
    if len(places) > 1:
        found = "".join(str(cells.get(place, "")) for place in places)
    expected = row.shown
    if row.kind == "number" and _same(found, expected):
        return  # nearly all of them
    if isinstance(expected, bool):
        word = YES if expected else NO
        fits = found in (word.en, word.sw)
    elif isinstance(expected, date):
        fits = found == expected.toordinal() - _EPOCH
    elif row.kind == "total" and expected is None:
        fits = found is None or found in _CODES
    elif row.kind == "fact":
        fits = _text(found) == str(expected)
    else:
        fits = _same(found, expected)
    if not fits:
        raise ContentError(
            'The sheet "{sheet}" shows {found} in {place}, but {expected} was signed: {cell}.',
            sheet=sheet,
            found=_plain(found) or "—",
            place=places[0],
            expected=str(expected) if expected not in (None, "") else "—",
            cell=row.code,
        )


def _check_unclaimed(sheet: str, cells: SheetCells, claimed: set[str], merges: tuple[str, ...]) -> None:
    for name, value in cells.items():
        if isinstance(value, str) or name in claimed:
            continue
        letters = name.rstrip("0123456789")
        if (len(letters), letters) >= (1, _FIRST_FIGURES):
            raise ContentError(
                'The sheet "{sheet}" shows {found} in {place}, where nothing was signed.',
                sheet=sheet,
                found=_plain(value),
                place=name,
            )
    for merge in merges:
        first, *covered = _rectangle(merge)
        if not claimed.isdisjoint(covered):
            raise ContentError(
                'The sheet "{sheet}" covers a figure by another cell: {place}.', sheet=sheet, place=first
            )


def _same(found: CellText | None, expected: object) -> bool:
    if expected is None or expected == "":
        return found is None
    if isinstance(expected, int | float):
        # spreadsheets keep 15 digits
        return isinstance(found, float) and (found == expected or f"{found:.15g}" == f"{expected:.15g}")
    return found == expected


def _text(found: CellText | None) -> str:
    if isinstance(found, float):
        return f"{found:.15g}"
    return found or ""


def _plain(found: CellText | None) -> str:
    """As much of it as a sentence bears: never to compare with."""
    return _text(found)[:40]


@lru_cache(4096)  # those of one form are the same in every file
def _places(text: str) -> tuple[str, ...]:
    """``G12`` or ``B40:B42`` as single cells."""
    found = _RANGE.fullmatch(text)
    if not found or (found[3] and found[3] != found[1]):
        raise ContentError('"{place}" is no place on a sheet.', place=text[:20])
    first, last = int(found[2]), int(found[4] or found[2])
    if not first <= last <= first + 100:
        raise ContentError('"{place}" is no place on a sheet.', place=text[:20])
    return tuple(f"{found[1]}{row}" for row in range(first, last + 1))


@lru_cache(4096)
def _rectangle(text: str) -> tuple[str, ...]:
    found = _RANGE.fullmatch(text)
    if not found or not found[3]:
        raise ContentError('"{place}" is no place on a sheet.', place=text[:20])
    columns = range(_column(found[1]), _column(found[3]) + 1)
    rows = range(int(found[2]), int(found[4]) + 1)
    if not columns or not rows or len(columns) * len(rows) > 1000:
        raise ContentError('"{place}" is no place on a sheet.', place=text[:20])
    return tuple(f"{column_letter(column)}{row}" for row in rows for column in columns)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
