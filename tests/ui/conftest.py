"""Fixtures of the screen tests: an application dressed in a look, and a desk of an invented office."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication
from ui_fakes import A_WANJIRU, invented_services

from kmmp_desktop.texts.catalogue import Catalogue
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
    qapp.setStyleSheet("")


@pytest.fixture
def desk(dressed: QApplication, look: Look) -> Desk:
    """The clerk's desk in an office of 42 invented facilities, with services that live in memory."""
    return Desk(invented_services(), Catalogue("en"), look, A_WANJIRU, demo_passphrase="lake lantern maize")
