"""Fixtures of the scenarios and of the pictures of the guide: a desk, and a month on paper after a year."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from office_fixtures import NOVEMBER, NYOTA, Office
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication
from scenario_desk import AtTheDesk

from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.demo.figures import month_of
from kmmp_desktop.services.demo.flow import FlowOfClients

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


@pytest.fixture
def paper(office: Office) -> dict[str, str]:
    """November as Nyota wrote it, by references such as ``C14[ANC]``; the year before is in the office."""
    flow = FlowOfClients.starting("scenarios", 2, 60)
    for back in range(HISTORY, 0, -1):
        period = NOVEMBER.shift(-back)
        opened = office.open(NYOTA, period)
        opened.set_many({opened.form.key(code): str(value) for code, value in month_of(flow, period).items()})
        opened.leave()
        assert opened.revision is not None
        with office.work() as work:
            work.returns.save_revision(replace(opened.revision, state=State.BROUGHT_IN))
            work.commit()
    return {code: str(value) for code, value in month_of(flow, NOVEMBER).items()}
