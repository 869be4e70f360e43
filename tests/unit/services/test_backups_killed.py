"""The program is killed, or the disk is full, in the middle of a backup: no half file has a good name."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from backup_office import open_office

_CODE = """
import sys
from pathlib import Path
from backup_office import open_office
home, usb, stop, limit = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
office = open_office(home, protected=True, filled=False)
if limit:
    import resource, signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
def report(step, done, of):
    if step == stop:
        print("here", flush=True)
        sys.stdin.read()
try:
    office.backups.make(usb, None, report)
except Exception as error:
    print(type(error).__name__, error, flush=True)
    raise SystemExit(3)
"""


def start(home: Path, usb: Path, stop: str = "", limit: int = 0) -> subprocess.Popen[str]:
    root = Path(__file__).resolve().parents[3]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), str(root / "tests")])}
    command = [sys.executable, "-c", _CODE, str(home), str(usb), stop, str(limit)]
    return subprocess.Popen(
        command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, Path]:
    office = open_office(tmp_path / "home", protected=True)
    (office.home / "scans").mkdir()
    (office.home / "scans" / "a.pdf").write_bytes(os.urandom(3_000_000))
    office.close()
    (tmp_path / "usb").mkdir()
    return tmp_path / "home", tmp_path / "usb"


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("step", ["copy", "write", "check"])
def test_a_program_killed_in_a_backup_leaves_no_file_under_a_good_name(
    place: tuple[Path, Path], step: str
) -> None:
    home, usb = place
    process = start(home, usb, step)
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not [p for p in usb.iterdir() if not p.name.startswith(".")]
    office = open_office(home, protected=True, filled=False)
    assert office.backups.state().last is None
    old = time.time() - 90_000
    for left in (*usb.iterdir(), *(home / "backup.work").iterdir()):
        os.utime(left, (old, old))
    made = office.backups.make(usb, None)  # and the next one is made, and what was left behind goes
    assert [p.name for p in usb.iterdir()] == [made.path.name]
    assert not (home / "backup.work").exists()
    office.close()


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE")
def test_a_full_disk_in_a_backup_is_said_and_leaves_nothing(place: tuple[Path, Path]) -> None:
    home, usb = place
    process = start(home, usb, limit=2_000_000)
    said, _ = process.communicate(timeout=600)
    assert process.returncode == 3, said
    assert "is full" in said
    assert not list(usb.iterdir())
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    office = open_office(home, protected=True, filled=False)
    assert office.backups.make(usb, None).returns == 1
    office.close()
