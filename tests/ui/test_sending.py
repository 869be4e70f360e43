"""Sign and send on a real office: what goes, what stays and why, and a run that is whole or nothing."""

import json
import threading
from pathlib import Path

import pytest
from flow_office import desk_of, give_passphrase, press, show, wait
from office_fixtures import FULL, NOVEMBER, NYOTA, ZIWA, office, office_template  # noqa: F401
from PySide6.QtCore import Qt

from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.export_plan import ExportPlan
from kmmp_desktop.texts.catalogue import Catalogue
from ui.sending.page import BASE, SendingPage
from ui.sending.run import ExportRun
from ui.sending.run_panel import time_left
from ui.sending.target import proposed, room
from ui.tasks import Cancelled
from ui.verifying.verdict_rows import verdict_rows

Key = Qt.Key


@pytest.fixture
def approved(office):  # noqa: F811
    opened = office.complete(NYOTA)
    office.services.approval.approve([opened.revision.id], office.signer("manager"))
    return office


@pytest.fixture
def page(approved, dressed, look, qtbot, tmp_path):
    page = show(qtbot, SendingPage(desk_of(approved, "manager", look)))
    page.refresh()
    page.choice.choose(FULL, NOVEMBER)
    page.panel.folder.line.setText(str(tmp_path / "away" / "2026-11"))
    return page


def names(table):
    return [row.faces[0].text for row in table.model().rows]


def test_what_goes_and_what_does_not_are_listed_by_name_with_the_reason(page):
    assert names(page.lists.included) == ["Nyota Health Centre"]
    [row] = page.lists.left_out.model().rows
    assert (row.faces[0].text, row.faces[1].text) == ("Ziwa Dispensary", "Not started")
    assert page.subtitle() == (
        "Ziwa Health Partners, Kisumu. 1 of 2 returns approved; 1 is not in this submission"
    )


def send(page, qtbot):
    """Sign and send; the run waits until it was looked at."""
    real, go_on = page.desk.services.exporting.export, threading.Event()

    def export(*given):
        assert go_on.wait(600)
        return real(*given)

    page.desk.services.exporting.export = export
    page.foot.send_button.setFocus()
    press(page, Key.Key_Return)
    give_passphrase(qtbot, lambda: page.dialog)
    wait(qtbot, lambda: page.run.is_running)
    assert page.foot.cancel_button.isVisible()
    assert page.foot.sentence.text() == "Key unlocked until this run ends"
    assert page.foot.detail.text() == "Your passphrase was asked once, at 10:42:07. It is not kept."
    go_on.set()
    wait(qtbot, lambda: not page.run.is_running)


def test_sending_writes_the_files_and_the_list_and_records_it(page, approved, qtbot, tmp_path):
    send(page, qtbot)
    folder = tmp_path / "away" / "2026-11"
    written = sorted(path.suffix for path in folder.iterdir())
    assert written == [".json", ".pdf", ".pdf", ".xlsx", ".xlsx"]
    left = json.loads((folder / "manifest.json").read_text())["left_out"]
    assert [item["mfl"] for item in left] == [ZIWA]
    assert page.foot.sentence.text() == f"1 return is in {folder}."
    assert page.foot.open_button.isVisible()
    assert [row.faces[0].spoken for row in page.panel.steps.model().rows] == ["done"] * 7
    assert page.foot.detail.text().startswith("P. Otieno signed for the month. 1 return is not in it")
    with approved.work() as work:
        [revision] = work.returns.in_month(FULL, NOVEMBER)
    assert revision.state is State.SUBMITTED
    verdicts = [(path, approved.services.verifying.verify(path)) for path in folder.glob("*.pdf")]
    assert all(verdict.is_approved for _, verdict in verdicts)
    shown = {row.faces[1].text for row in verdict_rows(verdicts, Catalogue("en").say)}
    assert shown == {"Nyota Health Centre", "1 of 2 returns"}


def test_space_unticks_a_return_and_nothing_is_left_to_send(page):
    page.lists.included.setFocus()
    press(page, Key.Key_Space)
    assert page.lists.unticked == {(FULL, NYOTA)}
    assert not page.foot.send_button.isEnabled()
    assert page.foot.sentence.text().startswith("No return of November 2026 is approved and chosen")
    press(page, Key.Key_Space)
    assert page.foot.send_button.isEnabled()


def test_a_clerk_cannot_send(approved, dressed, look, qtbot):
    page = show(qtbot, SendingPage(desk_of(approved, "clerk", look)))
    page.refresh()
    page.choice.choose(FULL, NOVEMBER)
    assert page.foot.sentence.text() == "Only a manager or an administrator sends returns."
    assert not page.foot.send_button.isEnabled()


def test_cancelling_before_files_are_moved_leaves_nothing_in_the_folder_and_says_what_waits(
    page, approved, qtbot, tmp_path, monkeypatch
):
    real = approved.services.exporting.export

    def export(plans, folder, person, progress, *key):
        def tell(step, done, of):
            if step == "write":
                page.run.cancel()
            progress(step, done, of)

        return real(plans, folder, person, tell, *key)

    folder = Path(page.panel.folder.text)
    page.run.start(export, page.chosen_plans(), folder, page.desk.person)
    wait(qtbot, lambda: not page.run.is_running)
    assert page.foot.sentence.text() == (
        "Cancelled. Nothing is in the folder, and no return was marked as submitted. 2 files wait in a "
        "hidden folder beside it; the next run goes on from there."
    )
    assert not folder.exists()
    assert page.foot.discard_button.isVisible()
    page.foot.discard_button.setFocus()
    press(page, Key.Key_Return)
    assert list((tmp_path / "away").iterdir()) == []
    assert not page.foot.discard_button.isVisible()
    with approved.work() as work:
        assert work.returns.in_month(FULL, NOVEMBER)[0].state is State.APPROVED


def test_cancelling_while_files_are_moved_lets_the_run_end_whole(qtbot, tmp_path):
    run = ExportRun()
    told = []

    def export(plans, folder, person, progress, *key):
        progress("write", 1, 1)
        run.cancel()
        for step in ("move", "record"):
            progress(step, 1, 1)
            told.append(step)
        return "whole"

    with qtbot.waitSignal(run.succeeded) as ended:
        run.start(export, (ExportPlan(FULL, NOVEMBER, (), ()),), tmp_path, None)
    assert ended.args == ["whole"]
    assert told == ["move", "record"]
    wait(qtbot, lambda: not run.is_running)


def test_a_run_that_is_cancelled_early_says_so(qtbot, tmp_path):
    run = ExportRun()

    def export(plans, folder, person, progress, *key):
        run.cancel()
        progress("gather", 1, 1)
        raise AssertionError("the report has to stop it")

    with qtbot.waitSignal(run.cancelled):
        run.start(export, (ExportPlan(FULL, NOVEMBER, (), ()),), tmp_path, None)
    wait(qtbot, lambda: not run.is_running)
    assert issubclass(Cancelled, Exception)


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_sent(page, approved, qtbot, tmp_path):
    (tmp_path / "file").write_text("in the way")
    page.panel.folder.line.setText(str(tmp_path / "file" / "below"))
    assert page.foot.sentence.text().endswith("is a file, not a folder.")
    assert not page.foot.send_button.isEnabled()


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("", "Choose the folder to write to."),
        ("relative/place", "Write the whole path of the folder, from the drive on."),
    ],
)
def test_a_folder_is_judged_before_anything_is_written(folder, words):
    assert str(room(folder, 1).trouble) == words


def test_too_little_space_says_how_much_is_missing(tmp_path):
    judged = room(str(tmp_path / "new"), 10**18)
    assert str(judged.trouble).startswith("There is no room: ")
    assert room(str(tmp_path / "new"), 1000).trouble is None


def test_the_months_folder_is_made_in_the_folder_that_was_chosen(page, approved, tmp_path):
    page.panel.base_chosen.emit(tmp_path / "stick")
    assert Path(page.panel.folder.text) == proposed(tmp_path / "stick", FULL, NOVEMBER)
    assert approved.services.worklist.recall(BASE) == str(tmp_path / "stick")


def test_the_page_fits_into_a_low_window_with_large_text(approved, dressed, look, qtbot):
    page = show(qtbot, SendingPage(desk_of(approved, "manager", look.scaled(2.0), "sw")), 1366, 500)
    page.set_low(True)
    page.refresh()
    assert page.minimumSizeHint().height() <= 500
    assert page.minimumSizeHint().width() <= 1366


def test_several_forms_are_ticked_and_their_names_stand_at_the_returns(page, approved):
    other = next(f for f in approved.services.forms.families() if f != FULL)
    page.choice.choose((FULL, other), NOVEMBER)
    assert page.choice.forms.text() == "2 forms"
    assert all(row.faces[0].aside for row in page.lists.included.model().rows)
    assert page.panel.folder.text.endswith("2026-11")


def test_a_form_is_always_ticked(page):
    [action] = [a for a in page.choice._actions.values() if a.isChecked()]
    action.trigger()
    assert page.choice.families == (FULL,)


def test_how_long_it_takes_is_said_once_it_can_be_known(qtbot, tmp_path):
    clock = iter([0.0, *[10.0] * 20])
    run = ExportRun(watch=lambda: next(clock))
    told = []

    def export(plans, folder, person, progress, *key):
        progress("verify", 1, 2)
        return "whole"

    run.stepped.connect(lambda: told.append(run.seconds_left))
    with qtbot.waitSignal(run.finished):
        run.start(export, (ExportPlan(FULL, NOVEMBER, (), ()),), tmp_path, None)
    assert told == [23]
    assert str(time_left(23)) == "about 20 seconds left"
    assert str(time_left(200)) == "about 3 minutes left"
    assert str(time_left(4)) == "about 4 seconds left"


def test_the_key_is_locked_when_the_run_ends_however_it_ends(qtbot, tmp_path):
    class Key_:
        locked = False

        def lock(self):
            self.locked = True

    for ending in (None, ValueError("no")):
        key, run = Key_(), ExportRun()

        def export(*_more, ending=ending):
            if ending:
                raise ending
            return "whole"

        with qtbot.waitSignal(run.finished):
            run.start(export, (ExportPlan(FULL, NOVEMBER, (), ()),), tmp_path, None, key)
        assert key.locked


def test_a_late_return_and_a_late_missing_one_say_by_how_much(page, approved):
    from datetime import timedelta

    approved.clock.moment = approved.clock.now() + timedelta(days=10)
    page.refresh()
    [row] = page.lists.left_out.model().rows
    assert row.faces[1].text == "Not started, 8 days late"
