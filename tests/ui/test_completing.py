"""Check and complete on a real office: the list, reasons typed in place, the clerk's signature."""

import pytest
from flow_office import ENTER, desk_of, give_passphrase, press, show, wait
from office_fixtures import office, office_template  # noqa: F401
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit

from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import Kind
from kmmp_desktop.errors import StorageError
from ui.completing.page import CompletingPage
from ui.completing.reason_fields import ReasonField

Key = Qt.Key


@pytest.fixture
def page(office, dressed, look, qtbot):  # noqa: F811
    return show(qtbot, CompletingPage(desk_of(office, "clerk", look)))


def groups(page):
    return [row.faces[0].text for row in page.table.model().rows if row.group]


def keys(page):
    return [row.key for row in page.table.model().rows if not row.group]


def faces(page, subject):
    [row] = [r for r in page.table.model().rows if not r.group and r.key[1] == subject]
    return row.faces


def broken(office):  # noqa: F811
    """One arithmetic error, one invalid cell, one missing code, one required blank."""
    opened = office.fill()
    form = opened.form
    opened.set(form.key("C14[ANC]"), "900")
    opened.set(form.key("A01"), "12 est")
    opened.set(form.key("C15"), "NR")
    opened.set(form.key("M13"), "")
    return opened


def field(page):
    found = page.table.findChildren(ReasonField)
    return next((f for f in found if f.isVisible()), None)


def test_the_list_has_a_group_for_each_kind_of_problem_with_its_count(page, office):  # noqa: F811
    page.look_at(broken(office))
    assert groups(page)[:1] == ["Must be corrected"]
    assert {"Left blank", "Coded missing", "Needs a written reason"} <= set(groups(page))
    assert faces(page, "KM_A01")[2].text.startswith('"12 est" is kept as you typed it')
    assert faces(page, "KM_A01")[4].text == "open"
    assert "correct" in page.foot.sentence.text()
    assert not page.foot.ready_button.isEnabled()


def test_an_error_has_no_field_and_enter_goes_to_its_cell(page, office, qtbot):  # noqa: F811
    opened = broken(office)
    page.look_at(opened)
    error = next(k for k in keys(page) if k[0] == "error")
    page.table.select(error, 3)
    with qtbot.waitSignal(page.cell_requested) as asked:
        press(page, ENTER)
    assert asked.args[0] == opened.form.key("C14")


def test_the_card_writes_the_equation_out(page, office):  # noqa: F811
    page.look_at(broken(office))
    page.table.select(next(k for k in keys(page) if k == ("error", "R201")), 3)
    lines = {line.label: line.figure for line in page.card._text.lines}
    assert lines["Should be"] != lines["C14 says"]
    assert lines["Difference"].startswith("+ ")
    assert page.card._text.status_word == "Arithmetic"


def test_a_reason_typed_in_the_list_is_on_disk_at_once(page, office, qtbot):  # noqa: F811
    opened = broken(office)
    page.look_at(opened)
    warning = next(k for k in keys(page) if k[0] == "warning" and not page.table.item(k).done)
    page.table.select(warning, 3)
    with qtbot.waitSignal(page.saved):
        press(page, "Outreach week")
        assert isinstance(page.window().focusWidget(), QPlainTextEdit)
        press(page, ENTER)
    stored = office.open().reasons[warning[1]]
    assert (stored.text, stored.by) == ("Outreach week", "A. Wanjiru")
    assert faces(page, warning[1])[4].text == "explained"


def test_a_half_written_reason_is_saved_after_a_pause_and_the_field_stays_open(page, office, qtbot):  # noqa: F811
    page.look_at(broken(office))
    warning = next(k for k in keys(page) if k[0] == "warning" and not page.table.item(k).done)
    page.table.select(warning, 3)
    with qtbot.waitSignal(page.saved, timeout=5000):
        press(page, "Not yet fin")
    assert office.open().reasons[warning[1]].text == "Not yet fin"
    press(page, "ished")
    assert field(page).toPlainText() == "Not yet finished"
    press(page, ENTER)
    assert office.open().reasons[warning[1]].text == "Not yet finished"


def test_escape_takes_back_what_was_typed_and_a_second_escape_leaves(page, office, qtbot):  # noqa: F811
    page.look_at(broken(office))
    warning = next(k for k in keys(page) if k[0] == "warning" and not page.table.item(k).done)
    page.table.select(warning, 3)
    press(page, "wrong", Key.Key_Escape)
    assert warning[1] not in office.open().reasons
    with qtbot.waitSignal(page.back_requested):
        press(page, Key.Key_Escape)


def test_f4_walks_the_open_problems_and_opens_the_field_of_a_missing_reason(page, office):  # noqa: F811
    page.look_at(broken(office))
    seen = []
    for _ in range(12):
        item = page.table.current_item()
        seen.append((item.group, item.done))
        press(page, Key.Key_F4)
        if page.table.current_item().needs == "reason":
            assert field(page) is not None
            break
    assert not any(done for _, done in seen)


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)  # offscreen popups
def test_a_missing_code_is_chosen_in_the_list_for_a_required_blank(page, office, qtbot):  # noqa: F811
    opened = broken(office)
    page.look_at(opened)
    blank = opened.form.key("M13")
    page.table.select(("blank", str(blank)), 3)
    press(page, Key.Key_F2)
    [combo] = [c for c in page.table.findChildren(QComboBox) if c.isVisible()]
    qtbot.waitUntil(lambda: combo.view().isVisible())
    listed = combo.view()
    with qtbot.waitSignal(page.saved):
        QTest.keyClick(listed, Key.Key_Down)
        QTest.keyClick(listed, ENTER)
    assert office.open().value(blank).kind is Kind.MISSING
    assert ("missing", str(blank)) in keys(page)


def test_what_could_not_be_saved_is_said_and_keeps_the_person_here(page, office, qtbot, monkeypatch):  # noqa: F811
    opened = broken(office)
    page.look_at(opened)

    def full(*_):
        raise StorageError("The disk is full.", hint="Free some space.")

    monkeypatch.setattr(opened, "set_reason", full)
    warning = next(k for k in keys(page) if k[0] == "warning" and not page.table.item(k).done)
    page.table.select(warning, 3)
    with qtbot.waitSignal(page.not_saved) as said:
        press(page, "a reason", ENTER)
    assert said.args == ["The disk is full. Free some space."]
    assert page.foot.sentence.text() == "The disk is full. Free some space."
    assert not page.may_leave()
    monkeypatch.undo()
    page.table.select(warning, 3)
    press(page, Key.Key_F8, "a reason", ENTER)
    assert page.may_leave()


def test_the_clerk_marks_a_return_as_ready_with_the_passphrase(page, office, qtbot):  # noqa: F811
    page.look_at(office.fill())
    assert page.foot.sentence.text() == "Nothing is in the way."
    with qtbot.waitSignal(page.completed, timeout=60000) as done:
        press(page, Key.Key_F4)
        assert page.window().focusWidget() is page.foot.ready_button
        press(page, ENTER)
        give_passphrase(qtbot, lambda: page.foot.signing.dialog)
    assert done.args[0].state is State.READY
    with office.work() as work:
        assert {work.files.get(done.args[0].id, kind).kind for kind in ("xlsx", "pdf")} == {"xlsx", "pdf"}
    wait(qtbot, lambda: not page.foot.is_running)
    assert page.foot.sentence.text() == "This return is ready and signed."
    assert not any(row.faces[3].field for row in page.table.model().rows if not row.group)


def test_a_wrong_passphrase_stays_in_the_dialog_and_nothing_is_signed(page, office, qtbot):  # noqa: F811
    page.look_at(office.fill())
    page.mark_ready()
    give_passphrase(qtbot, lambda: page.foot.signing.dialog, "not the passphrase")
    dialog = page.foot.signing.dialog
    wait(qtbot, lambda: dialog._trouble.isVisible())
    assert "The passphrase is not right" in dialog._trouble.text()
    press(dialog, Key.Key_Escape)
    assert office.open().state is State.DRAFT


def test_a_ready_return_can_be_taken_back_and_its_signature_is_gone(page, office, qtbot):  # noqa: F811
    opened = office.complete()
    page.look_at(office.open())
    assert page.foot.reopen_button.isVisible()
    with qtbot.waitSignal(page.reopened):
        page.foot.reopen_button.setFocus()
        press(page, Key.Key_Space)
    with office.work() as work:
        assert work.files.get(opened.revision.id, "xlsx") is None
    assert page.foot.ready_button.isEnabled()


def test_a_manager_cannot_mark_it_and_the_sentence_says_why(office, dressed, look, qtbot):  # noqa: F811
    page = show(qtbot, CompletingPage(desk_of(office, "manager", look)))
    page.look_at(office.fill())
    assert not page.foot.ready_button.isEnabled()
    assert "Only a clerk marks" in page.foot.sentence.text()


def test_the_managers_question_stands_beside_a_return_that_came_back(page, office):  # noqa: F811
    opened = office.complete()
    office.services.approval.send_back(opened.revision.id, office.person("manager"), "Row 14 or the log?")
    page.look_at(office.open())
    page.table.select(keys(page)[0])
    assert page.card._text.facts == ("The manager asks: Row 14 or the log?",)
    assert page.foot.ready_button.isEnabled()


def test_run_again_sees_what_changed_elsewhere(page, office):  # noqa: F811
    opened = broken(office)
    page.look_at(opened)
    assert ("invalid", "KM_A01") in keys(page)
    opened.set(opened.form.key("A01"), "2")
    press(page, Key.Key_F9)
    assert ("invalid", "KM_A01") not in keys(page)


@pytest.mark.parametrize(
    ("width", "height", "scale"), [(1366, 571, 1.0), (683, 384, 1.0), (1366, 500, 2.0)]
)
def test_every_sentence_of_the_list_has_room(office, dressed, look, qtbot, width, height, scale):  # noqa: F811
    page = show(qtbot, CompletingPage(desk_of(office, "clerk", look.scaled(scale))), width, height)
    page.set_low(height / scale < 500)
    page.look_at(broken(office))
    delegate = page.table.itemDelegate()
    for number, row in enumerate(page.table.model().rows):
        for column, face in enumerate(row.faces):
            room = page.table.columnWidth(column) if not row.group else page.table.viewport().width()
            assert page.table.rowHeight(number) >= delegate.height(face, room)
    assert page.minimumSizeHint().height() <= height
