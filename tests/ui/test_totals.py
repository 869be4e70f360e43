"""Totals and Verify log on the screen, by keyboard."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flow_office import desk_of, press, show, wait
from office_fixtures import FULL, NOVEMBER, NYOTA, ZIWA, Office, office, office_template
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from kmmp_desktop.domain.values import CellKey
from ui.log.verify_view import VerifyView
from ui.style.look import Look
from ui.totals.page import TotalsPage

__all__ = ["office", "office_template"]
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def month(office: Office) -> Office:
    """Nyota approved, Ziwa a draft."""
    opened = office.complete(NYOTA)
    office.services.approval.approve([opened.revision.id], office.signer("manager"))
    office.fill(ZIWA)
    return office


@pytest.fixture
def page(qtbot: Any, month: Office, look: Look) -> TotalsPage:
    made = TotalsPage(desk_of(month, "manager", look))
    show(qtbot, made)
    made.refresh()
    wait(qtbot, lambda: made.found is not None and not made.running.is_running)
    return made


def row_with(page: TotalsPage, key: CellKey) -> Any:
    return next(row for row in page.tables["rows"].face_rows if row.key == key)


def test_what_is_added_up_and_who_is_missing_is_said(page: TotalsPage) -> None:
    assert "1 of 2 returns" in page.subtitle()
    assert page.toggles["missing"].accessibleName() == "1 not in it"
    press(page, Qt.Key.Key_3, modifier=ALT)
    [row] = page.tables["missing"].face_rows
    assert [face.text for face in row.faces[:3]] == ["Ziwa Dispensary", "Kisumu East", "Draft"]


def test_a_total_leads_to_the_return_at_the_cell_by_keys_alone(qtbot: Any, page: TotalsPage) -> None:
    table = page.tables["rows"]
    table.setFocus()
    key = CellKey("KM_C02", "ANC")
    assert table.select(key)
    wait(qtbot, lambda: page.parts.face_rows)
    [part] = page.parts.face_rows
    figure = row_with(page, key).faces[2].text
    assert figure == part.faces[1].text
    assert part.faces[2].sub == "A. Wanjiru, P. Otieno"
    asked = []
    page.finding_requested.connect(lambda *where: asked.append(where))
    press(page, Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert asked == [(FULL, NYOTA, NOVEMBER, "KM_C02[ANC]")]


def test_saving_writes_the_file_and_remembers_which_revisions_were_used(
    qtbot: Any, page: TotalsPage, month: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "totals"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), "PDF (*.pdf)"))
    said: list[str] = []
    page.announced.connect(said.append)
    press(page, Qt.Key.Key_E, modifier=CONTROL)
    wait(qtbot, lambda: said)
    assert said == ["The totals are in totals.pdf."]
    assert target.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    assert page.toggles["kept"].accessibleName() == "1 made before"
    press(page, Qt.Key.Key_4, modifier=ALT)
    [row] = page.tables["kept"].face_rows
    assert row.faces[3].text == "Nothing: it still stands"
    opened = month.services.entry.open(FULL, ZIWA, NOVEMBER, month.person("clerk"))
    month.services.completion.complete(opened, month.signer("clerk"))
    month.services.approval.approve([opened.revision.id], month.signer("manager"))
    page.refresh()
    wait(qtbot, lambda: "came later" in page.tables["kept"].face_rows[0].faces[3].text)


def test_a_county_is_chosen_and_stays_chosen(qtbot: Any, page: TotalsPage) -> None:
    at = page.head.place.findText("County: Kisumu")
    page.head.place.setCurrentIndex(at)
    page.head.changed.emit()
    wait(qtbot, lambda: page.found is not None and page.found.place == "Kisumu")
    assert page.head.place.currentText() == "County: Kisumu"
    assert "County: Kisumu" in page.subtitle()


def test_the_two_lists_are_of_the_language_as_well(page: TotalsPage) -> None:
    page.desk.texts.use("sw")
    try:
        page.retranslate()
        assert page.head.place.currentText() == "Vituo vyote"
        assert page.head.form.currentText() == page.found.form.short.say("sw")
    finally:
        page.desk.texts.use("en")


def test_the_log_is_looked_through_and_the_broken_entry_is_named(
    qtbot: Any, month: Office, look: Look
) -> None:
    page = VerifyView(desk_of(month, "manager", look))
    show(qtbot, page)
    wait(qtbot, page.isActiveWindow)
    page.verify()
    wait(qtbot, lambda: page.report is not None)
    assert page.report.holds
    assert page.broken.isHidden()
    with closing(sqlite3.connect(month.home / "office.db")) as connection:
        connection.execute("UPDATE audit SET at = at + 1 WHERE number = 2 AND length(chain) = 16")
        connection.commit()
    page.verify()
    wait(qtbot, lambda: not page.report.holds)
    first = page.broken.face_rows[0]
    assert "Entry 2" in first.faces[1].text
    assert "November 2026" in first.faces[0].text


def test_a_printed_head_is_looked_for_and_what_is_none_is_refused(
    qtbot: Any, month: Office, look: Look
) -> None:
    page = VerifyView(desk_of(month, "manager", look))
    show(qtbot, page)
    with month.work() as work:
        head = work.audit.head("office")[:12].upper()
    page.head_field.setFocus()
    press(page, *[Qt.Key(ord(letter)) for letter in head], Qt.Key.Key_Return)
    assert "still holds it" in page.proofs.face_rows[0].faces[1].text
    said: list[str] = []
    page.announced.connect(said.append)
    press(page, Qt.Key.Key_X, Qt.Key.Key_Return)
    assert "not the head of a log" in said[0]
    assert page.head_field.text().upper() == "X"
