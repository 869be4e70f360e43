"""How often a return is read, and what stays when the one on the desk is asked for again."""

from __future__ import annotations

from typing import Any

from entry_office import NOVEMBER, NYOTA, Office
from entry_typist import PROBE, Typist
from PySide6.QtCore import Qt

from kmmp_desktop.domain.values import CellKey
from ui.entry.page import EntryPage


def test_the_return_that_is_open_keeps_cursor_and_undo_when_it_is_chosen_again(
    page: EntryPage, typist: Typist
) -> None:
    typist.keypad("12\n3\n")
    page.open_return(PROBE, NYOTA, NOVEMBER)
    assert typist.key == CellKey("PR_A02")
    typist.control(Qt.Key.Key_Z)
    assert (typist.text("A01[ANC]"), typist.text("A01[PN]")) == ("12", "")


def test_a_return_is_read_once_when_it_is_opened(page: EntryPage, office: Office, monkeypatch: Any) -> None:
    read: list[str] = []
    usual = office.entry.open

    def counted(family: str, *rest: Any, **how: Any) -> Any:
        read.append(family)
        return usual(family, *rest, **how)

    monkeypatch.setattr(office.entry, "open", counted)
    page.open_return("KMMP_HF", NYOTA, NOVEMBER)
    page.open_return("KMMP_HF", NYOTA, NOVEMBER)
    assert read == ["KMMP_HF", "KMMP_HF"]
