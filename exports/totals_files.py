"""Totals of a month as workbook, PDF and CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from exports.atomic import write_file
from exports.page_words import SayIn, say_english
from exports.practice_mark import MARK, IsPractice, begin_sheet, marked_lines, never
from exports.room_for_rows import room_for_rows
from exports.sheet_rows import SheetRows, Value, for_paper, harmless
from kmmp_desktop.domain.form import Element
from kmmp_desktop.domain.period import east_africa
from kmmp_desktop.domain.values import TOTAL, CellKey, ValueType
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services.doubts import said_of
from kmmp_desktop.services.totals import Contribution, Level, Totals
from kmmp_desktop.text import Message, Text

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

LEVEL_WORDS = {
    Level.NATIONAL: Message("All facilities"),
    Level.COUNTY: Message("County"),
    Level.PARTNER: Message("Partner"),
}
RULE = Message(
    "Only returns with a verified manager's signature are added up. A percentage is the sum of the "
    "numerators over the sum of the denominators, never a mean of percentages."
)
_HEADS = ("kind", "facility", "name", "revision", "short_code", "code", "category", "value", "counted", "of")


class TotalsWriter:
    """Implements ``services.consolidation.TotalsFiles``."""

    def __init__(self, say_in: SayIn = say_english, practice: IsPractice = never) -> None:
        self._say_in = say_in
        self._practice = practice

    def write(
        self, totals: Totals, rows: Iterable[Sequence[Contribution]], path: Path, language: str
    ) -> None:
        practice = self._practice()
        mark = self._say_in(language, MARK) if practice else ""
        match path.suffix.lower():
            case ".csv":
                content = _csv(totals, rows, str(MARK) if practice else "")
            case ".xlsx":
                content = _Book(totals, rows, self._say_in, language, mark).content()
            case ".pdf":
                from exports.totals_pages import totals_pdf  # late: reportlab

                content = totals_pdf(totals, self._say_in, language, practice=practice)
            case _:
                raise FileRefusedError(
                    '"{name}" ends neither in .xlsx nor in .pdf nor in .csv.',
                    name=path.name,
                    hint="Give the file one of these endings.",
                )
        write_file(path, content)


def cells_of(totals: Totals, element: Element) -> tuple[CellKey, ...]:
    """The cells of a row that were added up, its total last."""
    return tuple(key for key in dict.fromkeys((*element.cells, element.total)) if key in totals.sums)


def whole(value: float | None) -> Value:
    """A count without a decimal point."""
    return int(value) if value is not None and float(value).is_integer() else value


def _csv(totals: Totals, rows: Iterable[Sequence[Contribution]], mark: str = "") -> bytes:
    """In English and with codes, for other programs: totals, ratios, who is missing, then every cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for line in marked_lines(chain([_HEADS], _lines(totals, rows)), mark):
        writer.writerow([harmless(value) for value in line])
    return out.getvalue().encode("utf-8-sig", "replace")


def _lines(totals: Totals, rows: Iterable[Sequence[Contribution]]) -> Iterator[Sequence[Value]]:
    blank = ("", "", "", "")
    short_codes = {each.revision.id: each.revision.short_code for each in totals.counted}
    for key, total in totals.sums.items():
        yield (
            "total",
            *blank,
            key.element,
            key.category,
            whole(total.value),
            total.counted,
            total.of,
        )
    for rate in totals.rates:
        yield ("numerator", *blank, rate.code, "", whole(rate.numerator), rate.counted, rate.of)
        yield ("denominator", *blank, rate.code, "", whole(rate.denominator), rate.counted, rate.of)
        yield ("ratio", *blank, rate.code, "", rate.value, rate.counted, rate.of)
    for left in totals.not_counted:
        yield ("missing", left.facility.mfl, left.facility.name, "", "", "", "", str(left.why), "", "")
    for doubt in totals.doubts:
        head = (doubt.key.facility, doubt.facility, doubt.number, short_codes[doubt.revision])
        yield ("revoked key", *head, "", "", f"{doubt.text} {doubt.step}", "", "")
    for row in rows:
        for one in row:
            head = (one.facility.mfl, one.facility.name, one.revision.number, one.revision.short_code)
            yield ("cell", *head, one.key.element, one.key.category, whole(one.value), "", "")


class _Book:
    """The workbook: what it is, totals, indicators, returns, who is missing, every cell."""

    def __init__(
        self,
        totals: Totals,
        rows: Iterable[Sequence[Contribution]],
        say_in: SayIn,
        language: str,
        mark: str = "",
    ) -> None:
        self._totals, self._rows, self._mark = totals, rows, mark
        self._say_in, self._language = say_in, language

    def _say(self, message: str | Message) -> str:
        return self._say_in(self._language, message)

    def _pick(self, text: Text) -> str:
        return text.say(self._language)

    def content(self) -> bytes:
        from openpyxl.workbook import Workbook  # late: openpyxl takes 130 ms to import

        book = Workbook(write_only=True)
        out = io.BytesIO()
        with room_for_rows(book):
            for fill in self._sheets:
                fill(book)
            book.save(out)
        return out.getvalue()

    @property
    def _sheets(self) -> tuple[Callable[[Workbook], None], ...]:
        doubts = (self._doubts,) if self._totals.doubts else ()
        return (
            *(self._cover, self._sums, self._rates, self._returns, self._missing),
            *(*doubts, self._cells),
        )

    def _sheet(self, book: Workbook, title: str, widths: Sequence[int], heads: Sequence[str]) -> SheetRows:
        from openpyxl.utils import get_column_letter  # late, as above

        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", self._say(title))[:31])
        for_paper(sheet)
        for number, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        if heads:
            sheet.freeze_panes = "A2"
        begin_sheet(sheet, self._mark)
        rows = SheetRows(sheet)
        if heads:
            rows.head([self._say(head) for head in heads])
        return rows

    def _cover(self, book: Workbook) -> None:
        totals, say = self._totals, self._say
        sheet = self._sheet(book, "Totals of the month", (34, 60), ())
        sheet.row((self._pick(totals.form.title), ""), bold=True)
        place = say(LEVEL_WORDS[totals.level])
        sheet.row((say("Month"), f"{totals.period.year:04}-{totals.period.month:02}"))
        sheet.row((say("Added up for"), f"{place}: {totals.place}" if totals.place else place))
        sheet.row((say("Returns in the totals"), len(totals.counted)))
        sheet.row((say("Returns owed"), totals.owed))
        sheet.row((say("Of these after the deadline"), totals.late))
        sheet.row((say("Returned for correction"), totals.returned))
        doubted = said_of(totals.doubts)
        if doubted is not None:
            sheet.row((say("Returns with a revoked key"), say(doubted)))
        sheet.row((say("Made"), f"{east_africa(totals.made_at):%Y-%m-%d %H:%M} EAT"))
        sheet.row((say(RULE), ""))

    def _sums(self, book: Workbook) -> None:
        heads = ("Code", "Row", "Category", "Total", "Returns with a figure", "Returns asked")
        sheet = self._sheet(book, "Totals", (14, 60, 28, 12, 20, 16), heads)
        for element in self._totals.form:
            names = (
                {c.code: self._pick(c.label) for c in element.category_set.categories}
                if element.category_set
                else {}
            )
            for key in cells_of(self._totals, element):
                total = self._totals.sums[key]
                name = self._say("Total") if key.category == TOTAL else names.get(key.category, "")
                if element.type is ValueType.YES_NO:
                    name = self._say("Yes")  # counted, not added
                sheet.row(
                    (
                        element.full,
                        self._pick(element.label),
                        name,
                        whole(total.value),
                        total.counted,
                        total.of,
                    ),
                    bold=key.category == TOTAL,
                )

    def _rates(self, book: Workbook) -> None:
        heads = ("Code", "Indicator", "Numerator", "Denominator", "Value", "Unit", "Returns in it", "Returns")
        sheet = self._sheet(book, "Indicators", (9, 60, 12, 12, 12, 10, 14, 10), heads)
        labels = {i.code: i for i in self._totals.form.indicators}
        for rate in self._totals.rates:
            one = labels[rate.code]
            value = None if rate.value is None else round(rate.value, 4)
            label = self._pick(one.label)
            above, below = whole(rate.numerator), whole(rate.denominator)
            sheet.row((rate.code, label, above, below, value, one.unit, rate.counted, rate.of))

    def _returns(self, book: Workbook) -> None:
        heads = ("Facility", "MFL code", "County", "Partner", "Revision", "Short code", "State", "Days late")
        sheet = self._sheet(book, "Returns", (34, 10, 18, 28, 9, 18, 12, 10), heads)
        for each in self._totals.counted:
            facility, revision = each.facility, each.revision
            sheet.row(
                (
                    facility.name,
                    facility.mfl,
                    facility.county,
                    self._say(each.partner_words),
                    revision.number,
                    revision.short_code,
                    self._say(revision.state.value),
                    each.days_late,
                )
            )

    def _missing(self, book: Workbook) -> None:
        heads = ("Facility", "MFL code", "County", "Sub-county", "Why it is not in the totals", "Days late")
        sheet = self._sheet(book, "Not in the totals", (34, 10, 18, 20, 44, 10), heads)
        for left in self._totals.not_counted:
            facility = left.facility
            where = (facility.name, facility.mfl, facility.county, facility.sub_county)
            sheet.row((*where, self._say(left.why), left.days_late))

    def _doubts(self, book: Workbook) -> None:
        heads = ("Facility", "MFL code", "Sent by", "Revision", "Its key", "What comes of it")
        sheet = self._sheet(book, "Returns with a revoked key", (34, 10, 34, 9, 70, 70), heads)
        for doubt in self._totals.doubts:
            where = (doubt.facility, doubt.key.facility, doubt.office_name, doubt.number)
            sheet.row((*where, self._say(doubt.text), self._say(doubt.step)))

    def _cells(self, book: Workbook) -> None:
        heads = (
            "Facility",
            "MFL code",
            "Revision",
            "Short code",
            "Signed by",
            "Code",
            "Category",
            "Figure",
            "Word",
        )
        sheet = self._sheet(book, "Cells", (34, 10, 9, 18, 34, 14, 12, 12, 10), heads)
        for row in self._rows:
            for one in row:
                if one.key.category == TOTAL:
                    continue
                facility, revision = one.facility, one.revision
                sheet.row(
                    (
                        facility.name,
                        facility.mfl,
                        revision.number,
                        revision.short_code,
                        one.signed_by,
                        one.key.element,
                        one.key.category,
                        whole(one.value),
                        _word(one),
                    )
                )


def _word(one: Contribution) -> str:
    """What stands in the place of a figure: NR, NA, UNK; nothing for a blank."""
    if one.value is not None:
        return ""
    if not one.offered:
        return "NA"
    return str(one.cell.value) if one.cell is not None and one.cell.value is not None else ""
