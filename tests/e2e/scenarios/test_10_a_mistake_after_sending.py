"""Scenario 10: she found a mistake after sending. Until it is received she recalls, then she amends."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from flow_office import give_passphrase
from office_fixtures import THIRD
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from received_office import NOVEMBER, SMALL
from scenario_desk import CONTROL, SHIFT
from two_offices import FIRST

from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.exchange_ports import Consolidation

K = Qt.Key
START, END = CellKey("SM_A1", "ANC"), CellKey("SM_A4", "ANC")
PICTURES = os.environ.get("KMMP_PICTURES", "")


def picture(desk, name: str) -> None:
    """Only where somebody wants to look at it: KMMP_PICTURES=FOLDER."""
    if PICTURES:
        desk.picture(Path(PICTURES) / f"{name}.png")


@pytest.fixture
def desk(two, sit):
    """Her window on November of the first facility, which was sent on the 3rd."""
    two.sent, two.files = two.send()
    two.here.clock.moment = THIRD + timedelta(days=1)
    two.desk = sit(two.here)
    two.desk.open(FIRST, NOVEMBER, SMALL)
    return two.desk


def amend(desk, why="Counted again with the nurse."):
    desk.press(K.Key_E, mod=CONTROL | SHIFT)
    assert desk.says("Why is revision 1 amended? Revision 2 begins as its copy.")
    desk.press(why, K.Key_Return)
    assert desk.opened.number == 2


def check(desk):
    """Check and complete: the cursor stands on the first problem."""
    desk.entry.context.complete.click()
    return desk.window.page("completing")


def reasons(desk, first, *texts):
    """A reason in each line that wants one, by keys alone: Enter goes on to the next."""
    desk.press(K.Key_F8, first, K.Key_Return)
    for text in texts:
        desk.press(text, K.Key_Return)


def test_a_locked_month_takes_nothing_until_it_is_amended(desk, two):
    desk.go("A1[ANC]")
    desk.press("99", K.Key_Return)
    assert desk.text("A1[ANC]") == "20"
    amend(desk)
    desk.go("A1[ANC]")
    desk.press("21", K.Key_Return)
    assert desk.text("A1[ANC]") == "21"
    with two.here.work() as work:
        assert work.returns.revision(two.sent.id) == two.sent
        assert work.returns.cells(two.sent.id)[START].value == 20


def test_esc_takes_the_wish_back(desk, two):
    desk.press(K.Key_E, mod=CONTROL | SHIFT)
    desk.press("no", K.Key_Escape)
    assert desk.opened.number == 1
    assert desk.entry.view.hasFocus()


def test_every_changed_cell_is_marked_counted_and_explained_before_she_signs(desk, two, qtbot):
    amend(desk)
    assert desk.says("Revision 2 amends revision 1: no cell changed yet.")
    for cell, figure in (("A1[ANC]", "21"), ("A4[ANC]", "23")):
        desk.go(cell)
        desk.press(figure, K.Key_Return)
    assert desk.says("Revision 2 amends revision 1: 2 cells changed.", "Counted again with the nurse.")
    assert "was 20 in revision 1" in desk.hears("A1[ANC]")
    picture(desk, "amending")
    page = check(desk)
    assert desk.says("This return cannot be marked ready yet: write 2 reasons.")
    picture(desk, "completing")
    reasons(desk, "One client was in October.", "The same client.")
    assert desk.says("Nothing is in the way.")
    picture(desk, "completing_done")
    page.mark_ready()
    give_passphrase(qtbot, lambda: page.foot.signing.dialog)
    qtbot.waitUntil(lambda: two.desk.opened.state is State.READY, timeout=60_000)
    with two.here.work() as work:
        second = work.returns.latest(two.sent.key)
        said = work.returns.reasons(second.id)
    assert (second.number, second.state) == (2, State.READY)
    assert said["changed:SM_A1[ANC]"].text == "One client was in October."


def test_the_amendment_arrives_beside_the_first_revision_with_reasons_and_what_used_it(desk, two):
    two.take_in(*two.files)
    with two.there.work() as work:
        work.consolidations.add(
            Consolidation(two.sent.id, SMALL, NOVEMBER, "county", "Kisumu", THIRD, None, (two.sent.id,), {})
        )
        work.commit()
    amend(desk)
    desk.go("A1[ANC]")
    desk.press("21", K.Key_Return)
    desk.go("A4[ANC]")
    desk.press("23", K.Key_Return)
    check(desk)
    reasons(desk, "One client was in October.", "The same client.")
    second, files = two.sign_and_send()
    taken = two.take_in(*files)
    assert "1 consolidation used revision 1." in [str(note) for note in taken.judged.notes]
    there = two.there.services.entry.open(SMALL, FIRST, NOVEMBER, two.there.person("mwende"))
    assert there.number == 2
    assert there.changed_since_signed(START)
    assert there.reasons["changed:SM_A1[ANC]"].text == "One client was in October."
    with two.there.work() as work:
        kept = [work.files.get(one.id, "xlsx") for one in work.returns.revisions(two.sent.key)]
        assert work.returns.cells(two.sent.id)[START].value == 20
    assert [file.content for file in kept] == [two.files[0].read_bytes(), files[0].read_bytes()]
    assert second.number == 2


def test_before_it_is_received_she_recalls_it_and_the_letter_stops_it_there(desk, two, qtbot, monkeypatch):
    path = two.bag / "back.kmmp-recall"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    desk.press(K.Key_R, mod=CONTROL | SHIFT)
    assert desk.says("Why is revision 1 recalled?")
    desk.press("The register of October was typed.", K.Key_Return)
    run = desk.entry.amending.signing
    give_passphrase(qtbot, lambda: run.dialog)
    qtbot.waitUntil(lambda: desk.opened.state is State.RECALLED, timeout=60_000)
    assert desk.says("Revision 1 was recalled by A. Wanjiru on 4 December 2026, 10:42.", "Amend…")
    picture(desk, "recalled")
    letters = two.there.services.letters
    letters.take(path.name, path.read_bytes(), two.there.person("mwende"))
    [row] = two.there.services.receiving.look([two.files[0]])
    assert row.judged.why.value == "recalled"
    desk.entry.news.amend.setFocus()
    desk.press(K.Key_Space)
    desk.press("Typed from November now.", K.Key_Return)
    assert desk.opened.number == 2
    assert desk.opened.locked_why is None


def test_once_the_receipt_was_read_it_is_received_and_only_amending_is_left(desk, two):
    two.take_in(*two.files)
    [receipt] = two.receipts(two.sent)
    two.here.services.letters.take(receipt.name, receipt.read_bytes(), two.here.person("clerk"))
    desk.window.show_place("worklist")
    desk.window.page("worklist").show_form(SMALL)
    desk.press(FIRST)
    qt_rest(desk)
    desk.press(K.Key_R, mod=CONTROL | SHIFT)
    assert desk.says("Revision 1 was received, so it cannot be recalled. Amend it instead.")
    assert desk.says("Received by J. Mwende, National programme, on 3 December 2026, 10:42.")
    picture(desk, "received")
    amend(desk)


def test_questions_of_the_other_office_stand_at_the_cells_and_her_answer_goes_with_the_amendment(desk, two):
    two.take_in(*two.files)
    path = two.ask(two.sent, START, "Does this count the September clients?")
    two.here.services.letters.take(path.name, path.read_bytes(), two.here.person("clerk"))
    desk.window.show_place("entry")
    assert desk.says("National programme asks 1 question about revision 1.", "Amend the return to answer.")
    desk.go("A1[ANC]")
    desk.rest()
    assert desk.says("Does this count the September clients?")
    picture(desk, "asked")
    amend(desk)
    assert desk.opened.waiting == {START}


def qt_rest(desk):
    """The worklist follows the search a moment later."""
    page = desk.window.page("worklist")
    desk.bot.waitUntil(lambda: page.current() is not None and page.current().facility.mfl == FIRST)
