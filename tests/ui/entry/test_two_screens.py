"""Two clerks at two screens of one return: neither loses a cell, and each sees where the other is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from entry_office import NOVEMBER, NYOTA
from entry_typist import PROBE, Typist
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shared_office import OCHIENG, WANJIRU, Program, settle_both, stored
from storage_fixtures import server

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import StorageError
from kmmp_desktop.texts.catalogue import Catalogue
from ui.entry.faces import Mark
from ui.entry.page import EntryPage
from ui.page import Desk
from ui.style.look import Look

__all__ = ["server"]

ANC, PN, A02 = CellKey("PR_A01", "ANC"), CellKey("PR_A01", "PN"), CellKey("PR_A02")
Screens = tuple[EntryPage, EntryPage]


@pytest.fixture(params=["sqlite", "postgresql"])
def programs(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Program, Program]]:
    url = "" if request.param == "sqlite" else request.getfixturevalue("server")(False)
    folders = (tmp_path / "one", tmp_path / "two" if url else tmp_path / "one")
    made = tuple(Program(folder, url) for folder in folders)
    settle_both(made[0])
    yield made  # type: ignore[misc]
    for program in made:
        program.close()


@pytest.fixture
def screen(
    qtbot: QtBot, dressed: QApplication, look: Look, tmp_path: Path
) -> Iterator[Callable[..., EntryPage]]:
    shown: list[EntryPage] = []

    def make(program: Program, person: Person) -> EntryPage:
        desk = Desk(program.services, Catalogue("en"), look, person)  # type: ignore[arg-type]
        page = EntryPage(
            desk, settings=QSettings(str(tmp_path / person.username), QSettings.Format.IniFormat)
        )
        qtbot.addWidget(page)
        page.resize(1366, 571)
        page.set_look(look)
        page.retranslate()
        page.show()
        qtbot.waitExposed(page)
        page.open_return(PROBE, NYOTA, NOVEMBER)
        shown.append(page)
        return page

    yield make
    for page in shown:  # nothing is still being read when the database goes
        page.together.forget()
        look = page.together._task  # its page may go while it is waited for, and then nobody hears its end
        assert look is None or look.wait(600)


@pytest.fixture
def screens(programs: tuple[Program, Program], screen: Callable[..., EntryPage]) -> Screens:
    return screen(programs[0], WANJIRU), screen(programs[1], OCHIENG)


def type_at(page: EntryPage, text: str) -> Typist:
    page.activateWindow()
    page.view.setFocus()
    typist = Typist(page)
    typist.keypad(text)
    return typist


def looked(qtbot: QtBot, page: EntryPage) -> None:
    """The other's figures are asked for now, not in two seconds; a look that is on may have come too soon."""
    qtbot.waitUntil(lambda: page.together._task is None, timeout=10_000)
    page.together.look()
    qtbot.waitUntil(lambda: page.together._task is None, timeout=10_000)


def face(page: EntryPage, key: CellKey) -> Any:
    index = page.model.place(key)
    return page.model.face(index.row(), index.column())


def test_what_one_types_the_other_sees_while_the_cursor_stays(qtbot: QtBot, screens: Screens) -> None:
    one, two = screens
    type_at(one, "12\n3\n")
    here = two.view.key
    looked(qtbot, two)
    assert (face(two, ANC).text, face(two, PN).text) == ("12", "3")
    assert two.view.key == here


def test_a_cell_that_both_typed_is_shown_and_decided_by_key(
    qtbot: QtBot, programs: tuple[Program, Program], screens: Screens
) -> None:
    one, two = screens
    type_at(one, "12\n")
    typist = type_at(two, "15\n")
    assert stored(programs[0], ANC) == "12"
    assert face(two, ANC).mark is Mark.CONTESTED
    assert face(two, ANC).text == "12"
    assert "A. Wanjiru" in two.ask.text.text()
    typist.press(Qt.Key.Key_F4)
    assert two.view.key == ANC
    typist.press(Qt.Key.Key_F8)
    card = two.panel.contest
    assert (card.first.text(), card.late.text()) == ("Take theirs: 12", "Keep mine: 15")
    assert card.first.hasFocus()
    typist.press(Qt.Key.Key_Right, Qt.Key.Key_Return)
    assert stored(programs[0], ANC) == "15"
    assert face(two, ANC).mark is Mark.NONE
    looked(qtbot, one)
    assert face(one, ANC).text == "15"
    assert face(one, ANC).mark is Mark.NONE


def test_the_other_sees_the_contested_cell_too_and_may_decide(
    qtbot: QtBot, programs: tuple[Program, Program], screens: Screens
) -> None:
    one, two = screens
    type_at(one, "12\n")
    type_at(two, "15\n")
    looked(qtbot, one)
    assert face(one, ANC).mark is Mark.CONTESTED
    typist = type_at(one, "")
    typist.press(Qt.Key.Key_F4, Qt.Key.Key_F8)
    assert (one.panel.contest.first.text(), one.panel.contest.late.text()) == ("Keep 12", "Take 15")
    typist.press(Qt.Key.Key_Return)
    assert stored(programs[0], ANC) == "12"
    looked(qtbot, two)
    assert face(two, ANC).mark is Mark.NONE


def test_what_came_while_a_cell_was_being_typed_is_not_overwritten(
    qtbot: QtBot, programs: tuple[Program, Program], screens: Screens
) -> None:
    one, two = screens
    typist = type_at(two, "15")
    type_at(one, "12\n")
    two.activateWindow()
    looked(qtbot, two)
    assert two.view.is_typing
    typist = Typist(two)
    two.view.setFocus()
    two.view.finish()
    assert typist.text("A01[ANC]") == "12"
    assert stored(programs[0], ANC) == "12"
    assert two.opened.conflicts[ANC].late.raw == "15"


def test_undo_of_before_does_not_take_back_what_the_other_typed(qtbot: QtBot, screens: Screens) -> None:
    one, two = screens
    type_at(one, "12\n")
    looked(qtbot, two)
    type_at(two, "77\n")
    looked(qtbot, one)
    typist = type_at(one, "")
    typist.control(Qt.Key.Key_Z)
    assert typist.text("A01[ANC]") == "77"


def test_each_sees_who_is_where(
    qtbot: QtBot, programs: tuple[Program, Program], screens: Screens, request: pytest.FixtureRequest
) -> None:
    one, two = screens
    if programs[0].delivery is None:
        return  # a file has one window: nobody else can be there
    type_at(one, "12\n3\n")
    said: list[str] = []
    two.office_told.connect(said.append)
    looked(qtbot, one)
    looked(qtbot, two)
    assert face(two, A02).other == "AW"
    assert said == ["Also here: A. Wanjiru, section A, row 2"]
    assert "A. Wanjiru is here" in two.model.spoken(two.model.place(A02))
    one.person_changed()
    assert programs[0].delivery.flush(60)
    qtbot.waitUntil(lambda: not programs[0].delivery._extras, timeout=5000)
    looked(qtbot, two)
    qtbot.waitUntil(lambda: (looked(qtbot, two), face(two, A02).other == "")[1], timeout=10_000)
    assert said[-1] == ""


def test_figures_that_wait_on_this_computer_are_said_until_they_have_arrived(
    qtbot: QtBot, programs: tuple[Program, Program], screen: Callable[..., EntryPage]
) -> None:
    program = programs[0]
    if program.delivery is None:
        return  # a file needs no network
    page = screen(program, WANJIRU)
    not_saved: list[str] = []
    saved: list[object] = []
    page.not_saved.connect(not_saved.append)
    page.saved.connect(saved.append)
    type_at(page, "12\n")
    assert (len(saved), not_saved) == (1, [])
    program.delivery.patience = 0.1
    real = program.delivery._work
    program.delivery._work = gone
    type_at(page, "3\n25\n")
    assert not_saved[-1] == "Kept on this computer: 2 cells are not in the office's database yet."
    assert len(saved) == 1
    assert face(page, PN).text == "3"
    assert page.may_leave()  # they are on the disk of this computer
    program.delivery._work = real
    program.delivery.try_now()
    qtbot.waitUntil(lambda: len(saved) == 2, timeout=15_000)
    assert (stored(program, PN), stored(program, A02)) == ("3", "25")


def gone() -> Any:
    raise StorageError("The server is gone.")
