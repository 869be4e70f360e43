"""My key: every act by keyboard, on a real office with real keys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from key_office import Ring, quick_keys
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit
from shiboken6 import isValid

from kmmp_desktop.domain.office import Role
from kmmp_desktop.errors import WrongPassphraseError
from kmmp_desktop.security import wrapping
from kmmp_desktop.services.key_dates import KeyStanding
from kmmp_desktop.services.sealed_files import kind_of
from ui.keys.page import KeyPage
from ui.keys.recovery_dialog import RecoveryDialog
from ui.page import Desk

__all__ = ["quick_keys"]
WORDS, OTHER_WORDS, NEW = "boat maize lantern", "river stone mango", "another good phrase"
ENTER = Qt.Key.Key_Return


@pytest.fixture
def page(qtbot: Any, quick_keys: None, real_desk: Desk, monkeypatch: Any) -> KeyPage:
    monkeypatch.setattr(wrapping, "_make", lambda platform: ring)
    ring = Ring()
    people = real_desk.services.people
    people.found_office("Ziwa, Kisumu office", "Ziwa Health Partners")
    people.add("wanjiru", "A. Wanjiru", Role.CLERK, WORDS)
    people.add("otieno", "P. Otieno", Role.MANAGER, OTHER_WORDS)
    real_desk.person = people.find("wanjiru")
    made = KeyPage(real_desk)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.retranslate()
    made.set_look(real_desk.look)
    made.refresh()
    return made


def answer(qtbot: Any, page: KeyPage, **fields: str) -> Any:
    """Fill the dialog that is open and press Enter; returns it once its work is over."""
    dialog = page.acts.dialog
    assert dialog is not None
    for name, text in fields.items():
        dialog.fields[name].setFocus()
        dialog.fields[name].selectAll()
        QTest.keyClicks(dialog.fields[name], text)
    QTest.keyClick(dialog, ENTER)
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.is_working)
    return dialog


def made_key(qtbot: Any, page: KeyPage) -> str:
    """A recovery sheet, and with it a key; returns the code."""
    QTest.keyClick(page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    answer(qtbot, page, old=WORDS)
    shown = page.acts.dialog
    assert isinstance(shown, RecoveryDialog)
    code = shown.blocks[0].sheet.code
    QTest.keyClick(shown.go, Qt.Key.Key_Space)
    return code


def test_without_a_key_it_says_so_and_offers_what_makes_sense(page: KeyPage) -> None:
    assert page.panel.head.text() == "No signing key yet"
    offered = {name for name, row in page.rows.items() if row.isVisible()}
    assert offered == {"passphrase", "recovery", "request"}


def test_a_recovery_sheet_is_made_with_ctrl_p_and_shown_once(qtbot: Any, page: KeyPage) -> None:
    code = made_key(qtbot, page)
    assert page.panel.head.text().startswith("Key ")
    assert "There is a recovery sheet." in page.panel.lines.text()
    assert page.desk.services.keys.reset("wanjiru", code, NEW)


def test_the_passphrase_is_changed_with_f2_and_the_sitting_ends(qtbot: Any, page: KeyPage) -> None:
    people = page.desk.services.people
    page.desk.sitting.keep(people.unlock(page.desk.person, WORDS)).lock()
    assert "Your key is open" in page.panel.lines.text() or page.desk.sitting.is_open
    QTest.keyClick(page, Qt.Key.Key_F2)
    dialog = answer(qtbot, page, old=WORDS, new=NEW, again=NEW + "x")
    assert dialog.problem == "The two passphrases are not the same."
    told = []
    page.announced.connect(told.append)
    answer(qtbot, page, again=NEW)
    assert told == ["The passphrase was changed."]
    assert not page.desk.sitting.is_open
    assert people.sign_in("wanjiru", NEW)


def test_a_wrong_passphrase_is_said_in_the_dialog_and_nothing_changes(qtbot: Any, page: KeyPage) -> None:
    QTest.keyClick(page, Qt.Key.Key_F2)
    dialog = answer(qtbot, page, old="not the one", new=NEW, again=NEW)
    assert "not right for wanjiru" in dialog.problem
    assert dialog.fields["old"].echoMode() is QLineEdit.EchoMode.Password
    dialog.reject()
    with pytest.raises(WrongPassphraseError):
        page.desk.services.people.sign_in("wanjiru", NEW)


def test_a_request_is_written_and_a_file_that_is_none_is_refused_in_the_page(
    qtbot: Any, page: KeyPage, tmp_path: Any, monkeypatch: Any
) -> None:
    made_key(qtbot, page)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
    told = []
    page.announced.connect(told.append)
    page.acts.run("request")
    answer(qtbot, page, old=WORDS)
    written = tmp_path / "mine.kmmp-request"
    assert kind_of(written.read_bytes()) == "request"
    assert str(written) in told[-1]
    page.acts.take(written)
    assert "another kind of file" in page.panel.problem.text()


def test_the_key_is_tied_and_untied_and_the_page_says_which(qtbot: Any, page: KeyPage) -> None:
    made_key(qtbot, page)
    keys = page.desk.services.keys
    for act, tied in (("tie", True), ("untie", False)):
        row = page.rows[act]
        row.button.setFocus()
        before = page.acts.dialog
        QTest.keyClick(row.button, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda before=before: page.acts.dialog is not before)
        answer(qtbot, page, old=WORDS)
        assert keys.state(page.desk.person).is_tied is tied
        assert page.rows["untie"].isVisible() is tied
        assert page.rows["tie"].isVisible() is not tied


def test_without_a_keyring_the_page_says_so_and_asks_for_nothing(
    qtbot: Any, page: KeyPage, monkeypatch: Any
) -> None:
    made_key(qtbot, page)

    def nowhere(platform: str) -> None:
        raise RuntimeError

    monkeypatch.setattr(wrapping, "_make", nowhere)
    before = page.acts.dialog
    page.acts.run("tie")
    qtbot.waitUntil(lambda: "no keyring that the program can use" in page.panel.problem.text())
    assert page.acts.dialog is before


def test_a_new_key_takes_the_place_of_the_lost_one(qtbot: Any, page: KeyPage) -> None:
    made_key(qtbot, page)
    before = page.panel.head.text()
    page.acts.run("new_key")
    answer(qtbot, page, old=WORDS)
    assert page.panel.head.text() != before
    assert "There is no recovery sheet" in page.panel.lines.text()


def test_a_manager_lets_in_whoever_lost_everything_and_a_clerk_is_not_even_offered_it(
    qtbot: Any, page: KeyPage
) -> None:
    assert not page.give_button.isVisible()
    made_key(qtbot, page)
    page.desk.person = page.desk.services.people.find("otieno")
    page.person_changed()
    page.give_button.setFocus()
    QTest.keyClick(page.give_button, Qt.Key.Key_Space)
    answer(qtbot, page, old=OTHER_WORDS, new=NEW, again=NEW)
    keys, people = page.desk.services.keys, page.desk.services.people
    assert keys.state(people.find("wanjiru")).standing is KeyStanding.NONE
    assert people.sign_in("wanjiru", NEW)


def test_the_dialogs_with_secrets_go_when_the_window_is_locked(qtbot: Any, page: KeyPage) -> None:
    made_key(qtbot, page)
    page.acts.run("passphrase")
    assert page.acts.dialog.property("gives up when locked")
    page.acts.dialog.reject()
    dialog = RecoveryDialog(page.desk, [replace_sheet(page)], page)
    assert dialog.property("gives up when locked")


def replace_sheet(page: KeyPage) -> Any:
    sheet = page.desk.services.keys.make_recovery(page.desk.person, WORDS)
    return replace(sheet)


@pytest.mark.parametrize("language", ["en", "sw"])
def test_a_dialog_for_a_new_passphrase_shows_every_line_of_it(
    qtbot: Any, page: KeyPage, language: str
) -> None:
    page.desk.texts.use(language)
    try:
        page.acts.run("passphrase")
        dialog = page.acts.dialog
        with qtbot.waitExposed(dialog):
            dialog.show()
        dialog.show_problem("One sentence more, as after a mistake.")
        last = dialog.fields["again"]
        qtbot.waitUntil(
            lambda: (
                dialog._area.verticalScrollBar().maximum() == 0
                and last.visibleRegion().boundingRect() == last.rect()
            )
        )
        dialog.reject()
    finally:
        page.desk.texts.use("en")


def test_it_is_all_said_in_swahili(page: KeyPage) -> None:
    page.desk.texts.use("sw")
    try:
        page.retranslate()
        assert page.rows["passphrase"].title.text() == "Kaulisiri"
        assert page.title() == "Ufunguo wangu"
        english = [row.act.about for row in page.rows.values()]
        shown = [row.button.accessibleDescription() for row in page.rows.values()]
        assert not set(english) & set(shown)
    finally:
        page.desk.texts.use("en")
