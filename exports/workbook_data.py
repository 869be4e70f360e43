"""The sheets for machines: one row per figure with its place, and the signed text itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from exports.page_words import Words
from exports.workbook_figures import element_and_category, month_name
from exports.workbook_model import Cell, Place, Sheet, Value, digits, text_lines
from exports.workbook_styles import UNSTYLED
from kmmp_desktop.domain.form import Form
from kmmp_desktop.text import Text

SHEET_NAMES = {
    "return": Text("Return", "Ripoti"),
    "remarks": Text("Remarks", "Maelezo"),
    "standards": Text("Standards", "Viwango"),
    "data": Text("Data", "Takwimu"),
    "signed": Text("Signed data", "Takwimu zilizosainiwa"),
}
"""Fixed, not in the catalogue: a file must be read by versions with better words."""

CODE, SECTION, ROW, LABEL, CATEGORY, KIND, VALUE, NOTE, SHEET, PLACE = range(1, 11)
DATA_HEADER = ("Cell", "Section", "Row", "Label", "Category", "Kind", "Value", "Note", "Sheet", "Place")
FIRST_DATA_ROW = 2
CHUNK = 15_000
"""Characters per cell of the signed text: a cell takes 32,767 UTF-16 units."""

HEAD_FACTS = (
    "facility.name",
    "facility.mfl",
    "return.period",
    "revision.number",
    "office.partner",
    "facility.level",
    "facility.county",
    "facility.sub_county",
)
FOOT_FACTS = ("prepared_by.name", "short_code")
"""What the return says beside figures, as paths into the data. Derived forms have the head only."""


class DataRow(NamedTuple):
    """What a row of the data sheet must say for one fact, cell or total."""

    code: str
    kind: str
    value: Value
    """As the data sheet writes it: dates in ISO, ``yes`` and ``no``."""
    shown: Value
    """As the return shows it where that differs from ``value``; a yes or no as bool."""
    form: int
    """0 is the return itself, 1 the first derived form."""


def expected_rows(data: Mapping[str, Any]) -> Iterator[DataRow]:
    """Every row of the data sheet, made from the canonical data alone."""
    for fact in (*HEAD_FACTS, *FOOT_FACTS):
        yield _fact_row(data, fact, 0)
    for entry in data["cells"]:
        yield _cell_row(entry, 0)
    yield from _total_rows(data, 0)
    for number, derived in enumerate(data["derived"], 1):
        for fact in HEAD_FACTS:
            yield _fact_row(data, fact, number)
        for entry in derived["cells"]:
            yield _cell_row(entry, number)
        yield from _total_rows(derived, number)


def _fact_row(data: Mapping[str, Any], fact: str, form: int) -> DataRow:
    value: Any = data
    for step in fact.split("."):
        value = value[step]
    shown = month_name(value, str(data["language"])) if fact == "return.period" else value
    return DataRow(fact, "fact", str(value), shown, form)


def _total_rows(block: Mapping[str, Any], form: int) -> Iterator[DataRow]:
    """The totals and calculated elements of a form that are not among its cells."""
    known = {entry["cell"] for entry in block["cells"]}
    for total in block.get("totals", ()):
        if total["cell"] not in known:
            yield DataRow(str(total["cell"]), "total", total["value"], total["value"], form)


def _cell_row(entry: Mapping[str, Any], form: int) -> DataRow:
    kind, value = str(entry["kind"]), entry["value"]
    match kind:
        case "yes_no":
            return DataRow(str(entry["cell"]), kind, "yes" if value else "no", bool(value), form)
        case "date":
            return DataRow(str(entry["cell"]), kind, str(value), date.fromisoformat(value), form)
        case "blank":
            return DataRow(str(entry["cell"]), kind, None, None, form)
        case "number" | "missing" | "text":
            return DataRow(str(entry["cell"]), kind, value, value, form)
    raise ValueError(f"{entry['cell']} is {kind}, which a completed return cannot hold")


def data_sheet(
    name: str,
    words: Words,
    forms: tuple[Form, ...],
    data: Mapping[str, Any],
    places: tuple[Mapping[str, Place], ...],
) -> Sheet:
    """One row per fact, cell and total; raises KeyError where one has no place on the return."""
    sheet = Sheet(name, (18, 7, 5, 46, 23, 8.5, 16, 22, 12, 9), freeze="B2", repeat="1:1")
    sheet.add({n: Cell(words(title), "header") for n, title in enumerate(DATA_HEADER, 1)}, 16)
    blocks = (data, *data["derived"])
    entries = [{str(e["cell"]): e for e in (*b.get("totals", ()), *b["cells"])} for b in blocks]
    for row in expected_rows(data):
        form = forms[row.form]
        place = places[row.form][row.code]
        cells = {CODE: row.code, KIND: row.kind, VALUE: row.value, SHEET: place.sheet, PLACE: place.cells}
        if row.kind != "fact":
            element, category = element_and_category(form, row.code)
            cells |= {
                SECTION: form.section_of[element.full].code,
                ROW: digits(element.row),
                LABEL: words.pick(element.label),
            }
            if category:
                cells[CATEGORY] = words.pick(category.label)
            elif row.code.endswith("[*]"):
                cells[CATEGORY] = words("Total")
            cells[NOTE] = _note(words, entries[row.form].get(row.code, {}))
        sheet.add({n: _data_cell(n, value, sheet.widths[n - 1]) for n, value in cells.items() if value != ""})
    return sheet


def _data_cell(column: int, value: Value, width: float) -> Cell:
    if isinstance(value, str) and text_lines(value, width) > 1:
        return Cell(value, "data_cut")
    return Cell(value, {NOTE: "data_note", ROW: "data_left"}.get(column, UNSTYLED))


def _note(words: Words, entry: Mapping[str, Any]) -> str:
    if entry.get("derived"):
        return words("not offered at this facility")
    if entry.get("origin") == "bulk_zero":
        return words("zero by fill")
    if "counted" in entry and entry["counted"] != entry["of"]:
        return words("sum of {counted} of {of}", counted=entry["counted"], of=entry["of"])
    return str(entry.get("reason") or "")


def signed_sheet(name: str, canonical: bytes) -> Sheet:
    """The canonical text in column A, cut into pieces; joined they are the signed bytes."""
    text = canonical.decode("utf-8")
    sheet = Sheet(name, (100,))
    for start in range(0, len(text), CHUNK):
        sheet.add({1: Cell(text[start : start + CHUNK], "mono")}, 60)
    return sheet
