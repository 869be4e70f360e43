"""Sets a whole document: frame, sections, legend, closing tables, signatures; then writes the file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from exports.page_closing import Closing
from exports.page_figures import Figures
from exports.page_file import FileFacts, write_pages
from exports.page_frame import Frame
from exports.page_prose import set_legend
from exports.page_section import set_sections
from exports.page_sheet import Page, Sheet
from exports.page_signing import Signing
from exports.page_type import Type
from exports.page_words import SayIn, Words
from kmmp_desktop.domain.document import ReturnDocument


def set_pages(document: ReturnDocument, signers: Sequence[str], words: Words) -> list[Page]:
    """The pages of ``document``, ready to be drawn."""
    data = document.data
    frame = Frame(document, words)
    findings, totals = data.get("findings") or (), data.get("totals") or ()
    figures = Figures(words, data["cells"], totals, findings)
    sheet = Sheet(Type(), frame.start_page)
    set_sections(sheet, document.form, figures)
    has_parts = any(t["value"] is not None and t.get("counted", 1) < t.get("of", 1) for t in totals)
    set_legend(sheet, words, has_parts=has_parts, has_remarks=bool(findings))
    Closing(document, words, figures).set(sheet)
    Signing(data, words, signers).set(sheet)
    frame.finish(sheet)
    return sheet.pages


def set_document(document: ReturnDocument, signers: Sequence[str], say: SayIn) -> bytes:
    """The finished, unsigned file."""
    words = Words(document.language, say)
    data = document.data
    frame = Frame(document, words)
    facts = FileFacts(
        title=f"{frame.title}: {data['facility']['name']}, MFL {data['facility']['mfl']}, {frame.month}",
        author=str(data["office"]["name"]),
        language=document.language,
        made_at=datetime.fromisoformat(data["completed_at"]),
        attachment_name=f"{document.name}.json",
        attachment=document.canonical,
        attachment_text=words("The same figures as data"),
        across=frame.across,
    )
    return write_pages(set_pages(document, signers, words), facts)
