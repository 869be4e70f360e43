"""Entry workbooks on screen, with real files of a real office: look, correct, take in, again, many."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from entry_book_office import addresses, change, fill, write_book
from flow_office import desk_of, press, show, wait
from office_fixtures import FULL, NOVEMBER, NYOTA, ZIWA, office, office_template  # noqa: F401
from PySide6.QtCore import Qt

from kmmp_desktop.domain.values import Origin
from kmmp_desktop.services.taking_in import Step, TakingIn
from ui.taking_in.page import TakingInPage
from ui.taking_in.run import MOST_FILES, books_in

Key = Qt.Key


@pytest.fixture
def page(office, dressed, look, qtbot):  # noqa: F811
    return show(qtbot, TakingInPage(desk_of(office, "clerk", look)))


@pytest.fixture
def make(office, tmp_path):  # noqa: F811
    """Makes a filled workbook: ``make("a.xlsx", NYOTA, C07=4)``."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()

    def book(name: str, mfl: str = NYOTA, period=NOVEMBER, **figures: object) -> Path:
        opened = office.open(mfl, period)
        path = write_book(opened, inbox / name)
        at = addresses(opened, path)
        return fill(path, {at[reference]: value for reference, value in figures.items()})

    return book


def look_at(page: TakingInPage, qtbot, *paths: Path) -> None:
    page.look_at(paths)
    wait(qtbot, lambda: not page.run.is_running)


def lines(page: TakingInPage) -> dict[str, str]:
    return {
        row.faces[0].text: f"{row.faces[3].text} | {row.faces[4].text}" for row in page.table.model().rows
    }


def value(office, reference: str, mfl: str = NYOTA):  # noqa: F811
    opened = office.open(mfl)
    return opened.value(opened.form.key(reference))


def test_each_file_gets_its_verdict_before_anything_is_written(page, office, make, qtbot, tmp_path):  # noqa: F811
    opened = office.open()
    opened.set(opened.form.key("C09"), "5")
    make("a good.xlsx", C07=4, C09=6)
    make("b bad.xlsx", ZIWA, C07="=5+5", C09=1)
    change(make("c row.xlsx", C07=4), lambda book: book.worksheets[0].insert_rows(20))
    (tmp_path / "inbox" / "d notes.xlsx").write_bytes(b"no workbook at all")
    look_at(page, qtbot, tmp_path / "inbox")
    found = lines(page)
    assert found["a good.xlsx"] == "1 new, 1 changed | Take in."
    assert found["b bad.xlsx"] == "1 new, 1 cannot be taken | Fix 1 cell."
    assert found["c row.xlsx"] == "nothing | Refuse."
    assert found["d notes.xlsx"] == "nothing | Refuse."
    assert value(office, "C07") is None
    assert page.foot.sentence.text() == ("1 can be taken in, 3 need a hand.")


def test_taking_in_all_twice_changes_nothing_the_second_time(page, office, make, qtbot):  # noqa: F811
    paths = [make("a.xlsx", C07=4), make("b.xlsx", ZIWA, C07=5)]
    look_at(page, qtbot, *paths)
    page.table.setFocus()
    press(page, Key.Key_F9)
    wait(qtbot, lambda: not page.run.is_running)
    assert set(lines(page).values()) == {"1 new | Taken in."}
    assert [value(office, "C07", mfl).raw for mfl in (NYOTA, ZIWA)] == ["4", "5"]
    assert value(office, "C07").origin is Origin.IMPORTED
    look_at(page, qtbot, *paths)
    assert set(lines(page).values()) == {"1 the same | Already here."}
    assert not page.take_button.isEnabled()
    assert len(office.open().history(office.open().form.key("C07"))) == 1


def test_a_text_is_corrected_below_and_the_file_taken_in_by_keys_alone(page, office, make, qtbot):  # noqa: F811
    look_at(page, qtbot, make("b.xlsx", C07="12 (est.)", C09=1))
    assert page.table.hasFocus()
    press(page, Key.Key_Return)
    assert page.detail.view.list.hasFocus()
    assert not page.detail.view.take.isEnabled()
    press(page, "1", "2", Key.Key_Return)
    assert lines(page) == {"b.xlsx": "2 new | Take in."}
    press(page, Key.Key_Return)
    wait(qtbot, lambda: not page.run.is_running)
    assert (value(office, "C07").raw, value(office, "C09").raw) == ("12", "1")
    asked = []
    page.open_requested.connect(lambda *place: asked.append(place))
    assert page.table.hasFocus()
    press(page, Key.Key_Return)
    assert asked == [(FULL, NYOTA, NOVEMBER)]


def test_a_cleared_text_leaves_its_cell_and_frees_the_file(page, office, make, qtbot):  # noqa: F811
    look_at(page, qtbot, make("b.xlsx", C07="=5+5", C09=1))
    press(page, Key.Key_Return, Key.Key_F2, Key.Key_Delete, Key.Key_Return)
    assert lines(page) == {"b.xlsx": "1 new, 1 the same | Take in."}
    press(page, Key.Key_Return)
    wait(qtbot, lambda: not page.run.is_running)
    assert value(office, "C07") is None
    assert value(office, "C09").raw == "1"


def test_of_two_files_for_one_return_one_is_chosen(page, office, make, qtbot):  # noqa: F811
    look_at(page, qtbot, make("a.xlsx", C07=4), make("b.xlsx", C07=5))
    assert [row.split(" | ")[1] for row in lines(page).values()] == ["Choose one.", "Choose one."]
    assert not page.take_button.isEnabled()
    press(page, Key.Key_Down, Key.Key_Return, Key.Key_Return)
    wait(qtbot, lambda: not page.run.is_running)
    assert value(office, "C07").raw == "5"
    assert lines(page) == {"a.xlsx": "1 changed | Take in.", "b.xlsx": "1 new | Taken in."}


def test_a_file_for_a_facility_or_month_that_is_not_here_is_named(page, office, make, qtbot):  # noqa: F811
    from dataclasses import replace

    from kmmp_desktop.services import entry_books

    path = make("a.xlsx", C07=4)
    real = entry_books.EntryBookService.read

    def elsewhere(self, file):
        return replace(real(self, file), mfl="99999")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entry_books.EntryBookService, "read", elsewhere)
        look_at(page, qtbot, path)
    assert lines(page) == {"a.xlsx": "nothing | Refuse."}
    assert "99999" in page.detail.text.text()


def test_a_locked_return_is_refused_with_its_state(page, office, make, qtbot):  # noqa: F811
    path = make("a.xlsx", C07=4)
    office.complete()
    look_at(page, qtbot, path)
    assert lines(page) == {"a.xlsx": "nothing | Refuse."}
    assert "Marked as ready" in page.detail.text.text()


def test_cancelling_leaves_whole_files_behind(page, office, make, qtbot, monkeypatch):  # noqa: F811
    paths = [make(f"{n}.xlsx", NYOTA if n % 2 else ZIWA, NOVEMBER.shift(-(n // 2)), C07=n) for n in range(4)]
    look_at(page, qtbot, *paths)
    assert len(lines(page)) == 4
    take, go_on, begun = TakingIn.take, threading.Event(), []

    def held(self, file, person):
        begun.append(file)
        assert len(begun) < 2 or go_on.wait(600)  # four files are taken in faster than anybody can stop
        return take(self, file, person)

    monkeypatch.setattr(TakingIn, "take", held)
    page.take_all()
    assert page.stop_button.isVisible()
    page.stop_button.click()
    go_on.set()
    wait(qtbot, lambda: not page.run.is_running)
    taken = [f for f in page._list.files if f.step is Step.TAKEN]
    assert len(taken) < 4
    for file in page._list.files:
        opened = office.open(file.key.facility, file.key.period)
        assert bool(opened.cells) == (file.step is Step.TAKEN)


def test_the_list_says_when_it_is_full_and_folders_are_read_to_the_bottom(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name in ("a.xlsx", "deep/b.XLSX", "deep/er/c.xlsx", "~$a.xlsx", ".hid.xlsx", "n.pdf"):
        (tmp_path / name).touch()
    assert [path.name for path in books_in([tmp_path])] == ["a.xlsx", "b.XLSX", "c.xlsx"]
    for number in range(MOST_FILES + 5):
        (tmp_path / f"{number}.xlsx").touch()
    assert len(books_in([tmp_path])) == MOST_FILES


def test_an_empty_place_says_what_to_do(page, qtbot, tmp_path):
    assert page._empty.isVisible()
    said = []
    page.announced.connect(said.append)
    look_at(page, qtbot, tmp_path)
    assert said == ["There is no entry workbook in there."]


def test_the_workbooks_of_a_month_are_saved_with_what_was_left_out(page, office, qtbot, tmp_path):  # noqa: F811
    office.complete(ZIWA)
    said = []
    page.announced.connect(said.append)
    (tmp_path / "out").mkdir()
    page.save_month(FULL, NOVEMBER, tmp_path / "out")
    wait(qtbot, lambda: not page.run.is_running)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"{NYOTA}_202611_{FULL}_entry.xlsx"]
    assert said[0].startswith(f"1 entry workbook is saved in {tmp_path / 'out'}. Left out: {ZIWA}: Marked")


def test_on_a_low_window_enter_and_escape_go_between_list_and_file(page, make, qtbot):
    page.set_low(True)
    look_at(page, qtbot, make("b.xlsx", C07="=5+5"))
    assert not page.detail.isVisible()
    press(page, Key.Key_Return)
    assert page.detail.view.list.hasFocus()
    assert not page.table.isVisible()
    press(page, Key.Key_Escape)
    assert page.table.hasFocus()
    assert not page.detail.isVisible()
