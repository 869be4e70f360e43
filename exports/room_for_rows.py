"""Openpyxl keeps rows in a temporary file while it writes: not here where it can be helped, and what is said.

A sheet of a return or an entry workbook fits into memory, so that its figures lie in no folder for temporary
files. Sheets that are written row by row, for totals and data quality, do use one; it goes with the book.
"""
# ruff: noqa: SLF001 - openpyxl has no other place to say where a sheet is put together

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from exports.atomic import FULL
from kmmp_desktop.errors import StorageError

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook


def save_in_memory(book: Workbook, archive: ZipFile) -> None:
    """Write a workbook that is whole in memory; ``archive`` is closed then."""
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing  # late, as openpyxl itself
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class Writer(ExcelWriter):
        def write_worksheet(self, ws):  # type: ignore[no-untyped-def]
            ws._drawing = SpreadsheetDrawing()
            ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
            writer = WorksheetWriter(ws, out=BytesIO())
            writer.write()
            ws._rels = writer._rels  # type: ignore[attr-defined]
            archive.writestr(ws.path[1:], writer.read())
            self.manifest.append(ws)

    Writer(book, archive).save()


@contextmanager
def room_for_rows(book: Workbook) -> Iterator[None]:
    """Around filling and saving a book row by row; what it keeps for the moment goes if that fails.

    Raises StorageError where the folder for temporary files takes no more.
    """
    from lxml.etree import SerialisationError  # late, as above

    try:
        yield
    except BaseException as error:
        for sheet in book.worksheets:
            with suppress(SerialisationError, OSError, ValueError):
                sheet.close()
        if isinstance(error, SerialisationError) or (isinstance(error, OSError) and error.errno in FULL):
            raise StorageError(
                "There is no room on the disk to put the workbook together. Nothing was written.",
                hint="Free some space on the disk of this computer, then try again.",
            ) from error
        raise
