"""Data quality as files: whole, the same words as on screen, and no text that a spreadsheet reckons."""

import csv

import pytest
from office_fixtures import NYOTA, ZIWA, office, office_template  # noqa: F401
from openpyxl import load_workbook
from quality_office import OCTOBER, look, owe, put
from spreadsheet import drive

from kmmp_desktop.errors import FileRefusedError, StorageError

EVIL = '=HYPERLINK("http://example.org","Nyota")'


@pytest.fixture
def found(office):  # noqa: F811
    owe(office, {NYOTA: EVIL, ZIWA: "-2+3 Dispensary"})
    put(office, NYOTA, OCTOBER, {"B01": "3", "B03": "12"})
    put(office, NYOTA, OCTOBER.shift(-1), {"B01": "3"})
    return look(office, 2)


def save(office, found, path, language="en"):  # noqa: F811
    office.services.quality.write(found, path, language, lambda done, of: None)
    return path


def test_the_csv_has_one_line_a_square_and_texts_stay_texts(office, found, tmp_path):  # noqa: F811
    path = save(office, found, tmp_path / "q.csv")
    lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert lines[0][:2] == ["facility", "mfl"]
    assert len(lines) == 1 + 2 * 9 * 2
    assert {line[0] for line in lines[1:]} == {f"'{EVIL}", "'-2+3 Dispensary"}
    [filled] = [line for line in lines if line[1] == NYOTA and line[4:6] == ["202610", "filled"]]
    assert filled[6:] == ["2", "207", "0.97", ""]
    [late] = [line for line in lines if line[1] == ZIWA and line[4:6] == ["202610", "received"]]
    assert late[6:] == ["0", "1", "0.0", "late"]


def test_the_workbook_has_thresholds_totals_each_measure_and_every_square(office, found, tmp_path):  # noqa: F811
    book = load_workbook(save(office, found, tmp_path / "q.xlsx"))
    assert book.sheetnames[:3] == ["What it rests on", "Totals", "Returns received"]
    assert len(book.sheetnames) == 3 + 9
    rests = [[cell.value for cell in row] for row in book["What it rests on"].iter_rows(min_row=2)]
    assert rests[0][:2] == ["completeness", "Returns received"]
    assert rests[0][3:6] == [90, "%", "Sourced"]
    assert {row[5] for row in rests} == {"Sourced", "Not verified", "Programme setting"}
    received = {
        row[0].value: [cell.value for cell in row[1:]] for row in book["Returns received"].iter_rows()
    }
    assert received["All facilities"] == [None, 50, 50, 50]
    assert received["-2+3 Dispensary"] == [ZIWA, 0, "late", "late"]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_libreoffice_opens_both_and_reckons_nothing(office, found, tmp_path):  # noqa: F811
    book = save(office, found, tmp_path / "q.xlsx")
    copy = tmp_path / "copy.xlsx"
    drive(tmp_path, book, "Totals", [{}], copy)
    again = load_workbook(copy)
    names = [row[0].value for row in again["Totals"].iter_rows(min_row=4)]
    assert sorted(names) == ["-2+3 Dispensary", EVIL]
    assert all(cell.data_type != "f" for sheet in again for row in sheet.iter_rows() for cell in row)
    assert again["Totals"]["D3"].value == 2  # returns received, all facilities
    assert again["Totals"]["E3"].value == 4


def test_the_workbook_is_in_the_language_of_the_screen(office, found, tmp_path):  # noqa: F811
    book = load_workbook(save(office, found, tmp_path / "q.xlsx", "sw"))
    assert "Jumla" in book.sheetnames
    assert book["Jumla"]["A3"].value == "Vituo vyote"


def test_another_ending_is_refused_by_name_and_nothing_is_written(office, found, tmp_path):  # noqa: F811
    with pytest.raises(FileRefusedError) as refused:
        save(office, found, tmp_path / "quality.ods")
    assert "quality.ods" in str(refused.value.message)
    assert not (tmp_path / "quality.ods").exists()


def test_a_folder_that_is_not_there_is_told(office, found, tmp_path):  # noqa: F811
    with pytest.raises(StorageError):
        save(office, found, tmp_path / "away" / "q.csv")


def test_stopping_leaves_no_file(office, found, tmp_path):  # noqa: F811
    class Stop(Exception):
        pass

    def stop(done, of):
        raise Stop

    for name in ("q.csv", "q.xlsx"):
        with pytest.raises(Stop):
            office.services.quality.write(found, tmp_path / name, "en", stop)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(("q.", ".q"))]
