"""Fixtures of the scenarios and of the pictures of the guide: a desk, and a month on paper after a year."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from office_fixtures import NOVEMBER, NYOTA, THIRD, Office, open_copy
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication
from ready_made import ready_made
from scenario_desk import AtTheDesk

from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.demo.figures import month_of
from kmmp_desktop.services.demo.flow import FlowOfClients
from kmmp_desktop.services.demo.office import SetClock

HISTORY = 12


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    kept = QSettings(str(tmp_path / "screen.ini"), QSettings.Format.IniFormat)
    kept.setValue("theme", "light")
    return kept


@pytest.fixture
def sit(qtbot, qapp: QApplication, settings: QSettings) -> Iterator[Callable[..., AtTheDesk]]:
    """Sit down at the window of an office."""

    def sit_down(at: Office, **more) -> AtTheDesk:
        return AtTheDesk(at, qtbot, qapp, settings, **more)

    yield sit_down
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def year_template(office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office after a year of Nyota's months: typing them takes longer than most tests."""

    def make(home: Path) -> None:
        shutil.copytree(office_template, home)
        office = open_copy(home, SetClock(THIRD))
        flow = flow_of_the_year()
        for back in range(HISTORY, 0, -1):
            period = NOVEMBER.shift(-back)
            opened = office.open(NYOTA, period)
            opened.set_many(
                {opened.form.key(code): str(value) for code, value in month_of(flow, period).items()}
            )
            opened.leave()
            assert opened.revision is not None
            with office.work() as work:
                work.returns.save_revision(replace(opened.revision, state=State.BROUGHT_IN))
                work.commit()
        office.store.close()

    return ready_made(tmp_path_factory, "office-after-a-year", make)


@pytest.fixture
def office(request: pytest.FixtureRequest, office_template: Path, tmp_path: Path) -> Office:
    """The office of the service tests, with a year behind it where the test has November's ``paper``."""
    after = "paper" in request.fixturenames
    home = tmp_path / "home"
    shutil.copytree(request.getfixturevalue("year_template") if after else office_template, home)
    return open_copy(home, SetClock(THIRD))


@pytest.fixture
def paper(office: Office) -> dict[str, str]:
    """November as Nyota wrote it, by references such as ``C14[ANC]``; the year before is in the office."""
    flow = flow_of_the_year()
    for back in range(HISTORY, 0, -1):
        month_of(flow, NOVEMBER.shift(-back))
    return {code: str(value) for code, value in month_of(flow, NOVEMBER).items()}


def flow_of_the_year() -> FlowOfClients:
    return FlowOfClients.starting("scenarios", 2, 60)
