"""Desks of a real office for the screens from check and complete to verify, and their keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from office_fixtures import PASSPHRASE, Office
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from kmmp_desktop.texts.catalogue import Catalogue
from ui.page import Desk, Page
from ui.style.look import Look

ENTER = Qt.Key.Key_Return


def desk_of(office: Office, username: str, look: Look, language: str = "en") -> Desk:
    """The desk of one person of a real office."""
    return Desk(office.services, Catalogue(language), look, office.person(username))


def show(qtbot: Any, page: Page, width: int = 1366, height: int = 571) -> Page:
    """Show a page as the window does."""
    qtbot.addWidget(page)
    page.resize(width, height)
    page.set_look(page.desk.look)
    page.retranslate()
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    page.setFocus()
    return page


def press(
    widget: QWidget, *keys: Qt.Key | str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Real key events, each to whatever has the focus in the widget's window then."""
    for key in keys:
        for stroke in key if isinstance(key, str) else (key,):
            QTest.keyClick(widget.window().focusWidget() or widget, stroke, modifier)


def give_passphrase(qtbot: Any, dialog: Any, text: str = PASSPHRASE) -> None:
    """Type the passphrase and press Enter."""
    qtbot.waitUntil(lambda: dialog().isVisible())
    QTest.keyClicks(dialog().field, text)
    QTest.keyClick(dialog().field, ENTER)


def wait(qtbot: Any, done: Callable[[], object], seconds: int = 60) -> None:
    qtbot.waitUntil(lambda: bool(done()), timeout=seconds * 1000)
