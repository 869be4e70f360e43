"""Receive on real signed files: verdicts, answers, taking in, replies, receipts, by keyboard alone."""

import shutil
from dataclasses import replace
from types import SimpleNamespace

import pytest
from flow_office import ENTER, desk_of, give_passphrase, press, show, wait
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from received_office import (  # noqa: F401
    CODES,
    NOVEMBER,
    SMALL,
    flipped,
    receiver,
    receiver_home,
    sender,
    sender_home,
    sent,
    stranger_home,
)
from two_offices import signing_receiver, two  # noqa: F401

from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.verdict import Answer
from kmmp_desktop.services.receiving_rows import Step
from ui.receiving.file_rows import _complete_word
from ui.receiving.page import ReceivePage
from ui.widgets.labels import Label

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
FIRST = CODES[0]


@pytest.fixture
def inbox(sent, tmp_path):  # noqa: F811
    """Six returns, two of them also as PDF, and one changed file."""
    folder = tmp_path / "Inbox"
    shutil.copytree(sent, folder)
    flipped(folder / f"{FIRST}_202611_SMALL_r1.pdf", folder / "changed.pdf")
    return folder


@pytest.fixture
def page(receiver, dressed, look, qtbot):  # noqa: F811
    return show(qtbot, ReceivePage(desk_of(receiver, "mwende", look)))


def judged(page, qtbot, *paths):
    page.receive(paths)
    wait(qtbot, lambda: not page.run.is_running)


def verdicts(page):
    return {
        row.faces[0].text: f"{row.faces[-1].text} {row.faces[-1].aside}".strip()
        for row in page.table.model().rows
    }


def spoken(page):
    return " ".join(label.text() for label in page.answers.widget().findChildren(Label))


def drop(widget, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, left, none)
    widget.dragEnterEvent(enter)
    assert enter.isAccepted()
    widget.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, none))


def test_an_empty_page_says_what_to_do(page):
    sentence = page._empty._sentence.text()
    assert sentence == "Drop files or a folder here. Nothing is taken in until you say so."
    assert not page.foot.isVisible()


def test_a_folder_gives_each_file_a_verdict_and_takes_nothing_in(page, inbox, qtbot, receiver):  # noqa: F811
    judged(page, qtbot, inbox)
    said = verdicts(page)
    assert len(said) == 9
    assert said[f"{FIRST}_202611_SMALL_r1.xlsx"] == "Take in."
    assert (
        said[f"{FIRST}_202611_SMALL_r1.pdf"] == f"Take in. With {FIRST}_202611_SMALL_r1.xlsx: same figures."
    )
    assert said["changed.pdf"] == "Refuse. Changed after signing. Ask for it again."
    assert said[f"{CODES[-1]}_202611_SMALL_r1.xlsx"].startswith("Hold. ")
    assert page.foot.take_button.text() == "Take in 4 returns"
    assert page.foot.sentence.text() == "6 can be taken in, 3 need an answer."
    assert "9 files from" in page.subtitle()
    with receiver.work() as work:
        assert work.returns.in_month(SMALL, NOVEMBER) == ()


def test_no_verdict_is_only_a_colour(page, inbox, qtbot):
    judged(page, qtbot, inbox)
    faces = [face for row in page.table.model().rows for face in row.faces[4:]]
    assert all(face.text for face in faces)
    assert all(face.icon for face in faces)


def test_the_summary_of_a_month_is_complete_with_its_one_signer():
    one, both = (SimpleNamespace(complete=Answer.YES, signatures=(None,) * count) for count in (1, 2))
    assert _complete_word(one) == "manager"
    assert _complete_word(both) == "clerk and manager"


def test_the_answers_below_say_why_and_what_to_do(page, inbox, qtbot):
    judged(page, qtbot, inbox)
    page.table.select(str(inbox / "changed.pdf"))
    words = spoken(page)
    assert "Intact? No" in words
    assert "Complete? Cannot be said" in words
    assert "Ask the sender to send changed.pdf again from the folder it was written to" in words


def test_by_keyboard_alone_from_the_list_to_receipts(page, inbox, qtbot, receiver, tmp_path, monkeypatch):  # noqa: F811
    looked_at = []
    page.review_requested.connect(looked_at.append)
    judged(page, qtbot, inbox)
    assert page.table.hasFocus()
    press(page, Key.Key_F9)
    wait(qtbot, lambda: not page.run.is_running)
    assert page.foot.sentence.text() == "6 were taken in, 3 need an answer."
    assert not page.foot.take_button.isEnabled()
    with receiver.work() as work:
        assert {r.state for r in work.returns.in_month(SMALL, NOVEMBER)} == {State.RECEIVED}
    press(page, Key.Key_Home, ENTER)
    assert looked_at == [page.inbox.get(inbox / f"{FIRST}_202611_SMALL_r1.xlsx").revision]
    monkeypatch.setattr(page.commands, "choose_place", lambda title: tmp_path / "receipts")
    press(page, "R", modifier=CTRL)
    give_passphrase(qtbot, lambda: page.letters_out.signing.dialog)
    wait(qtbot, lambda: list(tmp_path.glob("receipts/*.kmmp-receipt")))
    wait(qtbot, lambda: not page.letters_out.is_signing)
    [receipt] = (tmp_path / "receipts").iterdir()
    assert receipt.suffix == ".kmmp-receipt"


def test_facilities_that_files_wait_for_are_added_by_one_key(page, inbox, qtbot):
    judged(page, qtbot, inbox)
    page.table.select(str(inbox / f"{CODES[-1]}_202611_SMALL_r1.xlsx"))
    assert "Add these 2 facilities" in [
        b.text() for b in page.answers.widget().findChildren(type(page.foot.take_button))
    ]
    press(page, "N", modifier=CTRL | Qt.KeyboardModifier.ShiftModifier)
    wait(qtbot, lambda: not page.run.is_running)
    assert page.foot.take_button.text() == "Take in 6 returns"


def test_replies_are_shown_copied_and_saved(page, inbox, qtbot, tmp_path):
    judged(page, qtbot, inbox)
    press(page, "E", modifier=CTRL)
    assert page.below.shows_words
    texts = [words.text for words in page.words._words]
    assert any("changed.pdf" in text for text in texts)
    page.words.copy()
    assert QGuiApplication.clipboard().text() == page.words.text.toPlainText()
    page.letters_out.save_replies(tmp_path)
    names = sorted(p.name for p in tmp_path.glob("reply_*.txt"))
    assert names == ["reply_Ziwa_Health_Partners_Kisumu.txt", "reply_sender_not_known.txt"]
    press(page, Key.Key_Escape)
    assert not page.below.shows_words
    assert page.table.hasFocus()


def test_technical_detail_names_digest_keys_and_problems(page, inbox, qtbot):
    judged(page, qtbot, inbox)
    page.table.select(str(inbox / "changed.pdf"))
    press(page, "D", modifier=CTRL)
    text = page.words.text.toPlainText()
    assert "SHA-256 " in text
    assert "changed_after_signing" in text
    assert "A. Wanjiru" in text


def test_dropped_files_are_judged_on_the_page_and_on_the_drop_target(page, inbox, qtbot):
    drop(page, inbox / f"{FIRST}_202611_SMALL_r1.xlsx")
    wait(qtbot, lambda: not page.run.is_running)
    drop(page.commands.target, inbox)
    wait(qtbot, lambda: not page.run.is_running)
    assert len(page.inbox) == 9


def test_delete_takes_a_line_away_and_leaves_the_file(page, inbox, qtbot):
    judged(page, qtbot, inbox)
    current = page.table.current_key()
    press(page, Key.Key_Delete)
    assert page.inbox.get(current) is None
    assert len(list(inbox.iterdir())) == 9


def test_cancelling_halfway_leaves_whole_files_only(page, inbox, qtbot, receiver):  # noqa: F811
    judged(page, qtbot, inbox)
    service, seen = receiver.services.receiving, []

    class Slow:
        """Cancels after the second file."""

        def __getattr__(self, name):
            return getattr(service, name)

        def take_all(self, files, person, each, progress):
            def count(file):
                each(file)
                seen.append(file)
                if len(seen) == 2:
                    page.run.cancel()

            service.take_all(files, person, count, progress)

    page.run.take(Slow(), page.inbox.ready, page.inbox.alone, receiver.person("mwende"))
    wait(qtbot, lambda: not page.run.is_running)
    assert page.inbox.count(Step.TAKEN) == 2
    with receiver.work() as work:
        found = work.returns.in_month(SMALL, NOVEMBER)
        assert found
        for revision in found:
            assert work.returns.cells(revision.id)
            assert work.received.of_revision(revision.id)
    press(page, Key.Key_F9)
    wait(qtbot, lambda: not page.run.is_running)
    assert page.inbox.count(Step.TAKEN) == 6


def test_the_page_fits_into_a_low_window_with_large_text(receiver, inbox, dressed, look, qtbot):  # noqa: F811
    page = show(qtbot, ReceivePage(desk_of(receiver, "mwende", look.scaled(2.0), "sw")), 1366, 500)
    page.set_low(True)
    judged(page, qtbot, inbox)
    assert page.minimumSizeHint().height() <= 500
    assert page.minimumSizeHint().width() <= 1366
    press(page, Key.Key_End, ENTER)
    assert not page.table.isVisible()
    press(page, Key.Key_Escape)
    assert page.table.isVisible()


def test_a_receipt_of_an_office_that_gave_none_before_is_accepted_by_a_key(
    two,  # noqa: F811
    sender,  # noqa: F811
    stranger_home,  # noqa: F811
    dressed,
    look,
    qtbot,
):
    """Another office of the programme got the file: somebody says once that returns are sent there."""
    other = sender(stranger_home).office
    knows(two.here, other, "manager")
    knows(other, two.here, "clerk", "manager")
    returned, files = two.send()
    service, manager = other.services.receiving, other.person("manager")
    assert [service.take(row, manager).step for row in service.look(list(files))] == [Step.TAKEN]
    [path] = other.services.letters.receipts.make(
        [returned.id], other.signer("manager"), two.bag / "receipts"
    )
    page = show(qtbot, ReceivePage(desk_of(two.here, "manager", look)))
    heard = []
    page.announced.connect(heard.append)
    judged(page, qtbot, path)
    assert not page.inbox.ready, "F9 takes in nothing of it"
    assert page.foot.sentence.text() == "1 needs an answer."
    wait(qtbot, page.isActiveWindow)
    page.table.setFocus()
    press(page, Qt.Key.Key_F9, modifier=Qt.KeyboardModifier.ShiftModifier)
    wait(qtbot, lambda: page.inbox.ready and not page.run.is_running)
    assert heard == ["Receipts of Bahari Care, Mombasa are accepted from now on."]
    press(page, Qt.Key.Key_F9)
    wait(qtbot, lambda: two.stands(two.here, returned).state is State.RECEIVED and not page.run.is_running)


def knows(office, other, *usernames):
    """Put people of another office into the roster, as their cards would."""
    home = other.services.people.office()
    with office.work() as work:
        for username in usernames:
            person = other.person(username)
            card = replace(person, username=f"key-{username}", office=home.id, office_name=home.name)
            work.people.put(card)
        work.commit()
