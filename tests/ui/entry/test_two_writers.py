"""Somebody else works on the return that is open: nothing of theirs is taken back, nobody is trapped."""

from __future__ import annotations

from dataclasses import replace

import pytest
from entry_office import NOVEMBER, NYOTA, WANJIRU, Office
from entry_typist import PROBE, Typist
from PySide6.QtCore import Qt

from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import StorageError
from ui.entry.page import EntryPage

A02 = CellKey("PR_A02")


def refuse() -> None:
    raise StorageError("The disk is full.")


def locked_elsewhere(office: Office) -> None:
    with office.home.work() as work:
        [revision] = work.returns.in_month(PROBE, NOVEMBER)
        work.returns.save_revision(replace(revision, state=State.READY))
        work.commit()


def test_a_cell_that_was_held_when_the_return_was_locked_elsewhere_traps_nobody(
    page: EntryPage, typist: Typist, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    typist.keypad("12\n")
    with monkeypatch.context() as full_disk:
        full_disk.setattr(page.opened, "_work", refuse)
        typist.keypad("3\n")
    assert page.keeping.unsaved
    locked_elsewhere(office)
    page.announced.connect(said.append)
    page.keeping.retry()
    assert not page.keeping.unsaved
    assert not page.keeping._again.isActive()
    assert page.may_leave()


def test_undo_never_takes_back_what_somebody_else_typed_since(
    page: EntryPage, typist: Typist, office: Office
) -> None:
    typist.keypad("12\n3\n25\n")
    office.entry.open(PROBE, NYOTA, NOVEMBER, WANJIRU).set(A02, "77")
    page.refresh()
    typist.control(Qt.Key.Key_Z)
    assert office.entry.open(PROBE, NYOTA, NOVEMBER, WANJIRU).cells[A02].raw == "77"


def test_reading_the_same_figures_again_keeps_undo(page: EntryPage, typist: Typist) -> None:
    typist.keypad("12\n3\n")
    page.refresh()
    typist.control(Qt.Key.Key_Z)
    assert typist.text("A01[PN]") == ""


def test_a_half_typed_first_cell_of_a_return_begun_elsewhere_is_no_fault_of_the_program(
    page: EntryPage, typist: Typist, office: Office
) -> None:
    typist.press("1")
    page.keeping._drafts.stop()
    office.entry.open(PROBE, NYOTA, NOVEMBER, WANJIRU).set(A02, "77")
    page.keeping._remember_draft()
    assert page.view.is_typing
