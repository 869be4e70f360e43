"""What holds for every test: no real home, no screen, and no silent skips in CI."""

import os

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


def pytest_terminal_summary(terminalreporter, config):
    """In CI a test may be skipped only because the domain files are not there."""
    if not os.environ.get("CI"):
        return
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if SHARED not in str(r.longrepr)]
    for report in skipped:
        terminalreporter.write_line(f"skipped in CI: {report.nodeid}: {report.longrepr}", red=True)
    if skipped:
        terminalreporter._session.exitstatus = 1
