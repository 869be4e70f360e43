"""Reasons that were written before are offered while one writes: by real keys, typing stays free."""

import pytest
from flow_office import ENTER, desk_of, press, show, wait
from office_fixtures import NYOTA, ZIWA, office, office_template  # noqa: F401
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from kmmp_desktop.domain.period import Period
from ui.completing.page import CompletingPage
from ui.completing.reason_fields import ReasonField
from ui.entry.reason_bar import ReasonBar
from ui.faces.reason_shelf import ReasonShelf
from ui.style.look import Look
from ui.widgets.offered_texts import OfferedTexts

Key = Qt.Key
OUTREACH, STOCK = "Outreach week in Kolwa.", "Test kits came late."


@pytest.fixture
def written(office):  # noqa: F811
    """Q417 was explained three times, twice by the outreach; another check once."""
    for mfl, month, text in ((NYOTA, 9, STOCK), (ZIWA, 9, OUTREACH), (ZIWA, 10, OUTREACH)):
        opened = office.open(mfl, Period(2026, month))
        opened.set(opened.form.key("C01[ANC]"), "12")
        opened.set_reason("Q417", text)
    opened.set_reason("R204", "Twins are counted twice.")
    return office


@pytest.fixture
def bar(qtbot, dressed, look, written):
    """A reason for Q417 of a new return, the cursor in its field."""
    opened = written.open(NYOTA)
    desk = desk_of(written, "clerk", look)
    bar = ReasonBar(look, desk.say)
    qtbot.addWidget(bar)
    shelf = ReasonShelf(desk, lambda: opened, bar)
    bar.offer(shelf)
    bar.show_reason("Q417", None, editable=True)
    bar.resize(400, 60)
    bar.show()
    qtbot.waitExposed(bar)
    bar.activateWindow()
    bar.write()
    wait(qtbot, lambda: shelf.for_subject("Q417") and not shelf.is_reading)
    return bar


def test_the_office_s_reasons_come_most_used_first_then_those_of_other_checks(bar):
    press(bar, Key.Key_Down)
    assert bar.field.offered.is_open
    assert list(bar.field.offered.shown) == [OUTREACH, STOCK, "Twins are counted twice."]


def test_down_enter_takes_a_reason_and_enter_keeps_it(qtbot, bar):
    press(bar, Key.Key_Down)
    press(bar, Key.Key_Down, ENTER)
    assert bar.field.text() == STOCK
    assert not bar.field.offered.is_open
    with qtbot.waitSignal(bar.written) as kept:
        press(bar, ENTER)
    assert kept.args == ["Q417", STOCK]


def test_what_one_types_is_kept_as_it_was_typed_although_a_list_is_open(qtbot, bar):
    QTest.keyClicks(bar.field, "out")
    assert bar.field.offered.is_open
    assert list(bar.field.offered.shown) == [OUTREACH]
    with qtbot.waitSignal(bar.written) as kept:
        press(bar, ENTER)
    assert kept.args == ["Q417", "out"]


def test_typing_goes_on_into_the_field_while_the_list_is_open(bar):
    QTest.keyClicks(bar.field, "ou")
    QTest.keyClicks(bar.field, "t of paper")
    assert bar.field.text() == "out of paper"
    assert not bar.field.offered.is_open, "nothing that was written before is like this"


def test_escape_closes_the_list_first_and_gives_up_the_reason_second(qtbot, bar):
    QTest.keyClicks(bar.field, "out")
    left = []
    bar.left.connect(lambda: left.append(True))
    press(bar, Key.Key_Escape)
    assert not bar.field.offered.is_open
    assert (bar.field.text(), left) == ("out", [])
    press(bar, Key.Key_Escape)
    assert left == [True]


@pytest.fixture
def field(qtbot, dressed, look, written):
    """The field of Q417 in the list of check and complete."""
    opened = written.open(NYOTA)
    opened.set(opened.form.key("C01[ANC]"), "12")
    page = show(qtbot, CompletingPage(desk_of(written, "clerk", look)))
    page.look_at(opened)
    key = next(r.key for r in page.table.model().rows if not r.group and r.key[1] == "Q417")
    page.table.select(key, 3)
    press(page, Key.Key_F2)
    wait(qtbot, lambda: any(f.isVisible() for f in page.table.findChildren(ReasonField)), 5)
    field = next(f for f in page.table.findChildren(ReasonField) if f.isVisible())
    field.page = page
    shelf = page.table._fields._shelf
    shelf.ask()
    wait(qtbot, lambda: shelf.for_subject("Q417") and not shelf.is_reading)
    return field


def test_in_check_and_complete_down_offers_and_enter_takes_into_the_field(qtbot, field):
    page = field.page
    press(page, Key.Key_Down)
    assert field.offered.is_open
    press(page, ENTER)
    assert field.toPlainText() == OUTREACH
    assert field.isVisible(), "the choice can still be changed before it is kept"
    press(page, ENTER)
    assert page._opened.reasons["Q417"].text == OUTREACH


def test_in_check_and_complete_typing_stays_free(field):
    QTest.keyClicks(field, "Outreach")
    assert field.offered.is_open
    QTest.keyClicks(field, " again")
    assert field.toPlainText() == "Outreach again"
    press(field.page, ENTER)
    assert field.page._opened.reasons["Q417"].text == "Outreach again"


def test_a_pause_that_ends_after_the_field_was_closed_keeps_nothing(field):
    rest, told = field._timer, []
    QTest.keyClicks(field, "Once")
    field.paused.connect(lambda: told.append(field.isVisible()))
    rest.setInterval(0)
    rest.start()
    press(field.page, ENTER)
    for _ in range(3):
        QApplication.processEvents()  # Qt takes the closed field away later
    assert told == []
    assert field.page._opened.reasons["Q417"].text == "Once"


def test_a_look_at_the_whole_return_begins_the_lives_of_its_findings(field):
    newest = field.page._opened.lives.newest("Q417")
    assert newest is not None
    assert newest.state.value == "open"


def test_at_large_text_the_list_ends_with_a_whole_text_inside_the_window(qtbot, dressed):
    long = [f"{n}. The outreach to the islands was put off, since the boat came late." for n in range(9)]
    window = QWidget()
    qtbot.addWidget(window)
    field = QLineEdit(window)
    offered = OfferedTexts(field)
    offered.set_look(Look.of(dark=False, scale=2.0))
    offered.offer(lambda: long)
    window.resize(420, 400)
    field.setGeometry(10, 120, 400, 50)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    field.setFocus()
    for _ in range(2):  # the second time the list has been laid out before
        press(field, Key.Key_Down)
        shown = offered._list
        assert shown.geometry().bottom() <= window.height()
        boxes = [shown.visualItemRect(shown.item(row)) for row in range(shown.count())]
        room = shown.viewport().height()
        cut = [box for box in boxes if box.top() < room - 1 < box.bottom()]
        assert cut == []
        assert len([box for box in boxes if box.bottom() < room]) >= 2
        press(field, Key.Key_Escape)
