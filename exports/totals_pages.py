"""Totals of a month on paper: every row with its sum, the indicators, the returns, who is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from exports.page_document import pages_pdf
from exports.page_frame import FOOT_TEXT, PROGRAMME, SIDE, TITLE, TITLE_AGAIN
from exports.page_prose import KEY, TEXT_BOLD, Cell, plain, set_key, set_table
from exports.page_section import set_heading
from exports.page_sheet import FOOT, HEAVY, LEFT, RIGHT, RULE, Page, Sheet, middle
from exports.page_type import Run, Type
from exports.page_words import SayIn, Words
from exports.practice_mark import across
from exports.totals_files import LEVEL_WORDS, cells_of
from exports.totals_files import RULE as ADDED_UP
from kmmp_desktop.domain.form import Section
from kmmp_desktop.domain.values import TOTAL, ValueType
from kmmp_desktop.services.doubts import said_of
from kmmp_desktop.services.totals import Totals


def totals_pdf(totals: Totals, say: SayIn, language: str, *, practice: bool = False) -> bytes:
    """Set the totals; the same totals give the same bytes."""
    paper = _Paper(totals, Words(language, say))
    pages = paper.set(Type())
    word = across(practice, paper.words)
    return pages_pdf(pages, paper.title, totals.made_at, language, across=word)


class _Paper:
    """The pages of one month's totals."""

    def __init__(self, totals: Totals, words: Words) -> None:
        self._totals, self._words, self.words = totals, words, words
        self.title = words(
            "Totals of {month}: {form}",
            month=words.month(str(totals.period)),
            form=words.pick(totals.form.short),
        )

    def set(self, type_: Type) -> list[Page]:
        sheet = Sheet(type_, self._head)
        self._doubts(sheet)
        self._missing(sheet)
        for section in self._totals.form.sections:
            self._section(sheet, section)
        self._rates(sheet)
        self._returns(sheet)
        self._feet(sheet)
        return sheet.pages

    def _head(self, sheet: Sheet) -> None:
        words, totals, clean, first = self._words, self._totals, sheet.type.clean, sheet.number == 1
        top, style = sheet.y, TITLE if first else TITLE_AGAIN
        used = sheet.set_lines(LEFT, top, (clean(words.pick(totals.form.programme)),), PROGRAMME)
        used += sheet.set_lines(
            LEFT, top + used, sheet.type.lines(clean(self.title), style, RIGHT - LEFT), style
        )
        level = words(LEVEL_WORDS[totals.level])
        place = f"{level}: {totals.place}" if totals.place else level
        count = words(
            "{counted} of {owed} returns, {late} late, {returned} returned",
            counted=len(totals.counted),
            owed=totals.owed,
            late=totals.late,
            returned=totals.returned,
        )
        side = sheet.type.lines(clean(f"{place}. {count}."), SIDE, RIGHT - LEFT)
        used += sheet.set_lines(LEFT, top + used, side, SIDE)
        sheet.y = top + used + 4
        sheet.page.line(LEFT, sheet.y, RIGHT, sheet.y, HEAVY, RULE)
        sheet.y += 2
        if first:
            set_key(sheet, [Run(words(ADDED_UP), KEY)])
            doubted = said_of(totals.doubts)
            if doubted is not None:
                set_key(sheet, [Run(words(doubted), KEY)])

    def _table(
        self,
        sheet: Sheet,
        title: str,
        parts: Sequence[float],
        heads: Sequence[str],
        rows: Sequence[list[Cell]],
        figures: Collection[int] = (),
    ) -> None:
        if rows:
            set_heading(sheet, title, follow=50)
            set_table(sheet, parts, heads, rows, self._words("{title}, continued", title=title), figures)

    def _doubts(self, sheet: Sheet) -> None:
        words = self._words
        rows: list[list[Cell]] = [
            [
                plain(doubt.facility),
                plain(doubt.key.facility),
                plain(str(doubt.number)),
                plain(words(doubt.text)),
                plain(words(doubt.step)),
            ]
            for doubt in self._totals.doubts
        ]
        heads = (words("Facility"), words("MFL code"), words("Revision"), words("Its key"))
        parts = (120, 55, 50, 190, 170)
        title = words("Returns with a revoked key")
        self._table(sheet, title, parts, (*heads, words("What comes of it")), rows)

    def _missing(self, sheet: Sheet) -> None:
        words = self._words
        rows: list[list[Cell]] = [
            [
                plain(each.facility.name),
                plain(each.facility.mfl),
                plain(words(each.why)),
                plain(words("{days} days late", days=each.days_late) if each.days_late else ""),
            ]
            for each in self._totals.not_counted
        ]
        heads = (words("Facility"), words("MFL code"), words("Why"), words("Deadline"))
        self._table(sheet, words("Not in the totals"), (230, 60, 220, 90), heads, rows)

    def _section(self, sheet: Sheet, section: Section) -> None:
        words = self._words
        rows = [row for element in section.elements for row in self._element_rows(element.full)]
        heads = (words("Row"), words("Category"), words("Total"), words("Returns"))
        title = f"{section.code}. {words.pick(section.title)}"
        self._table(sheet, title, (300, 110, 70, 70), heads, rows, (2, 3))

    def _element_rows(self, full: str) -> Iterator[list[Cell]]:
        words, totals = self._words, self._totals
        element = totals.form.elements[full]
        names = (
            {c.code: words.pick(c.label) for c in element.category_set.categories}
            if element.category_set
            else {}
        )
        for number, key in enumerate(cells_of(totals, element)):
            total = totals.sums[key]
            is_total = key.category == TOTAL
            figure = words.number(total.value) if total.value is not None else ""
            if figure and element.type is ValueType.YES_NO:
                figure = words("{count} yes", count=figure)
            label = f"{element.row} {words.pick(element.label)}" if number == 0 else ""
            name = words("Total") if is_total else names.get(key.category, "")
            yield [
                plain(label),
                (Run(name, TEXT_BOLD),) if is_total else plain(name),
                (Run(figure, TEXT_BOLD),) if is_total else plain(figure),
                plain(words("{counted} of {of}", counted=total.counted, of=total.of)),
            ]

    def _rates(self, sheet: Sheet) -> None:
        words = self._words
        labels = {i.code: i for i in self._totals.form.indicators}
        rows: list[list[Cell]] = []
        for rate in self._totals.rates:
            one = labels[rate.code]
            value = "" if rate.value is None else f"{rate.value:.1f} {one.unit}".strip()
            rows.append(
                [
                    plain(f"{rate.code} {words.pick(one.label)}"),
                    plain(words.number(rate.numerator)),
                    plain(words.number(rate.denominator)),
                    (Run(value, TEXT_BOLD),),
                    plain(words("{counted} of {of}", counted=rate.counted, of=rate.of)),
                ]
            )
        heads = (
            words("Indicator"),
            words("Numerator"),
            words("Denominator"),
            words("Value"),
            words("Returns"),
        )
        self._table(sheet, words("Indicators"), (270, 70, 80, 70, 60), heads, rows, (1, 2, 3, 4))

    def _returns(self, sheet: Sheet) -> None:
        words = self._words
        rows: list[list[Cell]] = [
            [
                plain(each.facility.name),
                plain(each.facility.mfl),
                plain(words(each.partner_words)),
                plain(str(each.revision.number)),
                plain(each.revision.short_code),
                plain(words("{days} days late", days=each.days_late) if each.days_late else words("on time")),
            ]
            for each in self._totals.counted
        ]
        heads = (
            words("Facility"),
            words("MFL code"),
            words("Partner"),
            words("Revision"),
            words("Short code"),
            words("Deadline"),
        )
        self._table(sheet, words("Returns in the totals"), (170, 55, 130, 50, 100, 80), heads, rows)

    def _feet(self, sheet: Sheet) -> None:
        words, clean = self._words, sheet.type.clean
        base = middle(FOOT + 5, FOOT_TEXT.size * 1.4, FOOT_TEXT.size)
        made = clean(words("Printed {moment}", moment=words.moment(self._totals.made_at)))
        for number, page in enumerate(sheet.pages, 1):
            page.line(LEFT, FOOT + 3, RIGHT, FOOT + 3, 0.75, RULE)
            page.texts.append((LEFT, base, made, FOOT_TEXT))
            of = clean(words("Page {number} of {count}", number=number, count=len(sheet.pages)))
            page.texts.append((RIGHT - sheet.type.width(of, FOOT_TEXT), base, of, FOOT_TEXT))
