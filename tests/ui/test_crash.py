"""Faults of the program: logged whole, told once."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from kmmp_desktop.errors import StorageError
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
    assert "ValueError" in hook.details
    assert "first" not in hook.details, "the words of a fault quote what was typed"
    assert "test_crash.py" in hook.details, "the trace names the line"
    assert len(caplog.records) == 2
    assert "second" in caplog.text


def test_the_words_on_the_button_of_the_details_are_whole(qtbot: Any, hook: CrashHook) -> None:
    catch(hook, fault("Achieng 4711"))
    qtbot.waitUntil(lambda: bool(hook.details))
    details = next(b for b in hook.box.findChildren(QPushButton) if b.text() == "Show the details")
    whole = QPushButton("Show the details")
    assert details.minimumWidth() >= whole.sizeHint().width()


def test_copy_details_copies_and_leaves_the_dialog_open(qtbot: Any, hook: CrashHook) -> None:
    catch(hook, fault("Achieng 4711"))
    qtbot.waitUntil(lambda: bool(hook.details))
    button = next(b for b in hook.box.findChildren(QPushButton) if b.text() == "Copy details")
    button.click()
    copied = QApplication.clipboard().text()
    assert "ValueError" in copied
    assert copied == hook.details == hook.box.detailedText()
    assert "Achieng" not in copied
    assert "4711" not in copied
    assert hook.box.isVisible()


def test_the_details_of_program_and_office_go_along_and_a_second_fault_hides_nothing(qtbot: Any) -> None:
    for more, found in ((lambda: "Counts  return 3", "Counts  return 3"), (lambda: 1 // 0, "ValueError")):
        made = CrashHook(lambda text: text, more)
        catch(made, fault("x"))
        qtbot.waitUntil(lambda hook=made: bool(hook.details))
        assert found in made.details
        assert "ValueError" in made.details
        made.box.close()


def test_no_button_of_the_dialog_speaks_another_language(qtbot: Any) -> None:
    hook = CrashHook(lambda text, **_: text[::-1])
    catch(hook, fault("first"))
    qtbot.waitUntil(lambda: bool(hook.details))
    details = next(b for b in hook.box.buttons() if b.text() == "Show the details"[::-1])
    details.click()
    assert details.text() == "Hide the details"[::-1]
    details.click()
    assert details.text() == "Show the details"[::-1]
    hook.box.close()


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


def test_a_server_that_is_gone_is_no_fault_of_the_program_and_is_told_each_time(
    qtbot: Any, hook: CrashHook
) -> None:
    told: list[object] = []
    hook.cannot.connect(told.append)
    gone = StorageError("The database server of the office cannot be used: {why}", why="gone")
    catch(hook, gone)
    catch(hook, gone)
    qtbot.waitUntil(lambda: told == [gone, gone])
    assert not hook.details
    catch(hook, fault("first"))
    qtbot.waitUntil(lambda: bool(hook.details))
