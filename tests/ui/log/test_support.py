"""Copy details for support: shown before they are copied, and nothing that was entered is among them."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from entry_typist import Typist
from office_fixtures import FULL, NOVEMBER, NYOTA, Office
from PySide6.QtCore import QSettings, Qt, QThreadPool
from PySide6.QtWidgets import QApplication
from scenario_desk import AtTheDesk

from kmmp_desktop import paths
from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.logs import start_log, stop_log
from kmmp_desktop.services.support import shortened
from ui.crash import CrashHook
from ui.support_dialog import SupportDialog, details

MARKS = ("86421", "Zawadi-said-so", "97531", "hunter-two-lake-marker", "Mwongozo", "not-a-return", "53197")
"""Figures, words, passphrases and names that are entered in the session."""


@pytest.fixture
def desk(office: Office, qtbot: Any, qapp: QApplication, tmp_path: Path) -> Iterator[AtTheDesk]:
    handler = start_log(office.home, logging.DEBUG)
    yield AtTheDesk(office, qtbot, qapp, QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    stop_log(handler)


def a_session(desk: AtTheDesk, office: Office, folder: Path) -> CrashHook:
    """Entry, paste, words, wrong passphrases, files that are none, a full disk, and a fault at the end."""
    services, window = office.services, desk.window
    window.open_return(FULL, NYOTA, NOVEMBER)
    page = window.page("entry")
    key = CellKey("KM_C02", "ANC")
    page.go_to_cell(key)
    Typist(page).keypad("86421\n")
    page.go_to_cell(key)
    QApplication.clipboard().setText("97531\tZawadi-said-so\n=53197")
    page.act("paste")
    opened = page.opened
    opened.add_comment(key, "Zawadi-said-so", question=True)
    opened.set_reason("KM_C16", "Zawadi-said-so 97531")
    log = logging.getLogger("kmmp_desktop.services.session")
    acts = (
        lambda: services.people.sign_in("clerk", "hunter-two-lake-marker"),
        lambda: services.people.unlock(office.person("clerk"), "hunter-two-lake-marker"),
        lambda: services.people.add("clerk", "Mwongozo", Role.CLERK, "hunter-two-lake-marker 9"),
        lambda: services.verifying.verify(folder / "not-a-return Mwongozo.xlsx"),
        lambda: services.tables.read(folder / "not-a-return Mwongozo.csv"),
        lambda: services.books.read(folder / "not-a-return Mwongozo.xlsx"),
        lambda: opened.set(key, "Zawadi-said-so"),
        lambda: int("86421 Mwongozo"),
    )
    (folder / "not-a-return Mwongozo.xlsx").write_bytes(b"PK\x03\x04 86421 Zawadi-said-so")
    (folder / "not-a-return Mwongozo.csv").write_bytes(b"\xff\xfe86421,Zawadi-said-so\x00")
    for act in acts:
        try:
            act()
        except (KmmpError, ValueError) as error:
            log.exception("an act failed: %s, %s, %s", error, folder / "Mwongozo.xlsx", "Mwongozo return.pdf")
    hook = CrashHook(desk.window.desk.say, lambda: details(window.desk))
    try:
        raise RuntimeError("86421 of Mwongozo: Zawadi-said-so")
    except RuntimeError:
        hook.catch(*sys.exc_info())
    return hook


def test_nothing_that_is_entered_is_in_log_crash_dialog_or_copied_details(
    desk: AtTheDesk, office: Office, qtbot: Any, tmp_path: Path
) -> None:
    hook = a_session(desk, office, tmp_path)
    qtbot.waitUntil(lambda: bool(hook.details), timeout=20_000)
    hook.box.close()
    dialog = SupportDialog(desk.window.desk, desk.window)
    qtbot.addWidget(dialog)
    dialog.copy_button.click()
    copied = QApplication.clipboard().text()
    assert copied == dialog.text.toPlainText(), "exactly what is shown is copied"
    log = paths.log_file(office.home).read_text("utf-8")
    for name, text in (("log", log), ("crash dialog", hook.details), ("copied details", copied)):
        for mark in (*MARKS, "Wanjiru", "Otieno", "Nyota", "Ziwa", "14.0 "):
            assert mark not in text, f"{mark} stands in the {name}"
        assert "RuntimeError" in text, name
        assert "test_support.py" in text, name
    assert log.count("an act failed") >= 5


def test_the_details_say_versions_sizes_and_what_kind_of_database(desk: AtTheDesk, office: Office) -> None:
    office.open().set(CellKey("KM_C02", "ANC"), "1")
    said = details(desk.window.desk)
    for wanted in ("KMMP Desktop ", "Python", "Qt", "PySide6", "SQLite", "schema 00", "text 100 %", "MB"):
        assert wanted in said
    assert "Counts" in said
    assert "facility 2, return 1, revision 1" in said
    assert "Protected" in said
    assert str(Path.home()) not in said or str(Path.home()) == "/"


def test_details_come_also_where_the_database_cannot_be_read(
    desk: AtTheDesk, office: Office, qtbot: Any
) -> None:
    # A thread that reads while its file is cut short under it ends the whole process.
    qtbot.waitUntil(lambda: QThreadPool.globalInstance().activeThreadCount() == 0)
    for file in office.home.glob("office.db*"):
        file.write_bytes(b"x" * 5_000)
    said = details(desk.window.desk)
    assert "cannot be read" in said
    assert "KMMP Desktop" in said


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (r"C:\Users\Mary Wanjiru\AppData\office.db", r"~\AppData\office.db"),
        ("/home/achieng/.local/share", "~/.local/share"),
        ("/Users/otieno/Library", "~/Library"),
        ("nothing here", "nothing here"),
    ],
)
def test_the_folder_of_an_account_is_shortened(text: str, short: str) -> None:
    assert shortened(text) == short


def test_it_is_in_the_menu_help_and_opens_by_keys(desk: AtTheDesk, qtbot: Any) -> None:
    from PySide6.QtCore import QTimer

    seen: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, SupportDialog):  # it is being made
            QTimer.singleShot(20, look)
            return
        seen.append(dialog.text.toPlainText())
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
        seen.append(QApplication.clipboard().text())
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    QTimer.singleShot(0, look)
    desk.window._menus.actions["support"].trigger()
    assert seen[0] == seen[1] != ""
