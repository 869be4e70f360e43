"""Fixtures of the screen tests: a dressed application, and desks of an invented and of a real office."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication
from ui_fakes import A_WANJIRU, NOW, invented_services

from kmmp_desktop.texts.catalogue import Catalogue
from ui.appearance import Appearance
from ui.main_window import MainWindow
from ui.page import Desk
from ui.style import palette
from ui.style.look import Look


@pytest.fixture
def look(qapp: QApplication) -> Look:
    return Look.light()


@pytest.fixture(params=["light", "dark"])
def each_look(request: pytest.FixtureRequest, qapp: QApplication) -> Look:
    return Look.of(dark=request.param == "dark")


@pytest.fixture
def dressed(qapp: QApplication, look: Look) -> Iterator[QApplication]:
    """The application in the light look, as ``ui.app`` dresses it."""
    palette.apply(qapp, look)
    yield qapp
    # What a test threw away must not live on into the next one.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def texts() -> Catalogue:
    return Catalogue("en")


@pytest.fixture
def desk(dressed: QApplication, look: Look, texts: Catalogue) -> Desk:
    """The clerk's desk in an office of 42 invented facilities, with services that live in memory."""
    return Desk(invented_services(), texts, look, A_WANJIRU, demo_passphrase="lake lantern maize")


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "screen.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def appearance(dressed: QApplication, settings: QSettings) -> Appearance:
    settings.setValue("theme", "light")
    return Appearance(dressed, settings)


@pytest.fixture
def window(qtbot: Any, desk: Desk, appearance: Appearance, settings: QSettings) -> MainWindow:
    """The whole window of the invented office, on its worklist, at the size of a small laptop."""
    desk.look = appearance.look
    made = MainWindow(desk, appearance, settings)
    qtbot.addWidget(made)
    made.resize(1366, 728)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.show_place("worklist")
    return made


class SetClock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment.astimezone(UTC)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def real_services(tmp_path: Path, texts: Catalogue, clock: SetClock) -> Any:
    """Services on a real database in a temporary folder, with the shipped forms and nobody in it."""
    from main import open_office

    return open_office(tmp_path / "office", clock, texts)[0]


@pytest.fixture
def real_desk(dressed: QApplication, look: Look, texts: Catalogue, real_services: Any) -> Desk:
    return Desk(real_services, texts, look, A_WANJIRU)
