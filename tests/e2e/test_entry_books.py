"""Entry workbooks by command: out to a facility, filled there, and in again."""

import shutil

import pytest
from entry_book_office import ENTRY, change, fill
from office_fixtures import NYOTA, PASSPHRASE, ZIWA, office_template
from openpyxl import load_workbook
from program import Program

__all__ = ["office_template"]


@pytest.fixture
def program(office_template, tmp_path):
    shutil.copytree(office_template, tmp_path / "home")
    return Program(tmp_path / "home")


def row_of(path, label):
    """Row of the element with this label on the entry sheet."""
    return next(c.row for c in load_workbook(path)[ENTRY]["B"] if c.value == label)


def test_a_workbook_goes_out_and_its_figures_come_in(program, tmp_path):
    path = tmp_path / "nyota.xlsx"
    assert program("returns", "workbook", NYOTA, "202611", "--out", path)["files"] == [str(path)]
    row = row_of(path, "First ANC visits")
    fill(path, {f"G{row}": 41, f"G{row + 3}": "=5+", f"G{row + 4}": "12 (est.)"})
    dry = program("returns", "import", path, "--as", "clerk", "--dry-run", code=1)["files"][0]
    assert (dry["outcome"], [c["value"] for c in dry["changes"]]) == ("can_be_imported", ["41"])
    done = program("returns", "import", path, "--as", "clerk", code=1)["files"][0]
    assert done["outcome"] == "imported"
    assert [(r["address"], r["value"]) for r in done["rejected"]] == [
        (f"G{row + 3}", "=5+"),
        (f"G{row + 4}", "12 (est.)"),
    ]
    assert program.error.startswith(f"nyota.xlsx G{row + 3}: ")
    fill(path, {f"G{row + 3}": None, f"G{row + 4}": None})
    again = program("returns", "import", path, "--as", "clerk")["files"][0]
    assert (again["outcome"], again["same"]) == ("same", 1)


def test_a_folder_of_a_month_with_one_bad_file(program, tmp_path):
    folder = tmp_path / "month"
    written = program("returns", "workbook", "all", "202611", "--out", folder)
    assert len(written["files"]) == 2
    ziwa = folder / f"{ZIWA}_202611_KMMP_MFR_entry.xlsx"
    change(ziwa, lambda book: book[ENTRY].insert_rows(30))
    answer = program("returns", "import", folder, "--as", "clerk", code=1)
    assert [f["outcome"] for f in answer["files"]] == ["same", "refused"]
    assert "a row was put in at row 30" in answer["files"][1]["why"]


def test_importing_needs_the_passphrase_and_wrong_use_is_told(program, tmp_path):
    path = tmp_path / "nyota.xlsx"
    program("returns", "workbook", NYOTA, "202611", "--out", path)
    program("returns", "import", path, "--as", "clerk", passphrase="wrong " + PASSPHRASE, code=1)
    program("returns", "import", path, code=2, json_out=False)
    program("returns", "workbook", "00000", "202611", "--out", path, code=1)
    assert "There is no facility with MFL code 00000" in program.error
