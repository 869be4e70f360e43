"""What is taken from a workbook that came back, cell by cell, and what is refused by name."""

import hashlib
import json
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest
from entry_book_office import ENTRY, addresses, blank_desk, change, fill, with_part, write_book
from office_fixtures import NYOTA, office, office_template
from openpyxl import Workbook

from exports.entry_book_identity import SHEET
from kmmp_desktop.errors import FileRefusedError

__all__ = ["blank_desk", "office", "office_template"]


@pytest.fixture
def desk(blank_desk, tmp_path):
    """Open return, a blank workbook of its own, addresses, and a reader."""
    opened, blank, where, read = blank_desk
    path = tmp_path / "back.xlsx"
    shutil.copy(blank, path)
    return opened, path, where, read


def offered(book):
    return {one.address: (one.text, str(one.why_not) if one.why_not else None) for one in book.offered}


def refusal(read, path):
    with pytest.raises(FileRefusedError) as caught:
        read(path)
    return str(caught.value)


def test_a_blank_workbook_offers_nothing(desk):
    opened, path, _, read = desk
    book = read(path)
    assert (book.family, book.mfl, str(book.period)) == ("KMMP_MFR", NYOTA, "202611")
    assert (book.offered, book.notes, book.form_digest) == ((), (), opened.form.file_digest)


@pytest.mark.parametrize(
    ("code", "typed", "text", "why"),
    [
        ("B01", 41, "41", None),
        ("B01", 41.0, "41", None),
        ("B01", 12.5, "12.5", None),
        ("B01", "NR", "NR", None),
        ("B01", " 7 ", " 7 ", None),
        ("B01", "1,234", "1,234", None),
        ("B01", "12 (est.)", "12 (est.)", None),
        ("B01", "=5+2", "=5+2", "It holds a formula, =5+2. Formulas are not taken in."),
        ("B01", '=HYPERLINK("http://x",1)', '=HYPERLINK("http://x",1)', "It holds a formula"),
        ("B01", True, "TRUE", "It holds TRUE instead of a figure."),
        ("B01", date(2026, 12, 5), "05/12/2026", "The spreadsheet made a date of it, 05/12/2026."),
        ("B01", "#DIV/0!", "#DIV/0!", "It shows the error #DIV/0! instead of a figure."),
        ("A09", "Yes", "Yes", None),
        ("A09", True, "1", None),
        ("A09", 0, "0", None),
        ("P06", date(2026, 12, 1), "01/12/2026", None),
        (
            "P06",
            datetime(2026, 12, 1, 13, 30),  # noqa: DTZ001  spreadsheets know no zones
            "46357.5625",
            "46357.5625 is a plain number here, not a date.",
        ),
        ("P06", "1/12/2026", "1/12/2026", None),
        ("P01", "rain & <road>", "rain & <road>", None),
        ("P01", 12, "12", None),
    ],
)
def test_each_kind_of_cell(desk, code, typed, text, why):
    _, path, where, read = desk
    fill(path, {where[code]: typed})
    found, said = offered(read(path))[where[code]]
    assert found == text
    assert said == why or (why is not None and said.startswith(why))


def test_a_plain_number_in_a_date_cell_is_no_date(desk):
    _, path, where, read = desk

    def act(book):
        cell = book[ENTRY][where["P06"]]
        cell.value, cell.number_format = 46357, "General"

    assert offered(read(change(path, act)))[where["P06"]][1].endswith("is a plain number here, not a date.")


def test_a_value_that_a_formula_had_is_never_believed(desk):
    """A cell with a formula and a cached 7 says nothing of 7."""
    _, path, where, read = desk
    fill(path, {where["B01"]: 41})
    cell = f'r="{where["B01"]}"'.encode()
    with_part(
        path,
        path,
        "xl/worksheets/sheet1.xml",
        lambda part: re.sub(rb"(<c " + cell + rb"[^>]*>)<v>41</v>", rb"\1<f>3+4</f><v>7</v>", part),
    )
    assert offered(read(path))[where["B01"]] == (
        "=3+4",
        "It holds a formula, =3+4. Formulas are not taken in.",
    )


def test_the_1904_calendar_of_old_macs_is_understood(desk):
    _, path, where, read = desk
    fill(path, {where["P06"]: date(2026, 12, 1)})
    with_part(
        path, path, "xl/workbook.xml", lambda p: p.replace(b"<workbookPr", b'<workbookPr date1904="1"', 1)
    )
    assert offered(read(path))[where["P06"]] == ("02/12/2030", None)


def test_changed_locks_and_texts_in_the_margin_are_told(desk):
    _, path, where, read = desk
    row = where["B01"][1:]
    fill(path, {f"B{row}": "Second ANC visits", f"H{row}": "see the note", "J9": "hello"})
    book = read(path)
    assert [str(note) for note in book.notes] == [
        f'The locked cell B{row} was changed from "First ANC visits" to "Second ANC visits".',
        f"The total at H{row} was written over with see the note; it is not read.",
    ]
    assert [(o.address, o.key, o.text) for o in book.offered] == [("J9", None, "hello")]


def test_cells_that_were_emptied_are_told_and_change_nothing(office, tmp_path):
    opened = office.fill()
    path = write_book(opened, tmp_path / "full.xlsx")
    where = addresses(opened, path)
    fill(path, {where["B01"]: None})
    book = office.services.books.read(path)
    assert where["B01"] not in offered(book)
    assert str(book.notes[0]) == (
        "1 cell that was filled when the workbook was made is empty now and stays as it is: "
        f"{where['B01']}."
    )


def test_an_inserted_row_is_refused_by_its_number(desk):
    _, path, where, read = desk
    row = int(where["C14[ANC]"][1:])
    change(path, lambda book: book[ENTRY].insert_rows(row))
    assert refusal(read, path).startswith(
        f'In "back.xlsx" a row was put in at row {row} (C 14, Active HIV-positive clients at end of month).'
    )


def test_a_deleted_row_is_refused_by_its_number(desk):
    _, path, where, read = desk
    row = int(where["B01"][1:])
    change(path, lambda book: book[ENTRY].delete_rows(row))
    assert refusal(read, path).startswith(f'In "back.xlsx" row {row} was taken out (B 1, First ANC visits).')


def test_rows_that_changed_places_are_refused(desk):
    _, path, where, read = desk
    row = int(where["B07"][1:])

    def swap(book):
        sheet = book[ENTRY]
        for column in range(1, 10):
            one, other = sheet.cell(row, column), sheet.cell(row + 1, column)
            one.value, other.value = other.value, one.value

    change(path, swap)
    assert f"row {row} was moved to row {row + 1}" in refusal(read, path)


def test_a_row_that_was_copied_in_is_refused(desk):
    _, path, where, read = desk
    row = int(where["B07"][1:])

    def copy(book):
        book[ENTRY].cell(row + 1, 9).value = book[ENTRY].cell(row, 9).value

    change(path, copy)
    assert f"row {row + 1} stands more than once" in refusal(read, path)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda sheet: sheet.insert_cols(4), "a column was put in before column D"),
        (lambda sheet: sheet.delete_cols(4), "column I was taken out"),
    ],
)
def test_a_changed_column_is_refused_by_its_letter(desk, act, words):
    _, path, _, read = desk
    change(path, lambda book: act(book[ENTRY]))
    said = refusal(read, path)
    assert words in said or "column D" in said


def test_a_missing_sheet_is_refused_by_its_name(desk):
    _, path, _, read = desk
    change(path, lambda book: setattr(book[ENTRY], "title", "Sheet1"))
    assert 'The sheet "Return" of "back.xlsx" is missing.' in refusal(read, path)


def test_the_hidden_sheet_taken_out_or_changed_is_refused(desk, tmp_path):
    _, path, _, read = desk
    gone = change(path, lambda book: book.remove(book[SHEET]), tmp_path / "gone.xlsx")
    assert "its hidden sheet was taken out" in refusal(read, gone)

    def edit(book):
        cell = book[SHEET]["A3"]
        cell.value = cell.value.replace('"mfl":"99104"', '"mfl":"99105"')

    edited = change(path, edit, tmp_path / "edited.xlsx")
    assert "its hidden sheet was changed" in refusal(read, edited)


def test_a_map_that_names_other_cells_than_the_form_is_refused(desk):
    """Even with a check value that fits: whoever can write the file can work it out."""
    _, path, where, read = desk

    def edit(book):
        sheet = book[SHEET]
        data = json.loads("".join(row[0].value for row in sheet.iter_rows(min_row=3)))
        data["cells"][where["B01"]] = "KM_C14[ANC]"
        text = json.dumps(data, sort_keys=True, separators=(",", ":"))
        sheet.delete_rows(3, 9)
        for n, at in enumerate(range(0, len(text), 20_000), 3):
            sheet.cell(n, 1).value = text[at : at + 20_000]
        sheet["A2"] = hashlib.sha256(text.encode()).hexdigest()
        del book.custom_doc_props["KMMP entry workbook"]

    assert "its hidden sheet was changed" in refusal(read, change(path, edit))


def test_two_names_for_one_file_are_refused(desk):
    _, path, _, read = desk
    with_part(path, path, "docProps/custom.xml", lambda part: part.replace(NYOTA.encode(), b"99105"))
    said = refusal(read, path)
    assert "says two things" in said
    assert "99104" in said
    assert "99105" in said


def test_another_form_version_is_refused_and_both_are_named(desk, office, tmp_path):
    opened, _, _, _ = desk
    newer = office.open()
    newer.form = replace(opened.form, version="2.0.0")
    path = write_book(newer, tmp_path / "newer.xlsx")
    said = refusal(office.services.books.read, path)
    assert said.startswith(
        '"newer.xlsx" was made for version 2.0.0 of the form; this office has version 1.0.0.'
    )
    newer.form = replace(opened.form, base_digest="0" * 64)
    said = refusal(office.services.books.read, write_book(newer, tmp_path / "digest.xlsx"))
    assert "another version 1.0.0 of the form (00000000)" in said
    assert opened.form.file_digest[:8] in said


def test_files_that_are_no_entry_workbooks_are_refused_by_name(office, tmp_path):
    read = office.services.books.read
    other = tmp_path / "other.xlsx"
    Workbook().save(other)
    assert refusal(read, other).startswith('"other.xlsx" is not an entry workbook of this program.')
    (tmp_path / "old.xls").write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600))
    assert "of an old kind (.xls)" in refusal(read, tmp_path / "old.xls")
    locked = bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "locked.xlsx").write_bytes(locked)
    assert "locked with a password" in refusal(read, tmp_path / "locked.xlsx")
    (tmp_path / "text.xlsx").write_text("figures")
    assert "is not an Excel workbook" in refusal(read, tmp_path / "text.xlsx")
    assert "cannot be opened" in refusal(read, tmp_path / "nowhere.xlsx")


def test_a_file_that_was_cut_off_is_refused(desk):
    _, path, _, read = desk
    path.write_bytes(path.read_bytes()[:-3000])
    assert "damaged, or only a part of it arrived" in refusal(read, path)


def test_a_bomb_is_refused_before_it_unpacks(desk, tmp_path):
    _, path, _, read = desk
    bomb = tmp_path / "bomb.xlsx"
    shutil.copy(path, bomb)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/x.xml", bytes(70_000_000))
    assert "would unpack to more than 60 MB" in refusal(read, bomb)


def test_entities_and_document_types_are_refused(desk):
    _, path, _, read = desk
    inject = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'
    with_part(path, path, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"<worksheet", inject, 1))
    assert "document type" in refusal(read, path)


def test_strict_open_xml_is_refused_with_what_to_do(desk):
    _, path, _, read = desk
    ours, strict = (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    with_part(path, path, "xl/workbook.xml", lambda part: part.replace(ours, strict))
    assert "Strict Open XML" in refusal(read, path)


def test_the_digest_is_that_of_the_file(desk):
    _, path, _, read = desk
    assert read(path).digest == hashlib.sha256(path.read_bytes()).hexdigest()
