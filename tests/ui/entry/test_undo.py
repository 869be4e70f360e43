"""Undo and redo of every kind of act, through autosave and through reading the return again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from entry_office import NOVEMBER, NYOTA, WANJIRU, Office
from entry_typist import PROBE, Typist
from PySide6.QtCore import Qt

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import StorageError
from kmmp_desktop.services.open_return import OpenReturn
from ui.entry.page import EntryPage

K = Qt.Key
ANC, PN, A02 = CellKey("PR_A01", "ANC"), CellKey("PR_A01", "PN"), CellKey("PR_A02")


@pytest.fixture
def on_disk(office: Office) -> Callable[[], OpenReturn]:
    return lambda: office.entry.open(PROBE, NYOTA, NOVEMBER, WANJIRU)


def texts(opened: OpenReturn, key: CellKey) -> list[str]:
    return [comment.text for thread in opened.threads(key) for comment in thread.comments]


def test_a_reason_is_taken_back_and_given_again(
    page: EntryPage, typist: Typist, on_disk: Callable[[], OpenReturn]
) -> None:
    typist.keypad("12\n3\n99\n")
    [check] = [f.check for f in page.opened.findings.values() if A02 in f.marks]  # type: ignore[union-attr]
    page.go_to_cell(A02)
    page.acts.keep_reason(check, "outreach week")
    page.acts.keep_reason(check, "outreach in two wards")
    typist.control(K.Key_Z)
    assert on_disk().reasons[check].text == "outreach week"
    typist.control(K.Key_Z)
    assert check not in on_disk().reasons
    typist.control(K.Key_Z)  # and the figure before it
    assert on_disk().value(A02) is None
    for _ in range(3):
        typist.control(K.Key_Y)
    assert on_disk().reasons[check].text == "outreach in two wards"


def test_a_comment_and_its_reply_are_taken_back_and_said_again(
    page: EntryPage, typist: Typist, on_disk: Callable[[], OpenReturn]
) -> None:
    typist.keypad("12\n")
    page.go_to_cell(ANC)
    page.acts.keep_question("Is this the whole month?")
    [thread] = page.opened.threads(ANC)  # type: ignore[union-attr]
    page.acts.keep_reply(thread.id, "Yes")
    page.acts.keep_answered(thread.id, True)
    assert not on_disk().waiting
    typist.control(K.Key_Z)
    assert on_disk().waiting == {ANC}
    typist.control(K.Key_Z)
    typist.control(K.Key_Z)
    assert texts(on_disk(), ANC) == []
    for _ in range(3):
        typist.control(K.Key_Y)
    assert texts(on_disk(), ANC) == ["Is this the whole month?", "Yes"]
    assert not on_disk().waiting
    typist.control(K.Key_Z)
    assert on_disk().waiting == {ANC}


def test_a_total_of_the_paper_is_taken_back(
    page: EntryPage, typist: Typist, on_disk: Callable[[], OpenReturn]
) -> None:
    typist.keypad("12\n3\n")
    page.acts.keep_control_total("PR_A01", 16)
    page.acts.keep_control_total("PR_A01", 15)
    typist.control(K.Key_Z)
    assert on_disk().control_totals["PR_A01"].number == 16
    typist.control(K.Key_Z)
    assert not on_disk().control_totals
    typist.control(K.Key_Y)
    assert on_disk().control_totals["PR_A01"].number == 16


def test_one_undo_takes_back_each_act_in_turn_after_the_return_was_read_again(
    page: EntryPage, typist: Typist, on_disk: Callable[[], OpenReturn]
) -> None:
    typist.keypad("12\n3\n")
    page.acts.keep_comment("Counted twice")
    page.filling._zero("A")
    page.refresh()
    typist.control(K.Key_Z)
    page.refresh()
    assert on_disk().value(A02) is None
    typist.control(K.Key_Z)
    page.refresh()
    assert texts(on_disk(), A02) == []
    typist.control(K.Key_Z)
    typist.control(K.Key_Z)
    assert not on_disk().cells
    typist.control(K.Key_Z)
    assert "Nothing to undo" in page.hint.sentence


def test_what_somebody_else_wrote_since_is_not_taken_back_and_stops_nobody(
    page: EntryPage, typist: Typist, on_disk: Callable[[], OpenReturn]
) -> None:
    typist.keypad("12\n3\n99\n")
    page.acts.keep_reason("PRW", "mine")
    on_disk().set_reason("PRW", "theirs")
    page.refresh()
    typist.control(K.Key_Z)
    assert "changed since" in page.hint.sentence
    assert on_disk().reasons["PRW"].text == "theirs"
    typist.control(K.Key_Z)
    assert on_disk().value(A02) is None


def test_words_that_cannot_be_taken_back_on_disk_stay_and_can_be_tried_again(
    page: EntryPage, typist: Typist, on_disk: Callable[[], OpenReturn], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise StorageError("The disk is full.")

    typist.keypad("12\n")
    page.acts.keep_comment("Counted twice")
    with monkeypatch.context() as full:
        full.setattr(page.opened, "_work", refuse)
        typist.control(K.Key_Z)
        assert "disk is full" in page.hint.sentence
    assert texts(on_disk(), PN) == ["Counted twice"]
    typist.control(K.Key_Z)
    assert texts(on_disk(), PN) == []


def test_words_written_in_the_panel_are_taken_back_from_the_grid(
    page: EntryPage, typist: Typist, on_disk: Callable[[], OpenReturn]
) -> None:
    typist.keypad("12\n3\n99\n")
    page.go_to_cell(A02)
    page.panel.show_slow()
    typist.press(K.Key_F8)
    typist.press("outreach", K.Key_Return)
    typist.press(K.Key_F, mod=Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    typist.press("all of it?", K.Key_Return)
    assert page.view.hasFocus()
    assert [reason.text for reason in on_disk().reasons.values()] == ["outreach"]
    assert on_disk().waiting == {A02}
    typist.control(K.Key_Z)
    assert not on_disk().commented
    typist.control(K.Key_Z)
    assert not on_disk().reasons
    assert on_disk().value(A02) is not None
