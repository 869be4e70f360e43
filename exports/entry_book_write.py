"""From an open return to the bytes of its entry workbook."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from exports.entry_book_checks import CALCULATIONS, FAILS, BookChecks, checks_sheet
from exports.entry_book_identity import PROPERTY, SHEET, Identity, identity_cells, property_text
from exports.entry_book_rules import Marks, add_validation, mark_formulas, name_of
from exports.entry_book_sheet import ENTRY_STYLES, EntrySheet
from exports.page_words import Words
from exports.practice_mark import MARK, mark_print
from exports.room_for_rows import save_in_memory
from exports.workbook_model import Sheet, column_letter
from exports.workbook_styles import style_arrays
from exports.workbook_write import fill_sheet, set_up_page
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.values import CellKey, write_cell
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Text

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ENTRY_NAME, CHECKS_NAME = Text("Return", "Ripoti"), Text("Checks", "Ukaguzi")
"""Names of the visible sheets."""


def write_entry_book(
    opened: OpenReturn, office: str, at: datetime, words: Words, *, practice: bool = False
) -> bytes:
    """Build the workbook; ``office`` is the partner's name, ``at`` (UTC) when it is made."""
    from openpyxl import Workbook  # late: openpyxl takes 130 ms to import

    language, form = words.language, opened.form
    name = ENTRY_NAME.say(language)
    entry = EntrySheet(name, words, form, _head(opened, office, practice), opened.cells, opened.offered)
    sheet = entry.build()
    every = {key: entry.address(key) for key in form.entry_cells}
    places = {key: address for key, address in every.items() if opened.offered(key)}
    checks = BookChecks(opened, places, name, language)
    listing, states = checks_sheet(CHECKS_NAME.say(language), words, form, checks, practice=practice)
    rows = {code: row for row, code in entry.anchors.items()}
    formulas = dict(entry.formulas)
    for full, there in checks.calculated.items():
        formulas[entry.address(CellKey(full))] = f'IFERROR(ROUND({CALCULATIONS}!{there},1),"")'
    formulas |= mark_formulas(form, checks.checks, rows, entry.marks, entry.marks - 1)
    formulas[entry.count_at] = _count(words, checks, (name, listing.name), places)
    identity = Identity(
        family=form.family,
        version=form.version,
        digest=form.file_digest,
        mfl=opened.facility.mfl,
        facility=opened.facility.name,
        period=str(opened.key.period),
        office=office,
        revision=opened.number,
        language=language,
        made_at=at.isoformat(timespec="seconds"),
        sheet=name,
        columns=entry.anchor,
        rows=len(sheet.rows),
        cells={address: str(key) for key, address in every.items()},
        elements={str(row): code for row, code in entry.anchors.items()},
        texts=_locked_texts(sheet, every, entry.anchor),
        totals=sorted(formulas),
        given={
            address: write_cell(opened.cells[key]) for key, address in places.items() if key in opened.cells
        },
        practice=str(MARK) if practice else "",
    )
    workbook = Workbook()
    if workbook.active is not None:
        workbook.remove(workbook.active)
    style_of = None
    footer = (f"{opened.facility.name}, MFL {opened.facility.mfl} · {opened.key.period}", "&P / &N", "")
    for planned, planned_formulas in ((sheet, formulas), (listing, states)):
        worksheet = workbook.create_sheet(planned.name)
        style_of = style_of or style_arrays(workbook, ENTRY_STYLES)
        fill_sheet(worksheet, planned, style_of)
        set_up_page(worksheet, planned, (footer[0].replace("&", "&&"), *footer[1:]))
        mark_print(worksheet, words(MARK) if practice else "")
        for address, formula in planned_formulas.items():
            worksheet[address] = f"={formula}"
        _protect(worksheet)
    worksheet = workbook.worksheets[0]
    worksheet.row_dimensions[1].hidden = True
    worksheet.column_dimensions[column_letter(entry.anchor)].hidden = True
    marks = Marks(workbook, worksheet, form)
    marks.add_invalid(places)
    marks.add_findings(_addresses(entry), checks.checks)
    Marks(workbook, workbook.worksheets[1], form).add_states(checks.checks)
    add_validation(worksheet, words, form, places)
    _hidden_sheets(workbook, checks, identity)
    _finish(workbook, words, opened, identity)
    raw = io.BytesIO()
    save_in_memory(workbook, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED))
    return raw.getvalue()


def _head(opened: OpenReturn, office: str, practice: bool) -> Mapping[str, Any]:
    """What the head of the form shows, in the shape of the canonical data."""
    facility = opened.facility
    return {
        "facility": {
            "name": facility.name,
            "mfl": facility.mfl,
            "level": facility.level,
            "county": facility.county,
            "sub_county": facility.sub_county,
        },
        "return": {"period": str(opened.key.period)},
        "revision": {"number": opened.number},
        "office": {"partner": office, "practice": practice},
    }


def _addresses(entry: EntrySheet) -> dict[CellKey, str]:
    """Where every cell and total stands."""
    found: dict[CellKey, str] = {}
    for reference, place in entry.places.items():
        code, bracket, rest = reference.partition("[")
        if "." not in code:  # places of facts have names with points
            found[CellKey(code, rest.removesuffix("]") if bracket else "")] = place.cells.partition(":")[0]
    return found


def _count(words: Words, checks: BookChecks, sheets: tuple[str, str], places: Mapping[CellKey, str]) -> str:
    """``Filled: 12 of 220. Errors: 1. Warnings: 0. …`` as a formula."""
    filled = [f"COUNTA('{sheets[0]}'!{block})" for block in _blocks(places)]
    failing = {
        severity: [name_of(c.check.code) for c in checks.checks if c.state and c.check.severity is severity]
        for severity in (Severity.ERROR, Severity.WARNING)
    }
    counts = [[f"({name}={FAILS})" for name in names] for names in failing.values()]
    put = checks.calculations.put
    there = [f"{CALCULATIONS}!{_sum(put, terms)}" for terms in (filled, *counts)]
    line = words(
        "Filled: {filled} of {of}. Errors: {errors}. Warnings: {warnings}."
        ' Their words stand on the sheet "{sheet}".',
        filled="\x00",
        of=len(places),
        errors="\x01",
        warnings="\x02",
        sheet=sheets[1],
    )
    for mark, cell in zip("\x00\x01\x02", there, strict=True):
        line = line.replace(mark, f"\x03{cell}\x03")
    pieces = line.replace('"', '""').split("\x03")
    return "&".join(f'"{piece}"' if n % 2 == 0 else piece for n, piece in enumerate(pieces))


def _sum(put: Callable[[str, str], str], terms: Sequence[str]) -> str:
    """Add any number of terms: a hundred in a formula, so that none gets too long for a spreadsheet."""
    groups = ["+".join(terms[at : at + 100]) for at in range(0, len(terms), 100)] or ["0"]
    return put("count", "+".join([put("count", group) for group in groups]))


def _blocks(places: Mapping[CellKey, str]) -> list[str]:
    """The open cells, row by row: ``C12:F12``."""
    by_element: dict[str, list[str]] = {}
    for key, address in places.items():
        by_element.setdefault(key.element, []).append(address)
    return [cells[0] if len(cells) == 1 else f"{cells[0]}:{cells[-1]}" for cells in by_element.values()]


def _locked_texts(sheet: Sheet, cells: Mapping[CellKey, str], anchor: int) -> dict[str, str]:
    is_cell = set(cells.values())
    found: dict[str, str] = {}
    for number, row in enumerate(sheet.rows, 1):
        for column, cell in row.items():
            address = f"{column_letter(column)}{number}"
            if cell.value is not None and column != anchor and number > 1 and address not in is_cell:
                found[address] = str(cell.value)
    return found


def _protect(worksheet: Worksheet) -> None:
    """A guard rail: no password, anybody can take it off."""
    worksheet.protection.sheet = True
    worksheet.protection.formatColumns = False
    worksheet.protection.formatRows = False


def _hidden_sheets(workbook: Workbook, checks: BookChecks, identity: Identity) -> None:
    from openpyxl.workbook.defined_name import DefinedName

    calculations = workbook.create_sheet(CALCULATIONS)
    for row, (note, formula) in enumerate(checks.calculations.rows, 1):
        calculations.cell(row, 1, note)
        calculations.cell(row, 2, f"={formula}")
    for one in checks.checks:
        if one.state:
            name = name_of(one.check.code)
            workbook.defined_names[name] = DefinedName(name, attr_text=f"{CALCULATIONS}!{one.state}")
    hidden = workbook.create_sheet(SHEET)
    for row, text in enumerate(identity_cells(identity), 1):
        cell = hidden.cell(row, 1)
        cell.value = text
        cell.data_type = "s"
    for worksheet in (calculations, hidden):
        worksheet.sheet_state = "veryHidden"
        _protect(worksheet)


def _finish(workbook: Workbook, words: Words, opened: OpenReturn, identity: Identity) -> None:
    from openpyxl.packaging.custom import StringProperty
    from openpyxl.workbook.protection import WorkbookProtection

    properties: Any = workbook  # the stubs do not know its custom properties
    properties.custom_doc_props.append(StringProperty(name=PROPERTY, value=property_text(identity)))
    workbook.properties.creator = "KMMP Desktop"
    workbook.properties.title = (
        f"{words.pick(opened.form.short)}, {opened.facility.mfl}, {words.month(str(opened.key.period))}"
    )
    workbook.security = WorkbookProtection(lockStructure=True)
    workbook.calculation.fullCalcOnLoad = True
    workbook.active = 0
