"""People: the list and every act on an account by keyboard, on a real office."""

from __future__ import annotations

from typing import Any

import pytest
from key_office import quick_keys
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from shiboken6 import isValid

from kmmp_desktop.domain.office import Role
from kmmp_desktop.errors import WrongPassphraseError
from ui.page import Desk
from ui.people.keys import KEYS, SHORTCUTS
from ui.people.page import PeoplePage
from ui.people.person_acts import ACTS

__all__ = ["quick_keys"]
WORDS, OTHER, NEW = "boat maize lantern", "river stone mango", "another good phrase"
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(qtbot: Any, quick_keys: None, real_desk: Desk) -> PeoplePage:
    people = real_desk.services.people
    people.found_office("Ziwa, Kisumu office", "Ziwa Health Partners")
    people.add("wanjiru", "A. Wanjiru", Role.CLERK, WORDS)
    people.add("otieno", "P. Otieno", Role.MANAGER, OTHER)
    people.add("kamau", "D. Kamau", Role.ADMINISTRATOR, WORDS)
    real_desk.person = people.find("otieno")
    made = PeoplePage(real_desk)
    qtbot.addWidget(made)
    made.resize(1366, 660)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.retranslate()
    made.set_look(real_desk.look)
    made.refresh()
    read(qtbot, made)
    made.table.setFocus()
    return made


def read(qtbot: Any, page: PeoplePage) -> None:
    qtbot.waitUntil(lambda: page._task is None and bool(page._members))


def choose(page: PeoplePage, username: str) -> None:
    page.table.select(page.desk.services.people.find(username).id)


def press(page: PeoplePage, name: str) -> None:
    """The key of an act, with the page in front again where a dialog was."""
    page.activateWindow()
    page.table.setFocus()
    QApplication.processEvents()
    pressed = QKeySequence(SHORTCUTS[name])[0]
    QTest.keyClick(page.table, pressed.key(), pressed.keyboardModifiers())


def answer(qtbot: Any, page: PeoplePage, **given: str) -> Any:
    """Fill the dialog that is open and press Enter; returns it once its work is over."""
    dialog = page.acts.dialog
    assert dialog is not None
    for name, text in given.items():
        field = dialog.fields[name]
        if isinstance(field, QComboBox):
            field.setCurrentIndex(field.findData(text))
        else:
            assert isinstance(field, QLineEdit)
            field.clear()
            QTest.keyClicks(field, text)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.is_working)
    read(qtbot, page)
    return dialog


def test_somebody_is_added_and_a_weak_passphrase_told_in_the_dialog(qtbot: Any, page: PeoplePage) -> None:
    press(page, "add")
    fields = {"name": "B. Achieng", "username": "achieng", "role": "clerk"}
    dialog = answer(qtbot, page, **fields, new="password123", again="password123")
    assert "tried first" in dialog.problem
    answer(qtbot, page, new=NEW, again="another good phrasf")
    assert "not the same" in dialog.problem
    answer(qtbot, page, new=NEW, again=NEW)
    assert page.desk.services.people.sign_in("achieng", NEW).name == "B. Achieng"
    qtbot.waitUntil(lambda: len(page.table.face_rows) == 4)


def test_tab_comes_to_every_field_in_the_order_they_stand(page: PeoplePage) -> None:
    press(page, "add")
    dialog = page.acts.dialog
    assert dialog is not None
    for field in dialog.fields.values():
        assert dialog.focusWidget() is field
        QTest.keyClick(field, Qt.Key.Key_Tab)
    dialog.reject()


def test_an_account_is_closed_with_a_reason_and_opened_again(qtbot: Any, page: PeoplePage) -> None:
    choose(page, "wanjiru")
    press(page, "disable")
    dialog = answer(qtbot, page)
    assert "blank" in dialog.problem
    answer(qtbot, page, why="Left the office.")
    qtbot.waitUntil(lambda: page.chosen is not None and not page.chosen.person.enabled)
    row = page.table.face_rows[-1]
    assert row.faces[2].text == "Closed"
    assert row.faces[2].icon == "forbidden"
    assert page.buttons["enable"].isVisible()
    assert not page.buttons["disable"].isVisible()
    press(page, "enable")
    qtbot.waitUntil(lambda: page.chosen is not None and page.chosen.person.enabled)


def test_a_role_is_changed_and_work_handed_over(qtbot: Any, page: PeoplePage) -> None:
    choose(page, "wanjiru")
    press(page, "role")
    answer(qtbot, page, role="officer")
    qtbot.waitUntil(lambda: page.chosen is not None and page.chosen.person.role is Role.OFFICER)
    press(page, "hand_over")
    answer(qtbot, page, to="kamau", why="Left.")
    qtbot.waitUntil(lambda: page.chosen is not None and page.chosen.handed_to == "D. Kamau")
    assert "work went to D. Kamau" in page.table.face_rows[-1].faces[2].sub


def test_a_new_passphrase_is_given_and_a_waiting_ended(qtbot: Any, page: PeoplePage) -> None:
    people = page.desk.services.people
    for _ in range(4):
        with pytest.raises(WrongPassphraseError):
            people.sign_in("wanjiru", "wrong")
    page.refresh()
    read(qtbot, page)
    choose(page, "wanjiru")
    qtbot.waitUntil(lambda: page.buttons["waiting"].isVisible())
    assert "Waits" in page._state.text()
    press(page, "waiting")
    qtbot.waitUntil(lambda: not page.buttons["waiting"].isVisible())
    assert people.sign_in("wanjiru", WORDS)
    press(page, "passphrase")
    answer(qtbot, page, old=OTHER, new=NEW, again=NEW)
    assert people.sign_in("wanjiru", NEW)


def test_nobody_acts_on_the_own_account_and_a_clerk_on_none(qtbot: Any, page: PeoplePage) -> None:
    choose(page, "otieno")
    offered = [name for name, _ in ACTS if page.buttons[name].isVisible()]
    assert offered == ["add", "pin"]
    press(page, "disable")
    assert page.acts.dialog is None
    page.desk.person = page.desk.services.people.find("wanjiru")
    page.person_changed()
    read(qtbot, page)
    choose(page, "kamau")
    assert not any(page.buttons[name].isVisible() for name, _ in ACTS)
    press(page, "add")
    assert page.acts.dialog is None


def test_every_act_of_the_place_has_its_key_in_the_table(page: PeoplePage) -> None:
    assert {name for name, _ in ACTS} == set(SHORTCUTS)
    assert set(SHORTCUTS.values()) <= {row.keys for row in KEYS}
    assert [action.shortcut().toString() for _, action in page.page_actions()] == [
        QKeySequence(SHORTCUTS[name]).toString() for name, _ in ACTS
    ]
