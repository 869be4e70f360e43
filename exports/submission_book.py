"""The sheets of an office submission: cover, sums, returns, every figure, findings, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from exports.page_words import Words
from exports.submission_cover import cover_sheet, set_title
from exports.submission_rows import (
    SHEET_NAMES,
    Block,
    Row,
    blocks,
    cell_row,
    finding_rows,
    missing_rows,
    return_rows,
    summary_rows,
)
from exports.workbook_data import signed_sheet
from exports.workbook_figures import element_and_category
from exports.workbook_model import Cell, Sheet, Value, digits
from exports.workbook_remarks import SEVERITY_WORDS
from exports.workbook_styles import UNSTYLED
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.submission import SubmissionDocument

_WRAPPED = "wrapped"
_UPRIGHT = 135
"""Characters: a wider sheet is printed across."""


class SubmissionSheets:
    """Plans the sheets of one submission; the rows of figures are made while they are written."""

    def __init__(self, document: SubmissionDocument, data: Mapping[str, Any], words: Words) -> None:
        self._document, self._data, self._words = document, data, words
        self._language = words.language
        self._names = {key: text.say(words.language) for key, text in SHEET_NAMES.items()}
        self._labels: dict[tuple[int, str], tuple[str, Value, str, str]] = {}

    def build(self) -> list[Sheet]:
        return [
            cover_sheet(self._words, self._data),
            self._summary(),
            self._returns(),
            self._cells(),
            self._findings(),
            self._missing(),
            signed_sheet(self._names["signed"], self._document.canonical),
        ]

    # Head ---------------------------------------------------------------------------------------

    def _begin(self, key: str, widths: Sequence[float], heads: Sequence[str], note: str = "") -> Sheet:
        wide = sum(widths) > _UPRIGHT
        sheet = Sheet(self._names[key], widths, freeze="A4", repeat="1:3", is_wide=wide)
        set_title(sheet, self._words, self._data, self._names[key], note)
        sheet.add_wrapped({n: Cell(head, "header") for n, head in enumerate(heads, 1)}, 16)
        return sheet

    # Tables -------------------------------------------------------------------------------------

    def _summary(self) -> Sheet:
        words = self._words
        heads = ("Row", "Label", "Category", "Sum", "Returns counted", "Returns", "Cell")
        count = self._data["counts"]["included"]
        note = words("sums of 1 return") if count == 1 else words("sums of {count} returns", count=count)
        sheet = self._begin("summary", (6, 50, 24, 11, 10, 9, 20), [words(h) for h in heads], note)
        for row in summary_rows(self._data):
            _, number, label, category = self._label(self._newest, str(row[7]))
            total = str(row[7]).endswith("[*]")
            sheet.add(
                {
                    1: Cell(number, "row"),
                    2: Cell(label, "label"),
                    3: Cell(words("Total") if total else category or None, "label"),
                    4: Cell(row[4], "figure_total" if total else "figure"),
                    5: Cell(row[5], "figure"),
                    6: Cell(row[6], "figure"),
                    7: Cell(row[7], "remark"),
                },
                14.5 if len(label) < 62 else 26,
            )
        return sheet

    @property
    def _newest(self) -> Form:
        """The form whose words the sums are told in."""
        returns = self._data["returns"]
        return self._document.form_of(max(returns, key=lambda entry: str(entry["form"]["version"])))

    def _returns(self) -> Sheet:
        words = self._words
        heads = (
            "MFL code",
            "Facility",
            "County",
            "Sub-county",
            "Revision",
            "Figures",
            "Missing",
            "Blank",
            "Flagged figures",
            "Days late",
            "Short code",
            "Prepared by",
            "Approved by",
            "SHA-256 of the workbook",
            "SHA-256 of the PDF",
        )
        widths = (9, 32, 16, 18, 9, 9, 9, 8, 9, 8, 17, 20, 20, 38, 38)
        sheet = self._begin("returns", widths, [words(head) for head in heads])
        for row in return_rows(self._data):
            styles = dict.fromkeys(range(2, 5), "label") | dict.fromkeys(range(5, 11), "figure")
            sheet.add(_styled(row, styles | {14: "mono", 15: "mono"}), 25)
        return sheet

    def _cells(self) -> Sheet:
        words = self._words
        heads = (
            "MFL code",
            "Facility",
            "Section",
            "Row",
            "Label",
            "Category",
            "Kind",
            "Value",
            "Reason given",
            "Cell",
        )
        widths = (9, 28, 8, 6, 46, 22, 9, 14, 30, 18)
        sheet = self._begin("cells", widths, [words(head) for head in heads])
        sheet.more_rows = self._figure_rows()
        return sheet

    def _figure_rows(self) -> Iterator[list[tuple[int, Cell]]]:
        for block in blocks(self._data):
            row = cell_row(block, self._language)
            section, number, label, category = self._label(self._form(block), str(row[10]))
            cells = [
                (1, Cell(row[1], "data_left")),
                (2, Cell(row[2], UNSTYLED)),
                (3, Cell(section, UNSTYLED)),
                (4, Cell(number, "data_left")),
                (5, Cell(label, UNSTYLED)),
            ]
            if category:
                cells.append((6, Cell(category, UNSTYLED)))
            cells.append((7, Cell(row[7], UNSTYLED)))
            if row[8] is not None:
                cells.append((8, Cell(row[8], "data_date" if row[7] == "date" else UNSTYLED)))
            if row[9] is not None:
                cells.append((9, Cell(row[9], UNSTYLED)))
            cells.append((10, Cell(row[10], UNSTYLED)))
            yield cells

    def _form(self, block: Block) -> Form:
        if block.form is None:
            return self._document.form_of(block.entry)
        return self._document.derived_form(block.form)

    def _label(self, form: Form, reference: str) -> tuple[str, Value, str, str]:
        """Section, row number, label and category of a cell, each looked up once per form."""
        key = (id(form), reference)
        found = self._labels.get(key)
        if found is None:
            element, category = element_and_category(form, reference)
            pick = self._words.pick
            found = self._labels[key] = (
                form.section_of[element.full].code,
                digits(element.row),
                pick(element.label),
                pick(category.label) if category else "",
            )
        return found

    def _findings(self) -> Sheet:
        words = self._words
        heads = (
            "MFL code",
            "Facility",
            "Severity",
            "Check",
            "What was flagged",
            "Figure",
            "Reason given",
            "Given by",
        )
        sheet = self._begin(
            "findings",
            (9, 26, 10, 8, 40, 30, 40, 18),
            [words(head) for head in heads],
            words("with the reasons given"),
        )
        for entry, found, row in finding_rows(self._data):
            what, figure = self._told(self._document.form_of(entry), found)
            words_of_row: Row = {3: words(SEVERITY_WORDS[found["severity"]]), 5: what, 6: figure}
            sheet.add_wrapped(_styled({**row, **words_of_row}, {}, _WRAPPED, 8))
        return sheet

    def _told(self, form: Form, found: Mapping[str, Any]) -> tuple[str, str]:
        words = self._words
        if "at" in found:
            return words.pick(found["title"]), self._place(form, str(found["at"]))
        places = "; ".join(self._place(form, str(cell)) for cell in found["cells"])
        return words("Could not be checked: figures are missing."), places

    def _place(self, form: Form, reference: str) -> str:
        try:
            _, number, label, category = self._label(form, reference)
        except KeyError:  # a finding between two forms may stand at a cell of the other one
            return reference
        return f"{number} {label}, {category}" if category else f"{number} {label}"

    def _missing(self) -> Sheet:
        words = self._words
        heads = [words(head) for head in ("MFL code", "Facility", "Why it is not in it", "Days late")]
        sheet = self._begin("missing", (9, 40, 56, 11), heads)
        for _, row in missing_rows(self._data):
            sheet.add_wrapped(_styled(row, {4: "figure"}, _WRAPPED, 4))
        return sheet


def _styled(row: Row, styles: Mapping[int, str], style: str = "remark", last: int = 0) -> dict[int, Cell]:
    """The row with the styles of its columns; ``last``: empty cells are ruled up to there."""
    columns = range(1, last + 1) if last else sorted(row)
    return {n: Cell(row.get(n), styles.get(n, style)) for n in columns}
