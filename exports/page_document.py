"""Pages as an unsigned PDF with an outline: printed for people, and nothing to verify."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

# imported late by whoever prints: reportlab, which it brings along, takes a tenth of a second
from exports.page_file import begin, draw_page, mark_outline
from exports.page_sheet import Page


def pages_pdf(
    pages: Sequence[Page], title: str, at: datetime, language: str, *, across: str = "", author: str = ""
) -> bytes:
    """The same pages give the same bytes. ``across``: the word that practice pages bear."""
    target = BytesIO()
    canvas = begin(target, title, author, at, language)
    for number, page in enumerate(pages, 1):
        draw_page(canvas, page, across)
        mark_outline(canvas, page, number)
        canvas.showPage()
    canvas.save()
    return target.getvalue()
