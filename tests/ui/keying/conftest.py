"""The place of a second keying over a real office in a real SQLite file, with a probe return in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from entry_office import NOVEMBER, NYOTA, WANJIRU, Office
from entry_typist import PROBE
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.texts.catalogue import Catalogue
from ui.keying.page import KeyingPage
from ui.page import Desk
from ui.style.look import Look

FORMS = Path(__file__).parents[1] / "entry" / "forms"

FIRST = {
    "A01[ANC]": "7101",
    "A01[PN]": "7202",
    "A02": "7303",
    "A03[Y]": "7404",
    "A03[M]": "NR",
    "A03[O]": "7606 est",
    "B01": "1",
    "B02": "05112026",
    "B03": "62.5",
}
"""Figures of the first keying that nothing else on the screen can look like."""

MakePage = Callable[..., KeyingPage]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "home", extra_forms=FORMS)
    made.settle("pmtct", families=("KMMP_MFR", "KMMP_HF", PROBE))
    yield made
    made.close()


@pytest.fixture
def make_page(office: Office, qtbot: QtBot, dressed: QApplication, look: Look, tmp_path: Path) -> MakePage:
    """Makes a shown place that looks at a return."""

    def make(
        family: str = PROBE,
        *,
        language: str = "en",
        wanted: Look | None = None,
        size: tuple[int, int] = (1366, 571),
    ) -> KeyingPage:
        desk = Desk(office.services, Catalogue(language), wanted or look, WANJIRU)  # type: ignore[arg-type]
        page = KeyingPage(desk, settings=QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
        qtbot.addWidget(page)
        page.resize(*size)
        page.set_look(desk.look)
        page.retranslate()
        page.show()
        qtbot.waitExposed(page)
        page.look_at(office.entry.open(family, NYOTA, NOVEMBER, WANJIRU))
        return page

    return make


@pytest.fixture
def page(office: Office, make_page: MakePage) -> KeyingPage:
    """The filled probe return, ready to be keyed again."""
    office.put(PROBE, NOVEMBER, FIRST)
    return make_page()


class Keyer:
    """Somebody at the numeric keypad, who sees only the paper."""

    def __init__(self, page: KeyingPage) -> None:
        self.page = page

    def press(self, *keys: Qt.Key | str, mod: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        window = self.page.window().windowHandle()
        for key in keys:
            QTest.keyClick(window, key, mod)
        QApplication.processEvents()

    def keypad(self, text: str) -> None:
        """Digits and signs as the keypad sends them; ``\\n`` is its Enter."""
        names = {"\n": Qt.Key.Key_Enter, "-": Qt.Key.Key_Minus, "+": Qt.Key.Key_Plus, ".": Qt.Key.Key_Period}
        window = self.page.window().windowHandle()
        for letter in text:
            key = names.get(letter) or Qt.Key(ord(letter))
            QTest.keyClick(window, key, Qt.KeyboardModifier.KeypadModifier)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        window = self.page.window().windowHandle()
        for letter in text:
            QTest.keyClick(window, letter)
        self.press(Qt.Key.Key_Return)

    def click(self, key: CellKey, double: bool = False) -> None:
        view = self.page.view
        spot: QPoint = view.visualRect(self.page.model.place(key)).center()
        do = QTest.mouseDClick if double else QTest.mouseClick
        do(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        QApplication.processEvents()

    @property
    def at(self) -> CellKey | None:
        return self.page.view.key


@pytest.fixture
def keyer(page: KeyingPage) -> Keyer:
    return Keyer(page)
