"""The office submission as a booklet: an A4 PDF with the same data attached, signed by the manager."""

from __future__ import annotations

from datetime import datetime

from exports.page_words import SayIn, Words, say_english
from kmmp_desktop.domain.submission import SubmissionDocument
from kmmp_desktop.services.ports import Signer


class SubmissionBooklet:
    """Fits ``services.submission_document.SubmissionMaker`` for ``pdf``; checked by ``PdfMaker.check``."""

    kind = "pdf"

    def __init__(self, say: SayIn = say_english) -> None:
        self._say = say

    def build(self, document: SubmissionDocument) -> bytes:
        """The unsigned booklet, with a signature field for the manager."""
        # reportlab takes 0.1 s to import
        from exports.page_file import FileFacts, write_pages
        from exports.submission_pages import set_booklet

        data, words = document.data, Words(document.language, self._say)
        month = words.month(data["submission"]["period"])
        office = data["office"]
        facts = FileFacts(
            title=f"{words('Submission for {month}', month=month)}: {office['partner'] or office['name']}",
            author=str(office["name"]),
            language=document.language,
            made_at=datetime.fromisoformat(data["made_at"]),
            attachment_name=f"{document.name}.json",
            attachment=document.canonical,
            attachment_text=words("The same figures as data"),
            across=words("PRACTICE") if office["practice"] else "",
        )
        return write_pages(set_booklet(document, words), facts)

    def sign(self, content: bytes, signer: Signer, at: datetime) -> bytes:
        """Add the manager's signature, which closes the file against every later change."""
        from exports.signatures.pdf_sign import sign_booklet  # late: pyHanko takes half a second

        return sign_booklet(content, signer, at, self._say)
