"""First run, signing in, switching person: on a real database with real passphrase hashing."""

from __future__ import annotations

from typing import Any

import pytest
from key_office import quick_keys
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from kmmp_desktop.domain.office import Role
from ui.page import Desk
from ui.people.sign_in_dialog import SignInDialog

__all__ = ["quick_keys"]
WORDS, OTHER_WORDS = "boat maize lantern", "river stone mango"


def press_go(qtbot: Any, dialog: Any) -> None:
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.is_working, timeout=20_000)


def retype(field: QLineEdit, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)


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


def test_the_passphrase_is_never_shown(sign_in: SignInDialog) -> None:
    assert sign_in.passphrase.echoMode() is QLineEdit.EchoMode.Password


def test_the_demo_office_shows_its_passphrase(qtbot: Any, desk: Desk) -> None:
    dialog = SignInDialog(desk)
    qtbot.addWidget(dialog)
    assert dialog.hint.text() == "Demo office: the passphrase is lake lantern maize"


def test_escape_closes_without_signing_in(qtbot: Any, sign_in: SignInDialog) -> None:
    QTest.keyClick(sign_in, Qt.Key.Key_Escape)
    assert sign_in.result() == SignInDialog.DialogCode.Rejected
    assert sign_in.person is None
