"""Cells whose second keying differs, in entry: marked, both values beside them, settled with a reason."""

from __future__ import annotations

import pytest
from entry_office import NOVEMBER, NYOTA, WANJIRU, Office
from entry_typist import PROBE, MakePage, Typist
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kmmp_desktop.domain.keying import Scope
from kmmp_desktop.domain.values import CellKey
from ui.entry.faces import Mark
from ui.entry.page import EntryPage
from ui.entry.return_model import ACCESSIBLE

ANC = CellKey("PR_A01", "ANC")


@pytest.fixture
def page(office: Office, make_page: MakePage, qtbot: QtBot) -> EntryPage:
    """The probe return with one cell keyed apart: 63 first, 36 then."""
    office.put(PROBE, NOVEMBER, {"A01[ANC]": "63", "A02": "7"})
    keying = office.services.keying.start(office.entry.open(PROBE, NYOTA, NOVEMBER, WANJIRU), Scope.WHOLE)
    keying.key_in(ANC, "36")
    keying.finish()
    made = make_page()
    made.go_to_cell(ANC)
    qtbot.waitUntil(lambda: not made.panel.apart.isHidden())
    return made


def settle(page: EntryPage, typist: Typist, reason: str, *, second: bool) -> None:
    """F8, the reason, Enter to the buttons, Right for the second value, Enter."""
    typist.press(Qt.Key.Key_F8)
    assert page.panel.apart.field.hasFocus()
    typist.press(reason, Qt.Key.Key_Return)
    if second:
        typist.press(Qt.Key.Key_Right)
    typist.press(Qt.Key.Key_Return)


def test_the_cell_is_framed_and_says_so_and_the_panel_shows_both(page: EntryPage) -> None:
    index = page.model.place(ANC)
    assert page.model.face(index.row(), index.column()).mark is Mark.SECOND
    assert "second keying differs" in page.model.data(index, ACCESSIBLE).lower()
    told = [label.text() for label in page.panel.apart.findChildren(QLabel)]
    assert "First keying: 63. Second keying: 36." in told
    page.go_to_cell(CellKey("PR_A02"))
    page.panel.show_now()
    assert page.panel.apart.isHidden()


@pytest.mark.parametrize("second", [False, True])
def test_it_is_settled_by_keys_with_a_reason(page: EntryPage, typist: Typist, second: bool) -> None:
    settle(page, typist, "The register says so", second=second)
    assert typist.text("A01[ANC]") == ("36" if second else "63")
    assert page.opened is not None
    assert page.opened.keyed_apart == frozenset()
    index = page.model.place(ANC)
    assert page.model.face(index.row(), index.column()).mark is Mark.NONE
    assert [c.text for t in page.opened.threads(ANC) for c in t.comments] == ["The register says so"]
    assert page.view.hasFocus()
    if second:
        typist.control(Qt.Key.Key_Z)
        assert typist.text("A01[ANC]") == "63", "one undo, like any other change"


def test_without_a_reason_nothing_is_settled(page: EntryPage, typist: Typist) -> None:
    settle(page, typist, "", second=True)
    assert typist.text("A01[ANC]") == "63"
    assert page.panel.apart.field.hasFocus()


def test_typing_the_cell_anew_settles_it_too(page: EntryPage, typist: Typist) -> None:
    typist.press("40", Qt.Key.Key_Return)
    index = page.model.place(ANC)
    assert page.model.face(index.row(), index.column()).mark is Mark.NONE
    page.go_to_cell(ANC)
    page.panel.show_now()
    assert page.panel.apart.isHidden()


def test_ctrl_k_asks_for_a_second_keying(page: EntryPage, typist: Typist, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.second_keying_requested) as asked:
        typist.control(Qt.Key.Key_K)
    assert asked.args == [page.opened]
