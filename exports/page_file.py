"""Writes pages as a PDF: drawing, attachment of the figures, prepared signature fields.

One revision, classic cross-reference table, nothing that depends on the day or the machine: the
same pages give the same bytes. ``exports.signatures.pdf_structure`` expects exactly this.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import md5
from io import BytesIO
from typing import IO, Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString
from reportlab.pdfgen.canvas import Canvas

from exports.page_sheet import HEIGHT, WIDTH, Page
from exports.page_type import BOLD, REGULAR

HATCH = "hatch"
HATCH_GREY, HATCH_STEP = 0.81, 5.04
ACROSS_GREY, ACROSS_SIZE, ACROSS_WIDTH = 0.88, 96, 700
PRINTED_AND_LOCKED = 4 + 128
"""Annotation flags: printed, and not moved by a viewer."""
SIGNATURES_EXIST, APPEND_ONLY = 1, 2
PDF_VERSION = (1, 7)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file says about itself beside its pages."""

    title: str
    author: str
    language: str
    made_at: datetime
    attachment_name: str
    attachment: bytes
    attachment_text: str
    """What a viewer's list of attachments says of it."""
    across: str = ""
    """A word printed large across every page."""


def begin(
    target: IO[bytes],
    title: str,
    author: str,
    at: datetime,
    language: str,
    *,
    version: tuple[int, int] | None = None,
) -> Canvas:
    """An empty file for pages. ``at``: when it was made, UTC; ``version`` of PDF, else the usual one."""
    canvas = Canvas(
        target,
        pagesize=(WIDTH, HEIGHT),
        pageCompression=1,
        invariant=1,
        pdfVersion=version,
        initialFontName=REGULAR,  # type: ignore[arg-type]
        lang=language,
    )
    canvas.setTitle(title)
    if author:
        canvas.setAuthor(author)
    canvas.setCreator("KMMP Desktop")
    canvas.setDateFormatter(lambda *_: f"D:{at:%Y%m%d%H%M%S}Z")
    return canvas


def mark_outline(canvas: Canvas, page: Page, number: int) -> None:
    """The headings of a page in the outline of a viewer."""
    for heading, y in page.marks:
        key = f"m{number}_{y:.0f}"
        canvas.bookmarkHorizontal(key, 0, HEIGHT - y)
        canvas.addOutlineEntry(heading, key)


def write_pages(pages: Sequence[Page], facts: FileFacts) -> bytes:
    """The pages as a PDF file."""
    target = BytesIO()
    canvas = begin(target, facts.title, facts.author, facts.made_at, facts.language, version=PDF_VERSION)
    canvas.setSubject(facts.attachment_name.removesuffix(".json"))
    canvas.setProducer("KMMP Desktop")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    fields: list[Any] = []
    if any(page.hatched for page in pages):
        _define_hatch(canvas)
    for number, page in enumerate(pages, 1):
        draw_page(canvas, page, facts.across)
        mark_outline(canvas, page, number)
        fields += [_field(canvas, name, place) for name, place in page.fields.items()]
        canvas.showPage()
    _attach(canvas, facts)
    # reportlab offers no public way to the catalogue; the version is pinned below 6
    document = canvas._doc  # type: ignore[attr-defined] # noqa: SLF001
    for written in document.Pages.pages:
        written.Trans = None  # reportlab would write an empty page transition
    document.Catalog.AcroForm = PDFDictionary(
        {"Fields": PDFArray(fields), "SigFlags": SIGNATURES_EXIST + APPEND_ONLY}
    )
    canvas.save()
    return target.getvalue()


def _define_hatch(canvas: Canvas) -> None:
    """A page full of slanting lines, drawn through a clip wherever cells are not asked."""
    canvas.beginForm(HATCH, 0, 0, WIDTH, HEIGHT)
    canvas.setLineWidth(0.5)
    canvas.setStrokeGray(HATCH_GREY)
    canvas.lines(
        [
            (x, 0, x + HEIGHT, HEIGHT)
            for x in (HATCH_STEP * i - HEIGHT for i in range(int((WIDTH + HEIGHT) / HATCH_STEP) + 1))
        ]
    )
    canvas.endForm()


def draw_page(canvas: Canvas, page: Page, across: str = "") -> None:
    """Draw a page; ``across`` is set large behind it."""
    grey = -1.0
    for x, y, w, h, fill in page.fills:
        if fill != grey:
            canvas.setFillGray(fill)
            grey = fill
        canvas.rect(x, HEIGHT - y - h, w, h, stroke=0, fill=1)
    if across:
        _draw_across(canvas, across)
    if page.hatched:
        canvas.saveState()
        path = canvas.beginPath()
        for x, y, w, h in page.hatched:
            path.rect(x, HEIGHT - y - h, w, h)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.doForm(HATCH)
        canvas.restoreState()
    for (width, grey_of_line), lines in page.lines.items():
        canvas.setLineWidth(width)
        canvas.setStrokeGray(grey_of_line)
        canvas.lines([(x1, HEIGHT - y1, x2, HEIGHT - y2) for x1, y1, x2, y2 in lines])
    _draw_texts(canvas, page)


def _draw_across(canvas: Canvas, word: str) -> None:
    size = min(ACROSS_SIZE, ACROSS_SIZE * ACROSS_WIDTH / canvas.stringWidth(word, BOLD, ACROSS_SIZE))
    canvas.saveState()
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(52)
    canvas.setFont(BOLD, size)
    canvas.setFillGray(ACROSS_GREY)
    canvas.drawCentredString(0, -size / 3, word)
    canvas.restoreState()


def write_stamp(page: Page, width: float, height: float) -> bytes:
    """A page of the size of a signature field, to be shown in it."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=(width, height), pageCompression=1, invariant=1, initialFontName=REGULAR)  # type: ignore[arg-type]
    _draw_texts(canvas, page, height)
    canvas.save()
    return target.getvalue()


def _draw_texts(canvas: Canvas, page: Page, height: float = HEIGHT) -> None:
    """One text object for the page; face and grey are set only where they change."""
    out = canvas.beginText()
    font, size, grey = "", 0.0, -1.0
    for x, y, text, style in page.texts:
        if style.font != font or style.size != size:
            font, size, _ = style
            out.setFont(font, size)
        if style.grey != grey:
            grey = style.grey
            out.setFillGray(grey)
        out.setTextOrigin(x, height - y)
        out.textLine(text)  # textOut would measure it once more
    canvas.drawText(out)


def _field(canvas: Canvas, name: str, place: tuple[float, float, float, float]) -> Any:
    """An empty signature field on the present page, as its own annotation."""
    x, y, w, h = place
    document = canvas._doc  # type: ignore[attr-defined] # noqa: SLF001
    field = PDFDictionary(
        {
            "Type": PDFName("Annot"),
            "Subtype": PDFName("Widget"),
            "FT": PDFName("Sig"),
            "T": PDFString(name),
            "F": PRINTED_AND_LOCKED,
            "P": document.thisPageRef(),
            "Rect": PDFArray([round(v, 2) for v in (x, HEIGHT - y - h, x + w, HEIGHT - y)]),
        }
    )
    canvas._addAnnotation(field, name)  # type: ignore[attr-defined] # noqa: SLF001
    return document.refAnnotation(name)


def _attach(canvas: Canvas, facts: FileFacts) -> None:
    """Attach the figures, named in the catalogue's /Names and /AF."""
    document = canvas._doc  # type: ignore[attr-defined] # noqa: SLF001
    name = PDFString(facts.attachment_name)
    stream = PDFStream(
        PDFDictionary(
            {
                "Type": PDFName("EmbeddedFile"),
                "Subtype": "/application#2Fjson",
                "Filter": PDFName("FlateDecode"),
                "Params": PDFDictionary(
                    {
                        "Size": len(facts.attachment),
                        "CheckSum": PDFString(md5(facts.attachment, usedforsecurity=False).digest()),
                        "ModDate": PDFString(f"D:{facts.made_at:%Y%m%d%H%M%S}Z"),
                    }
                ),
            }
        ),
        zlib.compress(facts.attachment, 9),
    )
    stored = document.Reference(stream, "figures")
    specification = document.Reference(
        PDFDictionary(
            {
                "Type": PDFName("Filespec"),
                "F": name,
                "UF": name,
                "AFRelationship": PDFName("Data"),
                "Desc": PDFString(facts.attachment_text),
                "EF": PDFDictionary({"F": stored, "UF": stored}),
            }
        ),
        "specification",
    )
    catalog = document.Catalog
    catalog.Names = PDFDictionary(
        {"EmbeddedFiles": PDFDictionary({"Names": PDFArray([name, specification])})}
    )
    catalog.AF = PDFArray([specification])
    # reportlab knows no associated files; its catalogue prints what its class lists
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "AF"]
