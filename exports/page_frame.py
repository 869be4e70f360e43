"""What frames a page: heads, facility box, feet, the word across practice returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from exports.page_sheet import FOOT, HEAVY, LEFT, RIGHT, RULE, Sheet, leading, middle
from exports.page_type import BLACK, BOLD, DARK, REGULAR, SOFT, Run, Style
from exports.page_words import Words
from kmmp_desktop.domain.document import ReturnDocument

PROGRAMME = Style(REGULAR, 8.5, DARK)
TITLE = Style(BOLD, 15)
TITLE_AGAIN = Style(BOLD, 11.5)
SIDE = Style(REGULAR, 8, DARK)
CAPTION = Style(REGULAR, 7, SOFT)
ENTRY = Style(BOLD, 9.5)
FOOT_TEXT = Style(REGULAR, 7.25, DARK)
FOOT_BOLD = Style(BOLD, 7.25, BLACK)
BOX_PARTS = (2.1, 0.9, 1.25, 1.25)


def spaced_head(digest: str) -> str:
    """The first 12 digits of an audit head in groups of four: ``4C1E 88D0 A37B``."""
    digits = digest[:12].upper()
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


class Frame:
    """The heads and feet of one document."""

    def __init__(self, document: ReturnDocument, words: Words) -> None:
        self.data: Mapping[str, Any] = document.data
        self.form = document.form
        self.words = words
        self.title = words.pick(self.data["form"].get("title") or self.form.title)
        self.facility = self.data["facility"]
        self.month = words.month(self.data["return"]["period"])
        self.number = self.data["revision"]["number"]

    def start_page(self, sheet: Sheet) -> None:
        """Set the head: the large one with the facility box on the first page, else the short one."""
        if sheet.number == 1:
            self._first_head(sheet)
            self._facility_box(sheet)
        else:
            self._next_head(sheet)

    def _first_head(self, sheet: Sheet) -> None:
        clean, words = sheet.type.clean, self.words
        titles = sheet.type.lines(clean(self.title), TITLE, (RIGHT - LEFT) * 0.6)
        room = RIGHT - LEFT - max(sheet.type.width(line, TITLE) for line in titles) - 18
        form = words(
            "Form {form} {version}",
            form=words.pick(self.form.short or self.form.title),
            version=self.data["form"]["version"],
        )
        sides = sheet.type.lines(clean(form), SIDE, room)
        sides += sheet.type.lines(clean(words.pick(self.form.notice)), SIDE, room)
        self._head(sheet, titles, TITLE, sides)
        sheet.y += 6.75

    def _next_head(self, sheet: Sheet) -> None:
        clean, words = sheet.type.clean, self.words
        title = clean(
            words(
                "{title}: {facility}, MFL {mfl}, {month}",
                title=self.title,
                month=self.month,
                facility=self.facility["name"],
                mfl=self.facility["mfl"],
            )
        )
        side = clean(words("Revision {number}", number=self.number))
        room = RIGHT - LEFT - sheet.type.width(side, SIDE) - 12
        self._head(sheet, sheet.type.lines(title, TITLE_AGAIN, room), TITLE_AGAIN, (side,))
        sheet.y += 3

    def _head(self, sheet: Sheet, titles: Sequence[str], style: Style, sides: Sequence[str]) -> None:
        set_head(sheet, self.words.pick(self.form.programme), titles, style, sides)

    def _facility_box(self, sheet: Sheet) -> None:
        words, facility, office = self.words, self.facility, self.data["office"]
        entries = (
            (words("Facility"), facility["name"]),
            (words("MFL code"), facility["mfl"]),
            (words("Reporting month"), self.month),
            (words("Revision"), str(self.number)),
            (words("Implementing partner"), office.get("partner") or office["name"]),
            (words("Level"), facility.get("level") or ""),
            (words("County"), facility.get("county") or ""),
            (words("Sub-county"), facility.get("sub_county") or ""),
        )
        set_box(sheet, (entries[:4], entries[4:]))

    def finish(self, sheet: Sheet) -> None:
        """Set the feet, now that the number of pages is known."""
        clean, words, data = sheet.type.clean, self.words, self.data
        lead, whole = FOOT_TEXT.size * 1.4, RIGHT - LEFT
        base = middle(FOOT + 5, lead, FOOT_TEXT.size)
        left = self._foot_left(sheet, whole * 0.34)
        head = sheet.type.flow(
            [Run(words("Audit log head") + " ", FOOT_TEXT), Run(spaced_head(data["audit_head"]), FOOT_BOLD)],
            whole,
        )[0]
        below = clean(words("Same figures are attached to this file as data"))
        printed = clean(words("Printed {moment}", moment=words.moment(data["completed_at"])))
        for number, page in enumerate(sheet.pages, 1):
            page.line(LEFT, FOOT + 3, RIGHT, FOOT + 3, 0.75, RULE)
            page.texts += left
            start = (LEFT + RIGHT - head.width) / 2
            page.texts += [(start + x, base, run.text, run.style) for x, run in head.runs]
            page.texts.append(
                ((LEFT + RIGHT - sheet.type.width(below, FOOT_TEXT)) / 2, base + lead, below, FOOT_TEXT)
            )
            of = clean(words("Page {number} of {count}", number=number, count=len(sheet.pages)))
            page.texts.append((RIGHT - sheet.type.width(of, FOOT_BOLD), base, of, FOOT_BOLD))
            page.texts.append((RIGHT - sheet.type.width(printed, FOOT_TEXT), base + lead, printed, FOOT_TEXT))

    def _foot_left(self, sheet: Sheet, room: float) -> list[tuple[float, float, str, Style]]:
        """Facility and month; a long name takes two smaller lines."""
        clean, words, style = sheet.type.clean, self.words, FOOT_TEXT
        name = clean(words("{facility}, MFL {mfl}", facility=self.facility["name"], mfl=self.facility["mfl"]))
        month = clean(words("{month}, revision {number}", month=self.month, number=self.number))
        if sheet.type.width(name, style) > room:
            style = style._replace(size=5.75)
        named = list(sheet.type.lines(name, style, room))
        if len(named) > 2:
            named = [named[0], named[1] + "\u2026"]
        lead = FOOT_TEXT.size * 1.4 * 2 / (len(named) + 1)
        return [
            (LEFT, middle(FOOT + 5 + line * lead, lead, style.size), text, style)
            for line, text in enumerate([*named, month])
        ]

    @property
    def across(self) -> str:
        """The word printed across every page of a practice return; else empty."""
        return self.words("PRACTICE") if self.data["office"].get("practice") else ""


def set_head(sheet: Sheet, programme: str, titles: Sequence[str], style: Style, sides: Sequence[str]) -> None:
    """Set the head of a page: programme over the title, ``sides`` at the right, a heavy rule below."""
    top = sheet.y
    used = sheet.set_lines(LEFT, top, (sheet.type.clean(programme),), PROGRAMME)
    used += sheet.set_lines(LEFT, top + used, titles, style)
    used = max(used, len(sides) * SIDE.size * 1.4)
    baseline = (
        middle(top + used - SIDE.size * 1.4, SIDE.size * 1.4, SIDE.size) - (len(sides) - 1) * SIDE.size * 1.4
    )
    for side in sides:
        sheet.text_right(RIGHT, baseline, side, SIDE)
        baseline += SIDE.size * 1.4
    sheet.y = top + used + 5
    sheet.page.line(LEFT, sheet.y, RIGHT, sheet.y, HEAVY, RULE)
    sheet.y += HEAVY / 2


def set_box(sheet: Sheet, rows: Sequence[Sequence[tuple[str, str]]]) -> None:
    """Set a framed box of facts, four across: (caption, fact)."""
    top, whole, start = sheet.y, RIGHT - LEFT, sheet.y
    for row in rows:
        set_lines = []
        for part, (_, value) in zip(BOX_PARTS, row, strict=True):
            room = whole * part / sum(BOX_PARTS) - 10.5
            set_lines.append(sheet.type.lines(sheet.type.clean(str(value)), ENTRY, room))
        height = 6 + leading(CAPTION) + max(len(lines) for lines in set_lines) * leading(ENTRY)
        x = LEFT
        for part, (caption, _), lines in zip(BOX_PARTS, row, set_lines, strict=True):
            used = sheet.set_lines(x + 5.25, top + 2.25, (sheet.type.clean(caption),), CAPTION)
            sheet.set_lines(x + 5.25, top + 2.25 + used, lines, ENTRY)
            x += whole * part / sum(BOX_PARTS)
            if x < RIGHT - 1:
                sheet.page.line(x, top, x, top + height)
        top += height
        sheet.page.line(LEFT, top, RIGHT, top)
    sheet.page.frame(LEFT, start, whole, top - start, 0.75, RULE)
    sheet.y = top + 2
