"""The end of a run: what still reads in the background is waited for; nothing holds the office open."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from kmmp_desktop.errors import StorageError
from kmmp_desktop.texts.catalogue import Catalogue
from ui import app
from ui.crash import CrashHook
from ui.tasks import Task


def test_a_run_ends_after_what_it_was_still_reading(
    dressed: QApplication, texts: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    window_gone, read, tasks = threading.Event(), [], []

    def slow(_report: object) -> None:
        window_gone.wait(60)
        sum(range(2_000_000))
        read.append("to the end")

    def no_office() -> Any:
        tasks.append(Task(slow))
        tasks[0].start()
        raise StorageError("The disk is gone.")

    real = CrashHook.remove
    monkeypatch.setattr(CrashHook, "remove", lambda self: (real(self), window_gone.set()))
    assert app.run(no_office, home=tmp_path, texts=texts, self_test=True) == 1
    assert read == ["to the end"]
    assert "The disk is gone." in capsys.readouterr().err
