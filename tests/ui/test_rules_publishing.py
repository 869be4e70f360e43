"""The rule editor under real keys: a check is tried on past months and published, or retired."""

import threading

from flow_office import press, wait
from office_fixtures import FULL, NOVEMBER, NYOTA
from office_fixtures import office_template as office_template
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from rules_desk import (
    CONTROL,
    DECEMBER,
    JANUARY,
    REASON,
    SEPTEMBER,
    Key,
    counts,
    expression,
    publish,
    put,
    tried,
    type_check,
    verdict,
)
from rules_desk import office as office
from rules_desk import page as page
from rules_desk import template as template

# -- past months ------------------------------------------------------------------------------


def test_a_changed_check_is_tried_on_past_months_by_facility_and_return(page, qtbot):
    type_check(page, "A02 < A01")
    assert not page.foot.publish_button.isEnabled()
    tried(page, qtbot)
    assert (
        "4 returns: 2 would fail, 1 fails today. 1 would be skipped, 1 is today." in page.past.summary.text()
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
    assert (
        office.services.forms.for_period(FULL, DECEMBER).check_by_code["R101"].explanation.sw
        != "Hesabu beji."
    )


def test_a_check_is_retired_after_what_that_means_was_seen(page, office, qtbot):
    page.start_search()
    press(page, "R101", Key.Key_Return)
    page.foot.retire_button.click()
    wait(qtbot, lambda: not page.run.is_on)
    assert "1 fails today; made no more, none would" in page.past.summary.text()
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
