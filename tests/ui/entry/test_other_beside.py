"""A difference between two returns in the panel, and the other return beside the grid."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from entry_office import NOVEMBER, NYOTA, WANJIRU, Office
from entry_typist import MakePage, Typist
from PySide6.QtCore import Qt

from kmmp_desktop.domain.returns import ReturnKey, State
from kmmp_desktop.domain.values import CellKey
from ui.entry.faces import Mark
from ui.entry.finding_card import FindingCard
from ui.entry.page import EntryPage

K = Qt.Key
SMALL, FULL, MINISTRY = "KMMP_HF", "KMMP_MFR", "MOH731_S2_2023"
ROW_01, ROW_10 = CellKey("Y23_HV02_01"), CellKey("Y23_HV02_10")
Beside = Callable[..., EntryPage]


@pytest.fixture
def beside(office: Office, make_page: MakePage) -> Beside:
    """MOH 731 with 7 + 6 women; the five-item form, submitted, has 12."""

    def make(state: State = State.SUBMITTED, **wanted: object) -> EntryPage:
        office.settle("pmtct", families=(SMALL, MINISTRY))
        office.put(SMALL, NOVEMBER, {"KMMP_3a": "11", "KMMP_3b": "12"}, state)
        office.put(MINISTRY, NOVEMBER, {"HV02_01": "7", "HV02_10": "6"})
        page = make_page(MINISTRY, **wanted)
        page.catch_up()
        page.go_to_cell(ROW_10)
        page.panel.show_slow()
        return page

    return make


def card_of(page: EntryPage) -> FindingCard:
    return next(card for card in page.panel.findings.cards if card.beside.isVisibleTo(card))


def test_the_card_names_both_returns_and_both_sides(beside: Beside) -> None:
    card = card_of(beside())
    assert card.accessibleName() == "HIV-positive pregnant women: 12 in the KMMP form, 13 in MOH 731"
    assert card.returns.text() == (
        "MOH 731 section 2 (2023), November 2026: draft, revision 1\n"
        "KMMP five-item form, November 2026: submitted, revision 1"
    )
    assert [value.text() for _, value in card._sides] == ["12", "13"]
    assert card.reason.isVisibleTo(card)


def test_the_cells_are_marked_and_f4_stops_there(beside: Beside) -> None:
    page = beside()
    assert page.model.marks.mark(ROW_10) is Mark.WARNING
    page.go_to_cell(CellKey("Y23_HV02_34"))
    stops = set()
    for _ in range(12):
        page.act("next_problem")
        stops.add(page.view.key)
    assert ROW_01 in stops


def test_on_a_low_window_the_line_below_tells_the_difference_as_it_is_typed(beside: Beside) -> None:
    page = beside()
    page.hint.set_low(True)
    typist = Typist(page)

    def told() -> str:
        page.hint.tell("")  # as with the next move
        page.hint.grab()  # painted, as on screen
        return page.hint.toolTip() if page.hint._finding else ""

    assert told() == "HIV-positive pregnant women: 12 in the KMMP form, 13 in MOH 731"
    typist.press("5", K.Key_Return)
    page.go_to_cell(ROW_10)
    assert told() == ""
    typist.press("9", K.Key_Return)
    page.go_to_cell(ROW_10)
    assert told() == "HIV-positive pregnant women: 12 in the KMMP form, 16 in MOH 731"


def test_the_difference_goes_when_the_figure_is_put_right(beside: Beside) -> None:
    page = beside()
    Typist(page).press("5", K.Key_Return, K.Key_Up)
    page.panel.show_slow()
    assert page.opened is not None
    assert page.opened.between.differences == ()
    assert not any(card.beside.isVisibleTo(card) for card in page.panel.findings.cards)


def test_a_reason_written_at_the_card_explains_it(beside: Beside) -> None:
    page = beside()
    typist = Typist(page)
    typist.press(K.Key_F8)
    typist.press("One woman at two clinics", K.Key_Return)
    assert page.opened is not None
    assert page.opened.reasons["X101"].text == "One woman at two clinics"
    assert page.model.marks.mark(ROW_10) is Mark.EXPLAINED


def test_the_key_opens_the_other_return_and_esc_closes_it_and_the_grid_keeps_the_keys(
    beside: Beside,
) -> None:
    page = beside()
    typist = Typist(page)
    page.act("other_return")
    assert page.other.is_shown
    assert page.window().focusWidget() is page.view
    assert page.other.panel.text_of(CellKey("KMMP_3b")) == ("≠ 3b", "12")
    assert page.other.panel.text_of(CellKey("KMMP_3a")) == ("3a", "11")
    assert page.other.panel._title.text().endswith("November 2026: submitted, revision 1")
    typist.press("5", K.Key_Return)
    assert page.other.panel.text_of(CellKey("KMMP_3b")) == ("= 3b", "12"), "it follows what is typed"
    typist.press(K.Key_Escape)
    assert not page.other.is_shown
    assert page.window().focusWidget() is page.view


def test_the_button_opens_it_and_esc_in_it_goes_back_to_the_grid(beside: Beside) -> None:
    page = beside()
    card_of(page).beside.click()
    assert page.other.is_shown
    page.other.panel.list.setFocus()
    Typist(page).press(K.Key_Escape)
    assert not page.other.is_shown
    assert page.window().focusWidget() is page.view


def test_a_click_on_a_term_of_the_other_return_opens_it_too(beside: Beside) -> None:
    page = beside()
    terms, _ = card_of(page)._sides[0]
    terms.linkActivated.emit("0")
    assert page.other.is_shown
    assert page.view.key == ROW_10


def test_what_was_typed_there_meanwhile_is_read_when_it_is_opened(beside: Beside, office: Office) -> None:
    page = beside(State.DRAFT)
    key = ReturnKey(SMALL, NYOTA, NOVEMBER)
    again = office.entry.open(key.family, key.facility, key.period, WANJIRU)
    again.set(CellKey("KMMP_3b"), "13")
    page.act("other_return")
    assert page.other.panel.text_of(CellKey("KMMP_3b")) == ("= 3b", "13")


@pytest.mark.parametrize(
    ("there", "here", "why"),
    [
        ({"KMMP_3b": ""}, {}, "not compared: KMMP_3b is blank there"),
        ({"KMMP_3b": "NR"}, {}, "not compared: KMMP_3b is NR there"),
        ({}, {"HV02_10": ""}, "not compared: Y23_HV02_10 is blank in this return"),
        ({}, {"HV02_10": "NA"}, "not compared: Y23_HV02_10 is NA in this return"),
    ],
)
def test_a_row_that_is_blank_does_not_agree(office: Office, make_page: MakePage, there, here, why) -> None:
    office.settle("pmtct", families=(SMALL, MINISTRY))
    own = {"KMMP_3a": "11", "KMMP_3b": "12"} | there
    office.put(SMALL, NOVEMBER, {code: text for code, text in own.items() if text}, State.SUBMITTED)
    figures = {"HV02_01": "7", "HV02_10": "6"} | here
    office.put(MINISTRY, NOVEMBER, {code: text for code, text in figures.items() if text})
    page = make_page(MINISTRY)
    page.act("other_return")
    panel = page.other.panel
    sign, _ = panel.text_of(CellKey("KMMP_3b"))
    assert sign == "\u2013 3b"
    [item] = (i for i in panel.rows() if i.text(0) == sign)
    assert item.text(1).endswith("\n" + why)
    assert item.data(0, int(Qt.ItemDataRole.AccessibleTextRole)) == f"3b {why}"
    assert "\u2013 not compared" in panel._legend.text()


def test_without_another_return_it_is_said(make_page: MakePage) -> None:
    page = make_page(FULL)
    page.act("other_return")
    assert not page.other.is_shown
    assert "compared with no other" in page.hint.sentence


def test_another_return_on_the_desk_closes_it(beside: Beside) -> None:
    page = beside()
    page.act("other_return")
    page.open_return(SMALL, NYOTA, NOVEMBER)
    assert not page.other.is_shown
    page.act("other_return")
    assert page.other.panel.text_of(ROW_10) == ("≠ 10", "6")


def test_the_figures_are_painted_before_the_other_return_is_read(office: Office, make_page: MakePage) -> None:
    office.settle("pmtct", families=(SMALL, MINISTRY))
    office.put(SMALL, NOVEMBER, {"KMMP_3a": "11", "KMMP_3b": "12"}, State.SUBMITTED)
    office.put(MINISTRY, NOVEMBER, {"HV02_01": "7", "HV02_10": "6"})
    page = make_page(SMALL)
    page.open_return(MINISTRY, NYOTA, NOVEMBER)
    assert page.opened is not None
    assert not page.opened.between.is_read
    page.catch_up()
    assert page.opened.between.is_read
    assert page.model.marks.mark(ROW_10) is Mark.WARNING
