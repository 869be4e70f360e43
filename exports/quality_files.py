"""Data quality as a workbook and as CSV: squares, totals, and what each threshold rests on."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from exports.atomic import write_file
from exports.practice_mark import MARK, IsPractice, begin_sheet, marked_lines, never
from exports.room_for_rows import room_for_rows
from exports.sheet_rows import SheetRows, Value, for_paper, harmless
from kmmp_desktop.domain.form import Status
from kmmp_desktop.domain.quality import DEFINITIONS, NOT_RECKONED, Definition, Threshold
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services.ports import Progress
from kmmp_desktop.services.quality_map import QualityMap, Square
from kmmp_desktop.services.quality_words import printed, summed
from kmmp_desktop.text import Message

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

SayIn = Callable[..., str]

_HEADS = ("facility", "mfl", "county", "sub_county", "month", "measure", "part", "whole", "share", "state")
STATUS_WORDS = {
    Status.SOURCED: Message("Sourced"),
    Status.BENCHMARK: Message("Benchmark"),
    Status.PROGRAMME_SETTING: Message("Programme setting"),
    Status.NOT_VERIFIED: Message("Not verified"),
    Status.ARITHMETIC: Message("Arithmetic"),
}


class QualityTables:
    """Implements ``services.quality.QualityFiles``."""

    def __init__(self, say_in: SayIn, practice: IsPractice = never) -> None:
        self._say_in = say_in
        self._practice = practice

    def write(self, found: QualityMap, path: Path, language: str, report: Progress) -> None:
        if path.suffix.lower() == ".csv":
            content = _csv(found, report, self._mark("en"))
        elif path.suffix.lower() == ".xlsx":
            mark = self._mark(language)
            content = _Book(found, lambda message: self._say_in(language, message), report, mark).content()
        else:
            raise FileRefusedError(
                '"{name}" ends neither in .xlsx nor in .csv.',
                name=path.name,
                hint="Give the file one of these endings.",
            )
        write_file(path, content)

    def _mark(self, language: str) -> str:
        return self._say_in(language, MARK) if self._practice() else ""


def _csv(found: QualityMap, report: Progress, mark: str = "") -> bytes:
    """One line a square, in English and with codes: for other programs."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in marked_lines(chain([_HEADS], _squares(found, str, report)), mark):
        writer.writerow(harmless(value) for value in row)
    return out.getvalue().encode("utf-8-sig", "replace")


def _squares(found: QualityMap, say: Callable[[Message], str], report: Progress) -> Iterator[Sequence[Value]]:
    periods = [str(found.period(column)) for column in range(found.months)]
    for row, facility in enumerate(found.facilities):
        head = (facility.name, facility.mfl, facility.county, facility.sub_county)
        for definition in DEFINITIONS:
            for column, period in enumerate(periods):
                square = found.square(definition.measure, row, column)
                shown = printed(definition, square)
                yield (
                    *head,
                    period,
                    definition.measure.value,
                    square.part,
                    square.whole,
                    _share(square),
                    say(shown.word) if shown.word else "",
                )
        report(row + 1, len(found.facilities))


def _share(square: Square) -> float | None:
    return None if square.share is None else round(square.share, 2)


class _Book:
    """The workbook: thresholds, totals, one sheet a measure, then every square."""

    def __init__(
        self, found: QualityMap, say: Callable[[Message], str], report: Progress, mark: str = ""
    ) -> None:
        self._found, self._say, self._report, self._mark = found, say, report, mark
        self._lines = 0

    def content(self) -> bytes:
        from openpyxl.workbook import Workbook  # late: openpyxl takes 130 ms to import

        book = Workbook(write_only=True)
        out = io.BytesIO()
        with room_for_rows(book):
            self._fill(book)
            book.save(out)
        return out.getvalue()

    def _fill(self, book: Workbook) -> None:
        self._thresholds(book)
        self._totals(book)
        for definition in DEFINITIONS:
            self._measure(book, definition)
        self._all(book)

    def _sheet(self, book: Workbook, title: str, widths: Sequence[int], frozen: str) -> SheetRows:
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
        for_paper(sheet)
        for number, width in enumerate(widths):
            sheet.column_dimensions[_letter(number)].width = width
        sheet.freeze_panes = frozen
        begin_sheet(sheet, self._mark)
        return SheetRows(sheet)

    def _thresholds(self, book: Workbook) -> None:
        say = self._say
        sheet = self._sheet(book, say(Message("What it rests on")), (22, 24, 58, 10, 8, 20, 80), "A2")
        heads = ("Dimension", "Measure", "Threshold", "Value", "Unit", "Status", "Source")
        sheet.head([say(Message(head)) for head in heads])
        for definition in DEFINITIONS:
            for threshold in (definition.target, *definition.rests_on):
                name, dimension = definition.name, definition.dimension.value
                sheet.row((say(Message(dimension)), say(name), *self._threshold(threshold)))
        for threshold in NOT_RECKONED:
            sheet.row((say(Message("not reckoned here")), "", *self._threshold(threshold)))

    def _threshold(self, threshold: Threshold) -> tuple[Value, ...]:
        say = self._say
        status = say(STATUS_WORDS[threshold.status])
        return say(threshold.what), threshold.value, threshold.unit, status, say(threshold.source)

    def _totals(self, book: Workbook) -> None:
        """Sums over the months: part, whole and share of each measure, facility by facility."""
        say, found = self._say, self._found
        sheet = self._sheet(book, say(Message("Totals")), (34, 9, 20, *[12] * 3 * len(DEFINITIONS)), "C3")
        names: list[Value] = ["", "", ""]
        heads: list[Value] = [say(Message(head)) for head in ("Facility", "MFL code", "Sub-county")]
        for definition in DEFINITIONS:
            names += [say(definition.name), "", ""]
            heads += [say(Message(head)) for head in ("Part", "Whole", "Share")]
        sheet.head(names)
        sheet.head(heads)
        total = [self._three(found.whole(d.measure)) for d in DEFINITIONS]
        sheet.row((say(Message("All facilities")), "", "", *sum(total, ())), bold=True)
        for row, facility in enumerate(found.facilities):
            cells = [self._three(found.of_facility(d.measure, row)) for d in DEFINITIONS]
            sheet.row((facility.name, facility.mfl, facility.sub_county, *sum(cells, ())))

    def _three(self, square: Square) -> tuple[Value, ...]:
        return square.part, square.whole, _share(square)

    def _measure(self, book: Workbook, definition: Definition) -> None:
        """The heat map without its colours; words where a square has no figure."""
        say, found, measure = self._say, self._found, definition.measure
        sheet = self._sheet(book, say(definition.name), (34, 9, 10, *[9] * found.months), "D3")
        sheet.head([say(definition.counts)])
        heads: list[Value] = [say(Message(head)) for head in ("Facility", "MFL code", "All months")]
        sheet.head([*heads, *(_month(found, column) for column in range(found.months))])
        shown = [summed(definition, found.whole(measure))]
        shown += [summed(definition, square) for square in found.of_months(measure)]
        words = [self._cell(one.figure, one.word) for one in shown]
        sheet.row((say(Message("All facilities")), "", *words), bold=True)
        for row, facility in enumerate(found.facilities):
            total = summed(definition, found.of_facility(measure, row))
            line: list[Value] = [facility.name, facility.mfl, self._cell(total.figure, total.word)]
            for column in range(found.months):
                one = printed(definition, found.square(measure, row, column))
                line.append(self._cell(one.figure, one.word))
            sheet.row(line)
            self._far()

    def _cell(self, figure: str, word: Message) -> Value:
        try:
            return float(figure) if "." in figure else int(figure)
        except ValueError:
            return figure or (self._say(word) if word else "")

    def _all(self, book: Workbook) -> None:
        sheet = self._sheet(book, self._say(Message("All squares")), (34, 9, 14, 20, 9, 20), "A2")
        sheet.head(list(_HEADS))
        for row in _squares(self._found, self._say, lambda _done, _of: self._far()):
            sheet.row(row)

    def _far(self) -> None:
        """One facility of one sheet is written: told as facilities of the whole."""
        self._lines += 1
        self._report(self._lines // (1 + len(DEFINITIONS)), len(self._found.facilities))


def _month(found: QualityMap, column: int) -> str:
    period = found.period(column)
    return f"{period.year:04}-{period.month:02}"


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter  # late, as above

    return get_column_letter(number + 1)
