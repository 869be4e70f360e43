"""The raw cells of a workbook as a spreadsheet program saved it: what was typed, not what was computed."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from exports.workbook_model import from_cell_text
from exports.workbook_read import MAIN, ContentError, parse

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))

MOST_PART = 30_000_000
"""Bytes of one part; ours have 200,000."""
MOST_CELLS = 200_000


@dataclass(frozen=True, slots=True)
class RawCell:
    """``kind``: ``n`` number, ``s`` text, ``b`` yes or no, ``e`` error, ``f`` formula; ``text`` as stored.

    For a formula ``text`` is the formula with its ``=``. ``is_date``: the number is shown as a date.
    """

    kind: str
    text: str
    is_date: bool = False


class Package:
    """Sheets by name, read one at a time. Raises ContentError for what cannot be read."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._names = set(self._archive.namelist())
        workbook = self._part("xl/workbook.xml")
        if _STRICT in workbook:
            raise ContentError("The workbook was saved as Strict Open XML, which cannot be read.")
        root = parse("xl/workbook.xml", workbook)
        targets = self._targets()
        self.sheets: dict[str, str] = {
            str(sheet.get("name")): targets.get(str(sheet.get(_RELATION)), "")
            for sheet in root.iter(MAIN + "sheet")
        }
        properties = root.find(MAIN + "workbookPr")
        old = properties is not None and properties.get("date1904") in ("1", "true")
        self.days_shift = 1462 if old else 0
        self._texts: list[str] | None = None
        self._dates: frozenset[int] | None = None

    def cells(self, sheet: str) -> dict[str, RawCell]:
        """Every filled cell of a sheet by address; raises KeyError for a sheet that is not there."""
        part = self.sheets[sheet]
        root = parse(part, self._part(part))
        found: dict[str, RawCell] = {}
        for cell in root.iter(MAIN + "c"):
            address = str(cell.get("r"))
            if not _ADDRESS.fullmatch(address) or address in found or len(found) > MOST_CELLS:
                raise ContentError(
                    'The cell {cell} of the part "{part}" stands in the wrong place.', cell=address, part=part
                )
            raw = self._cell(cell, part)
            if raw is not None:
                found[address] = raw
        return found

    def property(self, name: str) -> str | None:
        """A custom document property that is a text."""
        part = "docProps/custom.xml"
        if part not in self._names:
            return None
        for one in parse(part, self._part(part)):
            if one.get("name") == name:
                return "".join(one.itertext())
        return None

    def _cell(self, cell: Any, part: str) -> RawCell | None:
        kind = cell.get("t", "n")
        formula, value, inline = (cell.find(MAIN + name) for name in ("f", "v", "is"))
        if formula is not None:
            return RawCell("f", "=" + (formula.text or ""))
        if kind == "inlineStr":
            return RawCell("s", _joined(inline)) if inline is not None else None
        if value is None or value.text is None:
            return None
        match kind:
            case "s":
                return RawCell("s", self._shared(value.text))
            case "str" | "d":
                return RawCell("s", value.text)
            case "b" | "e":
                return RawCell(kind, value.text)
            case "n":
                return RawCell("n", value.text, self._style(cell) in self._date_styles())
        raise ContentError(
            'The cell {cell} of the part "{part}" is neither a number nor a plain text.',
            cell=cell.get("r"),
            part=part,
        )

    def _style(self, cell: Any) -> int:
        style = cell.get("s", "0")
        return int(style) if style.isdecimal() else 0

    def _part(self, name: str) -> bytes:
        if name not in self._names:
            raise ContentError('The part "{part}" is missing.', part=name or "?")
        if self._archive.getinfo(name).file_size > MOST_PART:
            raise ContentError('The part "{part}" is far larger than it should be.', part=name)
        return self._archive.read(name)

    def _targets(self) -> Mapping[str, str]:
        part = "xl/_rels/workbook.xml.rels"
        found: dict[str, str] = {}
        for one in parse(part, self._part(part)).iter(_PACKAGE + "Relationship"):
            if one.get("TargetMode") == "External":
                continue
            target = str(one.get("Target", ""))
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath("xl/" + target)
            found[str(one.get("Id"))] = path
        return found

    def _shared(self, index: str) -> str:
        if self._texts is None:
            part = "xl/sharedStrings.xml"
            self._texts = [_joined(one) for one in parse(part, self._part(part)).iter(MAIN + "si")]
        if not index.isdecimal() or int(index) >= len(self._texts):
            raise ContentError('The part "{part}" cannot be read.', part="xl/sharedStrings.xml")
        return self._texts[int(index)]

    def _date_styles(self) -> frozenset[int]:
        """Numbers of the cell styles that show a number as a date or time."""
        if self._dates is None:
            part = "xl/styles.xml"
            root = parse(part, self._part(part))
            own = {
                str(one.get("numFmtId"))
                for one in root.iter(MAIN + "numFmt")
                if _shows_date(str(one.get("formatCode", "")))
            }
            own |= {str(number) for number in _BUILT_IN_DATES}
            formats = root.find(MAIN + "cellXfs")
            styles = [] if formats is None else list(formats)
            self._dates = frozenset(n for n, one in enumerate(styles) if one.get("numFmtId", "0") in own)
        return self._dates


def _shows_date(code: str) -> bool:
    return any(letter in "dmyhs" for letter in _QUOTED.sub("", code.split(";")[0]).lower())


def _joined(node: Any) -> str:
    """The text of a plain or rich text, without its phonetic reading."""
    return "".join(_runs(node))


def _runs(node: Any) -> Iterator[str]:
    for child in node:
        if child.tag == MAIN + "t":
            yield child.text or ""
        elif child.tag == MAIN + "r":
            yield from _runs(child)


def cell_text(cell: RawCell | None) -> str:
    """The text of a cell without the escapes of spreadsheets; empty where there is none."""
    if cell is None:
        return ""
    return from_cell_text(cell.text) if cell.kind == "s" else cell.text
