"""The page of data quality with real keys on a real office."""

from datetime import UTC, datetime

import pytest
from flow_office import desk_of, press, show, wait
from office_fixtures import FULL, NYOTA, ZIWA, office, office_template  # noqa: F401
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from quality_office import FIRST, OCTOBER, owe, put

from kmmp_desktop.domain.quality import DEFINITIONS, Measure
from kmmp_desktop.domain.returns import State
from ui.quality.page import QualityPage
from ui.style.look import Look

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
YEAR = (20, 22, 18, 20, 24, 16, 20, 22, 18, 20, 20, 20, 26)


@pytest.fixture
def full(office):  # noqa: F811
    """Nyota: thirteen months, the last one three SD up. Ziwa: one month sent, the last one a draft."""
    office.clock.moment = datetime(2026, 11, 10, 9, tzinfo=UTC)  # October is the last month that was due
    owe(office)
    for back, figure in enumerate(YEAR):
        put(office, NYOTA, FIRST.shift(back), {"B01": str(figure)})
    put(office, ZIWA, OCTOBER.shift(-1), {"B01": "12", "B03": "8"})
    put(office, ZIWA, OCTOBER, {"B01": "4"}, state=State.DRAFT)
    return office


@pytest.fixture
def page(full, dressed, look, qtbot):
    page = show(qtbot, QualityPage(desk_of(full, "manager", look)))
    qtbot.addWidget(page.controls)
    page.refresh()
    wait(qtbot, lambda: page.found is not None and not page.running.is_running)
    page.view.setFocus()
    return page


def texts(page):
    """Rows of the map as words: name, then what stands in each square."""
    model = page.model
    return {
        str(model.headerData(row, Qt.Orientation.Vertical)): [
            model.data(model.index(row, column)) for column in range(model.columnCount())
        ]
        for row in range(model.rowCount())
    }


def lines(page):
    return [[face.text for face in row.faces] for row in page.list.faces.rows]


def test_the_map_shows_what_was_received_month_by_month_and_its_sums(page):
    rows = texts(page)
    assert rows["Ziwa Dispensary"] == ["late"] * 10 + ["100", "late", "8.3"]
    assert rows["Nyota Health Centre"] == ["100"] * 13
    assert rows["All facilities"] == ["50"] * 10 + ["100", "50", "54"]  # 13 of 24
    assert page.strip.cards[Measure.RECEIVED].accessibleName() == (
        "Returns received, 54 %, 36 points below, at least 90 %, Sourced"
    )


def test_the_keys_walk_the_measures_and_the_squares(page):
    press(page, Key.Key_PageDown, modifier=CONTROL)
    assert page.choices.measure is Measure.ON_TIME
    press(page, Key.Key_PageUp, Key.Key_PageUp, modifier=CONTROL)
    assert page.choices.measure is DEFINITIONS[-1].measure
    page.show_measure(Measure.EXTREME)
    assert page.strip.cards[Measure.EXTREME].isChecked()
    said = []
    page.said.connect(said.append)
    page.view.go_to(page.model.place(row_of(page, NYOTA), 11))
    press(page, Key.Key_Left)
    assert said[-1] == "Nyota Health Centre, September 2026: 0 of 1, 0 per 100"
    press(page, Key.Key_Right)
    assert said[-1] == "Nyota Health Centre, October 2026: 1 of 1, 100 per 100"


def row_of(page, mfl):
    return next(row for row, facility in enumerate(page.found.facilities) if facility.mfl == mfl)


def test_enter_lists_what_makes_up_a_square_and_enter_there_opens_the_return(page, qtbot):
    page.show_measure(Measure.EXTREME)
    page.view.go_to(page.model.place(row_of(page, NYOTA), 11))
    press(page, Key.Key_Return)
    wait(qtbot, lambda: not page.running.is_running)
    assert page.list.hasFocus()
    assert lines(page)[0] == ["Nyota Health Centre, October 2026"]
    assert lines(page)[1][1:] == ["26", "counted"]
    assert page.list.faces.rows[1].faces[0].sub == "mean before 20, + 3 SD"
    with qtbot.waitSignal(page.open_requested) as asked:
        press(page, Key.Key_Return)
    assert asked.args == [FULL, NYOTA, OCTOBER]
    press(page, Key.Key_Escape)
    assert page.view.hasFocus()


def test_blank_required_cells_are_listed_by_row_and_words(page, qtbot):
    page.show_measure(Measure.FILLED)
    page.view.go_to(page.model.place(row_of(page, ZIWA), 10))
    press(page, Key.Key_Return)
    wait(qtbot, lambda: not page.running.is_running)
    blank = [line for line in lines(page) if line[-1] == "blank"]
    assert len(blank) == 207 - 2
    assert blank[0][0].startswith("A 1 ")


def test_enter_on_a_sum_lists_its_squares_and_leads_to_them(page, qtbot):
    page.view.go_to(page.model.place(row_of(page, ZIWA), None))
    press(page, Key.Key_Return)
    assert lines(page)[0] == ["Ziwa Dispensary, November 2025 to October 2026"]
    assert lines(page)[1] == ["October 2026", "0 of 1", "0 %"]
    press(page, Key.Key_Down, Key.Key_Return)
    wait(qtbot, lambda: not page.running.is_running)
    assert lines(page)[0] == ["Ziwa Dispensary, September 2026"]
    assert lines(page)[1][0] == "sent by the deadline"


def test_control_enter_opens_the_return_behind_a_square(page, qtbot):
    page.view.go_to(page.model.place(row_of(page, ZIWA), 11))
    with qtbot.waitSignal(page.open_requested) as asked:
        press(page, Key.Key_Return, modifier=CONTROL)
    assert asked.args == [FULL, ZIWA, OCTOBER]


def test_typing_searches_and_escape_shows_all_again(page):
    page.controls.show()
    page.controls.activateWindow()
    page.view.typed.emit("z")
    assert list(texts(page)) == ["All facilities", "Ziwa Dispensary"]
    assert page.controls.search.text() == "z"
    page.controls.search.setText("99104")
    assert list(texts(page)) == ["All facilities", "Nyota Health Centre"]
    page.view.setFocus()
    press(page, Key.Key_Escape)
    assert len(texts(page)) == 3


def test_worst_first_or_by_name(page):
    assert list(texts(page)) == ["All facilities", "Ziwa Dispensary", "Nyota Health Centre"]
    press(page, Key.Key_F7)
    assert list(texts(page)) == ["All facilities", "Nyota Health Centre", "Ziwa Dispensary"]


def test_each_threshold_stands_beside_its_status_and_source(page):
    page.show_measure(Measure.CHANGE)
    rests = [row for row in page.list.faces.rows if row.key[0] == "threshold"]
    told = [(row.faces[1].text, row.faces[2].text) for row in rests]
    assert told == [
        ("10", "Not verified"),
        ("33 %", "Sourced"),
        ("3", "Not verified"),
        ("10", "Not verified"),
    ]
    assert "metaData.json: consistency 33" in rests[1].faces[0].sub
    assert rests[0].faces[0].sub.startswith("Inference")


def test_a_square_has_the_colour_of_its_step_and_words_are_grey(page, look):
    view, model = page.view, page.model
    shot = view.viewport().grab().toImage()
    ratio = shot.devicePixelRatio()

    def ground(row, column):
        box = view.visualRect(model.place(row, column))
        return QColor(shot.pixel(round((box.left() + 6) * ratio), round((box.top() + 6) * ratio)))

    assert ground(row_of(page, NYOTA), 5) == look.heat[5]
    assert ground(row_of(page, ZIWA), 5) == look.lock_bg
    assert ground(None, 5) == look.heat[0]


def test_a_small_window_keeps_the_list_in_a_drawer(page, qtbot):
    page.set_look(Look.light(2.0))
    page.set_low(True)
    page.resize(1366, 500)
    assert not page.list.isVisible()
    assert not page.strip.isVisible()
    page.view.setFocus()
    press(page, Key.Key_Return)
    wait(qtbot, lambda: not page.running.is_running)
    assert page.list.isVisible()
    press(page, Key.Key_Escape)
    assert not page.list.isVisible()
    press(page, Key.Key_F9)
    assert page.list.isVisible()


def test_saving_tells_where_and_a_fault_is_told_in_words(page, qtbot, tmp_path):
    told = []
    page.announced.connect(told.append)
    page.save(tmp_path / "q.csv")
    wait(qtbot, lambda: told)
    assert told == [f"Saved as {tmp_path / 'q.csv'}."]
    assert (tmp_path / "q.csv").stat().st_size > 1000
    page.save(tmp_path / "away" / "q.csv")
    wait(qtbot, lambda: len(told) == 2)
    assert "is not there" in told[1]


def test_leaving_the_place_stops_counting_but_not_a_file_that_is_written(page, qtbot, tmp_path):
    told = []
    page.announced.connect(told.append)
    page.save(tmp_path / "q.xlsx")
    assert page.may_leave()
    page.refresh()  # back again: counted only after the file
    wait(qtbot, lambda: told)
    assert told == [f"Saved as {tmp_path / 'q.xlsx'}."]
    page.refresh()
    assert page.running.is_running
    assert page.may_leave()
    assert not page.running.is_running


def test_cancel_keeps_what_was_shown(page, qtbot):
    before, told = page.found, []
    page.announced.connect(told.append)
    page.refresh()
    page.running.cancel_button.click()
    wait(qtbot, lambda: not page.running.is_running)
    assert (page.found is before) == bool(told)


def test_an_office_without_returns_says_what_to_do(office, dressed, look, qtbot):  # noqa: F811
    for facility in office.services.facilities.all():
        office.services.facilities.save(type(facility)(facility.mfl, facility.name), None)
    page = show(qtbot, QualityPage(desk_of(office, "clerk", look)))
    qtbot.addWidget(page.controls)
    page.refresh()
    wait(qtbot, lambda: page.found is not None)
    assert not page.controls.export.isEnabled()
    assert not page.view.isVisible()
