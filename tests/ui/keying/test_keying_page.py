"""A return keyed a second time with real keys: the rule, the cursor, and what is kept."""

from __future__ import annotations

import pytest
from entry_office import FULL, NOVEMBER, NYOTA, WANJIRU, Office, history
from entry_typist import PROBE
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from kmmp_desktop.domain.keying import Outcome, Scope
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import StorageError
from ui.keying.page import KeyingPage
from ui.style.look import Look

from .conftest import FIRST, Keyer, MakePage

ANC, PN, VISITS = CellKey("PR_A01", "ANC"), CellKey("PR_A01", "PN"), CellKey("PR_A02")
YOUNG, NR, EST = CellKey("PR_A03", "Y"), CellKey("PR_A03", "M"), CellKey("PR_A03", "O")


def figure(office: Office, key: CellKey) -> str:
    value = office.entry.open(PROBE, NYOTA, NOVEMBER, WANJIRU).value(key)
    return "" if value is None else value.raw


def outcome(page: KeyingPage, key: CellKey) -> Outcome | None:
    assert page.keying is not None
    return page.keying.outcome(key)


def whole(keyer: Keyer) -> None:
    """From the choice to the grid of the whole return."""
    keyer.press(Qt.Key.Key_2)
    assert keyer.page.stack.currentWidget() is keyer.page.desk_of_keys


def key_all(keyer: Keyer) -> None:
    """The whole probe form as its paper has it, in the order of the paper."""
    keyer.keypad("7101\n7202\n7303\n7404\n")
    keyer.press(Qt.Key.Key_M)
    keyer.press(Qt.Key.Key_1)
    keyer.type("7606 est")
    keyer.keypad("1\n05112026\n62.5\n\n")


# -- the walk and the rule -----------------------------------------------------------------


def test_the_whole_return_is_keyed_again_on_the_keypad_to_the_last_cell(
    page: KeyingPage, keyer: Keyer, office: Office
) -> None:
    whole(keyer)
    assert keyer.at == ANC
    key_all(keyer)
    keying = page.keying
    assert keying is not None
    assert keying.is_finished
    assert {r.outcome for r in keying.results.values()} == {Outcome.SAME}
    assert len(keying.results) == len(keying.cells) == 10, "blanks too, the narrative not"
    assert page.stack.currentWidget() is page.end
    with office.home.work() as work:
        revision = keying.keying.revision
        assert work.returns.cells(revision) == work.returns.cells(revision, keying=2)


def test_what_differs_empties_the_cell_and_keeps_the_cursor(
    page: KeyingPage, keyer: Keyer, office: Office
) -> None:
    whole(keyer)
    keyer.keypad("7110\n")
    assert keyer.at == ANC
    assert not page.view.is_typing
    assert page.model.face(*_place(page, ANC)).text == ""
    assert "differs" in page.hint.sentence
    assert outcome(page, ANC) is Outcome.ASKED
    keyer.keypad("7110\n")
    assert outcome(page, ANC) is Outcome.FIRST_WRONG
    assert figure(office, ANC) == "7110"
    assert keyer.at == PN, "settled: on to the next cell"


def test_the_original_after_another_value_is_the_second_keyers_error(
    page: KeyingPage, keyer: Keyer, office: Office
) -> None:
    whole(keyer)
    keyer.keypad("7110\n7101\n")
    assert outcome(page, ANC) is Outcome.SECOND_WRONG
    assert figure(office, ANC) == "7101"
    assert keyer.at == PN


def test_a_third_value_asks_once_more_until_two_are_alike(page: KeyingPage, keyer: Keyer) -> None:
    whole(keyer)
    keyer.keypad("1\n2\n")
    assert (keyer.at, outcome(page, ANC)) == (ANC, Outcome.ASKED)
    keyer.keypad("2\n")
    assert outcome(page, ANC) is Outcome.FIRST_WRONG


@pytest.mark.parametrize("leave", ["+", Qt.Key.Key_F3])
def test_a_cell_is_left_for_later_and_come_back_to(
    page: KeyingPage, keyer: Keyer, leave: Qt.Key | str
) -> None:
    whole(keyer)
    keyer.keypad("7110\n")
    if isinstance(leave, str):
        keyer.keypad(leave)
    else:
        keyer.press(leave)
    assert (keyer.at, outcome(page, ANC)) == (PN, Outcome.OPEN)
    keyer.press(Qt.Key.Key_Backtab, mod=Qt.KeyboardModifier.ShiftModifier)
    assert keyer.at == ANC
    keyer.keypad("7110\n")
    assert outcome(page, ANC) is Outcome.FIRST_WRONG


def test_f3_while_typing_forgets_what_is_half_typed(page: KeyingPage, keyer: Keyer) -> None:
    whole(keyer)
    keyer.keypad("99")
    keyer.press(Qt.Key.Key_F3)
    assert (keyer.at, outcome(page, ANC)) == (PN, Outcome.OPEN)
    assert page.keying is not None
    assert not page.keying.results[ANC].was_keyed


def test_enter_on_nothing_never_empties_a_figure_and_del_twice_does(
    page: KeyingPage, keyer: Keyer, office: Office
) -> None:
    whole(keyer)
    keyer.keypad("\n\n\n")
    assert keyer.at == ANC
    assert outcome(page, ANC) is None
    assert "Del" in page.hint.sentence
    keyer.press(Qt.Key.Key_Delete)
    assert (keyer.at, outcome(page, ANC)) == (ANC, Outcome.ASKED)
    keyer.press(Qt.Key.Key_Delete)
    assert (keyer.at, outcome(page, ANC)) == (PN, Outcome.FIRST_WRONG)
    assert figure(office, ANC) == ""


def test_missing_codes_and_texts_that_are_no_value_are_compared_too(
    page: KeyingPage, keyer: Keyer, office: Office
) -> None:
    whole(keyer)
    keyer.keypad("7101\n7202\n7303\n7404\n")
    assert keyer.at == NR
    keyer.keypad("-2")  # not offered: the paper says not reported
    assert (keyer.at, outcome(page, NR)) == (NR, Outcome.ASKED)
    keyer.keypad("-1")
    assert (keyer.at, outcome(page, NR)) == (EST, Outcome.SECOND_WRONG)
    keyer.type("7607 est")
    keyer.type("7607 est")
    assert outcome(page, EST) is Outcome.FIRST_WRONG
    assert figure(office, EST) == "7607 est"


def test_esc_takes_back_the_typing_first_and_then_goes_back_to_entry(page: KeyingPage, keyer: Keyer) -> None:
    gone: list[bool] = []
    page.back_requested.connect(lambda: gone.append(True))
    whole(keyer)
    keyer.keypad("71")
    keyer.press(Qt.Key.Key_Escape)
    assert (gone, page.view.is_typing, outcome(page, ANC)) == ([], False, None)
    keyer.press(Qt.Key.Key_Escape)
    assert gone == [True]


def test_the_chosen_cells_of_the_full_return_are_walked_in_paper_order(
    office: Office, make_page: MakePage
) -> None:
    texts = history(office)
    office.put(FULL, NOVEMBER, texts)
    page = make_page(FULL)
    keyer = Keyer(page)
    page.act("next")
    keyer.press(Qt.Key.Key_1)
    keying = page.keying
    assert keying is not None
    assert keying.keying.scope is Scope.CHOSEN
    walked = []
    while not keying.is_finished:
        at = keyer.at
        assert at is not None
        walked.append(at)
        keyer.type(texts[str(at)])
    assert tuple(walked) == keying.cells
    assert keying.count(Outcome.SAME) == len(walked)


# -- blind ---------------------------------------------------------------------------------


def _place(page: KeyingPage, key: CellKey) -> tuple[int, int]:
    index = page.model.place(key)
    return index.row(), index.column()


def everything_told(page: KeyingPage) -> str:
    """Every text of every role of every cell, of every widget, and of the clipboard."""
    told = [QGuiApplication.clipboard().text(), page.hint.sentence, page.title(), page.subtitle()]
    model = page.model
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            for role in (*range(14), *range(256, 262)):
                told.append(str(model.data(index, role)))
            told.append(str(model.face(row, column)))
    for column in range(model.columnCount()):
        told.append(str(model.headerData(column, Qt.Orientation.Horizontal)))
    for widget in [page, page.context, *page.findChildren(QWidget), *page.context.findChildren(QWidget)]:
        told += [
            widget.toolTip(),
            widget.accessibleName(),
            widget.accessibleDescription(),
            widget.statusTip(),
        ]
        told.append(widget.text() if isinstance(widget, QLabel) else str(getattr(widget, "text", str)()))
    return "\n".join(told)


SECRETS = ("7101", "7202", "7303", "7404", "7606", "62.5", "05/11/2026", "14303", "14,303")
"""First figures and their totals, however they may be written."""


def test_no_figure_of_the_first_keying_is_told_anywhere(
    page: KeyingPage, keyer: Keyer, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.put(PROBE, NOVEMBER.shift(-1), {**FIRST, "A02": "8808"})
    heard: list[str] = []
    for signal in (page.said, page.noted, page.announced, page.not_saved):
        signal.connect(heard.append)
    QGuiApplication.clipboard().setText("")
    page.look_at(office.entry.open(PROBE, NYOTA, NOVEMBER, WANJIRU))
    whole(keyer)
    told = []
    for section in range(3):
        page.show_section(section)
        told.append(everything_told(page))
    page.show_section(0)
    page.go(ANC)
    for key in (ANC, PN, VISITS, YOUNG):
        keyer.click(key)
        keyer.click(key, double=True)
    assert keyer.at == ANC, "a click does nothing"
    for command in (Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_Z, Qt.Key.Key_D, Qt.Key.Key_R, Qt.Key.Key_A):
        keyer.press(command, mod=Qt.KeyboardModifier.ControlModifier)
    for command in (Qt.Key.Key_F2, Qt.Key.Key_Escape, Qt.Key.Key_F4, Qt.Key.Key_F8, Qt.Key.Key_F9):
        keyer.page.view.setFocus()
        if command is not Qt.Key.Key_Escape or page.view.is_typing:
            keyer.press(command)
        told.append(everything_told(page))
    keyer.page.view.abandon()
    keyer.keypad("5\n6\n")
    told.append(everything_told(page))
    keyer.press(Qt.Key.Key_F3)
    told.append(everything_told(page))
    for secret in (*SECRETS, "8808"):
        assert secret not in "\n".join((*told, *heard)), secret
    assert page.keying is not None
    assert not page.keying.blind.cells
    assert not page.keying.blind.findings
    assert page.keying.blind.last_month(VISITS) is None


def test_a_click_neither_ends_the_typing_nor_moves_the_cursor(page: KeyingPage, keyer: Keyer) -> None:
    whole(keyer)
    keyer.keypad("71")
    keyer.click(VISITS)
    assert page.view.is_typing
    assert (keyer.at, outcome(page, ANC)) == (ANC, None)
    keyer.keypad("01\n")
    assert outcome(page, ANC) is Outcome.SAME


def test_an_empty_return_of_the_same_form_paints_the_same_pixels(
    page: KeyingPage, keyer: Keyer, office: Office, make_page: MakePage
) -> None:
    """What is painted before anything is keyed does not depend on the first figures."""
    whole(keyer)
    first = page.view.grab().toImage()
    opened = office.entry.open(PROBE, NYOTA, NOVEMBER, WANJIRU)
    opened.set_many({ANC: "1", PN: "", VISITS: "NR", YOUNG: "x"})
    other = make_page()
    whole(Keyer(other))
    assert other.view.grab().toImage() == first


# -- nothing lost --------------------------------------------------------------------------


def test_what_cannot_be_saved_stays_in_its_cell_and_enter_tries_again(
    page: KeyingPage, keyer: Keyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole(keyer)
    told: list[str] = []
    page.not_saved.connect(told.append)

    def full(*_: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr("kmmp_desktop.storage.transaction.Transaction.commit", full)
    keyer.keypad("7101\n")
    assert told
    assert page.view.is_typing
    assert page.view.line_editor.text() == "7101"
    assert (keyer.at, outcome(page, ANC)) == (ANC, None)
    monkeypatch.undo()
    keyer.keypad("\n")
    assert (keyer.at, outcome(page, ANC)) == (PN, Outcome.SAME)


def test_it_goes_on_at_the_same_cell_with_what_was_half_typed(
    page: KeyingPage, keyer: Keyer, office: Office, make_page: MakePage
) -> None:
    whole(keyer)
    keyer.keypad("7101\n7220\n72")
    page.hold_still()
    keying = office.services.keying.last(WANJIRU)
    again = make_page()
    assert again.resume(keying)
    assert (again.view.key, again.view.line_editor.text()) == (PN, "72")
    assert "Opened where you stopped" in again.hint.sentence
    Keyer(again).keypad("20\n")
    assert outcome(again, PN) is Outcome.FIRST_WRONG, "it had been typed once before"
    assert figure(office, PN) == "7220"


def test_one_that_was_left_is_offered_again(page: KeyingPage, keyer: Keyer, office: Office) -> None:
    whole(keyer)
    keyer.keypad("7101\n")
    assert page.may_leave()
    assert office.services.keying.last(WANJIRU) is None
    page.look_at(office.entry.open(PROBE, NYOTA, NOVEMBER, WANJIRU))
    assert not page.choice.go_on.isHidden()
    keyer.press(Qt.Key.Key_Return)
    assert keyer.at == PN


def test_a_locked_return_says_why_and_offers_nothing(office: Office, make_page: MakePage) -> None:
    from kmmp_desktop.domain.returns import State

    office.put(PROBE, NOVEMBER, FIRST, State.APPROVED)
    page = make_page()
    assert page.choice.some.isHidden()
    Keyer(page).press(Qt.Key.Key_1)
    assert page.keying is None


# -- what is seen --------------------------------------------------------------------------


def test_the_end_tells_rates_and_enter_goes_back(page: KeyingPage, keyer: Keyer) -> None:
    gone: list[bool] = []
    page.back_requested.connect(lambda: gone.append(True))
    whole(keyer)
    keyer.keypad("7110\n7110\n7203\n7202\n7303\n7404\n-1")
    keyer.type("7606 est")
    keyer.keypad("1\n05112026\n62.5\n\n")
    texts = [label.text() for label in page.end.findChildren(QLabel)]
    assert "Second keying finished: 10 of 10 cells agreed" in texts
    assert texts.count("100 per 1,000") == 2, "one wrong of ten, each side"
    keyer.press(Qt.Key.Key_Return)
    assert gone == [True]


def test_the_beep_is_off_until_it_is_asked_for(
    page: KeyingPage, keyer: Keyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    beeps: list[bool] = []
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append(True))
    whole(keyer)
    keyer.keypad("1\n")
    assert beeps == []
    [(_, action)] = page.page_actions()
    action.trigger()
    keyer.keypad("2\n")
    assert beeps == [True]


@pytest.mark.parametrize("language", ["en", "sw"])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_look_shows_it_whole(
    office: Office, make_page: MakePage, language: str, dark: bool, scale: float
) -> None:
    office.put(PROBE, NOVEMBER, FIRST)
    page = make_page(language=language, wanted=Look.of(dark=dark, scale=scale))
    whole(Keyer(page))
    keyer = Keyer(page)
    keyer.keypad("1\n")
    assert page.hint.height() >= page.hint.sizeHint().height()
    assert page.width() == 1366
    for label in page.choice.findChildren(QLabel):
        assert label.text() or label.isHidden() or not label.isVisible()


def test_somebody_else_at_the_desk_finds_nothing_of_it(page: KeyingPage, keyer: Keyer) -> None:
    whole(keyer)
    keyer.keypad("7110\n")
    wanted: list[str] = []
    page.go_requested.connect(wanted.append)
    page.person_changed()
    assert wanted == ["worklist"]
    assert page.opened is None
    assert page.keying is None
    assert page.stack.currentWidget() is page.choice
    assert not any(label.text() for label in page.choice.findChildren(QLabel))
