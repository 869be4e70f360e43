"""The sheet that a facility fills: the paper form with open cells, totals that add up, and marks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from exports.page_words import Words
from exports.workbook_figures import ReturnFigures
from exports.workbook_model import MAX_HEIGHT, Cell, Sheet, column_letter, digits, text_lines
from exports.workbook_return import FIRST, LABEL, NUMBER, ReturnSheet
from exports.workbook_styles import STYLES
from kmmp_desktop.domain.form import Element, Form
from kmmp_desktop.domain.values import CellKey, CellValue, Kind, ValueType

OPEN = "FFFFF9E3"
"""Fill of the cells to type in; prints as white."""
_OPEN_CELL: Mapping[str, Any] = {"size": 10, "lines": "lrtb", "fill": OPEN, "open": True}

ENTRY_STYLES: Mapping[str, Mapping[str, Any]] = STYLES | {
    "open": {**_OPEN_CELL, "align": "right", "indent": 1},
    "open_decimal": {**_OPEN_CELL, "align": "right", "indent": 1, "decimal": True},
    "open_date": {**_OPEN_CELL, "align": "right", "date": True},
    "open_draft": {**_OPEN_CELL, "align": "right", "quoted": True},
    "open_text": {**_OPEN_CELL, "size": 9, "wrap": True, "vertical": "top", "as_text": True},
    "how": {"size": 9, "wrap": True, "vertical": "top"},
    "count": {"size": 9, "bold": True},
    "state": {"indent": 1, "lines": "lrtb", "wrap": True, "vertical": "top"},
}

_MARKS = 18.0
"""Width of the column with the marks: three check codes."""

HOW = (
    "Type in the tinted cells only. 0: counted, none. NR not reported, NA not offered, UNK not readable."
    " Empty: not filled yet. Hatched: not asked here. Totals add up by themselves."
)
GUARD = (
    "Insert, delete or move no row and no column: the office could not read the file. The other cells are"
    " locked against slips only; there is no password."
)


class EntrySheet(ReturnSheet):
    """Lays out the form as on paper and remembers which cell stands where.

    After ``build``: ``places`` (by cell or total, ``G12`` in ``cells``), ``anchors`` (full code by row)
    and ``formulas`` (by address) that the writer puts in after the values.
    """

    def __init__(
        self,
        name: str,
        words: Words,
        form: Form,
        data: Mapping[str, Any],
        cells: Mapping[CellKey, CellValue],
        offered: Callable[[CellKey], bool],
    ) -> None:
        super().__init__(name, words, form, data, ReturnFigures(words, map(_entry, cells, cells.values())))
        self._values = cells
        self._offered = offered
        self.marks = self._last
        """The column where the codes of findings appear."""
        self.anchor = self._last + 1
        """The hidden column that says which row each row was."""
        widths = (*self.sheet.widths[:-1], _MARKS, 6.0)
        self.sheet = Sheet(name, widths, freeze="C4", repeat="2:3")
        self.anchors: dict[int, str] = {}
        self.formulas: dict[str, str] = {}
        self.count_at = ""
        """Where the line stands that counts what is filled and what to look at."""

    def build(self, *, is_derived_from: str = "") -> Sheet:
        """Set the whole sheet. The first row is left for the hidden anchors of the columns."""
        words, sheet = self._words, self.sheet
        sheet.add({}, 3)
        self._head("")
        sheet.add({}, 4)
        for note in (words(HOW), words(GUARD)):
            lines = text_lines(note, sum(sheet.widths[: self._last]))
            sheet.merge(sheet.add({NUMBER: Cell(note, "how")}, 12 * lines + 2), NUMBER, self._last)
        row = sheet.add({NUMBER: Cell(None, "count")}, 15)
        sheet.merge(row, NUMBER, self._last)
        self.count_at = f"A{row}"
        for section in self._form.sections:
            self._section(section)
        rows = len(sheet.rows)
        for number in range(2, rows + 1):
            sheet.rows[number - 1] = {
                **sheet.rows[number - 1],
                self.anchor: Cell(anchor_of_row(number), "plain"),
            }
        sheet.rows[0] = {
            column: Cell(anchor_of_column(column), "plain") for column in range(1, self.anchor + 1)
        }
        return sheet

    def address(self, key: CellKey) -> str:
        """Where a cell or total stands: ``G12``."""
        return self.places[str(key)].cells.partition(":")[0]

    def _open(self, key: CellKey, element: Element) -> Cell:
        if not self._offered(key):
            return Cell(None, "hatch")
        style = "open"
        if element.type is ValueType.DATE:
            style = "open_date"
        elif element.type in (ValueType.NUMBER, ValueType.PERCENT):
            style = "open_decimal"
        held = self._values.get(key)
        if held is not None and held.kind is Kind.INVALID:
            return Cell(held.raw, "open_draft")
        return Cell(self._figures.shown(key)[0], style)

    def _row(self, element: Element, has_categories: bool) -> None:
        row = len(self.sheet.rows) + 1
        super()._row(element, has_categories)
        cells = dict(self.sheet.rows[-1])
        cells[self._last] = Cell(None, "text_last")
        self.anchors[row] = element.full
        last = column_letter(self._total)
        if element.category_set:
            for column, key in enumerate(element.cells, FIRST):
                cells[column] = self._open(key, element)
            first, end = column_letter(FIRST), column_letter(FIRST + len(element.cells) - 1)
            asked = self._offered(element.cells[0])
            cells[self._total] = Cell(None, "figure_total" if asked else "hatch")
            if asked:
                block = f"{first}{row}:{end}{row}"
                self.formulas[f"{last}{row}"] = f'IF(COUNT({block})=0,"",SUM({block}))'
        elif element.is_calculated:
            cells[self._total] = Cell(None, "figure_total")
        else:
            cells[self._total] = self._open(element.cells[0], element)
        self.sheet.rows[-1] = cells

    def _text(self, element: Element) -> None:
        """Label, then one cell over the whole width."""
        label = len(self.sheet.rows) + 1
        edges = {column: Cell(None, "label_rest") for column in range(FIRST, self._last)}
        self.sheet.add(
            {
                NUMBER: Cell(digits(element.row), "row"),
                LABEL: Cell(self._words.pick(element.label), "label_open"),
                self._last: Cell(None, "text_last"),
            }
            | edges,
            14,
        )
        self.anchors[label] = element.full
        key = element.cells[0]
        held = self._values.get(key)
        text = held.raw if held is not None else ""
        style = "open_text" if self._offered(key) else "hatch"
        lines = max(3 if element.multiline else 1, text_lines(text, sum(self.sheet.widths[: self._last])))
        cells = {column: Cell(None, style) for column in range(NUMBER, self._last + 1)}
        cells[NUMBER] = Cell(text or None, style)
        row = self.sheet.add(cells, min(lines * 12 + 4.0, MAX_HEIGHT))
        self.sheet.merge(row, NUMBER, self._last)
        self.places[str(key)] = self.sheet.place(row, NUMBER)


def anchor_of_row(number: int) -> str:
    return f"r{number}"


def anchor_of_column(number: int) -> str:
    return f"c{number}"


def _entry(key: CellKey, value: CellValue) -> dict[str, Any]:
    """A cell in the shape of the canonical data; a draft shows the text that was typed."""
    shown: object = value.value
    kind = value.kind.value
    if isinstance(shown, date):
        shown = shown.isoformat()
    elif value.kind is Kind.MISSING:
        shown = str(shown)
    elif value.kind is Kind.INVALID:
        shown, kind = value.raw, "text"
    return {"cell": str(key), "kind": kind, "value": shown}
