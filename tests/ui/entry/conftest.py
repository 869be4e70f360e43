"""The entry screen over a real office in a real SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from entry_office import NOVEMBER, NYOTA, WANJIRU, Office
from entry_typist import PROBE, MakePage, Typist
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kmmp_desktop.texts.catalogue import Catalogue
from ui.entry.page import EntryPage
from ui.page import Desk
from ui.style.look import Look

FORMS = Path(__file__).parent / "forms"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "home", extra_forms=FORMS)
    made.settle("pmtct", families=("KMMP_MFR", "KMMP_HF", PROBE))
    yield made
    made.close()


@pytest.fixture
def make_page(office: Office, qtbot: QtBot, dressed: QApplication, look: Look, tmp_path: Path) -> MakePage:
    """Makes a shown entry screen; ``family`` ``None`` opens nothing."""

    def make(
        family: str | None = PROBE,
        *,
        language: str = "en",
        wanted: Look | None = None,
        size: tuple[int, int] = (1366, 571),
    ) -> EntryPage:
        desk = Desk(office.services, Catalogue(language), wanted or look, WANJIRU)  # type: ignore[arg-type]
        settings = QSettings(str(tmp_path / "screen.ini"), QSettings.Format.IniFormat)
        page = EntryPage(desk, settings=settings)
        qtbot.addWidget(page)
        page.resize(*size)
        page.set_look(desk.look)
        page.retranslate()
        page.show()
        qtbot.waitExposed(page)
        if family is not None:
            page.open_return(family, NYOTA, NOVEMBER)
        return page

    return make


@pytest.fixture
def page(make_page: MakePage) -> EntryPage:
    """The small probe return, open at its first cell."""
    return make_page()


@pytest.fixture
def typist(page: EntryPage) -> Typist:
    return Typist(page)
