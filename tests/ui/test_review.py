"""Review on a real office: what is shown comes from the signed file; four eyes; returning with a note."""

import pytest
from flow_office import ENTER, desk_of, give_passphrase, press, show, wait
from office_fixtures import NYOTA, ZIWA, office, office_template  # noqa: F401
from PySide6.QtCore import Qt

from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.returns import State
from ui.review.page import ReviewPage

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def ready(office):  # noqa: F811
    """Two ready returns; Nyota's has a warning with a reason and an error check that was not made."""
    opened = office.fill(NYOTA)
    form = opened.form
    opened.set(form.key("C15"), "NR")
    for item in office.services.completion.look(opened).items:
        if item.needs == "reason" and not item.reason:
            opened.set_reason(item.subject, "Ages are not in the new logbook yet.")
    office.services.completion.complete(opened, office.signer("clerk"))
    office.complete(ZIWA)
    return office


@pytest.fixture
def page(ready, dressed, look, qtbot):
    page = show(qtbot, ReviewPage(desk_of(ready, "manager", look)))
    page.refresh()
    wait(qtbot, lambda: page._review is not None)
    return page


def texts(table):
    return [[face.text for face in row.faces] for row in table.model().rows]


def test_the_queue_has_most_to_look_at_first(page, ready):
    waiting = ready.services.approval.waiting()
    assert [row.key for row in page.queue.model().rows] == [item.revision.id for item in waiting]
    assert waiting[0].warnings >= waiting[-1].warnings
    assert page.title() == waiting[0].facility.name
    assert "prepared by A. Wanjiru" in page.subtitle()


def test_exceptions_show_the_clerks_reasons_and_checks_that_were_not_made(page, ready, qtbot):
    page.queue.select(
        next(i.revision.id for i in ready.services.approval.waiting() if i.facility.mfl == NYOTA)
    )
    wait(qtbot, lambda: page._review and page._review.item.facility.mfl == NYOTA)
    rows = page.tables.exceptions.model().rows
    signed = page._review.document
    assert len([r for r in rows if r.key[0] == "finding"]) == len(signed["findings"])
    skipped = [r for r in rows if r.key[0] == "skipped"]
    assert skipped
    assert skipped[0].faces[5].sub == "“Ages are not in the new logbook yet.”"
    page.tables.exceptions.select(skipped[0].key)
    assert page.card._text.facts == ("The clerk wrote: Ages are not in the new logbook yet.",)


def test_walking_the_tables_changes_the_card(page):
    table = page.tables.exceptions if page.tables.exceptions.model().rows else page.tables.changes
    if not table.model().rows:
        pytest.fail("nothing to walk")
    table.setFocus()
    press(page, Key.Key_Home)
    first = page.card._text.head
    assert first
    if len(table.model().rows) > 1:
        press(page, Key.Key_Down)
        assert page.card.accessibleName() == page.card._text.head


def test_the_manager_approves_with_the_passphrase_and_the_queue_moves_on(page, ready, qtbot):
    chosen = page.chosen()[0].revision.id
    assert "You can approve this return" in page.foot.sentence.text()
    page.foot.approve_button.setFocus()
    press(page, ENTER)
    with qtbot.waitSignal(page.announced, timeout=90000) as said:
        give_passphrase(qtbot, lambda: page.foot.signing.dialog)
    assert said.args == ["1 return is approved."]
    wait(qtbot, lambda: not page.foot.is_running)
    with ready.work() as work:
        assert work.returns.revision(chosen).state is State.APPROVED
        assert work.files.get(chosen, "pdf").approved
    assert chosen not in [row.key for row in page.queue.model().rows]


def test_several_are_approved_at_once(page, ready, qtbot):
    page.queue.setFocus()
    press(page, Key.Key_Home)
    press(page, Key.Key_Down, modifier=SHIFT)
    assert page.foot.approve_button.text() == "Approve 2 returns"
    assert not page.foot.return_button.isEnabled()
    page.approve()
    with qtbot.waitSignal(page.announced, timeout=90000) as said:
        give_passphrase(qtbot, lambda: page.foot.signing.dialog)
    assert said.args == ["2 returns are approved."]
    wait(qtbot, lambda: not page.foot.is_running)
    assert page._stack.currentWidget() is page._empty
    assert page._empty._sentence.text().startswith("Nothing waits for you.")


def test_who_prepared_a_return_cannot_approve_it_and_the_sentence_says_why(ready, dressed, look, qtbot):
    clerk = ready.person("clerk")
    with ready.work() as work:  # the same person has become the manager since
        work.people.put(type(clerk)(clerk.id, clerk.username, clerk.name, Role.MANAGER, clerk.certificate))
        work.commit()
    page = show(qtbot, ReviewPage(desk_of(ready, "clerk", look)))
    page.refresh()
    wait(qtbot, lambda: page._review is not None)
    assert page.foot.sentence.text() == "A. Wanjiru prepared this return. Somebody else has to approve it."
    assert not page.foot.approve_button.isEnabled()
    page.approve()
    assert page.foot.signing.dialog is None


def test_a_clerk_can_only_read_the_review(ready, dressed, look, qtbot):
    page = show(qtbot, ReviewPage(desk_of(ready, "clerk", look)))
    page.refresh()
    wait(qtbot, lambda: page._review is not None)
    assert not page.foot.approve_button.isEnabled()
    assert not page.foot.return_button.isEnabled()


def test_returning_asks_a_note_and_the_clerk_gets_it(page, ready, qtbot):
    chosen = page.chosen()[0].revision
    press(page, Key.Key_F8)
    assert page.note.isVisible()
    assert not page.note.send.isEnabled()
    press(page, "Row 14 or the log?")
    with qtbot.waitSignal(page.saved):
        press(page, Key.Key_Tab, ENTER)
    with ready.work() as work:
        assert work.returns.revision(chosen.id).state is State.RETURNED
        assert work.files.get(chosen.id, "xlsx") is None
    assert ready.services.approval.note(chosen.id) == "Row 14 or the log?"
    assert not page.note.isVisible()


def test_escape_leaves_the_note_and_keeps_the_return(page, ready):
    chosen = page.chosen()[0].revision
    press(page, Key.Key_F8, "half a question", Key.Key_Escape)
    assert not page.note.isVisible()
    with ready.work() as work:
        assert work.returns.revision(chosen.id).state is State.READY


def test_a_kept_file_that_was_changed_is_not_shown_and_cannot_be_approved(ready, dressed, look, qtbot):
    [first, *_] = ready.services.approval.waiting()
    with ready.work() as work:
        file = work.files.get(first.revision.id, "xlsx")
        work.files.put(type(file)(file.revision, file.kind, file.name, file.content[:-40], file.approved))
        work.commit()
    page = show(qtbot, ReviewPage(desk_of(ready, "manager", look)))
    page.look_at(first.revision.id)
    wait(qtbot, lambda: page._trouble)
    assert page.foot.sentence.text().startswith(
        "The kept workbook of this return is not what the clerk signed."
    )
    assert not page.foot.approve_button.isEnabled()
    assert page.foot.return_button.isEnabled()


@pytest.mark.parametrize(("width", "height", "scale"), [(1366, 571, 1.0), (1366, 500, 2.0)])
def test_the_page_fits_into_its_window(ready, dressed, look, qtbot, width, height, scale):
    page = show(qtbot, ReviewPage(desk_of(ready, "manager", look.scaled(scale), "sw")), width, height)
    page.set_low(height / scale < 500)
    page.refresh()
    wait(qtbot, lambda: page._review is not None)
    least = page.minimumSizeHint()
    assert least.width() <= width
    assert least.height() <= height
    assert page._splitter.is_drawer is (scale > 1)
    if page._splitter.is_drawer:
        assert not page.card.isVisible()
        press(page, ENTER, modifier=Qt.KeyboardModifier.ControlModifier)
        assert page.card.isVisible()


def test_a_question_that_waits_stands_first_and_its_card_tells_all_of_it(office, dressed, look, qtbot):  # noqa: F811
    opened = office.fill(NYOTA)
    key = opened.form.key("C14[ANC]")
    asked = opened.add_comment(key, "Which of the two registers?", question=True)
    opened.add_comment(key, "The blue one.", thread=asked.thread)
    office.services.completion.complete(opened, office.signer("clerk"))
    page = show(qtbot, ReviewPage(desk_of(office, "manager", look)))
    page.refresh()
    wait(qtbot, lambda: page._review is not None)
    first = page.tables.exceptions.model().rows[0]
    assert first.key == ("question", 0)
    assert first.faces[5].text == "A. Wanjiru asks, and waits for an answer."
    assert first.faces[5].sub == "“The blue one.” (A. Wanjiru)"
    shown = []
    page.tables.card_changed.connect(shown.append)
    page.tables._show_exception(first.key)
    assert shown[0].facts == ("A. Wanjiru: Which of the two registers?", "A. Wanjiru: The blue one.")
    assert "1 question waits" in page.tables._exceptions_head._note.text()


def test_a_return_is_sent_back_because_of_chosen_findings(page, ready, qtbot):
    page.queue.select(
        next(i.revision.id for i in ready.services.approval.waiting() if i.facility.mfl == NYOTA)
    )
    wait(qtbot, lambda: page._review and page._review.item.facility.mfl == NYOTA)
    revision, first = page._current().revision.id, page._review.exceptions[0].finding["check"]
    page.ask_note()
    boxes = page.note._boxes
    assert set(boxes) == {e.finding["check"] for e in page._review.exceptions}
    assert not any(box.isChecked() for box in boxes.values()), "nobody stands on one and nothing is asked"
    press(page, "Which days?")
    press(page, *[Key.Key_Tab] * len(boxes), modifier=SHIFT)
    assert page.window().focusWidget() is boxes[first]
    press(page, Key.Key_Space, *[Key.Key_Tab] * (len(boxes) + 1))
    assert page.window().focusWidget() is page.note.send
    press(page, ENTER)
    wait(qtbot, lambda: ready.open(NYOTA).state is State.RETURNED)

    with ready.work() as work:
        lives = work.finding_steps.of(revision)
    newest = lives[first][-1]
    assert (newest.state.value, newest.note, newest.reason) == (
        "returned",
        "Which days?",
        "Counted again in the register.",
    )
    assert {life[-1].state.value for check, life in lives.items() if check != first} <= {"explained", "open"}


def test_a_reason_given_nine_times_is_told_with_how_sure_the_number_is(ready, dressed, look, qtbot):
    from kmmp_desktop.domain.period import Period

    for month in range(1, 10):
        earlier = ready.open(NYOTA, Period(2026, month))
        earlier.set(earlier.form.key("C01[ANC]"), "12")
        earlier.set_reason("Q417", " counted  again in the REGISTER. ")
    page = show(qtbot, ReviewPage(desk_of(ready, "manager", look)))
    page.refresh()
    nyota = next(i.revision.id for i in ready.services.approval.waiting() if i.facility.mfl == NYOTA)
    page.queue.select(nyota)
    wait(qtbot, lambda: page._review and page._review.item.facility.mfl == NYOTA)
    count = 9 + sum(1 for e in page._review.exceptions if e.finding["reason"].startswith("Counted"))
    told = f"This reason was given {count} times by this facility since January 2026."
    assert told in page.tables.exceptions.model().rows[0].faces[5].sub
    assert told in page.card._text.facts
    assert "Shown from 9 times on. Programme setting." in page.card._text.facts
