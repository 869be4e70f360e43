"""Nothing typed is lost: full disk, busy disk, power cut, undo and redo."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from entry_office import NOVEMBER, NYOTA, WANJIRU, Office
from entry_typist import PROBE, MakePage, Typist
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey, Origin
from kmmp_desktop.errors import StorageError
from ui.entry.page import EntryPage

if TYPE_CHECKING:
    from collections.abc import Iterator

K = Qt.Key


@contextmanager
def full_disk(page: EntryPage, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every transaction fails as it does on a full disk."""
    assert page.opened is not None

    def refuse() -> Any:
        raise StorageError("The disk is full.", hint="Free 20 MB or choose another folder.")

    with monkeypatch.context() as patch:
        patch.setattr(page.opened, "_work", refuse)
        yield


def test_saved_is_only_said_after_the_commit_returned(
    page: EntryPage, typist: Typist, office: Office, qtbot: QtBot
) -> None:
    on_disk: list[str] = []

    def look(_moment: object) -> None:
        found = office.entry.open(PROBE, NYOTA, NOVEMBER, WANJIRU)
        on_disk.append(found.cells[CellKey("PR_A01", "ANC")].raw)

    page.saved.connect(look)
    typist.keypad("12\n")
    assert on_disk == ["12"]


def test_on_a_full_disk_the_figures_stay_on_screen_and_are_saved_later(
    page: EntryPage, typist: Typist, office: Office, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    said: list[str] = []
    page.not_saved.connect(said.append)
    with full_disk(page, monkeypatch):
        typist.keypad("12\n")
        assert typist.key == CellKey("PR_A01", "PN")  # not trapped
        typist.keypad("3\n")
        assert said == [
            "Not saved: 1 cell. Do not close the program.",
            "Not saved: 2 cells. Do not close the program.",
        ]
        assert "The disk is full. Free 20 MB" in page.ask.text.text()
        face = page.model.face(1, 2)
        assert (face.text, face.unsaved) == ("12", True)
        assert not page.may_leave()
    with qtbot.waitSignal(page.saved):
        typist.keypad("25\n")
    assert page.ask.isHidden()
    assert not page.keeping.unsaved
    reopened = office.entry.open(PROBE, NYOTA, NOVEMBER, WANJIRU)
    assert {str(k): v.raw for k, v in reopened.cells.items()} == {
        "PR_A01[ANC]": "12",
        "PR_A01[PN]": "3",
        "PR_A02": "25",
    }
    assert page.may_leave()


def test_what_is_not_on_disk_is_tried_again_without_a_key(
    page: EntryPage, typist: Typist, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    with full_disk(page, monkeypatch):
        typist.keypad("12\n")
    page.keeping._again.setInterval(10)
    with qtbot.waitSignal(page.saved):
        pass
    assert typist.text("A01[ANC]") == "12"


def test_undo_that_cannot_be_saved_changes_nothing(
    page: EntryPage, typist: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    typist.keypad("12\n3\n")
    with full_disk(page, monkeypatch):
        typist.control(K.Key_Z)
        assert typist.text("A01[PN]") == "3"
    typist.control(K.Key_Z)
    assert typist.text("A01[PN]") == ""


_REFERENCES = ("A01[ANC]", "A01[PN]", "A02", "A03[Y]", "B01", "B02", "C01")
_TEXTS = st.one_of(
    st.integers(0, 99999).map(str), st.sampled_from(["", "NR", "UNK", "12 est", "1", "05122026"])
)
_ACTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(_REFERENCES), _TEXTS),
        st.just("zero"),
        st.dictionaries(st.sampled_from(_REFERENCES), _TEXTS, min_size=2, max_size=4),
    ),
    min_size=1,
    max_size=12,
)


@given(acts=_ACTS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_everything_gives_the_start_and_redoing_everything_the_end(
    page: EntryPage, acts: list[Any]
) -> None:
    page.keeping.trail.forget()
    opened = page.opened
    assert opened is not None
    start = dict(opened.cells)

    def key(reference: str) -> CellKey:
        found = opened.form.key(reference)
        assert found is not None
        return found

    for act in acts:
        if act == "zero":
            page.keeping.fill_with_zero("A")
        elif isinstance(act, dict):
            page.keeping.commit_many({key(r): t for r, t in act.items()}, Origin.PASTED, "paste")
        else:
            page.keeping.commit(key(act[0]), act[1])
    end = dict(opened.cells)
    while page.keeping.trail.undo():
        pass
    assert dict(opened.cells) == start
    while page.keeping.trail.redo():
        pass
    assert dict(opened.cells) == end


_CHILD = """
import os, sys
sys.path[:0] = {paths!r}
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from pathlib import Path
from PySide6.QtWidgets import QApplication
from entry_office import NOVEMBER, NYOTA, Office
from entry_typist import PROBE, Typist
from kmmp_desktop.texts.catalogue import Catalogue
from ui.entry.page import EntryPage
from ui.page import Desk
from ui.style.look import Look
app = QApplication([])
office = Office(Path({home!r}), extra_forms=Path({forms!r}))
person = office.home.work().__enter__().people.all()[0]
page = EntryPage(Desk(office.services, Catalogue("en"), Look.light(), person))
page.resize(1366, 571)
page.show()
page.open_return(PROBE, NYOTA, NOVEMBER)
typist = Typist(page)
typist.keypad("12\\n3\\n")
typist.keypad("4")
while page.keeping._drafts.isActive():
    app.processEvents()
print("half typed", flush=True)
while True:
    app.processEvents()
"""


def test_after_a_power_cut_the_same_cell_is_open_with_the_half_typed_text(
    office: Office, make_page: MakePage, tmp_path: Path
) -> None:
    root = Path(__file__).parents[3]
    code = _CHILD.format(
        paths=[str(root), str(root / "tests")],
        home=str(tmp_path / "home"),
        forms=str(Path(__file__).parent / "forms"),
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert child.stdout is not None
    with child.stdout:
        assert child.stdout.readline().strip() == "half typed"
        os.kill(child.pid, signal.SIGKILL)
        assert child.wait(600) == -signal.SIGKILL
    page = make_page(None)
    saved: list[object] = []
    page.saved.connect(saved.append)
    assert page.reopen_last()
    assert saved == [office.clock.now()]  # "All saved" with the time, at once
    typist = Typist(page)
    assert (typist.text("A01[ANC]"), typist.text("A01[PN]"), typist.text("A02")) == ("12", "3", "")
    assert typist.key == CellKey("PR_A02")
    assert page.view.line_editor.text() == "4"
    assert page.hint.sentence == (
        "Opened where you stopped. All 2 figures are here. You were typing 4 in row 2."
    )
    typist.keypad("5\n")
    assert typist.text("A02") == "45"


def test_a_return_that_was_left_properly_is_not_opened_again(
    page: EntryPage, typist: Typist, make_page: MakePage
) -> None:
    typist.keypad("12\n")
    assert page.may_leave()
    assert not make_page(None).reopen_last()


def test_what_is_saved_in_its_place_is_not_half_typed_any_more(page: EntryPage, typist: Typist) -> None:
    typist.press("12")
    page.keeping._remember_draft()
    typist.control(K.Key_0)  # asks; what was typed is saved first
    page.keeping._remember_draft()
    assert typist.text("A01[ANC]") == "12"
    place = page.desk.services.entry.last_position(page.desk.person)
    assert place is not None
    assert place[2] is None


def test_leaving_takes_what_is_half_typed_with_it(page: EntryPage, typist: Typist) -> None:
    typist.press("12")
    assert page.may_leave()
    assert typist.text("A01[ANC]") == "12"


def test_a_locked_return_takes_nothing_and_says_why(office: Office, make_page: MakePage) -> None:
    office.put(PROBE, NOVEMBER, {"A01[ANC]": "12"}, State.APPROVED)
    page = make_page()
    typist = Typist(page)
    typist.keypad("5\n")
    typist.press(K.Key_Delete)
    assert typist.text("A01[ANC]") == "12"
    assert "locked" in page.hint.sentence
    assert page.model.face(1, 2).locked
    assert "locked" in page.context._due.text()
    assert page.context.complete.isHidden()


def test_words_written_while_the_disk_is_full_are_kept_when_there_is_room_again(
    page: EntryPage, typist: Typist, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    typist.keypad("12\n")
    said: list[str] = []
    page.not_saved.connect(said.append)
    with full_disk(page, monkeypatch):
        typist.control(K.Key_M)
        typist.press("Counted twice", K.Key_Return)
        assert said[-1] == "Not saved: 1 cell. Do not close the program."
        assert page.ask.is_warning
        assert not page.keeping.leave(), "the return is not left while words are on screen only"
        typist.keypad("3\n")  # not trapped, and further figures do not push the words out
        assert said[-1] == "Not saved: 2 cells. Do not close the program."
    page.ask.yes.click()
    assert page.ask.isHidden()
    again = office.entry.open(PROBE, NYOTA, NOVEMBER, WANJIRU)
    assert [c.text for c in again.comments(CellKey("PR_A01", "PN"))] == ["Counted twice"]
    assert again.cells[CellKey("PR_A01", "PN")].raw == "3"
    typist.control(K.Key_Z)
    assert page.opened is not None
    assert not page.opened.comments(CellKey("PR_A01", "PN")), "and can be taken back"
