"""Reading the cells of a workbook of ours from its parts: strict, without entities, nothing hidden."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from exports.signatures import ooxml_structure as structure
from exports.workbook_model import from_cell_text
from exports.workbook_rows import MIN_HEIGHT, read_rows, without_footer
from exports.workbook_styles import NUMBER_FORMATS
from kmmp_desktop.text import Message

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_SHEET_ELEMENTS = frozenset(
    MAIN + name
    for name in (
        "worksheet",
        "sheetPr",
        "outlinePr",
        "pageSetUpPr",
        "dimension",
        "sheetViews",
        "sheetView",
        "pane",
        "selection",
        "sheetFormatPr",
        "cols",
        "col",
        "sheetData",
        "row",
        "c",
        "v",
        "is",
        "t",
        "mergeCells",
        "mergeCell",
        "printOptions",
        "pageMargins",
        "pageSetup",
        "headerFooter",
        "oddHeader",
        "oddFooter",
        "rowBreaks",
        "brk",
        "evenHeader",
        "evenFooter",
        "firstHeader",
        "firstFooter",
    )
)
"""What our sheets are made of. No formulas, no conditional formats, no drawings, no links."""
_BOOK_ELEMENTS = frozenset(
    MAIN + name
    for name in (
        "workbook",
        "workbookPr",
        "workbookProtection",
        "bookViews",
        "workbookView",
        "sheets",
        "sheet",
        "definedNames",
        "definedName",
        "calcPr",
    )
)
_DEFINED_NAMES = frozenset({"_xlnm.Print_Titles"})
_BUILT_IN_FORMATS = frozenset({"0"})
_NUMBER = re.compile(r"-?[0-9][-+0-9.eE]{0,30}")
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_KEPT, _LARGEST_KEPT = 128, 100_000
"""Parts that were read before and held, and their most bytes: files of one form differ in their rows, hardly
in the rest. What is refused is read each time."""
_MIN_WIDTH = 3.0
"""Narrower, and a figure would be hidden in plain sight."""

CellText = str | float
SheetCells = Mapping[str, CellText]


class ContentError(Exception):
    """A part of the workbook is not what this program writes."""

    def __init__(self, template: str, **params: object) -> None:
        self.message = Message(template, params)
        super().__init__(str(self.message))


def parse(name: str, content: bytes) -> Any:
    """Parse XML without document types, entities or network; raises ContentError."""
    from lxml import etree  # late: 26 ms that a start without files need not wait

    head = content[:200].lower()
    if b"<!" in content or b"\x00" in content or (b"encoding" in head and b"utf-8" not in head):
        raise ContentError('The part "{part}" holds a document type or an unusual encoding.', part=name)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_pis=False,
        remove_comments=False,
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        raise ContentError('The part "{part}" cannot be read.', part=name) from None


Read = TypeVar("Read")


def _once(read: Callable[..., Read], content: bytes, *more: str) -> Read:
    """What ``read`` says of these very bytes, which it may have read before."""
    found: Read = (_remembered if len(content) <= _LARGEST_KEPT else _anew)(read, content, *more)
    return found


def _anew(read: Callable[..., Any], content: bytes, *more: str) -> Any:
    return read(content, *more)


_remembered = lru_cache(_KEPT)(_anew)


def sheet_names(parts: Mapping[str, bytes]) -> tuple[str, ...]:
    """The names of the sheets in order; refuses hidden sheets and names that stand for other cells."""
    names = _once(_names, parts[structure.WORKBOOK])
    if len(names) != structure.count_parts(parts)[0]:
        raise ContentError("The sheets of the file are listed in another way than this program lists them.")
    return names


def _names(content: bytes) -> tuple[str, ...]:
    root = parse(structure.WORKBOOK, content)
    _only(root, _BOOK_ELEMENTS, structure.WORKBOOK)
    names = []
    for number, sheet in enumerate(root.iter(MAIN + "sheet"), 1):
        if sheet.get("state", "visible") != "visible":
            raise ContentError('The sheet "{sheet}" is hidden.', sheet=sheet.get("name"))
        if sheet.get(_RELATION) != f"rId{number}" or not sheet.get("name"):
            raise ContentError(
                "The sheets of the file are listed in another way than this program lists them."
            )
        names.append(str(sheet.get("name")))
    for defined in root.iter(MAIN + "definedName"):
        if defined.get("name") not in _DEFINED_NAMES:
            raise ContentError('The file gives a name to cells: "{name}".', name=defined.get("name"))
    if len({n.lower() for n in names}) != len(names):
        raise ContentError("The sheets of the file are listed in another way than this program lists them.")
    return tuple(names)


def check_number_formats(parts: Mapping[str, bytes]) -> None:
    """Refuse number formats that are not ours: they can show a figure that is not there."""
    _once(_check_styles, parts[structure.STYLES])


def _check_styles(content: bytes) -> None:
    root = parse(structure.STYLES, content)
    own = set(_BUILT_IN_FORMATS)
    for number_format in root.iter(MAIN + "numFmt"):
        if number_format.get("formatCode") not in NUMBER_FORMATS:
            raise ContentError(
                'The file shows numbers in an unusual way: "{format}".',
                format=number_format.get("formatCode"),
            )
        own.add(str(number_format.get("numFmtId")))
    if any(style.get("numFmtId", "0") not in own for style in root.iter(MAIN + "xf")):
        raise ContentError('The file shows numbers in an unusual way: "{format}".', format="built-in")


def read_sheet(part: str, content: bytes) -> tuple[dict[str, CellText], tuple[str, ...]]:
    """Return the filled cells of a sheet (``G12`` to text or number) and its merged ranges."""
    rows = read_rows(content)
    if rows is not None:
        return rows.cells, _once(_frame, without_footer(rows.frame), part)
    root = parse(part, content)
    merges = _check_frame(root, part)
    return _cells(root, part), merges


def _frame(content: bytes, part: str) -> tuple[str, ...]:
    return _check_frame(parse(part, content), part)


def _check_frame(root: Any, part: str) -> tuple[str, ...]:
    """Refuse what no sheet of ours has beside its rows; return the merged ranges."""
    _only(root, _SHEET_ELEMENTS, part)
    if len(root.findall(MAIN + "sheetData")) != 1 or len(list(root.iter(MAIN + "sheetData"))) != 1:
        raise ContentError('The part "{part}" cannot be read.', part=part)
    for column in root.iter(MAIN + "col"):
        if column.get("hidden") or column.get("collapsed") or float(column.get("width", "9")) < _MIN_WIDTH:
            raise ContentError('A column of the part "{part}" is hidden.', part=part)
    return tuple(str(merge.get("ref")) for merge in root.iter(MAIN + "mergeCell"))


def _cells(root: Any, part: str) -> dict[str, CellText]:
    cells: dict[str, CellText] = {}
    seen: set[str] = set()
    for row in root.iter(MAIN + "row"):
        if row.get("hidden") or row.get("collapsed") or float(row.get("ht", "13")) < MIN_HEIGHT:
            raise ContentError('Row {row} of the part "{part}" is hidden.', row=row.get("r"), part=part)
        for cell in row:
            name = str(cell.get("r"))
            found = _CELL.fullmatch(name)
            if not found or found[2] != row.get("r") or name in seen:
                raise ContentError(
                    'The cell {cell} of the part "{part}" stands in the wrong place.', cell=name, part=part
                )
            seen.add(name)
            value = _value(cell, name, part)
            if value is not None:
                cells[name] = value
    return cells


def _value(cell: Any, name: str, part: str) -> CellText | None:
    kind, children = cell.get("t", "n"), list(cell)
    if not children:
        return None
    if len(children) == 1:
        child = children[0]
        if kind == "inlineStr" and child.tag == MAIN + "is" and len(child) == 1 and not len(child[0]):
            return from_cell_text(child[0].text or "")
        if kind == "n" and child.tag == MAIN + "v" and not len(child) and _NUMBER.fullmatch(child.text or ""):
            return float(child.text)
    raise ContentError(
        'The cell {cell} of the part "{part}" is neither a number nor a plain text.', cell=name, part=part
    )


def _only(root: Any, allowed: frozenset[str], part: str) -> None:
    for element in root.iter():
        # comments and processing instructions have a function for a tag
        if element.tag not in allowed:
            tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "<!-- -->"
            raise ContentError(
                'The part "{part}" holds something that no return has: {what}.', part=part, what=tag
            )
