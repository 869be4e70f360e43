"""The office submission as a signed workbook."""

from __future__ import annotations

import json
from datetime import datetime

from exports.page_words import SayIn, Words, say_english
from kmmp_desktop.domain.submission import SubmissionDocument
from kmmp_desktop.services.ports import Signer

ROLES = ("manager",)
"""Who signs a submission, in the order of signing."""


class SubmissionWorkbook:
    """Fits ``services.submission_document.SubmissionMaker`` for ``xlsx``.

    ``WorkbookMaker.check`` verifies what it makes.
    """

    kind = "xlsx"

    def __init__(self, say: SayIn = say_english) -> None:
        self._say = say

    def build(self, document: SubmissionDocument) -> bytes:
        """The unsigned workbook. Equal documents give equal bytes."""
        from exports.submission_book import SubmissionSheets
        from exports.submission_cover import footer
        from exports.workbook_write import write_workbook  # late: openpyxl takes 130 ms to import

        # the data as everybody reads it back: normalised text, plain JSON types
        data = json.loads(document.canonical)
        words = Words(document.language, self._say)
        return write_workbook(SubmissionSheets(document, data, words).build(), data, footer(words, data))

    def sign(self, content: bytes, signer: Signer, at: datetime) -> bytes:
        """Add the manager's signature."""
        from exports.signatures.ooxml_sign import sign_workbook  # late: cryptography

        return sign_workbook(content, signer, "manager", at, ROLES)
