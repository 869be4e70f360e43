"""Another office's return in Review: not approved here, asked about at its cells, answered by a file."""

import pytest
from flow_office import ENTER, desk_of, give_passphrase, press, show, wait
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from received_office import receiver_home, sender, sender_home  # noqa: F401
from two_offices import signing_receiver, two  # noqa: F401

from kmmp_desktop.errors import RefusedError
from ui.review.page import ReviewPage

Key = Qt.Key


@pytest.fixture
def page(two, dressed, look, qtbot):  # noqa: F811
    """The officer of the receiving office looks at a return of the other one."""
    revision, files = two.send()
    two.take_in(*files)
    page = show(qtbot, ReviewPage(desk_of(two.there, "mwende", look)))
    page.look_at(revision.id)
    wait(qtbot, lambda: page._review is not None)
    return page


def test_an_officer_asks_at_a_cell_and_the_question_leaves_as_a_signed_file(page, two, qtbot, monkeypatch):  # noqa: F811
    review = page._review
    assert review.foreign
    assert not page.foot.approve_button.isVisible()
    assert not page.foot.return_button.isEnabled(), "nothing is asked yet"
    press(page, ENTER, "Q", "Which register is this from?", ENTER)
    cell = page.beside.spot.cell
    [thread] = page._review.asked
    assert thread.key == cell
    path = two.bag / "out.kmmp-questions"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    press(page, Key.Key_Escape, Key.Key_F8)
    with qtbot.waitSignal(page.announced, timeout=60000) as said:
        give_passphrase(qtbot, lambda: page.closing.questions.signing.dialog)
    assert "Send it to that office" in said.args[0]
    letters = two.here.services.letters
    letters.take(path.name, path.read_bytes(), two.here.person("clerk"))
    with two.here.work() as work:
        [told] = work.returns.threads(review.item.revision.id)
    assert (told.key, told.comments[0].text) == (cell, "Which register is this from?")


def test_nobody_approves_or_sends_back_what_is_not_of_this_office(page, two):  # noqa: F811
    revision, approval = page._review.item.revision.id, two.there.services.approval
    press(page, ENTER, "A", Key.Key_F9)
    assert page.foot.signing.dialog is None
    with pytest.raises(RefusedError, match="not ready for approval"):
        approval.approve([revision], two.there.signer("mwende"))
    with pytest.raises(RefusedError, match="Only a manager returns a return"):
        approval.send_back(revision, two.there.person("mwende"), "Look again.")
