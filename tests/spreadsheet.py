"""LibreOffice for tests: what it makes of a workbook, and a workbook that it has saved."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

_DRIVER = Path(__file__).with_name("spreadsheet_office.py")


def drive(folder: Path, file: Path, sheet: str, steps: Sequence[dict[str, Any]], save: Path | None = None):
    """Run the steps (see ``spreadsheet_office``) and return one answer for each."""
    job = {
        "profile": str(folder / "profile"),
        "file": str(file),
        "sheet": sheet,
        "steps": list(steps),
        "save": str(save) if save else "",
    }
    run = subprocess.run(
        [_python(), str(_DRIVER)],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def _python() -> str:
    """A Python with UNO beside an installed LibreOffice; skips where there is none (not in CI)."""
    if shutil.which("soffice"):
        for python in ("/usr/bin/python3", shutil.which("python3") or "python3"):
            if Path(python).exists() and not _fails([python, "-c", "import uno"]):
                return python
    if os.environ.get("CI"):
        pytest.fail("LibreOffice and python3-uno must be there in CI")
    pytest.skip("LibreOffice or python3-uno is not installed")


def _fails(command: list[str]) -> bool:
    return bool(subprocess.run(command, capture_output=True, check=False).returncode)
