"""Review on a real office: what is shown comes from the signed file; four eyes; returning with a note."""

import pytest
from flow_office import ENTER, desk_of, give_passphrase, press, show, wait
from office_fixtures import NYOTA, ZIWA, office, office_template  # noqa: F401
from PySide6.QtCore import Qt

from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.returns import State
from ui.faces.figures import number
from ui.review.page import ReviewPage
from ui.review.views import View

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
    wait(qtbot, lambda: page._review is not None and weighed(page))
    return page


def weighed(page):
    return len(page.side.weights) == len(page.side.items)


def look_at(page, qtbot, mfl):
    """Stand on the return of a facility, read and shown."""
    revision = next(i.revision.id for i in page.side.items.values() if i.facility.mfl == mfl)
    page.queue.select(revision)
    wait(qtbot, lambda: page._review is not None and page._review.item.facility.mfl == mfl)
    return revision


def into_the_lists(page):
    """From the queue with Enter."""
    page.queue.setFocus()
    press(page, ENTER)
    assert page.tables.exceptions.hasFocus()


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
    assert "The clerk wrote: Ages are not in the new logbook yet." in page.card._text.facts


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
    assert not page.foot.approve_button.isEnabled(), "nothing is decided yet"
    into_the_lists(page)
    press(page, "A", modifier=SHIFT)
    assert "You can approve this return" in page.foot.sentence.text()
    assert page.foot.approve_button.property("kind") == "primary"
    press(page, Key.Key_F9)
    with qtbot.waitSignal(page.announced, timeout=90000) as said:
        give_passphrase(qtbot, lambda: page.foot.signing.dialog)
    assert said.args == ["1 return is approved."]
    wait(qtbot, lambda: not page.foot.is_running)
    with ready.work() as work:
        assert work.returns.revision(chosen).state is State.APPROVED
        assert work.files.get(chosen, "pdf").approved
    assert chosen not in [row.key for row in page.queue.model().rows]


def test_several_are_approved_at_once(page, ready, qtbot):
    wait(qtbot, lambda: weighed(page))  # the list is sorted anew as weights come in
    for mfl in (NYOTA, ZIWA):
        look_at(page, qtbot, mfl)
        into_the_lists(page)
        if mfl == ZIWA:
            page.queue.setFocus()
            press(page, Key.Key_Up, modifier=SHIFT)
            assert "1 of them has something to decide" in page.foot.detail.text()
            assert not page.foot.approve_button.isEnabled()
            look_at(page, qtbot, ZIWA)
            into_the_lists(page)
        press(page, "A", modifier=SHIFT)
        press(page, Key.Key_Escape)  # Shift is let go
    page.queue.setFocus()
    press(page, Key.Key_Up, modifier=SHIFT)
    assert page.foot.approve_button.text() == "Approve 2 returns"
    assert not page.foot.return_button.isEnabled()
    press(page, Key.Key_F9)
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
    assert first.key == ("question", asked.thread)
    assert first.faces[5].text == "A. Wanjiru asks, and waits for an answer."
    assert first.faces[5].sub == "“The blue one.” (A. Wanjiru)"
    assert first.faces[6].buttons == ("Answered", "Ask again")
    assert page.tables.exceptions.current_key() == first.key
    assert said_at_the_cell(page) == [
        ("A. Wanjiru, today 10:42, revision 1", "Which of the two registers?"),
        ("A. Wanjiru, today 10:42, revision 1", "The blue one."),
    ]
    assert "1 question waits" in page.tables.heads[0]._note.text()
    into_the_lists(page)
    press(page, "A")
    assert page._review.questions == (), "answered, as the second button says"


def said_at_the_cell(page):
    """Head and words of each comment beside the lists."""
    layout = page.beside.questions._said
    return [tuple(layout.itemAt(n).widget().accessibleName().split(": ", 1)) for n in range(layout.count())]


def test_a_return_is_sent_back_because_of_chosen_findings(page, ready, qtbot):
    page.queue.select(
        next(i.revision.id for i in ready.services.approval.waiting() if i.facility.mfl == NYOTA)
    )
    wait(qtbot, lambda: page._review and page._review.item.facility.mfl == NYOTA)
    revision, first = page.side.current().revision.id, page._review.exceptions[0].finding["check"]
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


# -- deciding by keys ------------------------------------------------------------------------------


def test_an_exception_is_accepted_with_a_and_taken_back_with_a(page, ready, qtbot):
    revision = look_at(page, qtbot, NYOTA)
    into_the_lists(page)
    check = page.tables.exceptions.current_key()[1]
    press(page, "A")
    assert page.tables.exceptions.model().rows[0].faces[6].text == "Accepted"
    assert check in ready.services.approval.look(revision).accepted, "on disk before it is shown"
    assert page.tables.exceptions.hasFocus()
    press(page, "A")
    assert page.tables.exceptions.model().rows[0].faces[6].buttons == ("Accept", "Ask")
    assert ready.services.approval.look(revision).accepted == {}


def test_a_question_is_asked_with_q_and_travels_with_the_return(page, ready, qtbot):
    revision = look_at(page, qtbot, NYOTA)
    into_the_lists(page)
    press(page, "Q")
    assert page.beside.questions.field.hasFocus()
    cell = page.beside.spot.cell
    press(page, "Were all of them visited?", ENTER)
    assert page.tables.exceptions.model().rows[0].faces[6].text == "Asked"
    assert page.beside.questions.draft == ""
    assert said_at_the_cell(page) == [("P. Otieno, today 10:42, revision 1", "Were all of them visited?")]
    press(page, Key.Key_Escape)
    assert page.tables.exceptions.hasFocus()
    press(page, "A", modifier=SHIFT)
    assert page.foot.sentence.text() == "1 question asked."
    assert not page.foot.approve_button.isEnabled()
    assert page.foot.return_button.text() == "Return with 1 question"
    assert page.foot.return_button.property("kind") == "primary"
    press(page, Key.Key_F8)
    assert page.note.send.hasFocus()
    with qtbot.waitSignal(page.saved):
        press(page, ENTER)
    opened = ready.open(NYOTA)
    assert (opened.state, opened.revision.id) == (State.RETURNED, revision)
    [thread] = opened.threads(cell)
    assert (thread.waits, thread.comments[0].text) == (True, "Were all of them visited?")


def test_accept_instead_takes_the_question_back(page, ready, qtbot):
    revision = look_at(page, qtbot, NYOTA)
    into_the_lists(page)
    press(page, "Q", "Why?", ENTER)
    page.beside.questions.withdraw.setFocus()
    assert page.beside.questions.withdraw.text() == "Accept instead"
    press(page, Key.Key_Space)
    review = ready.services.approval.look(revision)
    assert (review.threads, len(review.accepted)) == ((), 1)


def test_what_is_half_typed_at_a_cell_is_there_when_one_comes_back(page, ready, qtbot):
    look_at(page, qtbot, NYOTA)
    into_the_lists(page)
    press(page, "Q", "half a que", Key.Key_Escape, Key.Key_Down)
    assert page.beside.questions.draft == ""
    press(page, Key.Key_Up)
    assert page.beside.questions.draft == "half a que"
    look_at(page, qtbot, ZIWA)
    look_at(page, qtbot, NYOTA)
    page.tables.go_to(page.tables.exceptions.model().rows[0].key)
    assert page.beside.questions.draft == "half a que"


def test_f4_goes_from_one_exception_to_decide_to_the_next(page, ready, qtbot):
    look_at(page, qtbot, NYOTA)
    rows = [row.key for row in page.tables.exceptions.model().rows]
    assert len(rows) == 2
    press(page, Key.Key_F4)
    assert page.tables.exceptions.current_key() == rows[1]
    press(page, Key.Key_F4)
    assert page.tables.exceptions.current_key() == rows[0]
    press(page, "A", Key.Key_Down, Key.Key_F4)
    assert page.tables.exceptions.current_key() == rows[1], "the other one is decided"


def test_the_arrows_walk_from_list_to_list(page, ready, qtbot):
    look_at(page, qtbot, NYOTA)
    into_the_lists(page)
    for _ in page.tables.exceptions.model().rows:
        press(page, Key.Key_Down)
    if page.tables.changes.model().rows:
        assert page.tables.changes.hasFocus()
        press(page, Key.Key_Up)
    assert page.tables.exceptions.hasFocus()


def test_a_mouse_presses_the_buttons_of_a_line(page, ready, qtbot):
    from PySide6.QtTest import QTest

    from ui.faces.face_parts import button_boxes

    look_at(page, qtbot, NYOTA)
    table = page.tables.exceptions
    index = table.model().index(1, 6)
    boxes = button_boxes(table.model().face(index), page.desk.look, table.visualRect(index))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=boxes[0].center().toPoint())
    assert table.model().rows[1].faces[6].text == "Accepted"


def test_the_whole_return_is_read_and_asked_about_at_any_cell(page, ready, qtbot):
    revision = look_at(page, qtbot, NYOTA)
    into_the_lists(page)
    press(page, Key.Key_F6)
    assert page.views.view is View.WHOLE
    assert page.views.whole.hasFocus()
    rows = [row for row in page.views.whole.model().rows if not row.group]
    form = page._review.form
    cells = [row.key[1] for row in rows if row.key[1] in form.entry_cells]
    assert cells == list(form.entry_cells)
    calculated = {row.key[1].element: row.faces[1].text for row in rows if row.faces[0].aside}
    totals = {t["cell"]: t["value"] for t in page._review.document["totals"]}
    assert {code: number(totals[code]) for code in calculated} == calculated
    press(page, Key.Key_Down, Key.Key_Down, "Q", "Is this the same person?", ENTER)
    [thread] = ready.services.approval.look(revision).asked
    assert thread.key == cells[2]
    press(page, Key.Key_Escape, Key.Key_F6)
    assert page.views.view is View.EYES, "there is no earlier revision to lay beside it"
    assert page.tables.exceptions.model().rows[0].key == ("question", thread.id)


def test_the_answer_is_seen_with_the_next_completion_beside_what_changed(page, ready, qtbot):
    look_at(page, qtbot, NYOTA)
    into_the_lists(page)
    press(page, "Q", "Count again?", ENTER)
    press(page, Key.Key_F8, ENTER)
    opened = ready.open(NYOTA)
    [thread] = opened.conversation.threads
    opened.add_comment(thread.key, "Counted: the paper is right.", thread=thread.id)
    opened.resolve(thread.id, True)
    opened.set(opened.form.key("P01"), "The young mothers' group met.")
    ready.services.completion.complete(opened, ready.signer("clerk"))
    page.refresh()
    look_at(page, qtbot, NYOTA)
    [changed] = page.tables.differences.model().rows
    assert changed.key == ("cell", opened.form.key("P01"))
    assert page.tables.heads[1]._title.text() == "Changed since it was returned"
    page.tables.go_to(page.tables.exceptions.model().rows[0].key)
    assert [text for _head, text in said_at_the_cell(page)] == [
        "Count again?",
        "Counted: the paper is right.",
    ]
    page.views.show_view(View.SIDE)
    marked = [row.key[1] for row in page.views.side.model().rows if row.faces[0].edge == "changed"]
    assert marked == [opened.form.key("P01")]


def test_a_clerk_decides_nothing(ready, dressed, look, qtbot):
    page = show(qtbot, ReviewPage(desk_of(ready, "clerk", look)))
    page.refresh()
    wait(qtbot, lambda: page._review is not None)
    into_the_lists(page)
    press(page, "A", "Q")
    assert not page.beside.questions.field.isVisible()
    assert page._review.accepted == {}
