"""The rule editor under real keys: the list, typing, completion and faults, the live result on a return."""

import pytest
from flow_office import press
from office_fixtures import NOVEMBER, NYOTA, ZIWA
from office_fixtures import office_template as office_template
from PySide6.QtCore import QMimeData
from PySide6.QtTest import QTest
from rules_desk import CONTROL, OCTOBER, SEPTEMBER, Key, type_check, verdict
from rules_desk import office as office
from rules_desk import page as page
from rules_desk import template as template

from ui.rules.completions import Completions

# -- the list ---------------------------------------------------------------------------------


def test_the_list_has_every_check_with_severity_and_status_and_is_searched(page):
    assert page.list.table.model().rowCount() == len(page.drafts.form.checks)
    page.start_search()
    press(page, "on duty")
    rows = page.list.table.model().rows
    assert [row.key for row in rows][:1] == ["R101"]
    assert rows[0].faces[1].sub == "Error · Arithmetic"
    assert page.fields.expression.text() == "A02 <= A01"


# -- typing -----------------------------------------------------------------------------------


def test_a_fault_is_told_under_the_text_with_its_place_marked(page):
    type_check(page, "A02 <= A01 + C99")
    assert page.fields.fault_said("check").startswith(
        "Character 14: The form has no element C99. Did you mean"
    )
    [mark] = page.fields.expression.extraSelections()
    assert mark.cursor.selectedText() == "C99"
    assert "1 to correct" in page.foot.foot.sentence.text()
    assert "has a fault" in verdict(page)
    press(page, Key.Key_Home, Key.Key_F4)
    assert page.fields.expression.textCursor().position() == 13
    tried_before = page.past.summary.text()
    press(page, Key.Key_F9)
    assert not page.run.is_on
    assert page.past.summary.text() == tried_before


def test_a_place_behind_the_end_marks_the_last_character(page):
    type_check(page, "A02 <=")
    assert "ends" in page.fields.fault_said("check")
    [mark] = page.fields.expression.extraSelections()
    assert mark.cursor.selectedText() == "="


def test_a_code_is_completed_by_its_label(page):
    type_check(page, "C14 = C01 + ")
    QTest.keyClicks(page.fields.expression, "new cli")
    offers = page.fields.expression.offers
    assert [offer.insert for offer in offers][:2] == ["C02", "C03"]
    press(page, Key.Key_Return)
    assert page.fields.expression.text() == "C14 = C01 + C02"
    assert page.fields.expression.hasFocus()
    assert not page.fields.expression.offers


def test_offers_are_walked_by_keys_and_closed_by_escape(page):
    type_check(page, "C14 = ")
    QTest.keyClicks(page.fields.expression, "C0")
    press(page, Key.Key_Down, Key.Key_Down, Key.Key_Return)
    assert page.fields.expression.text() == "C14 = C03"
    press(page, "+C")
    assert page.fields.expression.offers
    press(page, Key.Key_Escape)
    assert not page.fields.expression.offers
    assert page.fields.expression.text() == "C14 = C03+C"
    QTest.keyClick(page.fields.expression, Key.Key_Space, CONTROL)
    assert page.fields.expression.offers, "Ctrl+Space asks for it"


def test_tab_goes_on_to_the_next_field_and_completes_nothing(page):
    type_check(page, "A02 <= A0")
    press(page, Key.Key_Backspace)
    assert page.fields.expression.offers
    press(page, Key.Key_Tab)
    assert page.fields.expression.text() == "A02 <= A"
    assert page.fields.when.hasFocus()


def test_categories_settings_and_functions_are_offered_too(page):
    form = page.drafts.form
    offers = Completions(form, page.desk.say)
    assert "ANC]" in [o.insert for o in offers.offers("C02[")]
    assert [o.insert for o in offers.offers("C02[AN")] == ["ANC]"]
    assert "caseload_max" in [o.insert for o in offers.offers("C14 <= @case")]
    assert "median(" in [o.insert for o in offers.offers("C14 <= 2 * med")]
    assert offers.offers("C14 ") == ()
    assert offers.offers("C14 <= 12") == ()
    assert offers.offers("C14") == (), "nothing to complete"
    assert len(offers.offers("", asked=True)) > 20
    assert offers.offers("a" * 100_000) == ()
    swahili = Completions(form, lambda text, **_: text.say("sw"))
    assert "C02" in [o.insert for o in swahili.offers("C01 + wateja wapya")]


def test_a_megabyte_pasted_is_refused_and_nothing_is_lost(page):
    type_check(page, "A02 <= A01")
    data = QMimeData()
    data.setText("(" * 1_000_000)
    page.fields.expression.insertFromMimeData(data)
    assert page.fields.expression.text() == "A02 <= A01"
    assert page.fields.fault_said("check").startswith("1000000 characters were not put in")


@pytest.mark.parametrize(
    ("text", "said"),
    [("(" * 9000 + "A02", "nests"), ("A02 / 0 = A01 +", "ends"), ("Q1" + "+Q2" * 5000, "no element Q1")],
)
def test_a_long_bad_text_is_told_like_a_short_one(page, text, said):
    type_check(page, "")
    data = QMimeData()
    data.setText(text)
    page.fields.expression.insertFromMimeData(data)
    page.examine()
    assert said in page.fields.fault_said("check")


def test_lines_pasted_from_elsewhere_become_one(page):
    type_check(page, "")
    data = QMimeData()
    data.setText("A02\n  <=\tA01\r\n")
    page.fields.expression.insertFromMimeData(data)
    assert page.fields.expression.text() == "A02 <= A01"


# -- one return -------------------------------------------------------------------------------


def test_both_sides_and_the_difference_are_shown_while_typing(page):
    page.one.choose(NYOTA, OCTOBER)
    type_check(page, "A02 <= A01")
    words = verdict(page)
    assert "Fails: Mentor Mothers on duty (5) are more than the Mentor Mothers in post (4)" in words
    assert "must be at most" in words
    assert "Difference + 1" in words
    QTest.keyClicks(page.fields.expression, " + 1")
    page.examine()
    words = verdict(page)
    assert "Holds on this return" in words
    assert "Together 5" in words


def test_a_skipped_check_names_the_cells_it_misses(page):
    page.one.choose(ZIWA, NOVEMBER)
    type_check(page, "A02 / A01 <= 1")
    assert "Skipped" in verdict(page)
    assert "Missing: A01 Mentor Mothers in post" in verdict(page)
    type_check(page, "A02 / (A02 - A02) <= 1")
    assert "division by zero" in verdict(page)


def test_a_month_without_a_return_is_said(page):
    page.one.choose(ZIWA, SEPTEMBER)
    assert "Ziwa Dispensary has no return for this month" in verdict(page)


def test_a_sum_of_thousands_is_shown_as_one_line(page):
    page.one.choose(NYOTA, OCTOBER)
    type_check(page, "")
    data = QMimeData()
    data.setText("+".join(["A02"] * 4000) + " = 1")
    page.fields.expression.insertFromMimeData(data)
    page.examine()
    assert "4000 parts together 20" in verdict(page)
