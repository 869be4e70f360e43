"""The place Rules: who may do what and when, how it fits the window, drafts that are kept."""

from dataclasses import replace

import pytest
from flow_office import press
from office_fixtures import NOVEMBER, THIRD, open_copy
from office_fixtures import office_template as office_template
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from rules_desk import DECEMBER, Key, page_of, tried, type_check
from rules_desk import office as office
from rules_desk import page as page
from rules_desk import template as template

from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.demo.office import SetClock

# -- who and when -----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["clerk", "manager"])
def test_others_read_and_are_told_why(office, qtbot, dressed, look, who):
    page = page_of(office, qtbot, look, who)
    assert page.fields.expression.isReadOnly()
    assert f"You work as {who}" in page.foot.foot.sentence.text()
    page.parts.go_to(1)
    press(page, "A")
    assert page.fields.expression.text() == "A02 <= A01"
    page.begin_new()
    assert page.drafts.shown == "R101"
    tried(page, qtbot)
    assert "1 would fail, 1 fails today" in page.past.summary.text(), "reading includes trying"
    assert not page.foot.publish_button.isEnabled()


def test_a_month_that_is_over_can_only_be_read(page):
    page.go_to_month(NOVEMBER)
    assert page.fields.expression.isReadOnly()
    assert "November 2026 is over" in page.foot.foot.sentence.text()


def test_a_form_that_is_not_in_force_leaves_an_empty_place(page):
    said = []
    page.announced.connect(said.append)
    page._months = ()
    page.go_to_month(Period(1999, 1))
    assert page.drafts.form is None
    assert said
    page.go_to_month(DECEMBER)
    assert page.drafts.form is not None


# -- shapes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "sw"])
@pytest.mark.parametrize(("width", "height", "scale"), [(1366, 571, 1.0), (1366, 480, 2.0), (1024, 430, 1.0)])
def test_it_fits_and_shows_one_part_where_it_is_narrow(
    office, qtbot, dressed, look, language, width, height, scale
):
    page = page_of(office, qtbot, look.scaled(scale), "officer", language, width, height)
    assert page.minimumSizeHint().width() <= width
    assert page.minimumSizeHint().height() <= height
    narrow = width / scale < 1100
    assert page.parts.is_narrow is narrow
    for number, part in enumerate((page.list, page.fields, page.one, page.past, page.foot)):
        page.parts.go_to(number)
        assert part.isVisible()
        shown = [p for p in (page.list, page.fields, page.one, page.past, page.foot) if p.isVisible()]
        assert len(shown) == (1 if narrow else 5)


def test_f6_walks_through_the_parts(page):
    page.start_search()
    seen = []
    for _ in range(5):
        press(page, Key.Key_F6)
        seen.append(page.parts.here)
    assert seen == [1, 2, 3, 4, 0]
    press(page, Key.Key_F6)
    QTest.keyClick(page.focusWidget() or page, Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert page.parts.here == 0


def test_every_control_has_a_name(page):
    fields = page.fields
    for control in (
        fields.expression,
        fields.when,
        fields.title_en,
        fields.at,
        fields.standard,
        page.list.search,
    ):
        assert control.accessibleName()
    type_check(page, "C99")
    assert "C99" in fields.expression.accessibleDescription()


def test_drafts_of_a_check_compare_as_they_are_typed(page):
    draft = page.drafts.draft()
    page.drafts.put(replace(draft, expression="A02 < A01"))
    assert page.drafts.is_changed
    page.drafts.put(draft)
    assert not page.drafts.is_changed


def test_a_draft_is_on_disk_before_the_program_ends(office, qtbot, dressed, look):
    page = page_of(office, qtbot, look)
    saved = []
    page.saved.connect(saved.append)
    type_check(page, "A02 < C99")
    assert saved
    page.begin_new()
    page.fields.title_en.setText("Half a thought")
    assert page.may_leave()
    again = page_of(open_copy(office.home, SetClock(THIRD)), qtbot, look)
    again.list.select("R101")
    assert again.fields.expression.text() == "A02 < C99"
    again.begin_new()
    assert again.fields.title_en.text() == "Half a thought"
    again.drop()
    again.list.select("R101")
    again.drop()
    third = page_of(open_copy(office.home, SetClock(THIRD)), qtbot, look)
    assert third.drafts.changed == {}


def test_drafts_are_a_person_s_own(office, qtbot, dressed, look):
    page = page_of(office, qtbot, look)
    type_check(page, "A02 < A01")
    page.desk.person = office.person("manager")
    page.person_changed()
    assert page.drafts.changed == {}
    assert page.fields.expression.text() == "A02 <= A01"
    page.desk.person = office.person("officer")
    page.person_changed()
    page.list.select("R101")
    assert page.fields.expression.text() == "A02 < A01"
