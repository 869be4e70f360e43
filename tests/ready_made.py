"""Folders that are made once per test run, whichever test file and worker needs one first."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest


def ready_made(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder that ``make`` fills; it has closed every file in it when it returns.

    All workers of a run share it: copy it, and open only the copy. Two that need it at the same moment
    each make one, and the first that is whole is kept.
    """
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    kept = base / "ready-made" / name
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        made = factory.mktemp(name) / "home"
        make(made)
        try:
            made.rename(kept)
        except OSError:
            assert kept.exists(), f"{name} could not be put where all workers find it"
    return kept
