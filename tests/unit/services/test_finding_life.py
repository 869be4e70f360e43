"""Lives of findings through the whole workflow of a real office; figures come first."""

import io
from datetime import timedelta

import openpyxl
import pypdfium2 as pdfium
import pytest
from office_fixtures import FULL, NOVEMBER, NYOTA, ZIWA

from kmmp_desktop.domain.finding_steps import FindingState
from kmmp_desktop.domain.period import Period
from kmmp_desktop.errors import StorageError
from kmmp_desktop.services.demo.figures import month_of
from kmmp_desktop.services.demo.flow import FlowOfClients
from kmmp_desktop.services.finding_ports import FindingsWanted
from kmmp_desktop.storage.finding_steps import SqlFindingSteps


def lives(office, opened):
    with office.work() as work:
        return work.finding_steps.of(opened.revision.id)


def states(office, opened, check):
    return [step.state.value for step in lives(office, opened).get(check, ())]


@pytest.fixture
def right():
    """What C14[ANC] of Nyota has to be."""
    return str(month_of(FlowOfClients.starting(NYOTA, 2, 12), NOVEMBER)["C14[ANC]"])


@pytest.fixture
def wrong(office):
    """A return whose caseload does not balance."""
    opened = office.fill(NYOTA)
    office.clock.moment += timedelta(minutes=10)
    opened.set(opened.form.key("C14[ANC]"), "1")
    return opened


def test_a_committed_figure_opens_a_finding_and_another_fixes_it(office, right, wrong):
    office.clock.moment += timedelta(minutes=5)
    wrong.set(wrong.form.key("C14[ANC]"), right)

    life = lives(office, wrong)["R202"]
    assert [step.state.value for step in life] == ["open", "fixed"]
    assert {step.by for step in life} == {office.person("clerk").id}
    assert life[1].at - life[0].at == timedelta(minutes=5)
    assert "does not balance" in life[0].words.en


def test_opening_again_carries_the_life_on(office, wrong):
    office.clock.moment += timedelta(hours=1)
    again = office.open(NYOTA)
    again.set_reason("R202", "The form of the month before was lost.")
    assert states(office, again, "R202") == ["open", "explained"]


def test_a_fault_while_steps_are_written_costs_no_figure_and_is_made_good(office, wrong, monkeypatch):
    office.clock.moment += timedelta(minutes=5)
    key = wrong.form.key("L03")

    def full(self, revision, turn):
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(SqlFindingSteps, "write", full)
        saved = wrong.set(key, "900")
        assert saved.at is not None
    assert str(office.open(NYOTA).value(key).value) == "900"
    now = set(wrong.findings)
    wrong.set(wrong.form.key("L03"), "901")
    open_now = {check for check, life in lives(office, wrong).items() if life[-1].lives}
    assert now <= open_now


def test_typing_a_row_to_its_end_leaves_nothing_behind(office):
    opened = office.fill(ZIWA)
    before = {check: len(life) for check, life in lives(office, opened).items()}
    key = opened.form.key("C14[ANC]")
    right = str(opened.value(key).value)
    for text in ("1", "900", "7", right):
        office.clock.moment += timedelta(seconds=3)
        opened.set(key, text)
    assert {check: len(life) for check, life in lives(office, opened).items()} == before


def test_signing_accepting_and_giving_up_the_approval(office):
    opened = office.complete(NYOTA)
    explained = [c for c, life in lives(office, opened).items() if life[-1].state is FindingState.EXPLAINED]
    assert explained, "whole-return findings are in it by the signature at the latest"
    [approved] = office.services.approval.approve([opened.revision.id], office.signer("manager"))
    for check in explained:
        last = lives(office, opened)[check][-1]
        assert (last.state, last.by) == (FindingState.ACCEPTED, office.person("manager").id)
        assert last.reason == "Counted again in the register."

    office.services.completion.reopen(approved.id, office.person("clerk"))
    assert lives(office, opened)[explained[0]][-1].state is FindingState.EXPLAINED


def test_a_return_is_sent_back_explained_anew_and_signed_again(office):
    opened = office.complete(NYOTA)
    check = next(iter(lives(office, opened)))
    office.services.approval.send_back(
        opened.revision.id, office.person("manager"), "Which days?", because=(check,)
    )
    assert states(office, opened, check)[-1] == "returned"
    again = office.open(NYOTA)
    again.set_reason(check, "Outreach 3 to 7 November")
    assert states(office, again, check)[-2:] == ["returned", "explained"]
    office.services.completion.complete(again, office.signer("clerk"))
    assert states(office, again, check)[-1] == "explained"


def test_the_register_finds_it_and_names_the_person(office, wrong):
    found = office.services.findings.look(FindingsWanted(FULL, NOVEMBER, NOVEMBER, search="R202"))
    [row] = found.rows
    assert (row.facility, row.by, found.total) == ("Nyota Health Centre", "A. Wanjiru", 1)
    [one] = office.services.findings.life(row.revision, "R202")
    assert (one.step, one.by) == (row.step, "A. Wanjiru")


def test_reasons_of_checks_are_offered_for_checks_and_those_of_cells_for_cells(office):
    opened = office.open(NYOTA, Period(2026, 10))
    opened.set(opened.form.key("C15"), "NR")
    opened.set_reason("KM_C15", "Register lost")
    opened.set_reason("Q417", "Outreach")
    frequent = office.services.findings.frequent_reasons(opened.form, NOVEMBER)
    assert frequent.for_subject("W302") == ("Outreach",)
    assert frequent.for_subject("KM_C15") == ("Register lost",)


def test_reasons_are_a_column_of_the_signed_workbook_and_lines_of_the_signed_pdf(office):
    """Read back from the bytes that were signed, with who wrote them."""
    opened = office.fill(NYOTA)
    reason = "Outreach week in Kolwa, seven days, two teams."
    for finding in office.services.completion.look(opened).report.findings:
        opened.set_reason(finding.check, reason)
    office.services.completion.complete(opened, office.signer("clerk"))
    with office.work() as work:
        sheet, paper = (work.files.get(opened.revision.id, kind).content for kind in ("xlsx", "pdf"))
    book = openpyxl.load_workbook(io.BytesIO(sheet))
    column = [
        (cell.column, str(cell.value))
        for page in book
        for line in page.iter_rows()
        for cell in line
        if cell.value
    ]
    [head, *_] = [at for at, text in column if text == "Reason given"]
    assert any(at == head and text.startswith(f"{reason}\nA. Wanjiru, ") for at, text in column)
    pages = pdfium.PdfDocument(paper)
    words = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)
    assert f"{reason} (A. Wanjiru)" in words
