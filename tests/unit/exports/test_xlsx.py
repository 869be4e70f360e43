"""The workbook of a return: what stands in it, how it prints, and that it holds values only."""

import io
import re
import zipfile
from datetime import UTC, date

import exports_fixtures as fixtures
import pytest
from openpyxl import load_workbook

from exports.page_words import Words
from exports.workbook_data import SHEET_NAMES
from exports.workbook_model import Sheet, from_cell_text, page_breaks, to_cell_text
from exports.xlsx import WorkbookMaker
from kmmp_desktop.domain.document import ReturnDocument, canonical_bytes

NAMES = ["Return", "Facility form", "Remarks", "Standards", "Data", "Signed data"]


@pytest.fixture(scope="module")
def content():
    return WorkbookMaker().build(fixtures.small_document())


@pytest.fixture(scope="module")
def book(content):
    return load_workbook(io.BytesIO(content))


def texts(sheet):
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def row_of(sheet, label):
    return next(row for row in sheet.iter_rows() if any(c.value == label for c in row))


def data_rows(book):
    rows = book[book.sheetnames[-2]].iter_rows(min_row=2, values_only=True)
    return {row[0]: row for row in rows}


def test_the_sheets_stand_in_reading_order(book):
    assert book.sheetnames == NAMES


def test_the_head_names_facility_month_and_revision(book):
    sheet = book["Return"]
    assert sheet["A2"].value == "Monthly Facility Return"
    assert sheet["A5"].value == "Nyota Health Centre"
    assert [sheet[c].value for c in ("C5", "G5")] == [99104, 1]
    assert sheet["E5"].value == "November 2026"
    assert "approved" not in " ".join(texts(sheet)[:20])


def test_figures_stand_under_their_category_and_in_the_total(book):
    row = row_of(book["Return"], "Active HIV-positive clients at start of month")
    assert [c.value for c in row[:8]] == [
        1,
        "Active HIV-positive clients at start of month",
        46,
        93,
        None,
        None,
        139,
        None,
    ]


def test_zero_missing_and_blank_look_different(book):
    sheet = book["Return"]
    zero = row_of(sheet, "Moved from antenatal to postnatal (delivered)")[6]
    missing = row_of(sheet, "Active adolescents and young women (10-24)")[6]
    blank = row_of(sheet, "Cumulative clients ever enrolled here (optional)")[6]
    assert (zero.value, missing.value, blank.value) == (0, "NR", None)
    assert missing.font.italic
    assert not zero.font.italic


def test_cells_that_are_not_asked_are_hatched(book):
    row = row_of(book["Return"], "Active HIV-positive clients at start of month")
    assert [c.fill.patternType for c in row[2:6]] == [None, None, "lightUp", "lightUp"]


def test_a_partial_total_says_how_many_cells_it_counts(book):
    row = row_of(book["Return"], "Active HIV-positive clients at end of month")
    assert (row[6].value, row[7].value) == (116, "3/4")
    assert data_rows(book)["KM_C14[*]"][7] == "sum of 3 of 4"


def test_a_remark_number_stands_beside_the_flagged_figure(book):
    assert row_of(book["Return"], "New HIV-positive clients enrolled")[7].value == "(1)"


def test_every_cell_has_one_row_in_the_data_sheet_in_paper_order(book):
    rows = data_rows(book)
    expected = [entry["cell"] for entry in fixtures.small_document().data["cells"]]
    assert [code for code in rows if code in set(expected)] == expected
    assert rows["KM_C02[ANC]"][:7] == (
        "KM_C02[ANC]",
        "C",
        2,
        "New HIV-positive clients enrolled",
        "Antenatal",
        "number",
        14,
    )
    assert rows["KM_A03"][5:7] == ("yes_no", "yes")
    assert rows["KM_A05"][5:7] == ("date", "2026-11-18")
    assert rows["KM_C18"][5:8] == ("missing", "NA", "not offered at this facility")
    assert rows["KM_C07"][7] == "zero by fill"
    assert rows["KMMP_1"][6] == 18


def test_the_place_in_the_data_sheet_is_where_the_figure_stands(book):
    for code in ("KM_C02[ANC]", "KM_C14[*]", "KMMP_1", "KM_C15"):
        row = data_rows(book)[code]
        assert book[row[8]][row[9]].value == row[6]


def test_the_signed_sheet_joins_to_the_canonical_bytes(book):
    text = "".join(row[0] for row in book["Signed data"].iter_rows(values_only=True))
    assert text.encode() == fixtures.small_document().canonical


def test_a_large_return_is_cut_into_cells_that_excel_can_hold():
    document = fixtures.large_document()
    book = load_workbook(io.BytesIO(WorkbookMaker().build(document)))
    pieces = [row[0] for row in book["Signed data"].iter_rows(values_only=True)]
    assert len(pieces) > 1
    assert max(map(len, pieces)) < 32_000
    assert "".join(pieces).encode() == document.canonical


def test_remarks_give_figure_both_sides_standard_and_reason(book):
    flagged = next(row for row in book["Remarks"].iter_rows(values_only=True) if row[0] == "(1)")
    assert flagged[1] == "C02 New HIV-positive clients enrolled: 18"
    assert "C02 [18] <= mean(C02, 3) * 1.33 [13.7]" in flagged[2]
    assert "Difference: 4.3" in flagged[2]
    assert flagged[3:5] == ("Change against the mean of three months: 33 %", "Sourced")
    assert flagged[5] == "Outreach week, 7 enrolled there.\nA. Wanjiru, 3 December 2026, 11:30 EAT"


def test_skipped_checks_and_missing_cells_are_listed_with_their_reasons(book):
    words = " | ".join(texts(book["Remarks"]))
    assert "The register for 6 to 12 months is at the county." in words
    assert "Ages are not in the new logbook yet." in words
    assert "NR not reported" in words
    assert "NA not offered here" in words
    assert "blank, optional" in words


def test_a_standard_that_nobody_verified_is_bold(book):
    row = row_of(book["Standards"], "Sub-county or county supervision")
    assert (row[3].value, row[3].font.bold) == ("Not verified", True)
    assert not row_of(book["Standards"], "Change against the mean of three months")[3].font.bold


def test_the_derived_form_has_its_own_sheet(book):
    sheet = book["Facility form"]
    assert row_of(sheet, "New HIV-positive clients enrolled in KMMP services (ANC and PN)")[6].value == 18
    assert "Derived from: Monthly Facility Return" in texts(sheet)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "=cmd|' /C calc'!A0", "'=1", "\t=1"]
)
def test_no_text_ever_becomes_a_formula(text):
    content = WorkbookMaker().build(fixtures.small_document(values={"KM_P01": text, "KM_P02": text}))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = b"".join(archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets"))
    assert not re.search(rb"<f[ />]", sheets)
    assert b't="e"' not in sheets
    book = load_workbook(io.BytesIO(content))
    assert data_rows(book)["KM_P01"][6] == text


def test_characters_that_xml_cannot_carry_come_back_as_they_were():
    text = "a\x01b\x0bc\rd _x0041_ \ufffe e\r\nf"
    assert from_cell_text(to_cell_text(text)) == text
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\r\ufffe]", to_cell_text(text))
    maker = WorkbookMaker()
    signed = maker.sign(
        maker.build(fixtures.small_document(values={"KM_P01": text})),
        fixtures.clerk(),
        "clerk",
        fixtures.COMPLETED,
    )
    assert maker.check(signed).data["cells"][20]["value"] == text


def test_a_long_text_is_shown_whole_over_several_rows():
    text = "\n".join(f"Line {n}: " + "words " * 12 for n in range(48))[:4000]
    maker = WorkbookMaker()
    content = maker.build(fixtures.small_document(values={"KM_P01": text}))
    book = load_workbook(io.BytesIO(content))
    place = data_rows(book)["KM_P01"][9]
    shown = [row[0] for row in book["Return"][place]]
    assert "".join(cell.value for cell in shown) == text
    assert all(book["Return"].row_dimensions[cell.row].height <= 409 for cell in shown)
    assert maker.check(maker.sign(content, fixtures.clerk(), "clerk", fixtures.COMPLETED)).intact == "yes"


def test_equal_returns_give_equal_bytes(content):
    assert WorkbookMaker().build(fixtures.small_document()) == content


def test_text_is_normalised_as_it_is_signed():
    decomposed = "nge\u0301"
    book = load_workbook(
        io.BytesIO(WorkbookMaker().build(fixtures.small_document(values={"KM_P01": decomposed})))
    )
    assert data_rows(book)["KM_P01"][6] == "ng\u00e9"


def test_it_prints_on_a4_portrait_one_page_wide_with_a_footer(book):
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) in {
            (9, "portrait"),
            ("9", "portrait"),
        }
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "Nyota Health Centre, MFL 99104 · November 2026, revision 1" in sheet.oddFooter.left.text
        assert sheet.oddFooter.right.text == "Page &P of &N"
    assert book["Return"].print_title_rows == "$1:$2"
    assert book["Return"].freeze_panes == "A3"


def test_an_ampersand_in_a_name_does_not_become_a_footer_code():
    facility = {**fixtures.small_document().data["facility"], "name": "Mother & Child"}
    book = load_workbook(io.BytesIO(WorkbookMaker().build(fixtures.small_document(facility=facility))))
    with zipfile.ZipFile(
        io.BytesIO(WorkbookMaker().build(fixtures.small_document(facility=facility)))
    ) as archive:
        assert b"Mother &amp;&amp; Child" in archive.read("xl/worksheets/sheet1.xml")
    assert book["Return"]["A5"].value == "Mother & Child"


def test_a_page_begins_only_where_a_row_may_begin_one():
    sheet = Sheet("x", (50, 50), repeat="1:2")
    for _ in range(120):
        sheet.add({}, 14)
    sheet.may_break = [10, 40, 60, 80, 100]
    breaks = page_breaks(sheet)
    assert breaks
    assert set(breaks) <= {row - 1 for row in sheet.may_break}


def test_the_return_is_in_its_own_language():
    book = load_workbook(io.BytesIO(WorkbookMaker().build(fixtures.small_document("sw"))))
    assert book.sheetnames == [
        "Ripoti",
        "Fomu ya kituo",
        "Maelezo",
        "Viwango",
        "Takwimu",
        "Takwimu zilizosainiwa",
    ]
    assert book["Ripoti"]["A2"].value == "Ripoti ya Mwezi ya Kituo"
    assert book["Ripoti"]["E5"].value == "Novemba 2026"
    assert "Wateja wapya 18" in " ".join(texts(book["Maelezo"]))


def test_fixed_words_come_from_the_catalogue_in_the_language_of_the_return():
    asked = set()

    def say(language, message, **params):
        asked.add((language, message))
        return Words("en")(message, **params)

    WorkbookMaker(say).build(fixtures.small_document("sw"))
    assert ("sw", "Missing and blank") in asked
    assert {language for language, _ in asked} == {"sw"}


def test_the_document_properties_say_who_and_when_of_the_return(book):
    assert book.properties.title == "99104_202611_KMMP_TEST_r1"
    assert book.properties.creator == "A. Wanjiru"
    assert book.properties.modified.replace(tzinfo=UTC) == fixtures.COMPLETED


def test_every_part_has_the_same_date_in_the_container(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_sheet_names_that_excel_refuses_are_made_good():
    data = fixtures.small_document().data
    form = fixtures.derived_form()
    from dataclasses import replace

    from kmmp_desktop.text import Text

    bad = replace(form, short=Text("Data"))
    book = load_workbook(
        io.BytesIO(WorkbookMaker().build(ReturnDocument(data, fixtures.small_form(), (bad,))))
    )
    assert book.sheetnames[1] == "Data 2"
    worse = replace(form, short=Text("A/B: [what]? " + "x" * 40))
    book = load_workbook(
        io.BytesIO(WorkbookMaker().build(ReturnDocument(data, fixtures.small_form(), (worse,))))
    )
    assert len(book.sheetnames[1]) <= 31
    assert not set("[]:*?/\\") & set(book.sheetnames[1])


def test_a_cell_that_the_form_does_not_have_is_an_error_and_not_left_out():
    data = dict(fixtures.small_document().data)
    data["cells"] = [*data["cells"], {"cell": "KM_X99", "kind": "number", "value": 1}]
    with pytest.raises(KeyError):
        WorkbookMaker().build(ReturnDocument(data, fixtures.small_form(), (fixtures.derived_form(),)))


def test_an_invalid_draft_cannot_be_in_a_completed_return():
    data = dict(fixtures.small_document().data)
    data["cells"] = [{"cell": "KM_A01", "kind": "invalid", "value": "12 est"}, *data["cells"][1:]]
    with pytest.raises(ValueError, match="invalid"):
        WorkbookMaker().build(ReturnDocument(data, fixtures.small_form(), (fixtures.derived_form(),)))


def test_the_shipped_monthly_return_can_be_built_and_read_back():
    document = fixtures.big_document()
    assert document is not None
    maker = WorkbookMaker()
    signed = maker.sign(maker.build(document), fixtures.clerk(), "clerk", fixtures.COMPLETED)
    check = maker.check(signed)
    assert (check.intact, check.problems) == ("yes", ())
    assert canonical_bytes(check.data) == document.canonical


def test_dates_are_days_and_not_moments(book):
    cell = row_of(book["Return"], "Last supervision visit")[6]
    assert cell.value.date() == date(2026, 11, 18)
    assert cell.number_format == "DD/MM/YYYY"


def test_the_names_of_the_sheets_fit_excel_in_every_language():
    for text in SHEET_NAMES.values():
        assert 0 < len(text.en) <= 31
        assert 0 < len(text.sw) <= 31
