"""A second keying in the whole window: from entry and from Check and complete, and after a kill."""

from __future__ import annotations

from typing import Any

import pytest
from office_fixtures import FULL, NOVEMBER, NYOTA, office, office_template
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kmmp_desktop.domain.keying import Scope
from kmmp_desktop.texts.catalogue import Catalogue
from ui.appearance import Appearance
from ui.main_window import MainWindow
from ui.page import Desk

__all__ = ["office", "office_template"]

CTRL = Qt.KeyboardModifier.ControlModifier


def press(window: MainWindow, key: Qt.Key, mod: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.windowHandle(), key, mod)
    QApplication.processEvents()


@pytest.fixture
def real_window(office: Any, qtbot: QtBot, appearance: Appearance, settings: QSettings) -> MainWindow:
    desk = Desk(office.services, Catalogue("en"), appearance.look, office.person("clerk"))
    made = MainWindow(desk, appearance, settings)
    qtbot.addWidget(made)
    made.resize(1366, 728)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def test_from_entry_and_back(office: Any, real_window: MainWindow) -> None:
    opened = office.open()
    opened.set_many({key: "5" for key in opened.enterable()[:6]})
    real_window.open_return(FULL, NYOTA, NOVEMBER)
    press(real_window, Qt.Key.Key_K, CTRL)
    assert real_window.here == "keying"
    page = real_window.page("keying")
    press(real_window, Qt.Key.Key_1)
    assert page.keying is not None
    press(real_window, Qt.Key.Key_6)
    press(real_window, Qt.Key.Key_Enter)
    press(real_window, Qt.Key.Key_6)
    press(real_window, Qt.Key.Key_Enter)
    key = page.keying.cells[0]
    press(real_window, Qt.Key.Key_Escape)
    assert real_window.here == "entry"
    entry = real_window.page("entry")
    assert entry.opened.value(key).value == 6, "entry shows the figure as it is now"
    assert entry.view.hasFocus()


def test_after_a_kill_the_window_opens_where_the_second_keying_stood(
    office: Any, real_window: MainWindow
) -> None:
    opened = office.open()
    opened.set_many({key: "5" for key in opened.enterable()[:6]})
    keying = office.services.keying.start(opened, Scope.CHOSEN)
    keying.key_in(keying.cells[0], "5")
    keying.remember(keying.cells[1], "4")
    assert real_window.open_last()
    assert real_window.here == "keying"
    page = real_window.page("keying")
    assert page.view.key == keying.cells[1]
    assert page.view.line_editor.text() == "4"


def test_check_and_complete_leads_there_and_says_how_many_agreed(
    office: Any, real_window: MainWindow
) -> None:
    opened = office.fill()
    keying = office.services.keying.start(opened, Scope.CHOSEN)
    for key in keying.cells:
        keying.key_in(key, opened.value(key).raw)
    keying.finish()
    real_window.open_return(FULL, NYOTA, NOVEMBER)
    entry = real_window.page("entry")
    entry.complete_requested.emit(entry.opened)
    completing = real_window.page("completing")
    count = len(keying.cells)
    assert f"Second keying: {count} of {count} agreed." in completing.subtitle()
    press(real_window, Qt.Key.Key_K, CTRL)
    assert real_window.here == "keying"
    press(real_window, Qt.Key.Key_Escape)
    assert real_window.here == "entry"
