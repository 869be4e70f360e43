"""What a signature shows on paper: who, when, with which key; drawn like the rest of the page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from exports.page_file import write_stamp
from exports.page_sheet import Page
from exports.page_signing import ENTRY, LINE, NAME, baseline_of, role_word, short_key
from exports.page_type import Style, Type
from exports.page_words import Words


class StampPage(PdfContent):
    """The one page of a PDF in memory as the content of a stamp."""

    def __init__(self, pdf: bytes, width: float, height: float) -> None:
        super().__init__(box=BoxConstraints(width=width, height=height))
        self._pdf = pdf

    def render(self) -> bytes:
        form = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self._pdf)))
        self.resources.xobject["/Stamp"] = form
        return b"/Stamp Do"


def fingerprint(certificate: bytes) -> str:
    """First 8 bytes of the certificate's SHA-256 as ``7F3A 91C2 0BD4 E6A8``."""
    digits = hashlib.sha256(certificate).hexdigest()[:16].upper()
    return " ".join(digits[i : i + 4] for i in range(0, 16, 4))


def stamp_style(
    role: str,
    name: str,
    person_role: str,
    certificate: bytes,
    at: datetime,
    data: Mapping[str, Any],
    words: Words,
    size: tuple[float, float],
) -> StaticStampStyle:
    """The look of a signature: two lines for the clerk, whose box is printed already, six for the manager."""
    key = fingerprint(certificate)
    if role == "clerk":
        lines = [
            (words("certified by {name}, key {key}", name=name, key=short_key(key)), ENTRY),
            (words.moment(at), ENTRY),
        ]
    else:
        lines = [
            (name, NAME),
            (role_word(person_role, words), ENTRY),
            (str(data["office"]["name"]), ENTRY),
            (words.moment(at), ENTRY),
            (key, ENTRY),
            (words("approved, key {key}", key=short_key(key)), ENTRY),
        ]
    width, height = size
    pdf = write_stamp(_page(lines, width), width, height)
    rule = SimpleBoxLayoutRule(
        AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, inner_content_scaling=InnerScaling.NO_SCALING
    )
    return StaticStampStyle(
        border_width=0,
        background=StampPage(pdf, width, height),
        background_layout=rule,
        background_opacity=1.0,
    )


def _page(lines: list[tuple[str, Style]], width: float) -> Page:
    page, type_ = Page(), Type()
    for place, (text, style) in enumerate(lines):
        clean = type_.clean(text)
        wide = type_.width(clean, style)
        if wide > width:
            style = style._replace(size=style.size * width / wide)
        page.texts.append((0.0, place * LINE + baseline_of(style), clean, style))
    return page
