"""Scenario 14: an auditor asks for one cell's story and the whole log, and holds both against paper."""

import csv
import re
import sqlite3
from contextlib import closing
from datetime import timedelta

import pypdfium2
import pytest
from office_fixtures import FULL, NOVEMBER, NYOTA
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from kmmp_desktop.domain.values import CellKey

K = Qt.Key
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
CELL = CellKey("KM_C02", "ANC")


@pytest.fixture
def sent(office, tmp_path):
    """November of Nyota: typed, typed again with a reason, signed by two, sent; one head is on paper."""
    opened = office.fill()
    office.clock.moment += timedelta(minutes=7)
    before = str(opened.value(CELL).value)
    opened.set(CELL, "777")
    office.clock.moment += timedelta(minutes=1)
    opened.set(CELL, before)
    opened.add_comment(CELL, "777 was the line above.")
    office.services.completion.complete(opened, office.signer("clerk"))
    office.services.approval.approve([opened.revision.id], office.signer("manager"))
    plan = office.services.exporting.plan(FULL, NOVEMBER)
    office.services.exporting.export(plan, tmp_path / "sent", office.person("manager"))
    [pdf] = (path for path in (tmp_path / "sent").rglob("*.pdf") if NYOTA in path.name)
    return office, pdf, before


@pytest.fixture
def auditor(sent, sit, qtbot):
    """The manager shows the auditor, at the whole window."""
    desk = sit(sent[0], username="manager")
    desk.wait = lambda done: qtbot.waitUntil(lambda: bool(done()), timeout=120_000)
    desk.press(K.Key_V, mod=CONTROL | ALT)
    desk.page = desk.window.page("log")
    assert desk.window.here == "log"
    desk.wait(lambda: not desk.page.whole.is_reading and desk.page.whole.table.face_rows)
    return desk


def words(table):
    return [" | ".join(face.text for face in row.faces) for row in table.face_rows]


def head_on(pdf):
    text = "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return re.search(r"\b[0-9A-F]{4} [0-9A-F]{4} [0-9A-F]{4}\b", text[text.find("og") :]).group()


def tell_story(desk):
    """Ctrl+F for the words, down to the entry, Enter: its cell's story."""
    page = desk.page
    desk.press(K.Key_F, mod=CONTROL)
    desk.press("777 was")
    desk.wait(lambda: not page.whole.is_reading and len(page.whole.table.face_rows) == 1)
    desk.press(K.Key_Return)
    desk.wait(lambda: page.story.story is not None and not page.story.is_reading)
    assert page.view is page.story


def test_who_when_old_new_and_why_and_the_log_holds_its_head(auditor, sent):
    _, pdf, before = sent
    desk, page = auditor, auditor.page
    tell_story(desk)
    story = words(page.story.table)
    changed = [line for line in story if "777" in line]
    assert "A. Wanjiru" in changed[0]
    assert "3 Dec 2026" in changed[0]
    assert f"| {before} | 777 |" in changed[0]
    assert f"| 777 | {before} |" in changed[1]
    assert "777 was the line above." in changed[2]
    times = [row.faces[0].sub for row in page.story.table.face_rows if row.faces[3].text == before]
    assert times == ["10:49:07"]
    assert any("Approved and signed by the manager" in line and "P. Otieno" in line for line in story)
    assert desk.says("The log of this return is whole")

    desk.press(K.Key_F9)
    desk.wait(lambda: page.verify.report is not None)
    assert desk.says("The log holds: every entry is as it was written.")
    desk.press(K.Key_F, mod=CONTROL)
    desk.press(head_on(pdf), K.Key_Return)
    assert desk.says() is True
    assert "still holds it" in words(page.verify.proofs)[0]


def test_after_an_edit_by_hand_the_first_broken_entry_is_named_and_paper_shows_the_break(auditor, sent):
    office, pdf, _ = sent
    desk, page = auditor, auditor.page
    with closing(sqlite3.connect(office.home / "office.db")) as connection:
        edit = (
            "UPDATE audit SET body = replace(body, '777', '77') WHERE action = 'cell' AND body LIKE '%777%'"
        )
        assert connection.execute(edit).rowcount == 2
        connection.commit()
        edited = "SELECT min(number) FROM audit WHERE body LIKE '%:77}%' AND action = 'cell'"
        [(first,)] = connection.execute(edited)
    tell_story(desk)
    assert desk.says(f"The log of revision 1 does not hold from entry {first} on.")
    marked = [row.faces[6].sub for row in page.story.table.face_rows]
    assert marked.count("does not hold") == len(marked) - marked.index("does not hold") > 2
    desk.press(K.Key_F9)
    desk.wait(lambda: page.verify.report is not None)
    assert any(f"Entry {first}" in line for line in words(page.verify.broken))
    desk.press(K.Key_F, mod=CONTROL)
    desk.press(head_on(pdf), K.Key_Return)
    assert "does not hold this head" in words(page.verify.proofs)[0]


def test_the_story_is_one_key_away_from_the_cell_and_the_log_is_walked_and_saved_by_keys(
    sent, sit, qtbot, monkeypatch, tmp_path
):
    office, _, before = sent
    desk = sit(office, username="manager")
    desk.open()
    desk.go("C02[ANC]")
    desk.press(K.Key_H, mod=CONTROL)
    page = desk.window.page("log")
    qtbot.waitUntil(lambda: page.story.story is not None, timeout=60_000)
    assert page.story.story.cell == CELL
    assert page.story.story.key.facility == NYOTA
    desk.press(K.Key_Return, mod=CONTROL)
    assert desk.window.here == "entry"
    assert desk.key == CELL

    monkeypatch.setattr("ui.log.whole_view.PAGE", 10)
    desk.press(K.Key_V, mod=CONTROL | ALT)
    desk.press(K.Key_F7)

    def settled():
        qtbot.waitUntil(lambda: not page.whole.is_reading, timeout=60_000)
        return words(page.whole.table)

    newest = settled()
    desk.press(K.Key_PageDown, mod=ALT)
    assert settled() != newest
    desk.press(K.Key_End, mod=ALT)
    assert any("Office named" in line for line in settled())
    desk.press(K.Key_Home, mod=ALT)
    assert settled() == newest
    path = tmp_path / "log.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    desk.press(K.Key_E, mod=CONTROL)
    qtbot.waitUntil(path.exists, timeout=60_000)
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert any(row[6:8] == [before, "777"] for row in rows if len(row) > 8)
