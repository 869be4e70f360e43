"""Scenario 6: outreach week, 412 visits where there are usually about 100; odd, and true."""

from io import BytesIO

import openpyxl
import pypdfium2
import pytest
from office_fixtures import NYOTA
from PySide6.QtCore import Qt

K = Qt.Key
REASON = "Outreach week in four villages"


def text_of(pdf):
    """The words of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


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


def test_completing_without_the_reason_is_refused_with_a_list_that_jumps_to_the_cell(odd):
    odd.go("C01[ANC]")
    odd.entry._complete()
    page = odd.window.page("completing")
    assert odd.window.here == "completing"
    assert odd.says("cannot be marked ready yet")
    for _ in range(20):
        item = page.table.current_item()
        if item is not None and item.subject == "Q409":
            break
        odd.press(K.Key_Down)
    assert item.subject == "Q409"
    odd.press(K.Key_Return)
    assert odd.window.here == "entry"
    assert odd.key == odd.cell("B01")


def test_f8_asks_for_a_reason_and_takes_it(odd, office):
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


def test_the_reason_appears_in_workbook_and_pdf_and_at_the_managers_screen(odd, office):
    odd.press(K.Key_F8)
    odd.press(REASON, K.Key_Return)
    services, opened = office.services, odd.opened
    for item in services.completion.look(opened).items:
        if item.needs == "reason" and not item.done:
            opened.set_reason(item.subject, "Outreach week")
    services.completion.complete(opened, office.signer())
    revision = office.open(NYOTA).revision.id
    assert any(REASON in str(exception) for exception in services.approval.look(revision).exceptions)
    with office.work() as work:
        book, page = (work.files.get(revision, kind) for kind in ("xlsx", "pdf"))
    sheets = openpyxl.load_workbook(BytesIO(book.content))
    assert any(REASON in str(cell) for sheet in sheets for row in sheet.values for cell in row)
    assert REASON in " ".join(" ".join(text_of(page.content)).split())
