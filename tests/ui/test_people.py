"""First run, signing in, switching person: on a real database with real passphrase hashing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from key_office import quick_keys
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from kmmp_desktop.domain.office import Role
from ui.page import Desk
from ui.people.first_run_dialog import FirstRunDialog
from ui.people.sign_in_dialog import SignInDialog
from ui.widgets.labels import Label

__all__ = ["quick_keys"]
WORDS, OTHER_WORDS = "boat maize lantern", "river stone mango"


@pytest.fixture
def first(qtbot: Any, quick_keys: None, real_desk: Desk) -> FirstRunDialog:
    dialog = FirstRunDialog(real_desk)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    QTest.keyClicks(dialog.office, "Ziwa, Kisumu office")
    QTest.keyClicks(dialog.partner, "Ziwa Health Partners")
    for account, name, username, words in (
        (dialog.clerk, "A. Wanjiru", "wanjiru", WORDS),
        (dialog.manager, "P. Otieno", "otieno", OTHER_WORDS),
    ):
        QTest.keyClicks(account.name, name)
        QTest.keyClicks(account.username, username)
        QTest.keyClicks(account.passphrase, words)
        QTest.keyClicks(account.again, words)
    return dialog


def press_go(qtbot: Any, dialog: Any) -> None:
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_working, timeout=20_000)


def retype(field: QLineEdit, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)


def test_the_first_run_makes_an_office_a_clerk_and_a_manager(qtbot: Any, first: FirstRunDialog) -> None:
    press_go(qtbot, first)
    assert first.recovery is not None
    first.recovery.accept()
    people = first.desk.services.people
    assert first.result() == FirstRunDialog.DialogCode.Accepted
    assert people.office().partner == "Ziwa Health Partners"
    assert {(p.username, p.role) for p in people.people()} == {
        ("wanjiru", Role.CLERK),
        ("otieno", Role.MANAGER),
    }
    assert first.person is not None
    assert first.person.username == "wanjiru"
    assert people.sign_in("otieno", OTHER_WORDS).name == "P. Otieno"


def test_the_first_run_offers_a_recovery_sheet_for_each_of_the_two(
    qtbot: Any, first: FirstRunDialog, tmp_path: Path
) -> None:
    press_go(qtbot, first)
    dialog = first.recovery
    assert dialog is not None
    clerk, manager = dialog.blocks
    assert not clerk.code.isVisible(), "nobody reads the other's code by the way"
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert "Neither saved nor shown yet: A. Wanjiru, P. Otieno" in dialog.problem
    clerk.write(tmp_path / "sheet.pdf")
    qtbot.waitUntil(lambda: clerk.print.isEnabled())
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert [path.name for path in tmp_path.glob("*sheet*")] == ["sheet.pdf"]
    QTest.mouseClick(manager.show_code, Qt.MouseButton.LeftButton)
    code = manager.sheet.code
    assert [part.text() for part in manager.code.findChildren(Label)] == code.split("-")
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert first.result() == FirstRunDialog.DialogCode.Accepted
    keys = first.desk.services.keys
    assert all(keys.state(person).has_recovery for person in first.desk.services.people.people())
    assert keys.reset("otieno", code, "another good phrase").username == "otieno"


def test_the_first_blank_field_is_named_and_gets_the_cursor(qtbot: Any, first: FirstRunDialog) -> None:
    first.partner.clear()
    first.manager.name.clear()
    press_go(qtbot, first)
    assert first.problem == '"Implementing partner" is blank. Every field is needed.'
    assert first.focusWidget() is first.partner
    assert any(str(first.desk.services.home) in label.text() for label in first.findChildren(Label))


def test_two_different_passphrases_are_told_before_anything_is_made(
    qtbot: Any, first: FirstRunDialog
) -> None:
    retype(first.manager.again, "river stone")
    press_go(qtbot, first)
    assert first.problem == "The two passphrases are not the same."
    assert first.desk.services.people.office() is None


def test_one_person_cannot_be_clerk_and_manager(qtbot: Any, first: FirstRunDialog) -> None:
    retype(first.manager.username, "Wanjiru")
    press_go(qtbot, first)
    assert "two different user names" in first.problem
    assert first.desk.services.people.people() == ()


def test_after_one_account_was_refused_the_other_is_not_made_twice(
    qtbot: Any, first: FirstRunDialog
) -> None:
    for field in (first.manager.passphrase, first.manager.again):
        retype(field, "short")
    press_go(qtbot, first)
    assert "The passphrase has 5 characters" in first.problem
    assert first.focusWidget() is first.manager.passphrase
    for field in (first.manager.passphrase, first.manager.again):
        retype(field, OTHER_WORDS)
    press_go(qtbot, first)
    assert first.problem == ""
    assert len(first.desk.services.people.people()) == 2
    assert first.recovery is not None
    first.recovery.accept()


@pytest.fixture
def sign_in(qtbot: Any, quick_keys: None, real_desk: Desk) -> SignInDialog:
    people = real_desk.services.people
    people.found_office("Ziwa, Kisumu office", "Ziwa Health Partners")
    people.add("wanjiru", "A. Wanjiru", Role.CLERK, WORDS)
    people.add("otieno", "P. Otieno", Role.MANAGER, OTHER_WORDS)
    dialog = SignInDialog(real_desk, username="otieno")
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def test_whoever_signed_in_last_is_offered_first(sign_in: SignInDialog) -> None:
    assert sign_in.who.currentText() == "P. Otieno, manager"
    assert sign_in.who.count() == 2


def test_the_right_passphrase_and_enter_sign_in(qtbot: Any, sign_in: SignInDialog) -> None:
    QTest.keyClicks(sign_in.passphrase, OTHER_WORDS)
    with qtbot.waitSignal(sign_in.accepted, timeout=20_000):
        QTest.keyClick(sign_in.passphrase, Qt.Key.Key_Return)
    assert sign_in.person is not None
    assert sign_in.person.role is Role.MANAGER


def test_a_wrong_passphrase_is_told_and_can_be_typed_over(qtbot: Any, sign_in: SignInDialog) -> None:
    QTest.keyClicks(sign_in.passphrase, WORDS)
    press_go(qtbot, sign_in)
    assert sign_in.person is None
    assert "not right for otieno" in sign_in.problem
    assert "Caps Lock" in sign_in.problem
    assert sign_in.passphrase.hasSelectedText()


def test_no_passphrase_is_no_attempt(qtbot: Any, sign_in: SignInDialog) -> None:
    press_go(qtbot, sign_in)
    assert sign_in.problem == "Type your passphrase."


def test_who_forgot_the_passphrase_sets_a_new_one_with_the_code_and_signs_in(
    qtbot: Any, sign_in: SignInDialog
) -> None:
    keys, people = sign_in.desk.services.keys, sign_in.desk.services.people
    code = keys.make_recovery(people.find("otieno"), OTHER_WORDS).code
    QTest.mouseClick(sign_in.forgot, Qt.MouseButton.LeftButton)
    sheet = sign_in.reset
    assert sheet.property("gives up when locked")
    QTest.keyClicks(sheet.fields["code"], "0000-" + code[5:])
    for name in ("new", "again"):
        QTest.keyClicks(sheet.fields[name], "another good phrase")
    press_go(qtbot, sheet)
    assert "was not copied right" in sheet.problem
    retype(sheet.fields["code"], code.lower())
    QTest.mouseClick(sheet.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Sign in with it" in sign_in.hint.text(), timeout=20_000)
    QTest.keyClicks(sign_in.passphrase, "another good phrase")
    press_go(qtbot, sign_in)
    assert sign_in.person is not None


def test_the_passphrase_is_never_shown(sign_in: SignInDialog, first: FirstRunDialog) -> None:
    for field in (sign_in.passphrase, first.clerk.passphrase, first.manager.again):
        assert field.echoMode() is QLineEdit.EchoMode.Password


def test_the_demo_office_shows_its_passphrase(qtbot: Any, desk: Desk) -> None:
    dialog = SignInDialog(desk)
    qtbot.addWidget(dialog)
    assert dialog.hint.text() == "Demo office: the passphrase is lake lantern maize"


def test_escape_closes_without_signing_in(qtbot: Any, sign_in: SignInDialog) -> None:
    QTest.keyClick(sign_in, Qt.Key.Key_Escape)
    assert sign_in.result() == SignInDialog.DialogCode.Rejected
    assert sign_in.person is None
