"""Whoever reads only the first lines of an answer gets them, and no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("form", ["--json", None])
def test_a_reader_who_goes_away_ends_nothing_badly(tmp_path, form):
    """The reader is gone before anything is written: the command ends quietly with its own exit code."""
    words = [sys.executable, str(ROOT / "main.py"), "people", "list", "--home", str(tmp_path / "none")]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*words, *([form] if form else [])],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert done.returncode == 1, "there is no office: that is still told by the exit code"
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
    assert "There is no office" in done.stderr
