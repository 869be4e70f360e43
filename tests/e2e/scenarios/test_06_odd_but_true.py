"""Scenario 6: outreach week, 412 visits where there are usually about 100; odd, and true."""

import pytest
from office_fixtures import NYOTA
from PySide6.QtCore import Qt

K = Qt.Key


@pytest.fixture
def odd(office, paper, sit):
    """A whole return in which women who came for antenatal care are four times the usual."""
    opened = office.open(NYOTA)
    texts = dict(paper)
    texts["B01"] = paper["B01"]
    opened.set_many({opened.form.key(code): text for code, text in texts.items()})
    for finding in office.services.completion.look(opened).report.findings:
        opened.set_reason(finding.check, "Counted again in the register.")
    opened.leave()
    desk = sit(office)
    desk.open()
    desk.go("B01")
    desk.keypad("2412\n")
    desk.go("B01")
    return desk


def test_it_is_yellow_saved_and_not_blocked(odd, office):
    assert odd.key == odd.cell("B01"), "the cursor was never held"
    assert office.open(NYOTA).value(odd.cell("B01")).value == 2412
    finding = odd.opened.findings["Q409"]
    assert finding.severity.value == "warning"
    assert odd.face("B01").mark.name == "WARNING"
    assert "warning" in odd.hears("B01")


def test_the_last_12_months_and_the_same_month_last_year_stand_beside_it(odd):
    odd.rest()
    series = odd.opened.series(odd.cell("B01"), 12)
    assert len(series) == 12
    assert odd.says("Last 12 months")
    last_year = series[0][1]
    assert last_year is not None
    assert odd.says(f"{last_year:,.0f}".replace(",", "\u2009"))


def test_f8_asks_for_a_reason_and_submission_without_it_is_refused_with_a_list_that_jumps(odd, office):
    look = office.services.completion.look(odd.opened)
    assert look.blockers is not None
    item = next(i for i in look.items if i.subject == "Q409")
    assert (item.key, item.needs, item.done) == (odd.cell("B01"), "reason", False)
    odd.press(K.Key_F8)
    assert odd.window.focusWidget() is not odd.entry.view
    odd.press("Outreach week in four villages", K.Key_Return)
    assert odd.opened.explained("Q409")
    look = office.services.completion.look(odd.opened)
    assert all(i.done for i in look.items if i.subject == "Q409")


def test_the_reason_appears_in_workbook_and_pdf_and_at_the_managers_screen(odd, office, tmp_path):
    odd.press(K.Key_F8)
    odd.press("Outreach week in four villages", K.Key_Return)
    services, opened = office.services, odd.opened
    for item in services.completion.look(opened).items:
        if item.needs == "reason" and not item.done:
            opened.set_reason(item.subject, "Outreach week")
    assert services.completion.look(opened).blockers is None, services.completion.look(opened).blockers
    services.completion.complete(opened, office.signer())
    revision = opened.revision.id if opened.revision else office.open(NYOTA).revision.id
    review = services.approval.look(revision)
    assert any("Outreach week in four villages" in str(e) for e in review.exceptions)
