"""What holds for every test: no real home, no screen, and no silent skips in CI."""

import gc
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

SHARED = "needs the domain files"


@pytest.fixture(autouse=True)
def no_real_home(tmp_path_factory, monkeypatch):
    """Point the data folder of the user somewhere else, so that no test can touch a real one."""
    away = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_DATA_HOME", str(away))
    monkeypatch.setenv("LOCALAPPDATA", str(away))
    monkeypatch.delenv("KMMP_PASSPHRASE", raising=False)


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
