"""Which way Enter goes and which comparing columns are shown: by key, by menu, remembered."""

from __future__ import annotations

from entry_office import NOVEMBER, NYOTA, Office, history
from entry_typist import MakePage, Typist
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from kmmp_desktop.domain.values import CellKey
from ui.entry.grid_measures import LABEL_MOST
from ui.entry.page import EntryPage
from ui.entry.paper import LABEL

K = Qt.Key
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def menu(page: EntryPage, action: str) -> QAction:
    [found] = [a for _, a in page.page_actions() if a.property("action") == action]
    return found


def test_enter_goes_down_the_column_and_says_where_the_section_ends(page: EntryPage, typist: Typist) -> None:
    typist.press(K.Key_Return, mod=BOTH)
    assert "Enter goes down the column now" in page.hint.sentence
    assert menu(page, "enter_way").isChecked()
    walked = [str(typist.key)]
    for _ in range(5):
        typist.keypad("1\n")
        walked.append(str(typist.key))
    assert walked == ["PR_A01[ANC]", "PR_A03[Y]", "PR_A01[PN]", "PR_A03[M]", "PR_A03[O]", "PR_A02"]
    typist.keypad("1\n")
    assert "End of section A. Enter goes on to B." in page.hint.sentence
    typist.press(K.Key_Backtab, mod=Qt.KeyboardModifier.ShiftModifier)
    assert typist.key == CellKey("PR_A03", "O")


def test_the_way_is_remembered_and_turned_back(make_page: MakePage) -> None:
    page = make_page()
    Typist(page).press(K.Key_Return, mod=BOTH)
    again = make_page()
    typist = Typist(again)
    assert menu(again, "enter_way").isChecked()
    typist.keypad("1\n")
    assert typist.key == CellKey("PR_A03", "Y")
    typist.press(K.Key_Return, mod=BOTH)
    assert "right, then down" in again.hint.sentence
    typist.press(K.Key_Home)
    typist.press(K.Key_Return)
    assert typist.key == CellKey("PR_A03", "M")


def test_each_comparing_column_is_shown_by_choice_and_remembered(make_page: MakePage, office: Office) -> None:
    history(office, months=12)
    page = make_page("KMMP_MFR", size=(1600, 571))
    typist = Typist(page)
    plan = page.model.plan
    assert plan is not None

    def hidden() -> list[bool]:
        return [page.view.isColumnHidden(c) for c in (plan.last_month, plan.median, plan.last_year)]

    assert hidden() == [False, False, True]
    typist.press(K.Key_Y, mod=BOTH)
    assert hidden() == [False, False, False]
    assert page.model.headerData(plan.last_year, Qt.Orientation.Horizontal) == "Nov 2025"
    key = page.opened.form.elements["KM_A01"].total  # type: ignore[union-attr]
    row = page.model.place(key).row()
    told = page.model.face(row, plan.last_year).text
    assert told == f"{page.opened.same_month_last_year(key):g}"  # type: ignore[union-attr]
    typist.press(K.Key_L, K.Key_M, mod=BOTH)
    assert hidden() == [True, True, False]
    menu(page, "show_median").trigger()
    assert hidden() == [True, False, False]
    again = make_page(None, size=(1600, 571))
    again.open_return("KMMP_MFR", NYOTA, NOVEMBER)
    assert again.view.isColumnHidden(plan.last_month)
    assert not again.view.isColumnHidden(plan.last_year)


def test_a_column_that_has_no_room_says_so_and_gives_way_first(make_page: MakePage) -> None:
    page = make_page("KMMP_MFR", size=(1000, 571))
    plan = page.model.plan
    assert plan is not None
    Typist(page).press(K.Key_Y, mod=BOTH)
    assert page.view.isColumnHidden(plan.last_year)
    assert "no room" in page.hint.sentence


def test_on_a_wide_screen_the_figures_stay_near_their_labels(make_page: MakePage) -> None:
    page = make_page(size=(2400, 700))
    view, look = page.view, page.desk.look
    assert view.columnWidth(LABEL) == look.px(LABEL_MOST)
    page.resize(1366, 571)
    assert view.columnWidth(LABEL) < look.px(LABEL_MOST), "on the usual screen nothing is left over"
