"""The recovery sheet as a PDF of one page: a code to keep in a closed envelope, and what it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.page_words import SayIn, Words, say_english
from exports.practice_mark import across
from kmmp_desktop.domain.office import Person
from kmmp_desktop.services.keys import RecoverySheet
from kmmp_desktop.services.protection_ports import OfficeSheet

if TYPE_CHECKING:
    from exports.page_sheet import Page, Sheet
    from exports.page_type import Style, Type

ROWS = (4, 3)
"""How the seven groups of the code stand in two rows."""
ROLE_WORDS = {
    "clerk": "clerk",
    "manager": "manager",
    "officer": "programme officer",
    "administrator": "administrator",
}


class RecoverySheetPdf:
    """See ``recovery_sheets.SheetMaker``. Without markers of the file's making: a sheet is no return."""

    def __init__(self, say: SayIn = say_english) -> None:
        self._say = say

    def build(self, sheet: RecoverySheet, language: str) -> bytes:
        return Paper(sheet, Words(language, self._say)).build(language)


class Paper:
    """The page of one sheet: a person's; ``exports.office_sheet`` has the office's."""

    title = "Recovery sheet"

    def __init__(self, sheet: RecoverySheet | OfficeSheet, words: Words) -> None:
        self._sheet = sheet
        self._words = words

    def build(self, language: str) -> bytes:
        # late: reportlab takes 0.1 s to import
        from exports.page_document import pages_pdf
        from exports.page_type import Type

        office = self._sheet.office
        return pages_pdf(
            self.set(Type()),
            self._words(self.title),
            self._sheet.made_at,
            language,
            across=across(office.is_demo, self._words),
            author=office.name,
        )

    def set(self, type_: Type) -> list[Page]:
        from exports.page_sheet import Sheet  # late, as above
        from exports.page_type import BOLD, REGULAR, Style

        text, strong = Style(REGULAR, 10.5), Style(BOLD, 10.5)
        paper = Sheet(type_, self._head)
        self._facts(paper)
        self._code(paper)
        for title, said in self.paragraphs():
            self._say_all(paper, title, said, strong, text)
        self._sign_off(paper, text)
        assert paper.number == 1, "a recovery sheet is one page"
        return paper.pages

    @property
    def _person(self) -> Person:
        assert isinstance(self._sheet, RecoverySheet)
        return self._sheet.person

    def secret(self) -> str:
        """For whose eyes it is."""
        return self._words("Secret: for {name} only", name=self._person.name)

    def rows(self) -> list[tuple[str, str]]:
        """What the sheet belongs to: caption and value."""
        words, person = self._words, self._person
        return [
            (words("Person"), f"{person.name}, {words(ROLE_WORDS[person.role.value])}"),
            (words("User name"), person.username),
            (words("Office"), self._sheet.office.name),
            (words("Key"), person.fingerprint),
        ]

    def paragraphs(self) -> list[tuple[str, list[str]]]:
        words = self._words
        return [
            (
                words("What this code can do"),
                [
                    words(
                        "It opens the signing key of {name} without the passphrase, and sets a new "
                        "passphrase. Whoever holds this sheet can sign as {name}.",
                        name=self._person.name,
                    )
                ],
            ),
            self.where_to_keep(),
            (
                words("When the passphrase is forgotten"),
                [
                    words(
                        '1. Start KMMP Desktop. Where it asks who you are, choose "Forgot the passphrase".'
                    ),
                    words("2. Type the code. Spaces, dashes and small letters do not matter."),
                    words("3. Choose a new passphrase. This sheet stays good until a newer one is made."),
                    words("After the loss of a computer, first put back a copy of the data folder."),
                ],
            ),
            (
                words("Without this sheet"),
                [
                    words(
                        "A forgotten passphrase cannot be recovered by anybody. A manager or an "
                        "administrator gives a new one, and a new key is made; where the programme has an "
                        "authority, it has to issue a new certificate before other offices know the new key."
                    )
                ],
            ),
        ]

    def where_to_keep(self) -> tuple[str, list[str]]:
        words = self._words
        return (
            words("Where to keep it"),
            [
                words("In a closed envelope with the name and the date across its flap, locked away."),
                words(
                    "Not beside the computer, not in a photograph, not in a file: print it, then delete it."
                ),
            ],
        )

    def _head(self, paper: Sheet) -> None:
        from exports.page_sheet import HEAVY, LEFT, RIGHT, RULE
        from exports.page_type import BOLD, DARK, REGULAR, Style

        words, clean = self._words, paper.type.clean
        small = Style(REGULAR, 9, DARK)
        paper.y += paper.set_lines(LEFT, paper.y, (clean("KMMP Desktop"),), small)
        paper.y += paper.set_lines(LEFT, paper.y, (clean(words(self.title)),), Style(BOLD, 22))
        line = clean(self.secret())
        lines = paper.type.lines(line, Style(BOLD, 12), RIGHT - LEFT)[:2]
        paper.y += paper.set_lines(LEFT, paper.y, lines, Style(BOLD, 12)) + 6
        paper.page.line(LEFT, paper.y, RIGHT, paper.y, HEAVY, RULE)
        paper.y += 10

    def _facts(self, paper: Sheet) -> None:
        from exports.page_sheet import LEFT, RIGHT
        from exports.page_type import BOLD, REGULAR, SOFT, Style

        made, words, clean = self._sheet, self._words, paper.type.clean
        for caption, said in [*self.rows(), (words("Made on"), words.moment(made.made_at))]:
            style = Style(BOLD, 10.5)
            paper.set_lines(LEFT, paper.y, (clean(caption),), Style(REGULAR, 10.5, SOFT))
            lines = paper.type.lines(clean(said), style, RIGHT - LEFT - 110)[:2]
            paper.y += paper.set_lines(LEFT + 110, paper.y, lines, style) + 2
        paper.y += 10

    def _code(self, paper: Sheet) -> None:
        """In a box, large, the groups numbered: it can be read out and typed without losing the place."""
        from exports.page_sheet import BAND_FILL, LEFT, RIGHT, RULE, middle
        from exports.page_type import MONO, REGULAR, SOFT, Style

        groups = self._sheet.code.split("-")
        assert len(groups) == sum(ROWS)
        big, number = Style(MONO, 27), Style(REGULAR, 8, SOFT)
        row, width = 56.0, (RIGHT - LEFT) / ROWS[0]
        high = row * len(ROWS) + 12
        paper.page.fills.append((LEFT, paper.y, RIGHT - LEFT, high, BAND_FILL))
        paper.page.frame(LEFT, paper.y, RIGHT - LEFT, high, 1.2, RULE)
        top, place = paper.y + 6, 0
        for many in ROWS:
            for column in range(many):
                centre = LEFT + width * (column + 0.5)
                paper.text_centred(centre, top + 12, str(place + 1), number)
                paper.text_centred(centre, middle(top + 10, row - 10, big.size), groups[place], big)
                place += 1
            top += row
        paper.y += high + 6
        note = self._words(
            "Digits and capitals only: 0 is always the digit; there is no letter I, L, O or U."
        )
        style = Style(REGULAR, 9, SOFT)
        lines = paper.type.lines(paper.type.clean(note), style, RIGHT - LEFT)
        paper.y += paper.set_lines(LEFT, paper.y, lines, style) + 12

    def _say_all(self, paper: Sheet, title: str, said: list[str], strong: Style, text: Style) -> None:
        from exports.page_sheet import LEFT, RIGHT

        clean, type_ = paper.type.clean, paper.type
        heads = type_.lines(clean(title), strong._replace(size=12), RIGHT - LEFT)
        paper.y += paper.set_lines(LEFT, paper.y, heads, strong._replace(size=12)) + 2
        for one in said:
            paper.y += paper.set_lines(LEFT, paper.y, type_.lines(clean(one), text, RIGHT - LEFT), text) + 2
        paper.y += 9

    def _sign_off(self, paper: Sheet, text: Style) -> None:
        """Lines for the hand: who closed the envelope, and when."""
        from exports.page_sheet import LEFT, RIGHT

        paper.y += 18
        half = (RIGHT - LEFT) / 2
        for at, caption in ((0, "Closed in an envelope by"), (1, "On")):
            left = LEFT + half * at
            paper.page.line(left, paper.y, left + half - 14, paper.y)
            words = paper.type.clean(self._words(caption))
            paper.set_lines(left, paper.y + 2, (words,), text._replace(size=9))
        paper.y += 18
