"""What a facility gets: open cells, locks, rules, totals and checks, and a hidden name of its own."""

import re
import zipfile

import pytest
from entry_book_office import ENTRY, addresses, blank_desk, write_book
from office_fixtures import NYOTA, ZIWA, maternity_closed, office, office_template
from openpyxl import load_workbook

from exports.entry_book_identity import PROPERTY

__all__ = ["blank_desk", "maternity_closed", "office", "office_template"]


@pytest.fixture
def blank(blank_desk):
    return blank_desk[:2]


def test_every_offered_cell_is_open_and_nothing_else_is(blank):
    opened, path = blank
    sheet = load_workbook(path)[ENTRY]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    where = addresses(opened, path)
    open_cells = {
        c.coordinate
        for row in sheet.iter_rows()
        for c in row
        if c.protection.locked is False and c.column < 9
    }
    wide = {
        a for a in open_cells if sheet[a].column > 1 and sheet[f"A{sheet[a].row}"].protection.locked is False
    }
    assert open_cells - wide == set(where.values())


def test_what_is_not_offered_is_hatched_and_locked(maternity_closed, tmp_path):
    opened = maternity_closed.open()
    path = write_book(opened, tmp_path / "closed.xlsx")
    sheet, where = load_workbook(path)[ENTRY], addresses(opened, path)
    hidden = [key for key in opened.form.entry_cells if not opened.offered(key)]
    assert hidden
    for key in hidden:
        cell = sheet[where[str(key).removeprefix("KM_")]]
        assert cell.protection.locked
        assert cell.fill.patternType == "lightUp"
        assert cell.value is None


def test_rows_sections_and_bands_stand_in_paper_order_with_their_numbers(blank):
    opened, path = blank
    sheet, where = load_workbook(path)[ENTRY], addresses(opened, path)
    rows = [int(re.sub(r"\D", "", where[str(key).removeprefix("KM_")])) for key in opened.form.entry_cells]
    assert rows == sorted(rows)
    row = rows[[str(k) for k in opened.form.entry_cells].index("KM_C14[ANC]")]
    element = opened.form.elements["KM_C14"]
    assert (str(sheet[f"A{row}"].value), sheet[f"B{row}"].value) == (element.row, element.label.en)
    texts = [c.value for c in sheet["A"] if isinstance(c.value, str)]
    titles = [f"{s.code}. {s.title.en}" for s in opened.form.sections]
    assert [t for t in texts if t in titles] == titles


def test_totals_are_formulas_over_their_row(blank):
    opened, path = blank
    sheet, where = load_workbook(path)[ENTRY], addresses(opened, path)
    first, last = where["C14[ANC]"], where["C14[PN12_24]"]
    row = first[1:]
    assert sheet[f"{chr(ord(last[0]) + 1)}{row}"].value == (
        f'=IF(COUNT({first}:{last})=0,"",SUM({first}:{last}))'
    )


def test_each_open_cell_has_a_rule_and_words_for_a_mistake(blank):
    opened, path = blank
    sheet, where = load_workbook(path)[ENTRY], addresses(opened, path)
    rules = {
        cell.coordinate: rule
        for rule in sheet.data_validations.dataValidation
        for block in rule.sqref.ranges
        for row in sheet[block.coord if ":" in block.coord else f"{block.coord}:{block.coord}"]
        for cell in row
    }
    assert set(rules) == set(where.values())
    whole = rules[where["B01"]]
    assert (whole.type, whole.errorStyle) == ("custom", "stop")
    assert "=INT(" in whole.formula1
    assert '"UNK"' in whole.formula1
    assert whole.error.startswith("Type a whole number from 0 to 9999999, or NR")
    assert rules[where["A09"]].formula1 == '"Yes,No,NR,NA,UNK"'
    assert rules[where["P01"]].type == "textLength"
    assert all(len(rule.error) <= 255 and len(rule.errorTitle) <= 32 for rule in rules.values())


def test_checks_are_listed_with_state_and_the_ones_left_out_are_named(blank):
    opened, path = blank
    book = load_workbook(path)
    listed = {row[1].value: row for row in book["Checks"].iter_rows(min_row=3)}
    assert list(listed) == [check.code for check in opened.form.checks]
    only_there = [code for code, row in listed.items() if row[0].value == "made only in the program"]
    assert only_there == ["Q401", "Q412", "Q413", "Q416", "Q417"]
    assert all(str(row[0].value).startswith("=IF(") for c, row in listed.items() if c not in only_there)
    assert {f"kmmp_{c}" for c in listed if c not in only_there} == set(book.defined_names)


def test_marked_cells_have_conditional_formats_with_a_border_and_the_row_names_the_check(blank):
    opened, path = blank
    sheet, where = load_workbook(path)[ENTRY], addresses(opened, path)
    rules = {str(r.sqref): [x.formula[0] for x in r.rules] for r in sheet.conditional_formatting}
    assert any("kmmp_R202=1" in formula for formula in rules[where["C14[ANC]"]])
    looks = [x.dxf for r in sheet.conditional_formatting for x in r.rules if x.dxf]
    assert looks
    assert all(look.border.left.style for look in looks)
    row = where["C14[ANC]"][1:]
    assert "\u2715R202" in sheet[f"H{row}"].value


def test_panes_print_and_hidden_sheets_are_set_up(blank):
    opened, path = blank
    book = load_workbook(path)
    sheet = book[ENTRY]
    assert (sheet.freeze_panes, sheet.page_setup.paperSize) == ("C4", 9)
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.print_title_rows == "$2:$3"
    assert [s.sheet_state for s in book.worksheets] == ["visible", "visible", "veryHidden", "veryHidden"]
    assert book.security.lockStructure
    assert not book.security.workbookPassword
    said = book.custom_doc_props[PROPERTY].value
    assert said.startswith(f"KMMP_MFR {opened.form.version} {NYOTA} 202611 ")


def test_the_sheet_says_that_its_locks_are_no_proof(blank):
    texts = [c.value for c in load_workbook(blank[1])[ENTRY]["A"] if isinstance(c.value, str)]
    assert any("locked against slips only; there is no password" in text for text in texts)


def test_no_text_of_a_person_becomes_a_formula(office, tmp_path):
    opened = office.open(ZIWA)
    texts = ["=1+1", "+A1", "-2", "@SUM(A1)", '=HYPERLINK("http://x")']
    opened.set_many({opened.form.key("P01"): texts[0], opened.form.key("P02"): texts[4]})
    opened.set(opened.form.key("B03"), "=5+")
    path = write_book(opened, tmp_path / "texts.xlsx")
    sheet, where = load_workbook(path)[ENTRY], addresses(opened, path)
    for code, text in (("P01", texts[0]), ("P02", texts[4]), ("B03", "=5+")):
        cell = sheet[where[code]]
        assert (cell.value, cell.data_type) == (text, "s")
    with zipfile.ZipFile(path) as archive:
        part = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "HYPERLINK" not in "".join(re.findall(r"<f>(.*?)</f>", part))
    assert "<f>5+" not in part
    assert "<f>1+1" not in part


def test_a_swahili_workbook_speaks_swahili(office, tmp_path):
    from exports.entry_book import EntryBookFiles
    from kmmp_desktop.texts.catalogue import Catalogue

    opened = office.open()
    path = tmp_path / "sw.xlsx"
    path.write_bytes(EntryBookFiles(Catalogue().say_in).build(opened, "Ziwa", office.clock.now(), "sw"))
    book = load_workbook(path)
    assert book.sheetnames[:2] == ["Ripoti", "Ukaguzi"]
    texts = [c.value for c in book["Ripoti"]["A"] if isinstance(c.value, str)]
    assert any(text.startswith("Jaza visanduku") for text in texts)
    assert office.services.books.read(path).mfl == NYOTA
