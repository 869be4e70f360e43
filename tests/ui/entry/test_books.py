"""An entry workbook and the open return: saved, filled in elsewhere, looked at, taken in, taken back."""

from __future__ import annotations

import pytest
from entry_book_office import addresses, change, fill, write_book
from flow_office import wait
from office_fixtures import NOVEMBER, NYOTA, ZIWA, office, office_template  # noqa: F401
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QFileDialog
from scenario_desk import CONTROL, SHIFT, AtTheDesk

from kmmp_desktop.domain.values import Origin

K = Qt.Key


@pytest.fixture
def at(office, qtbot, dressed, tmp_path):  # noqa: F811
    settings = QSettings(str(tmp_path / "screen.ini"), QSettings.Format.IniFormat)
    settings.setValue("theme", "light")
    desk = AtTheDesk(office, qtbot, dressed, settings)
    desk.open()
    return desk


@pytest.fixture
def offer(at, monkeypatch, qtbot):
    """Takes in a file by its key: the file dialog answers with it."""

    def take(path) -> None:
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path), ""))
        at.press(K.Key_O, mod=CONTROL | SHIFT)
        wait(qtbot, lambda: at.entry.books._task is None)

    return take


def test_a_filled_workbook_is_looked_at_corrected_taken_in_and_taken_back(
    at,
    offer,
    tmp_path,
    office,  # noqa: F811
):
    """Scenario 8, second half: "=5+", "12 (est.)", and everything by keys."""
    at.go("C09")
    at.press("3", K.Key_Return)
    before = dict(at.opened.cells)
    path = write_book(office.open(), tmp_path / "nyota.xlsx")
    place = addresses(office.open(), path)
    fill(path, {place["C07"]: "=5+5", place["C09"]: 7, place["C15"]: "12 (est.)", place["C02[ANC]"]: 4})
    offer(path)
    preview = at.entry.preview
    sentence = preview.sentence.text()
    assert sentence.startswith("nyota.xlsx: 2 of 4 cells can be taken. 2 cannot: ")
    assert place["C07"] in sentence
    assert f'{place["C15"]} "12 (est.)" is not a number' in sentence
    assert at.opened.cells == before
    at.press("1", "0", K.Key_Return, "1", "2", K.Key_Return)
    assert preview.sentence.text() == "nyota.xlsx: All 4 cells can be taken."
    at.press(K.Key_Return)
    assert [at.text(r) for r in ("C07", "C09", "C15", "C02[ANC]")] == ["10", "7", "12", "4"]
    assert at.opened.value(at.cell("C07")).origin is Origin.IMPORTED
    at.press(K.Key_Z, mod=CONTROL)
    assert at.opened.cells == before
    assert at.text("C09") == "3"


def test_another_facility_another_month_and_an_inserted_row_are_refused_by_name(
    at,
    offer,
    tmp_path,
    office,  # noqa: F811
):
    for opened, words in (
        (office.open(ZIWA), "is for Ziwa Dispensary (MFL 99105), not for Nyota Health Centre (MFL 99104)."),
        (office.open(NYOTA, NOVEMBER.shift(-1)), "is for the month"),
    ):
        offer(write_book(opened, tmp_path / "other.xlsx"))
        assert words in at.entry.ask.text.text()
        assert at.entry.preview.isHidden()
    path = write_book(office.open(), tmp_path / "row.xlsx")
    offer(change(path, lambda book: book.worksheets[0].insert_rows(20)))
    assert "row.xlsx" in at.entry.ask.text.text()
    assert at.entry.preview.isHidden()
    assert not at.opened.cells


def test_what_was_said_of_a_refused_file_goes_with_esc_or_the_next_file(
    at,
    offer,
    tmp_path,
    office,  # noqa: F811
):
    other = write_book(office.open(ZIWA), tmp_path / "other.xlsx")
    offer(other)
    at.press(K.Key_Down)
    assert at.entry.ask.isVisible(), "moving on is no answer"
    at.press(K.Key_Escape)
    assert at.entry.ask.isHidden()
    assert at.entry.view.hasFocus()
    offer(other)
    assert at.entry.ask.isVisible()
    path = write_book(office.open(), tmp_path / "nyota.xlsx")
    fill(path, {addresses(office.open(), path)["C09"]: 7})
    offer(path)
    assert at.entry.preview.isVisible()
    assert at.entry.ask.isHidden()


def test_the_open_return_is_saved_as_a_workbook_that_comes_back_the_same(
    at, offer, tmp_path, monkeypatch, qtbot
):
    at.go("C09")
    at.press("3", K.Key_Return)
    path = tmp_path / "out.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), ""))
    at.press(K.Key_S, mod=CONTROL | SHIFT)
    wait(qtbot, lambda: at.entry.books._task is None)
    assert "out.xlsx is saved." in at.entry.hint.sentence
    offer(path)
    assert at.entry.hint.sentence == "Every cell holds that already: there is nothing to take in."
    assert at.entry.preview.isHidden()


def test_a_workbook_that_is_taken_in_opens_its_return_from_the_list(at, tmp_path, office, qtbot):  # noqa: F811
    path = write_book(office.open(ZIWA), tmp_path / "ziwa.xlsx")
    place = addresses(office.open(ZIWA), path)
    fill(path, {place["C07"]: 4})
    at.press(K.Key_B, mod=CONTROL)
    page = at.window.page("taking_in")
    assert at.window.here == "taking_in"
    page.look_at([path])
    wait(qtbot, lambda: not page.run.is_running)
    at.press(K.Key_F9)
    wait(qtbot, lambda: not page.run.is_running)
    at.press(K.Key_Return)
    assert at.window.here == "entry"
    assert at.opened.key.facility == ZIWA
    assert at.text("C07") == "4"


def test_the_worklist_saves_the_workbooks_of_its_month(at, monkeypatch, tmp_path, qtbot):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(tmp_path))
    at.window.show_place("worklist")
    at.press(K.Key_S, mod=CONTROL | SHIFT)
    page = at.window.page("taking_in")
    wait(qtbot, lambda: page is not None and not page.run.is_running)
    assert len(list(tmp_path.glob("*_entry.xlsx"))) == 2
