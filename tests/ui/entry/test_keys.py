"""Typing a return with real keys: the paper's path, both dimensions, and what each key does."""

from __future__ import annotations

import pytest
from entry_office import NOVEMBER, NYOTA, WANJIRU, Office
from entry_typist import PROBE, MakePage, Typist
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from kmmp_desktop.domain.values import CellKey, Kind, Origin
from ui.entry.page import EntryPage

K = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_a_whole_return_is_keyed_on_the_keypad_alone(page: EntryPage, typist: Typist, office: Office) -> None:
    # A01 ANC, PN; A02; A03 three ages; (A05 is not offered). End of section stops, Enter goes on.
    typist.keypad("12\n3\n25\n1\n-2\n14\n")
    assert "End of section A" in page.hint.sentence
    assert typist.key == CellKey("PR_A03", "O")
    typist.keypad("\n1\n05122026\n62.5\n\n\n05122026\n")
    reopened = office.entry.open(PROBE, NYOTA, NOVEMBER, WANJIRU)
    said = {str(key): value.raw for key, value in reopened.cells.items()}
    assert said == {
        "PR_A01[ANC]": "12",
        "PR_A01[PN]": "3",
        "PR_A02": "25",
        "PR_A03[Y]": "1",
        "PR_A03[M]": "NA",
        "PR_A03[O]": "14",
        "PR_B01": "1",
        "PR_B02": "05122026",
        "PR_B03": "62.5",
        "PR_C02": "05122026",
    }
    assert reopened.cells[CellKey("PR_B01")].value is True
    assert f"{reopened.cells[CellKey('PR_B02')].value}" == "2026-12-05"


def test_the_full_return_is_keyed_without_losing_a_key(make_page: MakePage, office: Office) -> None:
    page = make_page("KMMP_MFR")
    typist = Typist(page)
    opened = page.opened
    assert opened is not None
    wanted: dict[CellKey, str] = {}
    for number, key in enumerate(opened.enterable()):
        kind = opened.form.elements[key.element].type.value
        text = {"yes_no": "1", "date": "05122026", "text": ""}.get(kind, str(number % 97))
        if text:
            wanted[key] = text
        before = page.steering.section
        typist.keypad(text + "\n")
        if page.steering.section == before and "End of section" in page.hint.sentence:
            typist.keypad("\n")
    assert "End of the return" in page.hint.sentence
    assert len(wanted) > 200
    reopened = office.entry.open("KMMP_MFR", NYOTA, NOVEMBER, WANJIRU)
    assert {key: value.raw for key, value in reopened.cells.items()} == wanted


def test_tab_walks_the_paper_and_shift_tab_walks_back(typist: Typist) -> None:
    typist.press(K.Key_Tab, K.Key_Tab)
    assert typist.key == CellKey("PR_A02")
    typist.press(K.Key_Backtab, mod=SHIFT)
    assert typist.key == CellKey("PR_A01", "PN")


def test_the_start_of_a_section_is_told_before_shift_tab_goes_back(page: EntryPage, typist: Typist) -> None:
    typist.control(K.Key_PageDown)
    assert typist.key == CellKey("PR_B01")
    typist.press(K.Key_Backtab, mod=SHIFT)
    assert "Start of section B" in page.hint.sentence
    typist.press(K.Key_Backtab, mod=SHIFT)
    assert typist.key == CellKey("PR_A03", "O")


def test_arrows_move_in_two_dimensions_and_remember_the_column(typist: Typist) -> None:
    typist.press(K.Key_Right)
    assert typist.key == CellKey("PR_A01", "PN")
    typist.press(K.Key_Down)  # a row of one figure
    assert typist.key == CellKey("PR_A02")
    typist.press(K.Key_Down)
    assert typist.key == CellKey("PR_A03", "M")
    typist.press(K.Key_Up, K.Key_Up)
    assert typist.key == CellKey("PR_A01", "PN")
    typist.press(K.Key_Right)
    assert typist.key == CellKey("PR_A01", "*")  # totals can be looked at, not typed
    typist.keypad("5")  # what the paper has as its total
    assert not typist.page.view.is_typing
    assert typist.page.panel.totals.row.field.text() == "5"
    typist.press(K.Key_Escape, "x")
    assert "calculated" in typist.page.hint.sentence


def test_a_cell_that_is_not_offered_is_skipped(typist: Typist) -> None:
    typist.control(K.Key_End)
    assert typist.key == CellKey("PR_A03", "O")
    typist.press(K.Key_Down)
    assert typist.key == CellKey("PR_A04")  # calculated: can be stood on; A05 cannot
    typist.press(K.Key_Down)
    assert typist.key == CellKey("PR_A04")


def test_a_digit_replaces_f2_edits_and_escape_restores(page: EntryPage, typist: Typist) -> None:
    typist.press("63", K.Key_Return, K.Key_Backtab)
    typist.press("4", K.Key_Escape)
    assert typist.text("A01[ANC]") == "63"
    typist.press(K.Key_F2, K.Key_Backspace, "6", K.Key_Return)
    assert typist.text("A01[ANC]") == "66"
    typist.press(K.Key_Backtab)
    typist.press("7", K.Key_Return)
    assert typist.text("A01[ANC]") == "7"


def test_left_and_right_move_the_caret_until_its_end(typist: Typist) -> None:
    typist.press("12", K.Key_Left, "9", K.Key_Right)
    assert typist.page.view.is_typing
    typist.press(K.Key_Right)
    assert typist.text("A01[ANC]") == "192"
    assert typist.key == CellKey("PR_A01", "PN")


def test_delete_blanks_and_backspace_types_anew(typist: Typist) -> None:
    typist.press("63", K.Key_Return, K.Key_Backtab, K.Key_Delete)
    assert typist.text("A01[ANC]") == ""
    typist.press("5", K.Key_Return, K.Key_Backtab, K.Key_Backspace, "8", K.Key_Return)
    assert typist.text("A01[ANC]") == "8"


@pytest.mark.parametrize(("digit", "code"), [("1", "NR"), ("2", "NA"), ("3", "UNK")])
def test_m_and_a_digit_choose_a_missing_code(typist: Typist, digit: str, code: str) -> None:
    typist.press("m", digit)
    assert typist.text("A01[ANC]") == code
    assert typist.key == CellKey("PR_A01", "ANC")
    typist.press(K.Key_Return)
    assert typist.key == CellKey("PR_A01", "PN")


def test_a_digit_that_needs_shift_still_chooses_a_missing_code(page: EntryPage, typist: Typist) -> None:
    where = typist.key
    typist.keypad("-")
    typist.press(K.Key_Shift, mod=SHIFT)
    assert not page.view.missing_menu.isHidden()
    typist.press(K.Key_2, mod=SHIFT)
    assert page.opened is not None
    assert page.opened.cells[where].raw == "NA"


def test_escape_closes_the_missing_menu_and_nothing_is_changed(page: EntryPage, typist: Typist) -> None:
    typist.keypad("-")
    assert not page.view.missing_menu.isHidden()
    typist.press(K.Key_Escape)
    assert page.view.missing_menu.isHidden()
    typist.keypad("9\n")
    assert typist.text("A01[ANC]") == "9"


def test_in_a_text_cell_m_and_minus_are_letters(page: EntryPage, typist: Typist) -> None:
    typist.control(K.Key_PageDown)
    typist.control(K.Key_PageDown)
    typist.press("m-1 Mothers met")
    typist.press(K.Key_Return, mod=SHIFT)
    typist.press("twice")
    assert typist.page.view.is_typing
    typist.press(K.Key_Return)
    assert typist.text("C01") == "m-1 Mothers met\ntwice"
    assert typist.key == CellKey("PR_C02")


def test_what_is_no_value_is_kept_and_never_traps_the_cursor(page: EntryPage, typist: Typist) -> None:
    typist.press("12 est", K.Key_Return)
    assert typist.key == CellKey("PR_A01", "PN")
    assert page.opened is not None
    kept = page.opened.value(CellKey("PR_A01", "ANC"))
    assert kept is not None
    assert (kept.kind, kept.raw) == (Kind.INVALID, "12 est")
    typist.press(K.Key_F4)
    assert typist.key == CellKey("PR_A01", "ANC")
    page.panel.show_now()
    assert "12 est" in page.panel.findings.cards[0].accessibleName()


def test_f4_goes_from_problem_to_problem_and_tells_of_the_turn(page: EntryPage, typist: Typist) -> None:
    typist.keypad("12\n3\n99\n1\n1\n1\n")  # W1 at A02, R1 at A03's total
    typist.control(K.Key_Home)
    typist.press(K.Key_F4)
    assert typist.key == CellKey("PR_A02")
    typist.press(K.Key_F4)
    assert typist.key == CellKey("PR_A03", "*")
    typist.press(K.Key_F4)
    assert typist.key == CellKey("PR_A02")
    assert "back at the first" in page.hint.sentence
    typist.press(K.Key_F4, mod=SHIFT)
    assert typist.key == CellKey("PR_A03", "*")


def test_f8_writes_a_reason_and_the_warning_is_no_problem_any_more(page: EntryPage, typist: Typist) -> None:
    typist.keypad("12\n3\n99\n")
    typist.control(K.Key_Home)
    typist.press(K.Key_F4, K.Key_F8)
    typist.press("Outreach week", K.Key_Return)
    assert page.opened is not None
    assert page.opened.reasons["W1"].text == "Outreach week"
    assert page.view.hasFocus()
    typist.press(K.Key_F4)
    assert "No problem is open" in page.hint.sentence


def test_ctrl_0_asks_before_it_fills_with_zero_and_records_it(page: EntryPage, typist: Typist) -> None:
    typist.keypad("12\n")
    typist.control(K.Key_0)
    assert not page.ask.isHidden()
    assert typist.text("A02") == ""
    typist.press(K.Key_Return)
    assert page.opened is not None
    filled = page.opened.value(CellKey("PR_A02"))
    assert filled is not None
    assert filled.origin is Origin.BULK_ZERO
    assert typist.text("A01[ANC]") == "12"
    assert page.view.hasFocus()
    typist.control(K.Key_Z)
    assert typist.text("A02") == ""


def test_ctrl_g_goes_to_a_row_of_this_or_another_section(page: EntryPage, typist: Typist) -> None:
    typist.control(K.Key_G)
    typist.press("3", K.Key_Return)
    assert typist.key == CellKey("PR_A03", "Y")
    typist.control(K.Key_G)
    typist.press("b 2", K.Key_Return)
    assert typist.key == CellKey("PR_B02")
    typist.control(K.Key_G)
    typist.press("99", K.Key_Return)
    assert "no row 99" in page.hint.sentence
    typist.press(K.Key_Escape)
    assert page.view.hasFocus()


def test_undo_and_redo_go_back_to_the_cell(page: EntryPage, typist: Typist) -> None:
    typist.keypad("12\n3\n")
    typist.control(K.Key_Z)
    assert (typist.text("A01[PN]"), typist.key) == ("", CellKey("PR_A01", "PN"))
    typist.control(K.Key_Z)
    assert typist.text("A01[ANC]") == ""
    typist.control(K.Key_Z)
    assert "Nothing to undo" in page.hint.sentence
    typist.control(K.Key_Y)
    typist.control(K.Key_Y)
    assert (typist.text("A01[ANC]"), typist.text("A01[PN]")) == ("12", "3")


def test_a_question_below_the_grid_does_not_cover_the_cell_it_is_asked_at(
    make_page: MakePage, qtbot: QtBot
) -> None:
    page = make_page("KMMP_MFR", size=(1366, 571))
    typist = Typist(page)
    view = page.view

    def in_sight() -> bool:
        return view.viewport().rect().contains(view.visualRect(view.currentIndex()))

    typist.control(K.Key_G)
    typist.press("K 22", K.Key_Return)
    assert in_sight()
    typist.control(K.Key_G)
    assert not page.ask.isHidden()
    qtbot.waitUntil(in_sight)


def test_one_cell_is_no_selection_to_speak_of(page: EntryPage, typist: Typist) -> None:
    said: list[str] = []
    page.noted.connect(said.append)
    typist.press(K.Key_Right, mod=SHIFT)
    assert said[-1] == "Selected: 2 cells"
    typist.press(K.Key_Right)
    assert said[-1] == ""


def test_a_selected_block_is_copied_for_a_spreadsheet(page: EntryPage, typist: Typist) -> None:
    typist.keypad("12\n3\n")
    typist.control(K.Key_Home)
    typist.press(K.Key_Right, mod=SHIFT)
    typist.control(K.Key_C)
    assert QGuiApplication.clipboard().text() == "12\t3"


def test_the_panel_is_hidden_and_shown_by_ctrl_enter(page: EntryPage, typist: Typist) -> None:
    assert page.panel.isVisible()
    typist.control(K.Key_Return)
    assert not page.panel.isVisible()
    typist.control(K.Key_Return)
    assert page.panel.isVisible()


def test_a_comment_that_was_cut_is_not_called_kept(page: EntryPage, typist: Typist) -> None:
    QGuiApplication.clipboard().setText("x" * 1_000_000)
    typist.control(K.Key_M)
    typist.control(K.Key_V)
    typist.press(K.Key_Return)
    assert page.opened is not None
    assert page.opened.comments(CellKey("PR_A01", "ANC"))[0].text == "x" * 4000
    assert page.hint.sentence == "Only the first 4000 characters are kept: the field holds no more."


def test_ctrl_m_writes_a_comment_on_the_cell(page: EntryPage, typist: Typist) -> None:
    typist.keypad("12\n")
    typist.control(K.Key_M)
    typist.press("Counted twice?", K.Key_Return)
    assert page.opened is not None
    assert page.opened.comments(CellKey("PR_A01", "PN"))[0].text == "Counted twice?"
    assert page.view.hasFocus()


def test_a_comment_that_is_left_stays_with_its_cell(page: EntryPage, typist: Typist) -> None:
    typist.control(K.Key_M)
    typist.press("From the register", K.Key_Escape)
    assert page.panel.words.field.text() == "", "Esc takes back what is not kept"
    typist.control(K.Key_M)
    typist.press("Counted twice?")
    typist.control(K.Key_PageDown)
    assert page.panel.words.field.text() == ""
    typist.control(K.Key_M)
    typist.press("Two of them")
    where = typist.key
    assert page.may_leave()
    assert page.opened is not None
    assert [c.text for c in page.opened.comments(CellKey("PR_A01", "ANC"))] == ["Counted twice?"]
    assert [c.text for c in page.opened.comments(where)] == ["Two of them"]


def test_a_click_elsewhere_saves_what_is_half_typed(page: EntryPage, typist: Typist) -> None:
    typist.press("12")
    typist.click("A03[M]")
    assert typist.text("A01[ANC]") == "12"
    assert typist.key == CellKey("PR_A03", "M")


def test_the_screen_has_no_trap_f6_walks_grid_panel_and_sections(page: EntryPage, typist: Typist) -> None:
    typist.press(K.Key_F6)
    assert page.panel.words.field.hasFocus()
    typist.press(K.Key_F6)
    assert page.sections.rows.hasFocus()
    typist.press(K.Key_F6)
    assert page.view.hasFocus()


def test_delete_blanks_a_selected_block_as_one_act(typist: Typist) -> None:
    typist.keypad("12\n3\n")
    typist.control(K.Key_Home)
    typist.press(K.Key_Right, K.Key_Delete, mod=SHIFT)
    assert typist.text("A01[PN]") == "3"  # Shift+Del is no key of ours
    typist.press(K.Key_Delete)
    assert (typist.text("A01[ANC]"), typist.text("A01[PN]")) == ("", "")
    typist.control(K.Key_Z)
    assert (typist.text("A01[ANC]"), typist.text("A01[PN]")) == ("12", "3")


def test_typing_at_the_end_of_a_section_has_its_end_told_again(page: EntryPage, typist: Typist) -> None:
    typist.control(K.Key_End)
    typist.keypad("9\n")
    assert "End of section A" in page.hint.sentence
    typist.keypad("8\n")
    assert "End of section A" in page.hint.sentence
    typist.keypad("\n")
    assert typist.key == CellKey("PR_B01")


def test_a_figure_typed_on_at_the_end_of_a_section_says_what_it_took_the_place_of(
    page: EntryPage, typist: Typist
) -> None:
    typist.control(K.Key_End)
    typist.keypad("9\n")
    typist.keypad("25\n")  # meant for the next section, without the Enter that goes on to it
    assert "25 stands here instead of 9" in page.hint.sentence
    assert "Ctrl+Z takes it back, Enter goes on to B" in page.hint.sentence
    typist.control(K.Key_Z)
    assert typist.text("A03[O]") == "9"
    typist.keypad("\n")
    assert page.hint.sentence.startswith("End of section A. Enter goes on to B")
    typist.keypad("\n")
    assert typist.key == CellKey("PR_B01")


def test_a_figure_typed_on_at_the_end_of_the_return_says_it_too(page: EntryPage, typist: Typist) -> None:
    typist.control(K.Key_PageDown)
    typist.control(K.Key_PageDown)
    typist.control(K.Key_End)
    typist.keypad("05122026\n06122026\n")
    assert "06122026 stands here instead of 05122026" in page.hint.sentence


def test_a_return_that_cannot_be_opened_says_why(make_page: MakePage) -> None:
    page = make_page(None)
    page.open_return(PROBE, "00000", NOVEMBER)
    assert page.nothing_open.text().startswith("There is no facility with MFL code 00000")


def test_a_sentence_in_the_other_language_goes_with_the_switch(page: EntryPage) -> None:
    page.hint.tell("Said in English.")
    page.retranslate()
    assert page.hint.sentence != "Said in English."


def test_no_arrow_goes_round_the_edge_and_the_ends_are_told(page: EntryPage, typist: Typist) -> None:
    typist.press(K.Key_Up)
    assert typist.key == CellKey("PR_A01", "ANC")
    assert "First row of section A" in page.hint.sentence
    typist.press(K.Key_Left)
    assert typist.key == CellKey("PR_A01", "ANC")
    typist.press(K.Key_PageDown)
    assert typist.key == CellKey("PR_A04")  # the last row that is asked here
    typist.press(K.Key_Down)
    assert typist.key == CellKey("PR_A04")
    assert "Last row of section A" in page.hint.sentence
    typist.press(K.Key_End, K.Key_Right)
    assert typist.key == CellKey("PR_A04")
