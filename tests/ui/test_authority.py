"""Programme: an office compares a fingerprint and believes; the keys issue, revoke, publish."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from authority_fixtures import NYANZA, WORDS, Programme, member, programme, programme_template
from flow_office import ENTER, press, show, wait
from office_fixtures import Office, office, office_template
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from kmmp_desktop.domain.office import Role
from kmmp_desktop.security.trust_list import read_trust, summary_of
from kmmp_desktop.texts.catalogue import Catalogue
from ui.authority.page import AuthorityPage
from ui.authority.window import AuthorityWindow
from ui.page import Desk
from ui.style.look import Look

__all__ = ["office", "office_template", "programme", "programme_template"]

Key = Qt.Key


def desk_of(office: Office, programme: Programme, look: Look, who="manager", language="en") -> Desk:
    services = replace(office.services, authority=programme.service)
    return Desk(services, Catalogue(language), look, office.person(who))


@pytest.fixture
def page(office, programme, dressed, look, qtbot) -> AuthorityPage:
    made = show(qtbot, AuthorityPage(desk_of(office, programme, look)))
    made.heard = []
    made.announced.connect(made.heard.append)
    return made


def choose(monkeypatch, name: Path | None):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(name) if name else "", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(name) if name else "")


def fill(qtbot, sheet, **texts: str):
    """Type into the fields by their names and press Enter."""
    qtbot.waitExposed(sheet)
    for name, text in texts.items():
        sheet.fields[name].clear()
        QTest.keyClicks(sheet.fields[name], text)
    QTest.keyClick(sheet.fields[name], ENTER)


def back(qtbot, page: AuthorityPage):
    """The page over its closed sheet, as a window system would activate it."""
    page.activateWindow()
    page.setFocus()
    wait(qtbot, page.isActiveWindow)


def test_the_first_trust_file_is_believed_when_its_fingerprint_was_typed(
    page, programme, qtbot, monkeypatch, tmp_path
):
    path = tmp_path / "first.kmmp-trust"
    path.write_bytes(programme.publish())
    right = summary_of("t", path.read_bytes()).fingerprint
    assert "no trust file yet" in page.trust.sentence.text()
    choose(monkeypatch, path)
    press(page, Key.Key_T, modifier=Qt.KeyboardModifier.ControlModifier)
    sheet = page.trust.sheet
    shown = " ".join(w.text() for w in sheet.findChildren(type(page.trust.sentence)))
    assert right[:9] not in shown, "whoever only copies what is shown compares nothing"
    fill(qtbot, sheet, fingerprint="0000 1111")
    wait(qtbot, lambda: sheet.problem)
    assert "another fingerprint" in sheet.problem
    assert sheet.isVisible()
    fill(qtbot, sheet, fingerprint=right.lower())
    wait(qtbot, lambda: page.heard)
    assert "list number 1" in page.heard[-1]
    assert "recognised" in page.trust.sentence.text()

    back(qtbot, page)
    later = tmp_path / "second.kmmp-trust"
    later.write_bytes(programme.publish())
    choose(monkeypatch, later)
    press(page, Key.Key_T, modifier=Qt.KeyboardModifier.ControlModifier)
    assert page.trust.sheet is None, "the same root: nothing has to be compared again"
    assert "list number 2" in page.heard[-1]
    choose(monkeypatch, path)
    press(page, Key.Key_T, modifier=Qt.KeyboardModifier.ControlModifier)
    assert "has number 2 already" in page.heard[-1]


def test_a_request_becomes_a_certificate_by_keyboard(page, programme, qtbot, monkeypatch):
    choose(monkeypatch, programme.folder)
    press(page, Key.Key_O, modifier=Qt.KeyboardModifier.ControlModifier)
    assert len(page.keys.table.face_rows) == 3
    who = member("Ann Moraa", Role.MANAGER, NYANZA, 3)
    choose(monkeypatch, who.request(programme.files))
    press(page, Key.Key_F6)
    sheet = page.keys.acts.sheet
    fill(qtbot, sheet, fingerprint=who.fingerprint, passphrase=WORDS)
    assert "Tick the box" in sheet.problem
    sheet.tick.setFocus()
    QTest.keyClick(sheet.tick, Key.Key_Space)
    fill(qtbot, sheet, fingerprint=who.fingerprint, passphrase=WORDS + "x")
    wait(qtbot, lambda: sheet.problem and not sheet.is_working)
    assert "does not open" in sheet.problem
    fill(qtbot, sheet, passphrase=WORDS)
    wait(qtbot, lambda: page.heard)
    who.take(Path(page.heard[-1].split(": ", 1)[1]))
    assert [row.faces[0].text for row in page.keys.table.face_rows][:2] == ["Nyanza Care", "Ann Moraa"]
    assert "No trust file was published" in page.keys.foot.words.sentence.text()


def test_revoking_says_what_it_means_and_wants_a_reason(page, programme, qtbot):
    programme.publish()
    page.keys.show_folder(programme.folder)
    page.keys.table.select(("person", UUID(int=2)))
    press(page, Key.Key_Delete)
    sheet = page.keys.acts.sheet
    fill(qtbot, sheet, passphrase=WORDS)
    assert '"Why" is blank' in sheet.problem
    fill(qtbot, sheet, why="left", passphrase=WORDS)
    wait(qtbot, lambda: page.heard)
    [row] = [r for r in page.keys.table.face_rows if r.key == ("person", UUID(int=2))]
    assert row.faces[3].text == "Revoked: left"
    assert row.faces[3].icon == "forbidden"
    back(qtbot, page)
    press(page, Key.Key_F9)
    fill(qtbot, page.keys.acts.sheet, days="90", passphrase=WORDS)
    wait(qtbot, lambda: len(page.heard) == 2)
    made = Path(page.heard[-1].split(": ", 1)[1])
    assert read_trust("t", made.read_bytes()).summary.number == 2
    assert "List number 2 is good until" in page.keys.foot.words.sentence.text()


def test_somebody_who_only_left_is_revoked_with_a_tick(page, programme, qtbot):
    page.keys.show_folder(programme.folder)
    page.keys.table.select(("person", UUID(int=2)))
    press(page, Key.Key_Delete)
    sheet = page.keys.acts.sheet
    sheet.tick.setFocus()
    QTest.keyClick(sheet.tick, Key.Key_Space)
    fill(qtbot, sheet, why="moved to Nakuru", passphrase=WORDS)
    wait(qtbot, lambda: page.heard)
    [row] = [r for r in page.keys.table.face_rows if r.key == ("person", UUID(int=2))]
    assert row.faces[3].text == "Left: moved to Nakuru"
    assert programme.open().book.person(UUID(int=2)).issued[-1].left


def test_a_request_that_cannot_be_granted_is_refused_before_a_passphrase_is_asked(
    page, programme, monkeypatch
):
    page.keys.show_folder(programme.folder)
    wrong = member("Achieng Wanjiru", Role.CLERK, NYANZA, 3, programme.clerk.person.id)
    choose(monkeypatch, wrong.request(programme.files))
    press(page, Key.Key_F6)
    assert page.keys.acts.sheet is None
    assert "known from another office" in page.heard[-1]
    other = programme.files / "x.kmmp-request"
    other.write_text("no request")
    choose(monkeypatch, other)
    press(page, Key.Key_F6)
    assert "not a file of this program" in page.heard[-1]


def test_a_folder_without_keys_is_told_and_nothing_opens(page, programme, monkeypatch):
    choose(monkeypatch, programme.files)
    press(page, Key.Key_O, modifier=Qt.KeyboardModifier.ControlModifier)
    assert "no programme authority" in page.heard[-1]
    assert page.keys.folder is None
    press(page, Key.Key_F9, Key.Key_F7, Key.Key_Delete)
    assert page.keys.acts.sheet is None


def test_a_computer_without_an_office_keeps_the_keys(
    real_desk, programme, qtbot, monkeypatch, tmp_path, dressed
):
    desk = replace(real_desk, services=replace(real_desk.services, authority=programme.service))
    window = AuthorityWindow(desk)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    assert not window.page.trust.isVisible()
    choose(monkeypatch, tmp_path / "new")
    window.page.keys.found_button.click()
    sheet = window.page.keys.acts.sheet
    fill(qtbot, sheet, programme="Second programme", passphrase=WORDS, again="other")
    assert "not the same" in sheet.problem
    fill(qtbot, sheet, again=WORDS)
    wait(qtbot, lambda: window.said.text())
    assert programme.service.look(tmp_path / "new").programme == "Second programme"
    assert window.page.keys.folder == tmp_path / "new"


def test_in_a_narrow_window_one_part_is_shown_at_a_time(page, programme):
    assert page.trust.isVisible()
    assert page.keys.isVisible()
    page.resize(700, 400)
    assert page.trust.isVisible()
    assert not page.keys.isVisible()
    page.other_button.click()
    assert page.keys.isVisible()
    assert not page.trust.isVisible()
    page.other_button.click()
    page.keys.show_folder(programme.folder)
    assert page.keys.isVisible(), "what was opened is shown"


@pytest.mark.parametrize("language", ["en", "sw"])
def test_both_parts_speak_the_language_of_the_window(office, programme, dressed, look, qtbot, language):
    made = show(qtbot, AuthorityPage(desk_of(office, programme, look, language=language)))
    assert made.title() == {"en": "Programme", "sw": "Programu"}[language]
    made.desk.texts.use("sw" if language == "en" else "en")
    made.retranslate()
    assert (
        made.keys.open_button.text()
        == {
            "sw": "Open the folder of the keys…",
            "en": "Fungua folda ya funguo…",
        }[language]
    )
