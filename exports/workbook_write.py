"""From planned sheets to the bytes of an unsigned workbook."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from exports.room_for_rows import save_in_memory
from exports.signatures import ooxml_structure as structure
from exports.signatures.opc import write_package
from exports.workbook_model import DEFAULT_HEIGHT, Sheet, column_letter, page_breaks, to_cell_text
from exports.workbook_properties import app_properties, core_properties
from exports.workbook_styles import style_numbers
from exports.workbook_xml import put_rows, sheet_xml

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_MARGIN = 0.5
"""Inches: 12.7 mm."""
_RELATIONSHIP = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'\b(Id|Target|Type)="([^"]*)"')


def write_workbook(sheets: Sequence[Sheet], data: Mapping[str, Any], footer: tuple[str, str, str]) -> bytes:
    """Write ``sheets`` with openpyxl, their rows directly, and pack them as our one kind of file.

    ``footer`` is left, middle, right in the code of spreadsheets (``&P`` = page). Values only: no
    text ever becomes a formula. Equal input gives equal bytes.
    """
    from openpyxl import Workbook  # late: openpyxl takes 130 ms to import

    workbook = Workbook()
    if workbook.active is not None:
        workbook.remove(workbook.active)
    for sheet in sheets:
        workbook.create_sheet(sheet.name)
    style = style_numbers(workbook)
    # before openpyxl writes the styles: each is made when a cell first asks for it
    rows = [sheet_xml(sheet, style) for sheet in sheets]
    for sheet, worksheet in zip(sheets, workbook.worksheets, strict=True):
        set_widths(worksheet, sheet)
        set_up_page(worksheet, sheet, footer)
    raw = io.BytesIO()
    # stored: the parts are taken out again, and packed with fixed times
    save_in_memory(workbook, zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED))
    with zipfile.ZipFile(raw) as archive:
        written = {name: archive.read(name) for name in archive.namelist()}
    for number, xml in enumerate(rows, 1):
        part = structure.sheet_part(number)
        written[part] = put_rows(written[part], xml)
    return write_package(_our_parts(written, len(sheets), data))


def fill_sheet(worksheet: Worksheet, sheet: Sheet, style: Callable[[str], Any]) -> None:
    """Put the planned values, styles, heights, widths and merges of ``sheet`` into ``worksheet``."""
    from openpyxl.cell.cell import Cell

    for number, row in enumerate(sheet.rows, 1):
        made: list[Any] = [None] * max(row, default=0)
        for column, (value, name) in row.items():
            array = style(name)
            if array is None and not isinstance(value, str):
                made[column - 1] = value
                continue
            made[column - 1] = cell = Cell(worksheet, number, column)
            # one array for all cells alike: nothing changes it, and a copy for each costs time
            cell._style = array  # type: ignore[attr-defined]  # noqa: SLF001
            if isinstance(value, str):
                cell.value = to_cell_text(value)
                # "=1+1" or "#N/A" in a text is a text
                cell.data_type = "s"
            elif value is not None:
                cell.value = value
        worksheet.append(made)
    for number, height in sheet.heights.items():
        worksheet.row_dimensions[number].height = height
    set_widths(worksheet, sheet)
    for merge in sheet.merges:
        # not merge_cells(): that takes the borders of the covered cells away
        worksheet.merged_cells.add(merge)


def set_widths(worksheet: Worksheet, sheet: Sheet) -> None:
    for number, width in enumerate(sheet.widths, 1):
        worksheet.column_dimensions[column_letter(number)].width = width


def set_up_page(worksheet: Worksheet, sheet: Sheet, footer: tuple[str, str, str]) -> None:
    """A4, as wide as the page, with frozen panes, repeated rows and ``footer``."""
    from openpyxl.worksheet.pagebreak import Break
    from openpyxl.worksheet.properties import PageSetupProperties

    if sheet.freeze:
        worksheet.freeze_panes = sheet.freeze
    if sheet.repeat:
        worksheet.print_title_rows = sheet.repeat
    if sheet.may_break:
        for row in page_breaks(sheet):
            worksheet.row_breaks.append(Break(id=row))
    worksheet.sheet_view.showGridLines = False
    worksheet.sheet_format.defaultRowHeight = DEFAULT_HEIGHT
    worksheet.sheet_format.customHeight = True
    worksheet.page_setup.paperSize = 9
    worksheet.page_setup.orientation = "landscape" if sheet.is_wide else "portrait"
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.print_options.horizontalCentered = True
    margins = worksheet.page_margins
    margins.left = margins.right = margins.top = _MARGIN
    margins.bottom, margins.footer, margins.header = 0.75, 0.35, 0.3
    page: Any = worksheet.oddFooter
    for part, text in zip((page.left, page.center, page.right), footer, strict=True):
        part.text, part.size = text, 8


def _our_parts(written: Mapping[str, bytes], sheets: int, data: Mapping[str, Any]) -> dict[str, bytes]:
    """Keep the parts that carry something; the ones that describe them are always written alike."""
    _check_relationships(written[structure.WORKBOOK_RELS], sheets)
    parts = structure.structure(sheets, 0) | {
        structure.CORE: core_properties(data),
        structure.APP: app_properties(),
    }
    for name in structure.part_names(sheets, 0):
        if name not in parts:
            parts[name] = written[name]
    return {name: parts[name] for name in structure.part_names(sheets, 0)}


def _check_relationships(written: bytes, sheets: int) -> None:
    """Make sure that openpyxl numbers the sheets as we do; another version might not."""
    found = {
        fields[b"Id"]: fields[b"Target"]
        for fields in (dict(_ATTRIBUTE.findall(tag)) for tag in _RELATIONSHIP.findall(written))
        if fields[b"Type"].endswith(b"/worksheet")
    }
    expected = {f"rId{n + 1}".encode(): f"/{structure.sheet_part(n + 1)}".encode() for n in range(sheets)}
    if found != expected:
        raise RuntimeError(f"openpyxl names its sheets in a way this program does not know: {found}")
