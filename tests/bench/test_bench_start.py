"""How long until the window is painted, against a bare PySide6 window in the same run.

Group "start": whole processes, `--benchmark-columns=median` gives the ratio. "office" is the time until
the worklist of an office stands, which happens after the first paint.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv)
window = QMainWindow()
window.show()
QTimer.singleShot(0, lambda: (app.processEvents(), app.quit()))
app.exec()
"""

OURS = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
import main
from kmmp_desktop.texts.catalogue import Catalogue
from ui.app import Program
from PySide6.QtCore import QTimer
app = QApplication(sys.argv)
program = Program(app, lambda: None, Path(sys.argv[1]), Catalogue())
program.window.show()
QTimer.singleShot(0, lambda: (app.processEvents(), app.quit()))
app.exec()
"""


def run(code, home):
    subprocess.run(
        [sys.executable, "-c", code, str(home)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


@pytest.mark.benchmark(group="start")
def test_bare_window(benchmark, tmp_path):
    benchmark.pedantic(run, (BARE, tmp_path), rounds=7, warmup_rounds=1)


@pytest.mark.benchmark(group="start")
def test_our_window(benchmark, tmp_path):
    benchmark.pedantic(run, (OURS, tmp_path), rounds=7, warmup_rounds=1)
