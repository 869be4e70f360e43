"""Plain workbooks fit the paper that somebody prints them on."""

from __future__ import annotations

import io

from openpyxl import Workbook, load_workbook

from exports.sheet_rows import SheetRows, for_paper


def test_a_printed_sheet_is_as_wide_as_the_page_and_as_long_as_it_needs() -> None:
    book, out = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("Totals")
    for_paper(sheet)
    SheetRows(sheet).row(("a", 1))
    book.save(out)
    [read] = load_workbook(out).worksheets
    setup = read.page_setup
    assert (read.sheet_properties.pageSetUpPr.fitToPage, setup.orientation) == (True, "landscape")
    assert (setup.fitToHeight, str(setup.paperSize)) == (0, read.PAPERSIZE_A4)
