"""The four signature boxes, and the box that ties the paper to its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from exports.page_frame import spaced_head
from exports.page_prose import KEY, set_key
from exports.page_section import set_heading
from exports.page_sheet import CAP, LEFT, MM, RIGHT, RULE, Sheet, leading
from exports.page_type import BOLD, MONO, REGULAR, SOFT, Run, Style
from exports.page_words import Words

TITLE = Style(BOLD, 8.5)
CAPTION = Style(REGULAR, 7.5, SOFT)
ENTRY = Style(REGULAR, 8.25)
NAME = Style(BOLD, 8.25)
CODE = Style(MONO, 10.5)
SMALL = Style(REGULAR, 7, SOFT)
LINE = 11.4
"""Distance of lines in a signature box."""
CAPTIONS = 76.0
PEN = 10 * MM
"""Room for a pen, and for a stamp."""
GAP = 9.0
FIELDS = {"clerk": "Clerk", "manager": "Manager"}
"""Role -> name of its signature field."""


def baseline_of(style: Style) -> float:
    """How far below the top of an entry its letters stand."""
    return leading(style) / 2 + style.size * CAP / 2


def role_word(role: str, words: Words) -> str:
    return {
        "clerk": words("Data clerk"),
        "manager": words("Programme manager"),
        "officer": words("Programme officer"),
        "administrator": words("Administrator"),
    }.get(role, role)


def short_key(fingerprint: str) -> str:
    """The first two groups of a fingerprint: ``7F3A 91C2``."""
    return " ".join(fingerprint.split()[:2])


class Signing:
    """Sets the signature boxes of one document and notes where the signature fields stand."""

    def __init__(self, data: Mapping[str, Any], words: Words, signers: Sequence[str]) -> None:
        self.data = data
        self.words = words
        self.signers = signers
        self.width = (RIGHT - LEFT - GAP) / 2

    def set(self, sheet: Sheet) -> None:
        """Set all boxes together on one page."""
        tall = 15 + LINE * 8 + PEN + 12
        low = 15 + LINE + PEN + 24
        set_heading(sheet, self.words("Signatures"), follow=tall + GAP + low + 85)
        top = sheet.y
        self._prepared(sheet, LEFT, top, tall)
        self._approved(sheet, LEFT + self.width + GAP, top, tall)
        top += tall + GAP
        self._by_hand(sheet, LEFT, top, low, self.words("Facility in-charge"), self.words("Stamp and date"))
        self._by_hand(
            sheet,
            LEFT + self.width + GAP,
            top,
            low,
            self.words("Received by sub-county or county"),
            self.words("Stamp and date"),
        )
        sheet.y = top + low
        self._check_box(sheet)

    def set_of_month(self, sheet: Sheet) -> None:
        """Set the boxes of a whole month: the manager's with its field, and one for who receives it."""
        tall = 15 + LINE * 8 + PEN + 12
        sheet.need(tall)
        top = sheet.y
        self._approved(sheet, LEFT, top, tall, self.words("Signed by"), self.words("Signed on"))
        x = LEFT + self.width + GAP
        self._by_hand(
            sheet, x, top, tall, self.words("Received by sub-county or county"), self.words("Stamp and date")
        )
        sheet.y = top + tall

    def _box(self, sheet: Sheet, x: float, top: float, height: float, title: str) -> float:
        """Draw a box; returns where its lines begin."""
        sheet.page.frame(x, top, self.width, height, 0.75, RULE)
        return top + 6 + sheet.set_lines(x + 7.5, top + 6, (sheet.type.clean(title),), TITLE) + 2

    def _entry(
        self, sheet: Sheet, x: float, top: float, caption: str, value: str, style: Style = ENTRY
    ) -> None:
        clean = sheet.type.clean
        sheet.set_lines(x + 7.5, top, (clean(caption),), sheet.fitted(clean(caption), CAPTION, CAPTIONS - 4))
        if value:
            style = sheet.fitted(clean(value), style, self.width - CAPTIONS - 15)
            sheet.set_lines(x + 7.5 + CAPTIONS, top, (clean(value),), style)

    def _pen(self, sheet: Sheet, x: float, y: float) -> None:
        sheet.page.line(x + 7.5 + CAPTIONS, y, x + self.width - 10, y, 0.75, RULE)

    def _prepared(self, sheet: Sheet, x: float, top: float, height: float) -> None:
        words, data = self.words, self.data
        by = data["prepared_by"]
        y = self._box(sheet, x, top, height, words("Prepared by"))
        entries = (
            (words("Name"), by["name"]),
            (words("Role"), role_word(by["role"], words)),
            (words("Office"), data["office"]["name"]),
            (words("Prepared on"), words.moment(data["completed_at"])),
            (words("Key"), by.get("fingerprint", "")),
            (words("In this file"), ""),
            ("", ""),
            (words("By hand"), ""),
        )
        for caption, value in entries:
            self._entry(sheet, x, y, caption, value, NAME if caption == entries[0][0] else ENTRY)
            y += LINE
        if "clerk" in self.signers:
            sheet.page.fields[FIELDS["clerk"]] = (
                x + 7.5 + CAPTIONS,
                y - 3 * LINE,
                self.width - CAPTIONS - 15,
                2 * LINE,
            )
        self._pen(sheet, x, y - LINE + 2 + PEN)

    def _approved(
        self, sheet: Sheet, x: float, top: float, height: float, title: str = "", when: str = ""
    ) -> None:
        words = self.words
        start = y = self._box(sheet, x, top, height, title or words("Approved by"))
        for caption in (
            words("Name"),
            words("Role"),
            words("Office"),
            when or words("Approved on"),
            words("Key"),
            words("In this file"),
            "",
            words("By hand"),
        ):
            self._entry(sheet, x, y, caption, "")
            y += LINE
        if "manager" in self.signers:
            sheet.page.fields[FIELDS["manager"]] = (
                x + 7.5 + CAPTIONS,
                start,
                self.width - CAPTIONS - 15,
                6 * LINE,
            )
        self._pen(sheet, x, y - LINE + 2 + PEN)

    def _by_hand(self, sheet: Sheet, x: float, top: float, height: float, title: str, caption: str) -> None:
        y = self._box(sheet, x, top, height, title)
        self._entry(sheet, x, y, self.words("Name"), "")
        self._pen(sheet, x, y + LINE + 1)
        y += LINE + 8
        self._entry(sheet, x, y, caption, "")
        self._pen(sheet, x, y + PEN)

    def _check_box(self, sheet: Sheet) -> None:
        words, data, counts = self.words, self.data, self.data["counts"]
        set_heading(sheet, words("To check this paper against the file"), follow=60)
        top, whole = sheet.y, RIGHT - LEFT
        counted = (
            words("Figures, missing, blank"),
            f"{counts['figures']} + {counts['missing']} + {counts['blank']}",
        )
        if counts.get("not_offered"):
            counted = (
                words("Figures, missing, blank, not offered"),
                f"{counted[1]} + {counts['not_offered']}",
            )
        entries = (
            (words("Short code of this revision"), data["short_code"]),
            (words("Audit log head when printed"), spaced_head(data["audit_head"])),
            counted,
        )
        height = 9 + leading(SMALL) + leading(CODE)
        sheet.page.frame(LEFT, top, whole, height, 0.75, RULE)
        for place, (caption, value) in enumerate(entries):
            x = LEFT + 7.5 + place * whole / 3
            used = sheet.set_lines(x, top + 4.5, (sheet.type.clean(caption),), SMALL)
            sheet.set_lines(x, top + 4.5 + used, (value,), CODE)
        sheet.y = top + height
        text = words(
            "The short code is made from the figures on these pages. The program shows the same code for "
            "this revision. If one figure differs, the code differs. \u201cNot verified\u201d means that no "
            "source for a standard has been read and confirmed; it is a working value."
        )
        set_key(sheet, [Run(text, KEY)])
