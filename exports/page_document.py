"""Pages as an unsigned PDF with an outline: printed for people, and nothing to verify."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

# imported late by whoever prints: reportlab takes a tenth of a second
from reportlab.pdfgen.canvas import Canvas

from exports.page_file import draw_page
from exports.page_sheet import HEIGHT, WIDTH, Page
from exports.page_type import REGULAR


def pages_pdf(
    pages: Sequence[Page], title: str, at: datetime, language: str, *, across: str = "", author: str = ""
) -> bytes:
    """The same pages give the same bytes. ``across``: the word that practice pages bear."""
    target = BytesIO()
    canvas = Canvas(
        target,
        pagesize=(WIDTH, HEIGHT),
        pageCompression=1,
        invariant=1,
        initialFontName=REGULAR,  # type: ignore[arg-type]
        lang=language,
    )
    canvas.setTitle(title)
    if author:
        canvas.setAuthor(author)
    canvas.setCreator("KMMP Desktop")
    canvas.setDateFormatter(lambda *_: f"D:{at:%Y%m%d%H%M%S}Z")
    for number, page in enumerate(pages, 1):
        draw_page(canvas, page, across)
        for heading, y in page.marks:
            key = f"m{number}_{y:.0f}"
            canvas.bookmarkHorizontal(key, 0, HEIGHT - y)
            canvas.addOutlineEntry(heading, key)
        canvas.showPage()
    canvas.save()
    return target.getvalue()
