"""A return of more than 200 cells typed on the keypad at a steady beat: not one key lost or misplaced."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from entry_office import FULL, NOVEMBER, NYOTA, WANJIRU, Office
from lost.fingers import figure
from lost.room import ROOT


@pytest.mark.skipif(
    not (shutil.which("xvfb-run") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
)
@pytest.mark.parametrize("a_second", [12, 30])
def test_a_return_typed_at_so_many_keys_a_second_is_whole(home: Path, a_second: int) -> None:
    run = subprocess.run(
        [
            *("xvfb-run", "-a", "-s", "-screen 0 1366x768x24 -r"),  # -r: no key repeats on a busy machine
            *(sys.executable, "-m", "lost.fingers", str(home), str(a_second)),
        ],
        capture_output=True,
        text=True,
        timeout=600,
        cwd=ROOT,
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
        },
        check=False,
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert "End of the return" in told["said"], told
    assert told["unsaved"] == 0
    assert told["arrived"] == told["keys"]
    assert told["a_second"] > a_second * 0.9, "the fingers themselves were too slow"
    office = Office(home)
    kept = office.entry.open(FULL, NYOTA, NOVEMBER, WANJIRU)
    office.close()
    kinds = {key: kept.form.elements[key.element].type.value for key in kept.enterable()}
    wanted = {key: text for n, (key, kind) in enumerate(kinds.items()) if (text := figure(n, kind))}
    assert len(wanted) > 200
    assert {key: value.raw for key, value in kept.cells.items()} == wanted
