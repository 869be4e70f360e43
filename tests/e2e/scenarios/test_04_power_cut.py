"""Scenario 4: the laptop dies in the middle of a row; the program is started again."""

from office_fixtures import FULL, NOVEMBER, NYOTA, open_copy

from kmmp_desktop.domain.period import Period


def cut_the_power(office, desk):
    """What SIGKILL leaves: nothing is closed, nothing is said. (tests/lost kills a real process.)"""
    desk.window.hide()
    return open_copy(office.home, office.clock)


def test_the_same_form_and_cell_with_all_committed_cells_and_the_half_typed_one(office, paper, sit, qtbot):
    desk = sit(office)
    desk.open()
    desk.go("C07")
    desk.keypad("5\n1\n2\n")
    stood = desk.key
    desk.keypad("4")
    clerk = office.person("clerk")
    qtbot.waitUntil(lambda: (office.services.entry.last_position(clerk) or ("", "", ""))[2] == "4")
    after = cut_the_power(office, desk)
    again = sit(after)
    assert again.window.open_last()
    assert again.opened.key.facility == NYOTA
    assert (again.opened.key.family, again.opened.key.period) == (FULL, NOVEMBER)
    assert again.key == stood
    assert [again.text(c) for c in ("C07", "C08[ANC]", "C08[PN]")] == ["5", "1", "2"]
    assert again.entry.view.is_typing
    assert again.entry.view.line_editor.text() == "4"
    again.keypad("\n")
    assert again.opened.value(stood).raw == "4"


def test_the_status_says_all_saved_with_the_time(office, sit):
    desk = sit(office)
    desk.open()
    desk.keypad("2\n")
    again = sit(cut_the_power(office, desk))
    assert again.window.open_last()
    assert "All saved" in again.window.status.saved_text
    assert "10:42" in again.window.status.saved_text, "East Africa Time"


def test_no_unsaved_data_is_claimed_when_nothing_is_missing(office, sit):
    desk = sit(office)
    page = desk.open()
    desk.keypad("2\n3\n")
    again = sit(cut_the_power(office, desk))
    assert again.window.open_last()
    assert not again.entry.keeping.unsaved
    assert again.entry.ask.isHidden()
    assert not again.shows("Not saved")
    assert not again.entry.view.is_typing
    assert page.keeping.unsaved == {}


def test_a_return_that_was_closed_properly_is_not_pushed_at_her(office, sit):
    desk = sit(office)
    desk.open()
    desk.keypad("2\n")
    desk.window.show_place("worklist")
    desk.window.close()
    again = sit(open_copy(office.home, office.clock))
    assert not again.window.open_last()
    assert office.open(NYOTA, Period(2026, 11)).value(desk.cell("A01")).raw == "2"
