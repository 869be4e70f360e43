"""Tables from Excel and CSV: what is taken, what is refused, and in which words."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from exports import tables
from exports.tables import read_table
from kmmp_desktop.errors import FileRefusedError

HEADER = ("MFL code", "Facility", "County")


def csv_file(tmp_path, content, name="facilities.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def workbook_file(tmp_path, rows, name="facilities.xlsx", sheets=("Sheet1",)):
    book = Workbook()
    book.active.title = sheets[0]
    for row in rows:
        book.active.append(row)
    for other in sheets[1:]:
        book.create_sheet(other).append(["other"])
    book.save(tmp_path / name)
    return tmp_path / name


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_with_any_of_the_usual_separators(tmp_path, delimiter):
    lines = ["MFL code,Facility,County", "99104,Nyota Health Centre,Kisumu"]
    table = read_table(csv_file(tmp_path, "\r\n".join(lines).replace(",", delimiter).encode()))
    assert table.header == HEADER
    assert table.rows == ((2, ("99104", "Nyota Health Centre", "Kisumu")),)
    assert (table.sheets, table.sheet) == ((), "")


def test_a_separator_inside_quotes_does_not_count(tmp_path):
    path = csv_file(tmp_path, b'"name, with, commas";code\n"Ng\'ombe; Ltd, (K)";5\n')
    table = read_table(path)
    assert table.header == ("name, with, commas", "code")
    assert table.rows == ((2, ("Ng'ombe; Ltd, (K)", "5")),)


def test_the_separator_line_of_excel_is_followed_and_counted(tmp_path):
    table = read_table(csv_file(tmp_path, b"sep=;\r\na;b\r\n1;2\r\n"))
    assert table.header == ("a", "b")
    assert table.rows == ((3, ("1", "2")),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_letters_beyond_ascii_in_the_usual_encodings(tmp_path, encoding):
    table = read_table(csv_file(tmp_path, "name\nCafé – Söhne\n".encode(encoding)))
    assert table.rows == ((2, ("Café – Söhne",)),)


def test_rows_keep_the_number_that_excel_shows(tmp_path):
    table = read_table(csv_file(tmp_path, b"\n\na,b\n\n1,2\n,,\n3,4\n"))
    assert table.header == ("a", "b")
    assert [number for number, _ in table.rows] == [5, 7]


def test_a_quoted_line_break_is_one_row(tmp_path):
    table = read_table(csv_file(tmp_path, b'a,b\n"x\ny",2\n3,4\n'))
    assert table.rows == ((2, ("x\ny", "2")), (3, ("3", "4")))


def test_short_rows_are_filled_and_columns_without_heading_are_kept(tmp_path):
    table = read_table(csv_file(tmp_path, b"a,b\n1\n1,2,3\n"))
    assert table.header == ("a", "b", "")
    assert table.rows == ((2, ("1", "", "")), (3, ("1", "2", "3")))


def test_a_workbook_gives_the_same_texts_as_csv(tmp_path):
    morning = datetime.fromisoformat("2026-11-05T10:30")
    midnight = datetime.fromisoformat("2026-11-05")
    rows = [
        HEADER,
        [99104, " Nyota Health Centre ", None],
        [None],
        ["00123", True, 62.5],
        [midnight, date(2026, 11, 6), morning],
    ]
    table = read_table(workbook_file(tmp_path, rows, sheets=("Facilities", "Notes")))
    assert table.sheets == ("Facilities", "Notes")
    assert table.sheet == "Facilities"
    assert table.header == HEADER
    assert table.rows == (
        (2, ("99104", "Nyota Health Centre", "")),
        (4, ("00123", "1", "62.5")),
        (5, ("2026-11-05", "2026-11-06", "2026-11-05 10:30")),
    )


def test_another_sheet_by_name(tmp_path):
    path = workbook_file(tmp_path, [["a"]], sheets=("One", "Two"))
    assert read_table(path, "Two").header == ("other",)
    with pytest.raises(FileRefusedError, match=r'no sheet "Three"\. It has: One, Two'):
        read_table(path, "Three")


def test_a_formula_comes_as_its_stored_value(tmp_path):
    path = workbook_file(tmp_path, [["a", "b"], [1, "=A2+1"]])
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = (
        parts[sheet]
        .replace(b"<f>A2+1</f><v></v>", b"<f>A2+1</f><v>2</v>")
        .replace(b"<f>A2+1</f><v/>", b"<f>A2+1</f><v>2</v>")
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert read_table(path).rows == ((2, ("1", "2")),)


def test_the_kind_is_told_by_the_content_and_not_by_the_name(tmp_path):
    assert read_table(workbook_file(tmp_path, [["a"], ["b"]], name="really.csv")).sheets == ("Sheet1",)
    assert read_table(csv_file(tmp_path, b"a\nb\n", name="really.xlsx")).rows == ((2, ("b",)),)


def old_office(marker=b""):
    return bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600 + marker + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"  \r\n\r\n ", "is empty"),
        (b",,,\n,,\n", "There is no text in"),
        (b"a,b\n1,\x00\n", "neither a workbook nor a CSV"),
        (b"%PDF-1.7\n", "neither a workbook nor a CSV"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "neither a workbook nor a CSV"),
        (b"\x81\x8d\x8f", "neither a workbook nor a CSV"),
        (old_office("EncryptedPackage".encode("utf-16-le")), "locked with a password"),
        (old_office(), "of an old kind"),
        (b"PK\x03\x04 cut off", "only a part of it arrived"),
        (b'a,b\n"1,2\n', "cannot be read as a table"),
        (b'a,b\n"1"x,2\n', "line 2"),
        (b"a\n" + b"x" * 200_000 + b"\n", "cannot be read as a table"),
    ],
)
def test_what_is_no_table_is_refused_in_plain_words(tmp_path, content, words):
    path = csv_file(tmp_path, content, name="list.csv")
    with pytest.raises(FileRefusedError) as caught:
        read_table(path)
    assert words in str(caught.value)
    assert "list.csv" in str(caught.value)
    assert caught.value.hint
    assert "please" not in str(caught.value).lower()


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileRefusedError, match="cannot be opened"):
        read_table(tmp_path / "gone.csv")
    with pytest.raises(FileRefusedError, match="is not a file"):
        read_table(tmp_path)


def test_a_workbook_that_is_cut_off_at_any_place(tmp_path):
    content = workbook_file(tmp_path, [HEADER, *([n, "x", "y"] for n in range(200))]).read_bytes()
    for share in range(1, 10):
        path = csv_file(tmp_path, content[: len(content) * share // 10], name="cut.xlsx")
        with pytest.raises(FileRefusedError, match=r"cut\.xlsx"):
            read_table(path)


def test_a_damaged_part_is_refused(tmp_path):
    path = workbook_file(tmp_path, [["a"], ["b"]])
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:-40]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(FileRefusedError, match="damaged"):
        read_table(path)


def test_a_zip_that_is_no_workbook(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(FileRefusedError, match="not an Excel workbook"):
        read_table(csv_file(tmp_path, out.getvalue(), name="letter.docx"))


def test_a_bomb_is_refused_by_its_declared_size(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MAX_UNPACKED", 100_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * 200_000)
    with pytest.raises(FileRefusedError, match="would unpack to more than"):
        read_table(csv_file(tmp_path, out.getvalue(), name="bomb.xlsx"))


def test_a_document_type_is_refused(tmp_path):
    path = workbook_file(tmp_path, [["a"], ["b"]])
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    parts["xl/workbook.xml"] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts["xl/workbook.xml"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(FileRefusedError, match="document type"):
        read_table(path)


def test_limits_of_size_rows_and_columns(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MAX_ROWS", 3)
    assert len(read_table(csv_file(tmp_path, b"a\n1\n2\n3\n")).rows) == 3
    with pytest.raises(FileRefusedError, match="more than 3 rows"):
        read_table(csv_file(tmp_path, b"a\n1\n2\n3\n4\n"))
    wide = ",".join(str(n) for n in range(201)).encode()
    with pytest.raises(FileRefusedError, match="more than 200 columns"):
        read_table(csv_file(tmp_path, wide))
    with pytest.raises(FileRefusedError, match="more than 200 columns"):
        read_table(workbook_file(tmp_path, [[*range(201)]]))
    monkeypatch.setattr(tables, "MAX_FILE", 10)
    with pytest.raises(FileRefusedError, match="larger than"):
        read_table(csv_file(tmp_path, b"a,b\n1,2\n3,4\n"))


def test_a_real_list_of_facilities(tmp_path):
    rows = [HEADER, *([10000 + n, f"Facility {n}", "Kisumu"] for n in range(5_000))]
    table = read_table(workbook_file(tmp_path, rows))
    assert len(table.rows) == 5_000
    assert table.rows[-1] == (5_001, ("14999", "Facility 4999", "Kisumu"))
