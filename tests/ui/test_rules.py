"""The rule editor under real keys: type, complete, see what is wrong, see it on a return, try, publish."""

import threading
from dataclasses import replace

import pytest
from flow_office import desk_of, press, show, wait
from office_fixtures import FULL, NOVEMBER, NYOTA, PASSPHRASE, THIRD, ZIWA, open_copy
from office_fixtures import office_template as office_template
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.demo.office import SetClock
from ui.rules.completions import Completions
from ui.rules.page import RulesPage
from ui.widgets.labels import Label

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SEPTEMBER, OCTOBER, DECEMBER, JANUARY = Period(2026, 9), Period(2026, 10), Period(2026, 12), Period(2027, 1)
REASON = "MOH 731 summary tool 2024, page 3"


def put(office, mfl, period, **cells):
    opened = office.open(mfl, period)
    opened.set_many({opened.form.key(code): text for code, text in cells.items()})


@pytest.fixture(scope="module")
def template(office_template, tmp_path_factory):
    """An officer, and A02 of A01: 4 of 4, 5 of 4, 3 of 4 at Nyota, one without A01 at Ziwa."""
    import shutil

    home = tmp_path_factory.mktemp("rules") / "home"
    shutil.copytree(office_template, home)
    office = open_copy(home, SetClock(THIRD))
    office.services.people.add("officer", "M. Achieng", Role.OFFICER, PASSPHRASE)
    put(office, NYOTA, SEPTEMBER, A01="4", A02="4")
    put(office, NYOTA, OCTOBER, A01="4", A02="5")
    put(office, NYOTA, NOVEMBER, A01="4", A02="3")
    put(office, ZIWA, NOVEMBER, A02="2")
    return home


@pytest.fixture
def office(template, tmp_path):
    import shutil

    home = tmp_path / "home"
    shutil.copytree(template, home)
    return open_copy(home, SetClock(THIRD))


def page_of(office, qtbot, look, who="officer", language="en", width=1366, height=571):
    page = show(qtbot, RulesPage(desk_of(office, who, look, language)), width, height)
    page.refresh()
    QApplication.processEvents()
    return page


@pytest.fixture
def page(office, qtbot, dressed, look):
    return page_of(office, qtbot, look)


def type_check(page, text, code="R101"):
    """Choose a check by searching, and type over it."""
    page.start_search()
    press(page, code, Key.Key_Return)
    field = page.fields.expression
    assert field.hasFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    if field.offers:
        press(page, Key.Key_Escape)
    page.examine()


def verdict(page):
    return " ".join(label.text() for label in page.one.card.widget().findChildren(Label))


def counts(page):
    return [[face.text for face in row.faces] for row in page.past.facilities.model().rows]


def tried(page, qtbot):
    press(page, Key.Key_F9)
    wait(qtbot, lambda: not page.run.is_on)


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


# -- past months ------------------------------------------------------------------------------


def test_a_changed_check_is_tried_on_past_months_by_facility_and_return(page, qtbot):
    type_check(page, "A02 < A01")
    assert not page.foot.publish_button.isEnabled()
    tried(page, qtbot)
    assert (
        "4 returns: 2 would fail, 1 fail today. 1 would be skipped, 1 are today." in page.past.summary.text()
    )
    assert counts(page) == [["Nyota Health Centre", "1", "2"]]
    returns = [[face.text for face in row.faces] for row in page.past.returns.model().rows]
    assert returns == [["October 2026", "fails", "fails"], ["September 2026", "–", "fails"]]
    page.past.returns.setFocus()
    page.past.returns.select((NYOTA, SEPTEMBER))
    press(page, Key.Key_Return)
    assert page.one.month.currentData() == "202609"
    assert "Fails" in verdict(page)


def test_another_key_makes_the_run_one_of_an_older_text(page, qtbot):
    type_check(page, "A02 < A01")
    page.foot.reason.setText(REASON)
    tried(page, qtbot)
    assert page.foot.publish_button.isEnabled()
    page.parts.go_to(1)
    press(page, " + 1")
    assert not page.foot.publish_button.isEnabled()
    page.examine()
    assert "changed after this run" in page.past.summary.text()


def test_a_run_is_cancelled_by_escape(page, qtbot, monkeypatch):
    type_check(page, "A02 < A01")
    begun, go_on = threading.Event(), threading.Event()
    service = page.desk.services.rehearsal
    real = service.rehearse

    def slow(form, draft, code, months, report):
        begun.set()
        go_on.wait(30)
        return real(form, draft, code, months, report)

    monkeypatch.setattr(service, "rehearse", slow)
    press(page, Key.Key_F9)
    wait(qtbot, begun.is_set)
    assert page.run.is_on
    assert page.foot.stop_button.isVisible()
    press(page, " + 1")
    press(page, Key.Key_Escape)
    go_on.set()
    wait(qtbot, lambda: not page.run.is_on)
    assert page.drafts.tried is None
    assert page.fields.expression.text() == "A02 < A01 + 1", "typing went on meanwhile"
    assert not page.foot.stop_button.isVisible()


# -- publishing -------------------------------------------------------------------------------


def publish(page, qtbot, reason=REASON):
    tried(page, qtbot)
    page.parts.go_to(4)
    page.foot.reason.setFocus()
    QTest.keyClicks(page.foot.reason, reason)
    QTest.keyClick(page.foot.reason, Key.Key_Return, CONTROL)


def expression(office, period, code="R101"):
    check = office.services.forms.for_period(FULL, period).check_by_code.get(code)
    return check.expression if check else None


def test_published_from_january_december_keeps_the_old_check(page, office, qtbot):
    said = []
    page.announced.connect(said.append)
    page.go_to_month(JANUARY)
    type_check(page, "A02 < A01")
    publish(page, qtbot)
    assert said == ["R101 is published from January 2027 on. Earlier months keep the check they had."]
    assert expression(office, DECEMBER) == expression(office, NOVEMBER) == "A02 <= A01"
    assert expression(office, JANUARY) == "A02 < A01"
    assert page.fields.expression.text() == "A02 < A01"
    page.go_to_month(DECEMBER)
    assert page.fields.expression.text() == "A02 <= A01"
    for period, fails in ((DECEMBER, False), (JANUARY, True)):
        put(office, NYOTA, period, A01="4", A02="4")
        findings = office.services.completion.look(office.open(NYOTA, period)).report.findings
        assert ("R101" in [finding.check for finding in findings]) is fails
    with office.work() as work:
        entry = work.audit.entries("office")[-1]
        assert (entry.action, entry.by) == ("check", office.person("officer").id)
        assert entry.body["new"]["check"] == "A02 < A01"
        assert entry.body["citation"] == REASON


def test_nothing_is_published_without_a_run_or_a_reason(page, office, qtbot):
    type_check(page, "A02 < A01")
    page.foot.reason.setText(REASON)
    QTest.keyClick(page.fields.expression, Key.Key_Return, CONTROL)
    assert expression(office, DECEMBER) == "A02 <= A01"
    page.foot.reason.clear()
    tried(page, qtbot)
    page.publish()
    assert not page.foot.publish_button.isEnabled()
    assert expression(office, DECEMBER) == "A02 <= A01"


def test_a_new_check_is_written_tried_and_published(page, office, qtbot):
    QTest.keyClick(page.list.search, Key.Key_N, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert page.fields.code.hasFocus()
    press(
        page,
        "X900",
        Key.Key_Tab,
        "A02 >= 3",
        Key.Key_Tab,
        Key.Key_Tab,
        Key.Key_Tab,
        Key.Key_Tab,
        "Few on duty",
    )
    page.fields.at.setText("A02")
    page.examine()
    assert page.drafts.faults() == ()
    publish(page, qtbot)
    assert expression(office, DECEMBER, "X900") == "A02 >= 3"
    assert expression(office, NOVEMBER, "X900") is None
    assert page.list.current() == "X900"


def test_the_explanation_is_written_published_and_shown(page, office, qtbot):
    page.go_to_month(JANUARY)
    type_check(page, "A02 < A01")
    assert page.fields.explain_en.text() == page.drafts.published().explanation.en
    page.fields.explain_en.setText("Count the badges.")
    page.fields.explain_sw.setText("Hesabu beji.")
    publish(page, qtbot)
    published = office.services.forms.for_period(FULL, JANUARY).check_by_code["R101"]
    assert (published.explanation.en, published.explanation.sw) == ("Count the badges.", "Hesabu beji.")
    assert office.services.forms.for_period(FULL, DECEMBER).check_by_code["R101"].explanation.sw != "Hesabu beji."


def test_a_check_is_retired_after_what_that_means_was_seen(page, office, qtbot):
    page.start_search()
    press(page, "R101", Key.Key_Return)
    page.foot.retire_button.click()
    wait(qtbot, lambda: not page.run.is_on)
    assert "1 fail today; made no more, none would" in page.past.summary.text()
    assert page.foot.publish_button.text() == "Retire from December 2026"
    page.foot.reason.setText(REASON)
    page.foot.publish_button.click()
    assert expression(office, DECEMBER) is None
    assert expression(office, NOVEMBER) == "A02 <= A01"
    assert "R101" not in [row.key for row in page.list.table.model().rows]


def test_a_refusal_is_said_and_the_draft_stays(page, qtbot, monkeypatch):
    from kmmp_desktop.errors import StorageError

    def full(*_):
        raise StorageError("The disk is full.")

    said = []
    page.announced.connect(said.append)
    type_check(page, "A02 < A01")
    monkeypatch.setattr(page.desk.services.standards, "change_check", full)
    publish(page, qtbot)
    assert said == ["The disk is full."]
    assert page.fields.expression.text() == "A02 < A01"
    assert page.foot.reason.text() == REASON


def test_a_change_is_kept_while_another_check_is_looked_at(page):
    type_check(page, "A02 < A01")
    page.list.search.clear()
    page.list.select("R102")
    assert page.fields.expression.text() == "A05 <= A01"
    page.list.select("R101")
    assert page.fields.expression.text() == "A02 < A01"
    [row] = [row for row in page.list.table.model().rows if row.key == "R101"]
    assert row.faces[1].sub.startswith("not published")
    page.foot.drop_button.click()
    assert page.fields.expression.text() == "A02 <= A01"


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
    assert "1 would fail, 1 fail today" in page.past.summary.text(), "reading includes trying"
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
