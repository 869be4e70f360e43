"""A protected office in the window: opened by its people or its sheet, protected where it is not yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

import main
from kmmp_desktop.domain.office import Role
from kmmp_desktop.services.clock import SystemClock
from kmmp_desktop.texts.catalogue import Catalogue
from opening import door, entrance
from ui.page import Desk
from ui.people.opening_dialog import OpeningDialog
from ui.people.protection_dialog import OfficeSheetDialog, ProtectionDialog

WORDS, NEW = "boat maize lantern", "river stone mango"


@pytest.fixture
def home(tmp_path: Path) -> tuple[Path, str]:
    """A protected office with a clerk and a manager, and the code of its sheet."""
    clock, place = SystemClock(), tmp_path / "home"
    key = door(place, clock).new_office()
    services, store = main.open_office(place, clock, Catalogue(), key=key)
    services.people.found_office("Ziwa, Kisumu office", "Ziwa Health Partners")
    services.people.add("wanjiru", "A. Wanjiru", Role.CLERK, WORDS)
    services.people.add("otieno", "P. Otieno", Role.MANAGER, WORDS)
    code = services.protecting.first_sheet().code
    store.close()
    return place, code


@pytest.fixture
def opening(qtbot: Any, desk: Desk, home: tuple[Path, str]) -> Any:
    place, _ = home
    into, stores = entrance(place, SystemClock()), []

    def open_office() -> Any:
        services, store = main.open_office(place, SystemClock(), Catalogue(), key=into.key)
        stores.append(store)
        return services

    dialog = OpeningDialog(desk, into, open_office)
    qtbot.addWidget(dialog)
    dialog.show()
    yield dialog
    for store in stores:
        store.close()


def give(dialog: OpeningDialog, username: str, passphrase: str) -> None:
    dialog.username.setText(username)
    dialog.passphrase.clear()
    QTest.keyClicks(dialog.passphrase, passphrase)
    QTest.keyClick(dialog.passphrase, Qt.Key.Key_Return)


def test_one_passphrase_opens_and_signs_in_and_no_name_is_offered(
    qtbot: Any, opening: OpeningDialog, home: tuple[Path, str]
) -> None:
    shown = " ".join(w.text() for w in opening.findChildren(type(opening.hint)))
    assert "Wanjiru" not in shown
    assert opening.username.text() == ""
    give(opening, "wanjiru", "guess")
    qtbot.waitUntil(lambda: "not right for wanjiru" in opening.problem, timeout=20_000)
    assert opening.services is None
    give(opening, "wanjiru", WORDS)
    qtbot.waitUntil(lambda: opening.person is not None, timeout=30_000)
    assert opening.person.name == "A. Wanjiru"
    assert opening.services.protection.is_protected
    assert opening.passphrase.text() == ""


def test_blank_fields_are_said(opening: OpeningDialog) -> None:
    opening.commit()
    assert opening.problem == "Type your user name."
    opening.username.setText("wanjiru")
    opening.commit()
    assert opening.problem == "Type your passphrase."


def test_the_sheet_of_the_office_lets_a_manager_in_again(
    qtbot: Any, opening: OpeningDialog, home: tuple[Path, str]
) -> None:
    opening.by_code.click()
    code = opening.code_sheet
    code.fields["code"].setText(home[1])
    code.commit()
    qtbot.waitUntil(lambda: hasattr(opening, "new_sheet"), timeout=30_000)
    assert [opening.whose.itemText(at) for at in range(opening.whose.count())] == ["P. Otieno, manager"]
    for name in ("new", "again"):
        opening.new_sheet.fields[name].setText(NEW)
    opening.new_sheet.commit()
    qtbot.waitUntil(lambda: opening.username.text() == "otieno", timeout=30_000)
    assert opening.person is None, "the code alone signs nobody in"
    body = opening.findChild(QScrollArea)
    assert body is not None
    bar = body.verticalScrollBar()
    qtbot.waitUntil(lambda: opening.hint.isVisible() and bar.maximum() == 0, timeout=30_000)
    give(opening, "otieno", NEW)
    qtbot.waitUntil(lambda: opening.person is not None, timeout=30_000)
    door(home[0], SystemClock()).open("otieno", NEW)


def test_a_damaged_office_closes_the_dialog_with_the_reason(
    qtbot: Any, opening: OpeningDialog, home: tuple[Path, str]
) -> None:
    (home[0] / "office.db").write_bytes(b"\xff" * 8192)
    give(opening, "wanjiru", WORDS)
    qtbot.waitUntil(lambda: opening.error is not None, timeout=30_000)
    assert "does not open with the key" in str(opening.error)
    assert not opening.isVisible()


@pytest.fixture
def in_the_clear(desk: Desk, real_services: Any) -> Desk:
    real_services.people.found_office("Ziwa, Kisumu office", "Ziwa Health Partners")
    real_services.people.add("otieno", "P. Otieno", Role.MANAGER, WORDS)
    real_services.people.add("wanjiru", "A. Wanjiru", Role.CLERK, WORDS)
    desk.services = real_services
    return desk


def words_of(dialog: ProtectionDialog) -> str:
    from ui.widgets.labels import Label

    return " ".join(label.text() for label in dialog.findChildren(Label))


def test_a_manager_protects_an_office_in_the_clear_after_giving_the_passphrase(
    qtbot: Any, in_the_clear: Desk
) -> None:
    in_the_clear.person = in_the_clear.services.people.find("otieno")
    dialog = ProtectionDialog(in_the_clear)
    qtbot.addWidget(dialog)
    assert "lie in the clear" in words_of(dialog)
    dialog.act.click()
    dialog.asking.fields["old"].setText("guess")
    dialog.asking.commit()
    qtbot.waitUntil(lambda: "not right" in dialog.asking.problem, timeout=20_000)
    assert dialog.protect_with == ""
    dialog.asking.fields["old"].setText(WORDS)
    dialog.asking.commit()
    qtbot.waitUntil(lambda: dialog.protect_with == WORDS, timeout=20_000)


def test_a_clerk_sees_how_it_stands_and_changes_nothing(qtbot: Any, in_the_clear: Desk) -> None:
    in_the_clear.person = in_the_clear.services.people.find("wanjiru")
    dialog = ProtectionDialog(in_the_clear)
    qtbot.addWidget(dialog)
    assert not dialog.act.isVisibleTo(dialog)
    assert "Only a manager or an administrator" in words_of(dialog)


def test_a_new_sheet_of_the_office_ends_the_one_before(
    qtbot: Any, desk: Desk, home: tuple[Path, str], tmp_path: Path
) -> None:
    place, first = home
    key = door(place, SystemClock()).open("otieno", WORDS)
    services, store = main.open_office(place, SystemClock(), Catalogue(), key=key)
    desk.services, desk.person = services, services.people.find("otieno")
    dialog = ProtectionDialog(desk)
    qtbot.addWidget(dialog)
    assert "A. Wanjiru, P. Otieno" in words_of(dialog) or "P. Otieno, A. Wanjiru" in words_of(dialog)
    dialog.act.click()
    dialog.asking.fields["old"].setText(WORDS)
    dialog.asking.commit()
    qtbot.waitUntil(lambda: hasattr(dialog, "shown"), timeout=30_000)
    assert isinstance(dialog.shown, OfficeSheetDialog)
    sheet = tmp_path / "sheet.pdf"
    dialog.shown.block.write_to(sheet)
    qtbot.waitUntil(sheet.exists, timeout=20_000)
    dialog.shown.commit()
    assert "not typed back" in dialog.shown.problem
    store.close()
    with pytest.raises(Exception, match="does not open the office"):
        door(place, SystemClock()).open_by_code(first)


def test_an_office_on_a_server_is_told_who_protects_it_and_what_lies_here_in_the_clear(
    qtbot: Any, in_the_clear: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    services = in_the_clear.services
    in_the_clear.person = services.people.find("otieno")
    monkeypatch.setattr(services.entry, "delivery", object())  # a journal before a server
    left = tmp_path / "office.moved-to-server.db"
    monkeypatch.setattr(services.backups._copies, "left_in_clear", lambda: left)
    dialog = ProtectionDialog(in_the_clear)
    qtbot.addWidget(dialog)
    assert "lie on its server" in words_of(dialog)
    assert "office.moved-to-server.db" in words_of(dialog)
    assert not dialog.act.isVisibleTo(dialog), "the file that could be encrypted is not the office"
