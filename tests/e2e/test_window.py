"""The window as a process of its own: one per office, and nothing lost when it is killed."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from office_fixtures import office_template

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}

HOLD = """
import sys, time
from pathlib import Path
from kmmp_desktop.services.clock import SystemClock
from kmmp_desktop.storage.lock import WindowLock
lock = WindowLock(Path(sys.argv[1]) / "window.lock")
lock.take("achieng", SystemClock().now())
print("held", flush=True)
time.sleep(3600)
"""

__all__ = ["office_template"]


@pytest.fixture
def home(office_template, tmp_path):
    shutil.copytree(office_template, tmp_path / "home")
    with sqlite3.connect(tmp_path / "home" / "office.db") as db:
        db.execute("pragma wal_checkpoint(truncate)")
    db.close()
    return tmp_path / "home"


def window(home, *words, **more):
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--home", str(home), *words],
        text=True,
        capture_output=True,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        check=False,
        **more,
    )


def test_a_second_window_on_the_same_office_is_refused_with_who_holds_it(home):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "held\n"
        refused = window(home, "--demo", "--self-test")
        assert refused.returncode == 1
        assert "achieng" in refused.stderr
        assert "Traceback" not in refused.stderr
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    assert window(home, "--demo", "--self-test").returncode == 0, "a killed window holds nobody up"


def test_a_damaged_database_is_explained_and_left_as_it_is(home):
    database = home / "office.db"
    content = bytearray(database.read_bytes())
    content[:100] = b"\xff" * 100
    database.write_bytes(content)
    refused = window(home, "--demo", "--self-test")
    assert refused.returncode == 1
    assert "office.db" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert database.read_bytes() == bytes(content)


def test_without_a_screen_the_window_says_so_and_leaves_with_2(home):
    environment = {
        k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--home", str(home)],
        text=True,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert "apt-get install" in done.stderr or "no screen" in done.stderr
