"""The printed catalogue of standards: every value with status, source, month and uses, as PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from exports.page_words import SayIn, Words, say_english
from exports.practice_mark import IsPractice, across, never
from kmmp_desktop.domain.form import Status
from kmmp_desktop.services.catalogue_print import CatalogueSheet
from kmmp_desktop.services.standard_values import table_messages
from kmmp_desktop.services.standards import Listed

if TYPE_CHECKING:
    from exports.page_prose import Cell
    from exports.page_sheet import Page, Sheet

_PARTS = (214, 88, 96, 220, 62)


class CataloguePdf:
    """Implements ``CatalogueMaker``. The same sheet gives the same bytes."""

    def __init__(self, say: SayIn = say_english, practice: IsPractice = never) -> None:
        self._say = say
        self._practice = practice

    def build(self, sheet: CatalogueSheet) -> bytes:
        # reportlab (0.1 s) is imported when something is printed, not at start-up
        from exports.page_document import pages_pdf
        from exports.page_type import Type

        words = Words(sheet.language, self._say)
        paper, word = _Paper(sheet, words), across(self._practice(), words)
        pages = paper.set(Type())
        return pages_pdf(
            pages, paper.title, sheet.printed_at, sheet.language, across=word, author=sheet.office
        )


class _Paper:
    """The pages of one catalogue."""

    def __init__(self, sheet: CatalogueSheet, words: Words) -> None:
        self._sheet = sheet
        self._words = words
        self.title = words("Standards of the form {form}", form=words.pick(sheet.form.short))

    def set(self, type_: object) -> list[Page]:
        from exports.page_sheet import Sheet
        from exports.page_type import Type

        assert isinstance(type_, Type)
        paper = Sheet(type_, self._head)
        for title, listed in groupby(self._sheet.listed, self._group):
            self._table(paper, title, tuple(listed))
        self._sources(paper)
        self._feet(paper)
        return paper.pages

    def _head(self, sheet: Sheet) -> None:
        from exports.page_frame import PROGRAMME, SIDE, TITLE, TITLE_AGAIN
        from exports.page_prose import KEY, set_key
        from exports.page_sheet import HEAVY, LEFT, RIGHT, RULE
        from exports.page_type import Run

        words, clean, first = self._words, sheet.type.clean, sheet.number == 1
        top, style = sheet.y, TITLE if first else TITLE_AGAIN
        used = sheet.set_lines(LEFT, top, (clean(words.pick(self._sheet.form.programme)),), PROGRAMME)
        month = words("As in force in {month}", month=words.month(str(self._sheet.period)))
        side = clean(f"{month}. {self._sheet.office}")
        lines = sheet.type.lines(clean(self.title), style, RIGHT - LEFT)
        used += sheet.set_lines(LEFT, top + used, lines, style)
        used += sheet.set_lines(LEFT, top + used, sheet.type.lines(side, SIDE, RIGHT - LEFT), SIDE)
        sheet.y = top + used + 4
        sheet.page.line(LEFT, sheet.y, RIGHT, sheet.y, HEAVY, RULE)
        sheet.y += 2
        if first:
            note = words(
                '"Not verified" means that no source for a standard has been read and confirmed; it is a '
                "working value of the program and no guideline."
            )
            set_key(sheet, [Run(note, KEY)])

    def _group(self, listed: Listed) -> str:
        words = self._words
        if listed.standard.status is Status.ARITHMETIC:
            return words("Arithmetic and definitions")
        return words.pick(listed.group) or words("Used by no check")

    def _table(self, sheet: Sheet, title: str, listed: Sequence[Listed]) -> None:
        from exports.page_prose import set_table
        from exports.page_section import set_heading

        words = self._words
        set_heading(sheet, title, follow=50)
        heads = (words("Standard"), words("Value"), words("Status"), words("Source"), words("In force from"))
        again = words("{title}, continued", title=title)
        set_table(sheet, _PARTS, heads, [self._row(each) for each in listed], again)

    def _row(self, listed: Listed) -> list[Cell]:
        from exports.page_prose import TEXT_BOLD, plain
        from exports.page_type import Run
        from exports.workbook_remarks import STATUS_WORDS

        words, standard = self._words, listed.standard
        status = words(STATUS_WORDS[standard.status])
        verified = standard.status is not Status.NOT_VERIFIED
        origin = ", ".join(part for part in (listed.source, standard.where) if part)
        if not origin and standard.status is not Status.ARITHMETIC:
            origin = words("none")
        if listed.by is not None:
            origin += ". " + words("Confirmed by {name}", name=listed.by.by_name)
        codes = ", ".join(check.code for check in listed.use.checks[:12])
        said = words.pick(standard.statement) + (f" ({codes})" if codes else "")
        since = listed.since or self._sheet.form.valid_from
        return [
            plain(said),
            plain(self._value(listed)),
            plain(status) if verified else (Run(status, TEXT_BOLD),),
            plain(origin),
            plain(words.month(str(since))),
        ]

    def _value(self, listed: Listed) -> str:
        if listed.tiers:
            return "; ".join(map(self._words, table_messages(listed.tiers)))
        return f"{listed.standard.value} {self._words(listed.standard.unit)}".strip()

    def _sources(self, sheet: Sheet) -> None:
        from exports.page_prose import plain, set_table
        from exports.page_section import set_heading

        words = self._words
        title = words("Sources")
        rows = [[plain(name), plain(text), plain(address)] for name, text, address in self._source_rows()]
        if rows:
            set_heading(sheet, title, follow=50)
            again = words("{title}, continued", title=title)
            set_table(sheet, (70, 330, 280), (words("No."), words("Source"), words("Address")), rows, again)

    def _source_rows(self) -> Iterator[tuple[str, str, str]]:
        used = {
            name.strip()
            for listed in self._sheet.listed
            if listed.by is None
            for name in listed.standard.source.split(",")
        }
        for name, source in self._sheet.form.sources.items():
            if name in used:
                yield name, source.title, source.address

    def _feet(self, sheet: Sheet) -> None:
        from exports.page_frame import FOOT_TEXT
        from exports.page_sheet import FOOT, LEFT, RIGHT, RULE, middle

        words, clean = self._words, sheet.type.clean
        base = middle(FOOT + 5, FOOT_TEXT.size * 1.4, FOOT_TEXT.size)
        printed = clean(words("Printed {moment}", moment=words.moment(self._sheet.printed_at)))
        for number, page in enumerate(sheet.pages, 1):
            page.line(LEFT, FOOT + 3, RIGHT, FOOT + 3, 0.75, RULE)
            page.texts.append((LEFT, base, printed, FOOT_TEXT))
            of = clean(words("Page {number} of {count}", number=number, count=len(sheet.pages)))
            page.texts.append((RIGHT - sheet.type.width(of, FOOT_TEXT), base, of, FOOT_TEXT))
