"""Bringing in a list of facilities and editing one: real files, a real database."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kmmp_desktop.domain.office import Facility, FormSpan, ServiceSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.facilities import BadRow
from kmmp_desktop.text import Message
from ui.facilities.bad_rows import as_text, harmless
from ui.facilities.facility_dialog import FacilityDialog
from ui.facilities.import_dialog import ImportDialog, counted
from ui.page import Desk
from ui.tasks import Cancelled

HEADER = ["Code", "Officialname", "County", "Sub county", "Keph level", "Beds"]
GOOD = [["10101", "Nyota Health Centre", "Kisumu", "Kisumu East", "Level 3", "12"],
        ["10102", "Wimbi Dispensary", "Kisumu", "Kisumu East", "Level 2", "4"]]  # fmt: skip
BAD = [["12 est", "No Code Clinic", "Kisumu", "Seme", "Level 2", ""],
       ["10103", "Asali Dispensary", "Kisumuu", "Seme", "Level 2", ""],
       ["10101", "Twice Clinic", "Kisumu", "Seme", "Level 2", ""]]  # fmt: skip
PRESENT = Period(2026, 11)


def csv_file(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


@pytest.fixture
def dialog(qtbot: Any, real_desk: Desk) -> ImportDialog:
    made = ImportDialog(real_desk)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def read(qtbot: Any, dialog: ImportDialog, path: Path) -> None:
    dialog.read(path)
    qtbot.waitUntil(lambda: not dialog.is_working, timeout=20_000)


def press_go(qtbot: Any, dialog: ImportDialog) -> None:
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_working, timeout=20_000)


def names(desk: Desk) -> set[str]:
    return {f.name for f in desk.services.facilities.all()}


def test_nothing_can_be_looked_at_before_a_file_is_chosen(dialog: ImportDialog) -> None:
    assert not dialog.go.isEnabled()


def test_columns_are_guessed_and_the_first_rows_shown(
    qtbot: Any, dialog: ImportDialog, tmp_path: Path
) -> None:
    read(qtbot, dialog, csv_file(tmp_path / "list.csv", GOOD))
    assert dialog.chosen() == {"mfl": 0, "name": 1, "county": 2, "sub_county": 3, "level": 4}
    assert dialog.preview.rowCount() == 2
    assert dialog.preview.item(0, 1).text() == "Nyota Health Centre"
    assert dialog.preview.horizontalHeaderItem(0).text() == "Code → MFL code"
    assert dialog.preview.horizontalHeaderItem(5).text() == "Beds"


def test_good_rows_come_in_though_others_are_bad(qtbot: Any, dialog: ImportDialog, tmp_path: Path) -> None:
    read(qtbot, dialog, csv_file(tmp_path / "list.csv", GOOD + BAD))
    for family, tick in dialog.forms.items():
        tick.setChecked(family == "KMMP_MFR")
    dialog.start.choose(Period(2026, 10))
    press_go(qtbot, dialog)
    outcome = dialog.outcome
    assert outcome.sentence.text() == "2 new, 0 changed, 0 the same, 3 cannot be taken"
    assert [outcome.table.item(row, 0).text() for row in range(3)] == ["4", "5", "6"]
    assert outcome.table.item(0, 1).text() == "12 est"
    assert "4 to 8 digits" in outcome.table.item(0, 2).text()
    assert "Did you mean Kisumu?" in outcome.table.item(1, 2).text()
    assert names(dialog.desk) == set(), "looking writes nothing"
    assert dialog.go.text() == "Take in 2 facilities"
    press_go(qtbot, dialog)
    assert dialog.taken == 2
    assert names(dialog.desk) == {"Nyota Health Centre", "Wimbi Dispensary"}
    known = next(f for f in dialog.desk.services.facilities.all() if f.mfl == "10101")
    assert (known.level, known.sub_county) == ("3", "Kisumu East")
    assert known.forms == (FormSpan("KMMP_MFR", Period(2026, 10)),)
    assert dialog.isVisible(), "it stays, so that the bad rows can be saved"
    assert outcome.counts.text() == "2 facilities were taken in."
    press_go(qtbot, dialog)
    assert not dialog.isVisible()


def test_the_second_time_they_are_the_same(qtbot: Any, real_desk: Desk, tmp_path: Path) -> None:
    path = csv_file(tmp_path / "list.csv", GOOD)
    for sentence in ("2 new, 0 changed, 0 the same, 0 cannot be taken",
                     "0 new, 0 changed, 2 the same, 0 cannot be taken"):  # fmt: skip
        dialog = ImportDialog(real_desk)
        qtbot.addWidget(dialog)
        dialog.show()
        read(qtbot, dialog, path)
        press_go(qtbot, dialog)
        assert dialog.outcome.sentence.text() == sentence
        press_go(qtbot, dialog)
        assert not dialog.isVisible()


def test_an_excel_list_with_two_sheets(qtbot: Any, dialog: ImportDialog, tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Notes"
    book.active.append(["Read me"])
    sheet = book.create_sheet("Facilities")
    sheet.append(HEADER)
    sheet.append([10101, "Nyota Health Centre", "Kisumu", "Kisumu East", "Level 3", 12])
    path = tmp_path / "list.xlsx"
    book.save(path)
    read(qtbot, dialog, path)
    assert dialog.sheet.isVisible()
    dialog.read(path, "Facilities")
    qtbot.waitUntil(lambda: not dialog.is_working, timeout=20_000)
    press_go(qtbot, dialog)
    assert dialog.outcome.sentence.text().startswith("1 new")
    press_go(qtbot, dialog)
    assert names(dialog.desk) == {"Nyota Health Centre"}


def test_a_column_can_be_chosen_by_hand(qtbot: Any, dialog: ImportDialog, tmp_path: Path) -> None:
    read(qtbot, dialog, csv_file(tmp_path / "list.csv", GOOD))
    dialog.columns["mfl"].setCurrentIndex(0)
    press_go(qtbot, dialog)
    assert dialog.problem == "Choose the column that holds the MFL code."
    dialog.columns["mfl"].setCurrentIndex(1)
    press_go(qtbot, dialog)
    assert dialog.problem == ""
    assert dialog.outcome.sentence.text().startswith("2 new")


def test_back_leads_back_and_forgets_the_look(qtbot: Any, dialog: ImportDialog, tmp_path: Path) -> None:
    read(qtbot, dialog, csv_file(tmp_path / "list.csv", GOOD))
    press_go(qtbot, dialog)
    QTest.mouseClick(dialog.back, Qt.MouseButton.LeftButton)
    assert dialog.pages.currentIndex() == 0
    assert dialog.go.text() == "Look at the list"
    assert names(dialog.desk) == set()


def test_a_file_that_is_no_list_is_told(qtbot: Any, dialog: ImportDialog, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"\x00\x01 this is no workbook")
    read(qtbot, dialog, path)
    assert dialog.problem
    assert not dialog.go.isEnabled()


def test_bad_rows_can_be_copied_and_saved(qtbot: Any, dialog: ImportDialog, tmp_path: Path) -> None:
    read(qtbot, dialog, csv_file(tmp_path / "list.csv", GOOD + BAD))
    press_go(qtbot, dialog)
    QTest.mouseClick(dialog.outcome.copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text().splitlines()[1].startswith("4\t12 est\t")
    path = tmp_path / "bad.csv"
    dialog.outcome.save_to(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        saved = list(csv.reader(file))
    assert saved[0] == ["Row", "Value", "Reason"]
    assert [row[0] for row in saved[1:]] == ["4", "5", "6"]


def test_a_folder_that_is_gone_is_told_not_thrown(
    qtbot: Any, dialog: ImportDialog, tmp_path: Path
) -> None:
    dialog.outcome.save_to(tmp_path / "gone" / "bad.csv")
    assert "bad.csv could not be written" in dialog.outcome.counts.text()


@pytest.mark.parametrize(
    "value", ["=1+1", "+254 700", "-3", "@SUM(A1)", "\tx", "\rx", "\nx", " =1+1", "\u00a0=1", "\uff1d1+1"]
)
def test_a_value_never_becomes_a_formula(value: str) -> None:
    assert harmless(value) == f"'{value}"
    assert value not in [cell for line in csv.reader(
        as_text(str, [BadRow(2, value, Message("No."))], ",").splitlines()) for cell in line]  # fmt: skip


def test_reading_can_be_cancelled_between_rows() -> None:
    def stop(done: int, _of: int) -> None:
        if done >= 100:
            raise Cancelled

    taken = []
    with pytest.raises(Cancelled):
        taken.extend(counted([(i, ("x",)) for i in range(500)], stop))


def test_the_list_of_the_country_comes_in(qtbot: Any, dialog: ImportDialog) -> None:
    path = Path(__file__).parents[3] / "shared" / "domain" / "kmhfl_pmtct_facilities_2020.csv"
    if not path.exists():
        pytest.skip("the research folder is not beside this repository")
    read(qtbot, dialog, path)
    assert {"mfl", "name", "county", "sub_county"} <= set(dialog.chosen())
    press_go(qtbot, dialog)
    press_go(qtbot, dialog)
    count = len(dialog.desk.services.facilities.all())
    assert count == dialog.taken >= 2_900


# One facility


def facility_dialog(qtbot: Any, desk: Desk, facility: Facility | None) -> FacilityDialog:
    made = FacilityDialog(desk, facility)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_a_facility_is_added(qtbot: Any, real_desk: Desk) -> None:
    dialog = facility_dialog(qtbot, real_desk, None)
    QTest.keyClicks(dialog.mfl, "10101")
    QTest.keyClicks(dialog.name, "Nyota Health Centre")
    dialog.county.setCurrentIndex(dialog.county.findData("Kisumu"))
    QTest.keyClicks(dialog.sub_county, "Kisumu East")
    dialog.level.setCurrentIndex(dialog.level.findData("3"))
    row = next(r for r in dialog._services if r.name == "maternity")
    QTest.mouseClick(row.tick, Qt.MouseButton.LeftButton)
    row.start.choose(Period(2026, 3))
    for form in dialog._forms:
        form.tick.setChecked(form.name == "KMMP_MFR")
        form.start.choose(PRESENT)
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert real_desk.services.facilities.all() == (
        Facility("10101", "Nyota Health Centre", "Kisumu", "Kisumu East", "3",
                 services=(ServiceSpan("maternity", Period(2026, 3)),),
                 forms=(FormSpan("KMMP_MFR", PRESENT),)),
    )  # fmt: skip


def test_a_new_facility_appears_on_the_worklist(qtbot: Any, real_desk: Desk) -> None:
    dialog = facility_dialog(qtbot, real_desk, None)
    QTest.keyClicks(dialog.mfl, "10101")
    QTest.keyClicks(dialog.name, "Nyota Health Centre")
    dialog.commit()
    family = next(r.name for r in dialog._forms if r.tick.isChecked())
    assert len(real_desk.services.worklist.month(family, PRESENT).rows) == 1


def test_changing_keeps_what_the_dialog_does_not_show(qtbot: Any, real_desk: Desk) -> None:
    before = Facility(
        "10101", "Nyota", "Kisumu", "Seme", "3", "Ministry of Health", "aBcDeFgHiJ1",
        services=(ServiceSpan("art", Period(2020, 1), Period(2021, 1)), ServiceSpan("art", Period(2025, 1))),
        forms=(FormSpan("KMMP_MFR", Period(2019, 1)),),
    )  # fmt: skip
    real_desk.services.facilities.save(before, None)
    stored = real_desk.services.facilities.all()[0]
    dialog = facility_dialog(qtbot, real_desk, stored)
    assert dialog.mfl.isReadOnly()
    dialog.name.setText("Nyota Health Centre")
    dialog.commit()
    assert real_desk.services.facilities.all() == (
        Facility(**{**{f: getattr(stored, f) for f in stored.__slots__}, "name": "Nyota Health Centre"}),
    )


def test_a_form_owed_anew_is_owed_from_the_present_month_on(qtbot: Any, real_desk: Desk) -> None:
    real_desk.services.facilities.save(Facility("10101", "Nyota"), None)
    dialog = facility_dialog(qtbot, real_desk, real_desk.services.facilities.all()[0])
    dialog._forms[-1].tick.setChecked(True)
    dialog.commit()
    assert [span.start for span in real_desk.services.facilities.all()[0].forms] == [PRESENT]


def test_a_code_that_is_taken_is_told_with_the_name(qtbot: Any, real_desk: Desk) -> None:
    real_desk.services.facilities.save(Facility("10101", "Nyota"), None)
    dialog = facility_dialog(qtbot, real_desk, None)
    QTest.keyClicks(dialog.mfl, "10101")
    QTest.keyClicks(dialog.name, "Another")
    dialog.commit()
    assert dialog.problem == "MFL code 10101 belongs to Nyota already."
    assert names(real_desk) == {"Nyota"}


def test_what_the_service_refuses_is_said_in_the_dialog(qtbot: Any, real_desk: Desk) -> None:
    dialog = facility_dialog(qtbot, real_desk, None)
    QTest.keyClicks(dialog.mfl, "12 est")
    QTest.keyClicks(dialog.name, "Nyota")
    dialog.commit()
    assert "12 est" in dialog.problem
    assert dialog.isVisible()


def test_a_service_cannot_end_before_it_starts(qtbot: Any, real_desk: Desk) -> None:
    dialog = facility_dialog(qtbot, real_desk, None)
    QTest.keyClicks(dialog.mfl, "10101")
    QTest.keyClicks(dialog.name, "Nyota")
    row = dialog._services[0]
    row.tick.setChecked(True)
    row.start.choose(Period(2026, 5))
    row.end.choose(Period(2026, 4))
    dialog.commit()
    assert dialog.problem == "PMTCT ends before it starts."
    assert names(real_desk) == set()
