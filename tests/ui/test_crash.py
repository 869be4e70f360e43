"""Faults of the program: logged whole, told once."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from ui.crash import CrashHook


@pytest.fixture
def hook(qapp: QApplication) -> Iterator[CrashHook]:
    made = CrashHook(lambda text: text)
    yield made
    made.remove()
    if hasattr(made, "box"):
        made.box.close()


def fault(text: str) -> BaseException:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


def catch(hook: CrashHook, error: BaseException) -> None:
    hook.catch(type(error), error, error.__traceback__)


def test_the_first_fault_is_told_and_all_are_logged(
    qtbot: Any, hook: CrashHook, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL):
        catch(hook, fault("first"))
        catch(hook, fault("second"))
        qtbot.waitUntil(lambda: bool(hook.details))
    assert "ValueError: first" in hook.details
    assert "second" not in hook.details
    assert "test_crash.py" in hook.details, "the trace names the line"
    assert len(caplog.records) == 2
    assert "second" in caplog.text


def test_copy_details_copies_and_leaves_the_dialog_open(qtbot: Any, hook: CrashHook) -> None:
    catch(hook, fault("to copy"))
    qtbot.waitUntil(lambda: bool(hook.details))
    button = next(b for b in hook.box.findChildren(QPushButton) if b.text() == "Copy details")
    button.click()
    assert "ValueError: to copy" in QApplication.clipboard().text()
    assert hook.box.isVisible()


def test_a_fault_in_another_thread_is_told_on_the_screen_thread(qtbot: Any, hook: CrashHook) -> None:
    hook.install()
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: "ZeroDivisionError" in hook.details)


def test_the_hooks_before_it_come_back(hook: CrashHook) -> None:
    before = sys.excepthook, threading.excepthook
    hook.install()
    assert sys.excepthook == hook.catch
    hook.remove()
    assert (sys.excepthook, threading.excepthook) == before
