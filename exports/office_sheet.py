"""The recovery sheet of the office as a PDF of one page: it opens the data when nobody can sign in."""

from __future__ import annotations

from exports.page_words import SayIn, Words, say_english
from exports.recovery_sheet import Paper
from kmmp_desktop.services.protection_ports import OfficeSheet


class OfficeSheetPdf:
    """See ``recovery_sheets.OfficeSheetMaker``. Set as a person's sheet is, under another title."""

    def __init__(self, say: SayIn = say_english) -> None:
        self._say = say

    def build(self, sheet: OfficeSheet, language: str) -> bytes:
        return _OfficePaper(sheet, Words(language, self._say)).build(language)


class _OfficePaper(Paper):
    title = "Recovery sheet of the office"

    def secret(self) -> str:
        return self._words("Secret: for the managers of the office only")

    def rows(self) -> list[tuple[str, str]]:
        words, office = self._words, self._sheet.office
        return [(words("Office"), office.name), (words("Implementing partner"), office.partner)]

    def paragraphs(self) -> list[tuple[str, list[str]]]:
        words = self._words
        return [
            (
                words("What this code can do"),
                [
                    words(
                        "It opens the data of the office without anybody's passphrase, also from a copy of "
                        "the data folder or a backup, and sets a new passphrase for a manager or an "
                        "administrator. It opens no signing key: nobody can sign with it."
                    )
                ],
            ),
            self.where_to_keep(),
            (
                words("When nobody knows a passphrase"),
                [
                    words('1. Start KMMP Desktop. Choose "Nobody knows a passphrase".'),
                    words("2. Type the code. Spaces, dashes and small letters do not matter."),
                    words("3. Choose the manager or administrator, and a new passphrase for them."),
                    words("4. They give a new one to everybody else under Tools, My key."),
                    words("This sheet stays good until a newer one of the office is made."),
                ],
            ),
            (
                words("Without this sheet"),
                [
                    words(
                        "When everybody has forgotten their passphrases and this sheet is lost, nobody can "
                        "open the data again, and no backup of them either."
                    )
                ],
            ),
        ]
