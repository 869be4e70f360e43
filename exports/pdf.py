"""The printed return: an A4 PDF that carries its figures as data and is signed by clerk and manager."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from exports.page_words import SayIn, say_english
from kmmp_desktop.domain.document import ReturnDocument
from kmmp_desktop.domain.verdict import FileCheck

if TYPE_CHECKING:
    from kmmp_desktop.services.ports import Signer

# reportlab (0.1 s) and pyHanko (0.5 s) are imported when a page is made or signed, not at start-up


class PdfMaker:
    """Implements ``DocumentMaker`` for PDF: build, sign (PAdES B-B), check."""

    kind = "pdf"

    def __init__(self, say: SayIn = say_english) -> None:
        """``say`` says fixed words in the return's language: ``Catalogue.say_in``."""
        self._say = say

    def build(self, document: ReturnDocument, signers: Sequence[str] = ("clerk", "manager")) -> bytes:
        """The unsigned file, with a prepared signature field for each of ``signers``.

        The same document gives the same bytes.
        """
        from exports.page_setting import set_document

        return set_document(document, signers, self._say)

    def sign(self, content: bytes, signer: Signer, role: str, at: datetime) -> bytes:
        """Sign in the field of ``role``: the clerk certifies, the manager approves after that.

        ``at`` is the moment the signer claims, UTC. Raises RefusedError where the field is not
        there or taken, or the manager would sign before the clerk.
        """
        from exports.signatures.pdf_sign import sign_pdf

        return sign_pdf(content, signer, role, at, self._say)

    def check(self, content: bytes) -> FileCheck:
        """Verify strictly; whatever goes wrong is a NO with the reason in words."""
        from exports.signatures.pdf_check import check_pdf

        return check_pdf(content)
