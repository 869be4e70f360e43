"""The worklist: what is shown, in which order, and by which keys it is worked."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QTest
from ui_fakes import NOVEMBER, P_OTIENO, FakeWorklist, invented_rows, invented_services, work_row

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.worklist import MonthMark
from kmmp_desktop.texts.catalogue import Catalogue
from ui.page import Desk
from ui.style.look import Look
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Label
from ui.worklist.columns import MONTHS, Column, layout, needs
from ui.worklist.filters import FILTERS
from ui.worklist.model import WorklistModel
from ui.worklist.page import WorklistPage
from ui.worklist.rows import Group, Wanted, choose

Key = Qt.Key
UPEPO, NYOTA, WIMBI, ASALI = "99117", "99104", "99108", "99112"


@pytest.fixture
def page(qtbot: Any, desk: Desk) -> WorklistPage:
    return shown(qtbot, desk)


def shown(qtbot: Any, desk: Desk, width: int = 1366, height: int = 600) -> WorklistPage:
    made = WorklistPage(desk)
    qtbot.addWidget(made)
    qtbot.addWidget(made.controls)
    made.resize(width, height)
    made.set_look(desk.look)
    made.retranslate()
    with qtbot.waitExposed(made):
        made.show()
    made.controls.show()
    made.activateWindow()
    made.refresh()
    return made


def drawn(page: WorklistPage) -> list[str]:
    """The list as text: groups between dashes, facilities by their code."""
    found = []
    for row in range(page.model.rowCount()):
        item = page.model.item(row)
        found.append(f"- {item.number} {item.size}" if isinstance(item, Group) else item.facility.mfl)
    return found


def codes(page: WorklistPage) -> list[str]:
    return [line for line in drawn(page) if not line.startswith("-")]


def current(page: WorklistPage) -> str:
    row = page.current()
    return row.facility.mfl if row else ""


def search(page: WorklistPage, text: str) -> None:
    QTest.keyClicks(page.controls.search, text)
    page._wait.stop()
    page._search()


# What is shown


def test_groups_stand_in_their_order_with_their_sizes(page: WorklistPage) -> None:
    groups = [line for line in drawn(page) if line.startswith("-")]
    assert groups == ["- 0 3", "- 1 25", "- 2 14"]
    assert drawn(page)[0] == "- 0 3"
    assert drawn(page)[1] == UPEPO


def test_the_states_add_up_to_all(page: WorklistPage) -> None:
    counts = {name: int(toggle._count) for name, toggle in page.strip.toggles.items()}
    assert counts["all"] == 42 == sum(counts[name] for name, *_ in FILTERS[3:])


def test_words_of_a_row(page: WorklistPage) -> None:
    row = page.model.work_row(page.model.index(page.model.find(NYOTA), 0))
    assert row is not None
    said = {column: page.model.words(row, column) for column in Column}
    assert said[Column.FACILITY] == "Nyota Health Centre"
    assert said[Column.CURRENT] == "Draft 62 %"
    assert said[Column.PROBLEMS] == "1 error, 3 warnings"
    assert said[Column.DUE] == "2 days left"
    assert said[Column.LAST_CHANGE] == "today 10:42"
    assert said[Column.EARLIER_MONTHS] == "October: Received"


def test_an_overdue_earlier_month_is_named_where_it_matters(page: WorklistPage) -> None:
    row = page.model.work_row(page.model.index(page.model.find("99131"), 0))
    assert row is not None
    assert page.model.words(row, Column.DUE) == "59 days late (Sep)"
    assert page.model.words(row, Column.EARLIER_MONTHS) == "September: Overdue"
    assert page.model.words(row, Column.MONTH_4) == "Overdue"


def test_months_before_the_form_was_owed_say_so(page: WorklistPage) -> None:
    row = page.model.work_row(page.model.index(page.model.find(ASALI), 0))
    assert row is not None
    assert [page.model.words(row, c) for c in MONTHS] == ["not owed", "not owed"] + ["Received"] * 3


def test_headers_name_the_months_and_the_sort(page: WorklistPage) -> None:
    said = [page.model.headerData(c, Qt.Orientation.Horizontal) for c in Column]
    assert said[Column.MONTH_1 : Column.MONTH_5 + 1] == ["Jun", "Jul", "Aug", "Sep", "Oct"]
    assert said[Column.CURRENT] == "November 2026"
    assert said[Column.DUE] == "Due ▲"


def test_the_sub_line_says_how_many_where_and_until_when(page: WorklistPage) -> None:
    assert page.subtitle() == (
        "42 facilities, Kisumu County. November returns are due Saturday 5 December 2026"
    )


def test_the_model_keeps_qts_rules(qtmodeltester: Any, page: WorklistPage) -> None:
    model: QAbstractItemModel = page.model
    qtmodeltester.check(model)
    page._want(filter="draft")
    qtmodeltester.check(model)


def test_screen_readers_hear_the_words_that_are_painted(page: WorklistPage) -> None:
    index = page.model.index(page.model.find(NYOTA), Column.PROBLEMS)
    assert page.model.data(index, int(Qt.ItemDataRole.AccessibleTextRole)) == "1 error, 3 warnings"


# Choosing


@pytest.mark.parametrize(("name", "count"), [(name, None) for name, *_ in FILTERS])
def test_every_filter_shows_as_many_as_it_counts(page: WorklistPage, name: str, count: None) -> None:
    toggle = page.strip.toggles[name]
    QTest.mouseClick(toggle, Qt.MouseButton.LeftButton)
    assert toggle.isChecked()
    assert len(codes(page)) == int(toggle._count)


def test_typing_anywhere_goes_to_the_search(page: WorklistPage) -> None:
    page.table.setFocus()
    QTest.keyClicks(page.table, "wi")
    assert page.controls.search.text() == "wi"
    page.strip.toggles["all"].setFocus()
    QTest.keyClicks(page.strip.toggles["all"], "m")
    assert page.controls.search.text() == "wim"


@pytest.mark.parametrize(
    ("text", "found"),
    [("nyota", [NYOTA]), ("99104", [NYOTA]), ("EAST wimbi", [WIMBI]), ("nobody", [])],
)
def test_the_search_finds_names_codes_and_places(page: WorklistPage, text: str, found: list[str]) -> None:
    search(page, text)
    assert codes(page) == found


def test_the_list_follows_the_search_by_itself(qtbot: Any, page: WorklistPage) -> None:
    QTest.keyClicks(page.controls.search, "nyota")
    qtbot.waitUntil(lambda: codes(page) == [NYOTA])


def test_nothing_found_is_said_with_a_way_back(page: WorklistPage) -> None:
    search(page, "nobody")
    assert page.body.nothing.isVisible()
    assert not page.controls.open.isEnabled()
    QTest.mouseClick(page.body.all_button, Qt.MouseButton.LeftButton)
    assert len(codes(page)) == 42
    assert page.controls.search.text() == ""


def test_escape_empties_the_search_then_shows_all(page: WorklistPage) -> None:
    QTest.mouseClick(page.strip.toggles["draft"], Qt.MouseButton.LeftButton)
    search(page, "nyota")
    QTest.keyClick(page.controls.search, Key.Key_Escape)
    page._search()
    assert len(codes(page)) == 9
    QTest.keyClick(page.controls.search, Key.Key_Escape)
    assert len(codes(page)) == 42
    assert page.strip.toggles["all"].isChecked()


def test_one_sub_county(page: WorklistPage) -> None:
    box = page.controls.sub_county
    box.setCurrentIndex(box.findData("Kisumu East"))
    box.activated.emit(box.currentIndex())
    assert codes(page) == [NYOTA, WIMBI, ASALI]


def test_the_same_facility_stays_chosen_while_the_list_narrows(page: WorklistPage) -> None:
    page.table.go_to(page.model.find(WIMBI))
    QTest.mouseClick(page.strip.toggles["draft"], Qt.MouseButton.LeftButton)
    assert current(page) == WIMBI
    QTest.mouseClick(page.strip.toggles["ready"], Qt.MouseButton.LeftButton)
    assert current(page) == codes(page)[0], "the first one, where it is no longer in the list"


def test_sorting_keeps_the_groups(page: WorklistPage) -> None:
    page.sort_by(Column.FACILITY)
    assert [line for line in drawn(page) if line.startswith("-")] == ["- 0 3", "- 1 25", "- 2 14"]
    names = [page.model.item(row).facility.name for row in (1, 2, 3)]  # type: ignore[union-attr]
    assert names == sorted(names)
    page.sort_by(Column.FACILITY)
    assert page.model.headerData(0, Qt.Orientation.Horizontal) == "Facility ▼"
    assert [page.model.item(row).facility.name for row in (1, 2, 3)] == names[::-1]  # type: ignore[union-attr]


@pytest.mark.parametrize("column", list(Column))
@pytest.mark.parametrize("downwards", [False, True])
def test_every_column_sorts_and_loses_nobody(column: Column, downwards: bool) -> None:
    rows = invented_rows()
    found = [r for r in choose(rows, Wanted(sort=column, downwards=downwards)) if not isinstance(r, Group)]
    assert sorted(r.facility.mfl for r in found) == sorted(r.facility.mfl for r in rows)


def test_a_click_on_a_header_sorts(page: WorklistPage) -> None:
    header = page.table.horizontalHeader()
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=header.rect().topLeft() + _inside())
    assert page.model.wanted.sort is Column.FACILITY


def _inside() -> Any:
    from PySide6.QtCore import QPoint

    return QPoint(20, 10)


# Keys


def test_the_arrows_go_over_the_headers_of_groups(page: WorklistPage) -> None:
    page.table.setFocus()
    page.table.go_to(page.model.find("99102"))
    QTest.keyClick(page.table, Key.Key_Down)
    assert current(page) == NYOTA
    QTest.keyClick(page.table, Key.Key_Up)
    assert current(page) == "99102"
    QTest.keyClick(page.table, Key.Key_Home)
    assert current(page) == UPEPO
    QTest.keyClick(page.table, Key.Key_Up)
    assert current(page) == UPEPO
    QTest.keyClick(page.table, Key.Key_End)
    assert current(page) == codes(page)[-1]


def test_page_keys_move_by_a_screen_and_stop_at_the_ends(page: WorklistPage) -> None:
    page.table.setFocus()
    QTest.keyClick(page.table, Key.Key_PageDown)
    assert current(page) not in ("", UPEPO)
    for _ in range(9):
        QTest.keyClick(page.table, Key.Key_PageDown)
    assert current(page) == codes(page)[-1]
    for _ in range(9):
        QTest.keyClick(page.table, Key.Key_PageUp)
    assert current(page) == UPEPO


def test_the_list_is_walked_from_the_search(page: WorklistPage) -> None:
    QTest.keyClick(page.controls.search, Key.Key_Down)
    QTest.keyClick(page.controls.search, Key.Key_Down)
    assert current(page) == "99102"
    with_signal = []
    page.open_requested.connect(lambda *which: with_signal.append(which))
    QTest.keyClick(page.controls.search, Key.Key_Return)
    assert with_signal == [("km", "99102", NOVEMBER)]


def test_enter_right_after_typing_opens_what_was_typed(qtbot: Any, page: WorklistPage) -> None:
    QTest.keyClicks(page.controls.search, "wimbi")
    with qtbot.waitSignal(page.open_requested) as opened:
        QTest.keyClick(page.controls.search, Key.Key_Enter)
    assert opened.args == ["km", WIMBI, NOVEMBER]


@pytest.mark.parametrize("how", ["enter", "double click", "button", "menu"])
def test_ways_to_open(qtbot: Any, page: WorklistPage, how: str) -> None:
    page.table.go_to(page.model.find(NYOTA))
    with qtbot.waitSignal(page.open_requested) as opened:
        if how == "enter":
            QTest.keyClick(page.table, Key.Key_Enter)
        elif how == "double click":
            box = page.table.visualRect(page.table.currentIndex())
            QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
            QTest.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
        elif how == "button":
            QTest.mouseClick(page.controls.open, Qt.MouseButton.LeftButton)
        else:
            page.commands.open.trigger()
    assert opened.args == ["km", NYOTA, NOVEMBER]


def test_a_manager_opens_a_ready_return_in_review(qtbot: Any, page: WorklistPage) -> None:
    page.desk.person = P_OTIENO
    page.table.go_to(page.model.find("99109"))
    row = page.current()
    assert row is not None
    assert row.current.state is State.READY
    with qtbot.waitSignal(page.review_requested) as asked:
        page.open_current()
    assert asked.args == [row.revision.id]


def test_months_go_back_and_forth_by_keys(page: WorklistPage) -> None:
    page.commands._earlier.trigger()
    assert page.period == Period(2026, 10)
    assert page.desk.services.worklist.asked[-1] == ("km", Period(2026, 10))
    assert page.controls.month.currentText() == "October 2026"
    page.commands._later.trigger()
    page.commands._later.trigger()
    assert page.period == Period(2026, 12)


def test_the_form_is_remembered(qtbot: Any, page: WorklistPage) -> None:
    box = page.controls.form
    assert box.count() == 2
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert page.desk.services.worklist.kept == {"worklist.form": "kmmp"}
    again = WorklistPage(page.desk)
    qtbot.addWidget(again)
    qtbot.addWidget(again.controls)
    assert again.family == "kmmp"


def test_f2_asks_to_change_the_facility(qtbot: Any, page: WorklistPage) -> None:
    page.table.setFocus()
    page.table.go_to(page.model.find(NYOTA))
    with qtbot.waitSignal(page.facility_requested) as asked:
        QTest.keyClick(page.table, Key.Key_F2)
    assert asked.args[0].mfl == NYOTA


# Empty


def test_an_empty_worklist_offers_what_to_do(qtbot: Any, look: Look, texts: Catalogue) -> None:
    desk = Desk(invented_services(worklist=FakeWorklist(rows=())), texts, look, P_OTIENO)
    page = shown(qtbot, desk)
    assert page.body.empty.isVisible()
    assert not page.strip.isVisible()
    with qtbot.waitSignal(page.import_requested):
        QTest.mouseClick(page.body.import_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.facility_requested) as asked:
        QTest.mouseClick(page.body.add_button, Qt.MouseButton.LeftButton)
    assert asked.args == [None]


def test_a_form_that_nobody_owes_says_where_to_change_that(qtbot: Any, look: Look, texts: Catalogue) -> None:
    no_facilities = SimpleNamespace(all=tuple)
    nobody = Desk(
        invented_services(worklist=FakeWorklist(rows=()), facilities=no_facilities), texts, look, P_OTIENO
    )
    some = Desk(invented_services(worklist=FakeWorklist(rows=())), texts, look, P_OTIENO)
    sentences = [sentence_of(shown(qtbot, desk).body.empty) for desk in (nobody, some)]
    assert "Import your facility list" in sentences[0]
    assert "press F2" in sentences[1]


def sentence_of(empty: EmptyState) -> str:
    return empty.findChild(Label).text()


# Room


def widths(look: Look, room: int, *, narrow: bool = False) -> dict[Column, int]:
    need = needs(look, mfls={"99104"}, names={"Tausi Sub-County Hospital"}, sub_counties={"Kisumu Central"},
                 words=["Received"], draft="Draft 88 %", due=["59 days late (Sep)"], changes=["2 Dec 16:20"],
                 earlier=["September: Overdue"])  # fmt: skip
    return layout(look, room, need, narrow=narrow)


def test_at_the_size_of_a_small_laptop_everything_is_shown(look: Look) -> None:
    found = widths(look, 1352)
    assert set(found) == set(Column) - {Column.EARLIER_MONTHS}
    assert sum(found.values()) == 1352


def test_columns_go_in_their_order_and_three_never_go(look: Look) -> None:
    gone: list[Column] = []
    for room in range(1400, 300, -10):
        for column in set(Column) - {Column.EARLIER_MONTHS} - set(widths(look, room)) - set(gone):
            gone.append(column)
    assert gone[:6] == [Column.LAST_CHANGE, Column.SUB_COUNTY, *MONTHS[:4]]
    assert {Column.FACILITY, Column.CURRENT, Column.DUE} <= set(widths(look, 300))


def test_past_months_become_one_column_where_it_is_narrow(look: Look) -> None:
    found = widths(look, 860, narrow=True)
    assert Column.EARLIER_MONTHS in found
    assert not set(MONTHS) & set(found)
    assert found[Column.FACILITY] >= 180


def test_nothing_is_cut_by_long_words(look: Look) -> None:
    need = needs(look, mfls={"12345678"}, names={"x"}, sub_counties={"Kisumu Central na Magharibi"},
                 words=["Imeidhinishwa kabisa"], draft="Rasimu 88 %", due=["Imechelewa siku 128 (Sep)"],
                 changes=["leo 10:42"], earlier=["Septemba: Imechelewa"])  # fmt: skip
    found = layout(look, 2400, need, narrow=False)
    small = look.metrics(8.5)
    assert found[Column.SUB_COUNTY] >= small.horizontalAdvance("Kisumu Central na Magharibi") + 10
    assert found[Column.MONTH_1] >= small.horizontalAdvance("Imeidhinishwa kabisa") + 26


def test_the_table_folds_with_the_window(qtbot: Any, page: WorklistPage) -> None:
    assert not page.table.isColumnHidden(Column.LAST_CHANGE)
    page.resize(800, 600)
    qtbot.waitUntil(lambda: page.table.isColumnHidden(Column.MONTH_1))
    assert not page.table.isColumnHidden(Column.EARLIER_MONTHS)
    assert page.table.horizontalScrollBar().maximum() == 0


def test_counts_lose_their_words_before_they_lose_themselves(qtbot: Any, page: WorklistPage) -> None:
    page.resize(700, 600)
    qtbot.waitUntil(lambda: page.strip.toggles["draft"]._short)
    toggle = page.strip.toggles["draft"]
    assert toggle.toolTip() == toggle.accessibleName() == "9 Draft"
    assert page.strip.minimumSizeHint().width() <= 700


# Many


def test_three_thousand_facilities_are_found_and_walked(qtbot: Any, look: Look, texts: Catalogue) -> None:
    rows = tuple(work_row(f"Facility {i:04} Dispensary", f"{10000 + i}", f"Sub-county {i % 40}",
                          state=("none", "draft", "approved")[i % 3], percent=i % 100)
                 for i in range(3016))  # fmt: skip
    desk = Desk(invented_services(worklist=FakeWorklist(rows=rows)), texts, look, P_OTIENO)
    page = shown(qtbot, desk)
    assert page.model.rowCount() == 3016 + 2
    search(page, "facility 2999")
    assert codes(page) == ["12999"]
    page._escape_all()
    QTest.keyClick(page.controls.search, Key.Key_End)
    assert page.table.viewport().rect().contains(page.table.visualRect(page.table.currentIndex()).center())


def test_a_month_that_is_late_now_keeps_its_state_in_words(desk: Desk) -> None:
    row = work_row("A", "10001", "B", state="draft", percent=40)
    late = replace(row, current=MonthMark(NOVEMBER, True, State.DRAFT, 3), overdue=(NOVEMBER,))
    model = WorklistModel(desk.say)
    model.show(FakeWorklist((late,)).month("km", NOVEMBER), desk.services.clock.now())
    assert model.words(late, Column.CURRENT) == "Draft 40 %"
    assert model.words(late, Column.DUE) == "2 days left", "no month in brackets for the month itself"


def test_painting_the_whole_list_in_both_looks_raises_nothing(
    qtbot: Any, desk: Desk, each_look: Look
) -> None:
    desk.look = each_look
    page = shown(qtbot, desk)
    page.table.setFocus()
    image = page.grab().toImage()
    assert image.pixelColor(5, image.height() - 5) != each_look.err
    seen = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, 300, 2)}
    assert {each_look.accent.name(), each_look.surface.name(), each_look.header.name()} <= seen
