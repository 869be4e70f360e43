"""The whole way of one return over the four screens: ready, approved, sent, verified."""

from flow_office import ENTER, desk_of, give_passphrase, press, show, wait
from office_fixtures import FULL, NOVEMBER, NYOTA, office, office_template  # noqa: F401
from PySide6.QtCore import Qt

from kmmp_desktop.domain.returns import State
from ui.completing.page import CompletingPage
from ui.review.page import ReviewPage
from ui.sending.page import SendingPage
from ui.verifying.page import VerifyingPage

Key = Qt.Key


def test_a_return_goes_from_the_clerk_to_a_verified_file_by_keyboard_alone(
    office,  # noqa: F811
    dressed,
    look,
    qtbot,
    tmp_path,
):
    clerk, manager = desk_of(office, "clerk", look), desk_of(office, "manager", look)
    opened = office.fill()
    opened.set(opened.form.key("C15"), "NR")

    completing = show(qtbot, CompletingPage(clerk))
    completing.look_at(opened)
    while not completing.foot.ready_button.isEnabled():
        press(completing, Key.Key_F4)
        press(completing, "Ages are not in the new logbook yet.", ENTER)
    completing.foot.ready_button.setFocus()
    press(completing, ENTER)
    with qtbot.waitSignal(completing.completed, timeout=60000) as done:
        give_passphrase(qtbot, lambda: completing.foot.signing.dialog)
    revision = done.args[0]
    wait(qtbot, lambda: not completing.foot.is_running)
    completing.hide()

    review = show(qtbot, ReviewPage(manager))
    review.refresh()
    wait(qtbot, lambda: review._review is not None)
    exceptions = review.tables.exceptions
    for row in range(exceptions.model().rowCount()):
        exceptions.setCurrentIndex(exceptions.model().index(row, 0))
        exceptions.setFocus()
        press(review, "A")
    wait(qtbot, lambda: review.foot.approve_button.isEnabled())
    review.foot.approve_button.setFocus()
    press(review, ENTER)
    with qtbot.waitSignal(review.announced, timeout=60000):
        give_passphrase(qtbot, lambda: review.foot.signing.dialog)
    wait(qtbot, lambda: not review.foot.is_running)
    review.hide()

    sending = show(qtbot, SendingPage(manager))
    sending.refresh()
    sending.choice.choose(FULL, NOVEMBER)
    sending.panel.folder.line.setText(str(tmp_path / "stick" / "2026-11"))
    sending.foot.send_button.setFocus()
    press(sending, ENTER)
    with qtbot.waitSignal(sending.run.finished):
        give_passphrase(qtbot, lambda: sending.dialog)
    wait(qtbot, lambda: not sending.run.is_running)
    with office.work() as work:
        assert work.returns.revision(revision.id).state is State.SUBMITTED
    sending.hide()

    verifying = show(qtbot, VerifyingPage(manager))
    verifying.verify(tmp_path / "stick")
    wait(qtbot, lambda: verifying._task is None)
    rows = verifying.table.model().rows
    assert len(rows) == 4, "the return and the whole month, each as workbook and booklet"
    assert sum(NYOTA in row.faces[0].text for row in rows) == 2
    assert all([face.icon for face in row.faces[4:]] == ["passed"] * 3 for row in rows)
