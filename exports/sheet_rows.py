"""Rows of plain workbooks and CSV files in which no text is ever reckoned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kmmp_desktop.services import no_formula

Value = str | int | float | None

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def harmless(value: Value) -> Value:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return no_formula.harmless(value) if isinstance(value, str) else value


def for_paper(sheet: Any) -> None:
    """Whoever prints a sheet gets A4 across, as wide as the page. Before its first row is written."""
    from openpyxl.worksheet.properties import PageSetupProperties  # late: openpyxl takes 130 ms to import

    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0


class SheetRows:
    """Rows of a write-only sheet; a text is written as a text, whatever it begins with."""

    def __init__(self, sheet: Any) -> None:
        from openpyxl.cell import WriteOnlyCell  # late, as above
        from openpyxl.styles import Font

        self._sheet, self._cell, self._bold = sheet, WriteOnlyCell, Font(name="Calibri", size=11, bold=True)

    def head(self, values: Sequence[Value]) -> None:
        self.row(values, bold=True)

    def row(self, values: Sequence[Value], *, bold: bool = False) -> None:
        self._sheet.append([self._made(value, bold) for value in values])

    def _made(self, value: Value, bold: bool) -> object:
        if isinstance(value, str):
            value = _UNWRITABLE.sub("\ufffd", value)
        risky = isinstance(value, str) and no_formula.is_like_a_formula(value)
        if not (bold or risky):
            return value
        cell = self._cell(self._sheet, value)
        if risky:
            cell.data_type = "s"
            cell.quotePrefix = True  # it stays a text, also after somebody edits it
        if bold:
            cell.font = self._bold
        return cell
