"""What holds for every test: no real home, no screen, and no silent skips in CI."""

import gc
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import known_derivations
import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers

SHARED = "needs the domain files"

# Speed is measured in tests/bench. In CI the examples are the same in every run; Hypothesis would also draw
# from the constants of whatever modules this process has imported by then, which differ from run to run.
settings.register_profile("untimed", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("untimed")
if "CI" in os.environ:
    providers.is_local_module_file = lambda _path: False


def pytest_configure(config):
    """A passphrase is stretched once per run, for this process, its workers and the room of commands."""
    if not any({"bench", "load"} & set(Path(name.partition("::")[0]).parts) for name in config.args):
        known_derivations.open_folder()  # what is measured is reckoned
        known_derivations.use()


def pytest_unconfigure(config):
    if "PYTEST_XDIST_WORKER" not in os.environ:
        known_derivations.remove_folder()


@pytest.fixture(autouse=True)
def no_real_home(tmp_path_factory, monkeypatch):
    """Point the data folder of the user somewhere else, so that no test can touch a real one."""
    away = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_DATA_HOME", str(away))
    monkeypatch.setenv("LOCALAPPDATA", str(away))
    monkeypatch.delenv("KMMP_PASSPHRASE", raising=False)


class Patience:
    """pytest-qt's robot that gives a busy machine a minute for what takes a moment on a quiet one.

    It goes on as soon as the thing has come, so that a test is no slower for it, and a thing that never
    comes is still told.
    """

    LEAST_MS = 60_000

    def __init__(self, bot):
        self._bot = bot

    def __getattr__(self, name):
        return getattr(self._bot, name)

    def waitUntil(self, callback, *, timeout=0):
        return self._bot.waitUntil(callback, timeout=max(timeout, self.LEAST_MS))

    def waitExposed(self, widget, *, timeout=0):
        return self._bot.waitExposed(widget, timeout=max(timeout, self.LEAST_MS))

    def waitActive(self, widget, *, timeout=0):
        return self._bot.waitActive(widget, timeout=max(timeout, self.LEAST_MS))

    def waitSignal(self, signal, *, timeout=5000, raising=True, **more):
        patient = max(timeout, self.LEAST_MS) if raising else timeout
        return self._bot.waitSignal(signal, timeout=patient, raising=raising, **more)

    def waitSignals(self, signals, *, timeout=5000, raising=True, **more):
        patient = max(timeout, self.LEAST_MS) if raising else timeout
        return self._bot.waitSignals(signals, timeout=patient, raising=raising, **more)


@pytest.fixture
def qtbot(qtbot):
    return Patience(qtbot)


@pytest.fixture(autouse=True)
def no_window_stays():
    """Take down what a test left on the screen: a window nobody owns lives on with all it shows.

    Parts without a parent (the context bar of an entry page without its window) keep the whole page alive,
    and a thousand pages are a gigabyte.
    """
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    app = widgets and widgets.QApplication.instance()
    if app:
        from PySide6.QtCore import QEvent, QThreadPool

        QThreadPool.globalInstance().waitForDone(10_000)  # work begun by one test does not run into the next
        for left in app.topLevelWidgets():
            if left.parent() is None:
                left.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True, scope="module")
def no_test_of_another_file_stays():
    """Free what stands in circles once per file; a test that does it itself is slow among many objects."""
    yield
    gc.collect()


def pytest_terminal_summary(terminalreporter, config):
    """In CI a test may be skipped only because the domain files are not there."""
    if not os.environ.get("CI"):
        return
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if SHARED not in str(r.longrepr)]
    for report in skipped:
        terminalreporter.write_line(f"skipped in CI: {report.nodeid}: {report.longrepr}", red=True)
    if skipped:
        terminalreporter._session.exitstatus = 1
