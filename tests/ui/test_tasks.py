"""Long work: it ends once, with a result, an error or because it was asked to stop."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer

from kmmp_desktop.errors import RefusedError
from ui import tasks
from ui.tasks import Cancelled, Report, Task

ROOT = Path(__file__).parents[2]


class Ears:
    """Everything a task said, in order."""

    def __init__(self, task: Task) -> None:
        self.heard: list[Any] = []
        self.threads: set[int] = set()
        task.succeeded.connect(lambda value: self._hear(("succeeded", value)))
        task.failed.connect(lambda error: self._hear(("failed", error)))
        task.cancelled.connect(lambda: self._hear("cancelled"))
        task.progressed.connect(lambda *how_far: self._hear(how_far))
        task.stepped.connect(lambda *how_far: self._hear(how_far))
        task.finished.connect(lambda: self._hear("finished"))

    def _hear(self, what: Any) -> None:
        self.heard.append(what)
        self.threads.add(threading.get_ident())


def run(qtbot: Any, work: Callable[[Report], object]) -> Ears:
    task = Task(work)
    ears = Ears(task)
    with qtbot.waitSignal(task.finished):
        task.start()
    qtbot.wait(20)
    return ears


def test_a_result_comes_after_the_progress_and_before_the_one_ending(qtbot: Any) -> None:
    def work(report: Report) -> int:
        report(1, 2)
        report("write", 2, 2)
        return 42

    ears = run(qtbot, work)
    assert ears.heard == [(1, 2), ("write", 2, 2), ("succeeded", 42), "finished"]


def test_signals_arrive_on_the_thread_of_the_screen(qtbot: Any) -> None:
    worked_in = []
    ears = run(qtbot, lambda _report: worked_in.append(threading.get_ident()))
    assert ears.threads == {threading.get_ident()}
    assert worked_in[0] != threading.get_ident()


def test_an_error_is_handed_over_whole(qtbot: Any) -> None:
    error = RefusedError("No.")

    def work(_report: Report) -> None:
        raise error

    assert run(qtbot, work).heard == [("failed", error), "finished"]


def test_cancelling_stops_the_work_at_its_next_report(qtbot: Any) -> None:
    begun, go_on, reached = threading.Event(), threading.Event(), []

    def work(report: Report) -> None:
        begun.set()
        go_on.wait(60)
        report(1, 2)
        reached.append("too far")

    task = Task(work)
    ears = Ears(task)
    with qtbot.waitSignal(task.finished):
        task.start()
        assert begun.wait(60)
        task.cancel()
        go_on.set()
    assert ears.heard == ["cancelled", "finished"]
    assert not reached


def test_work_that_never_reports_runs_to_its_end_though_cancelled(qtbot: Any) -> None:
    task = Task(lambda _report: "done")
    task.cancel()
    ears = Ears(task)
    with qtbot.waitSignal(task.finished):
        task.start()
    assert ears.heard == [("succeeded", "done"), "finished"]


@pytest.mark.parametrize("fault", [None, RefusedError("No."), Cancelled()], ids=["done", "failed", "stopped"])
def test_between_how_it_ended_and_its_ending_nothing_else_happens(
    qtbot: Any, monkeypatch: pytest.MonkeyPatch, fault: Exception | None
) -> None:
    """Whoever sees the result may go on at once: the screen is not still waiting for the ending."""
    tell = tasks._tell

    def slowly(signal: object, *values: object) -> None:
        tell(signal, *values)
        if threading.current_thread() is not threading.main_thread():
            threading.Event().wait(0.1)

    def work(_report: Report) -> None:
        if fault is not None:
            raise fault

    monkeypatch.setattr(tasks, "_tell", slowly)
    task, order = Task(work), []
    for ended in (task.succeeded, task.failed, task.cancelled):
        ended.connect(lambda *_: QTimer.singleShot(0, lambda: order.append("something else")))
    task.finished.connect(lambda: order.append("finished"))
    task.start()
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["finished", "something else"]


def test_a_task_whose_window_is_gone_ends_in_silence(qtbot: Any) -> None:
    from PySide6.QtCore import QObject
    from shiboken6 import delete

    begun, go_on = threading.Event(), threading.Event()
    parent = QObject()

    def work(_report: Report) -> None:
        begun.set()
        go_on.wait(60)

    task = Task(work, parent)
    task.start()
    assert begun.wait(60)
    delete(parent)
    go_on.set()
    assert task.wait(60)


_CLOSED = """
import random, time
from PySide6.QtCore import QCoreApplication, QObject, QThreadPool
from shiboken6 import delete
from ui.tasks import Task

def work(report):
    for done in range(200):
        report(done, 200)

app, rng = QCoreApplication([]), random.Random(1)
for _ in range(120):
    window = QObject()
    for _ in range(3):
        task = Task(work, window)
        task.progressed.connect(lambda done, of: None)
        task.start()
    closed = time.monotonic() + rng.random() * 0.01
    while time.monotonic() < closed:
        app.processEvents()
    delete(window)
QThreadPool.globalInstance().waitForDone()
print("still here")
"""


def test_windows_that_close_while_their_work_speaks_do_not_end_the_program() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _CLOSED], capture_output=True, text=True, cwd=ROOT, timeout=600, check=False
    )
    assert (run.returncode, run.stdout) == (0, "still here\n"), run.stderr


_DROPPED = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, QThreadPool
from ui.tasks import Task

class Window(QObject):
    def __init__(self):
        super().__init__()
        self.task = Task(lambda report: 1)
        self.task.finished.connect(self.over)
        self.task.start()

    def over(self):
        self.task = None

sys.setswitchinterval(1e-5)
app = QCoreApplication([])
for _ in range(600):
    windows = [Window() for _ in range(8)]
    for _ in range(3):
        app.processEvents()
QThreadPool.globalInstance().waitForDone()
print("still here")
"""


def test_tasks_that_are_dropped_as_they_end_do_not_end_the_program() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _DROPPED], capture_output=True, text=True, cwd=ROOT, timeout=600, check=False
    )
    assert (run.returncode, run.stdout) == (0, "still here\n"), run.stderr


def test_what_a_thread_spoke_into_is_taken_down_on_the_thread_of_the_screen(qtbot: Any) -> None:
    taken_down: list[int] = []
    task = Task(lambda _report: None)
    task._run.wire.destroyed.connect(
        lambda: taken_down.append(threading.get_ident()), Qt.ConnectionType.DirectConnection
    )
    gone = task._run.gone
    task.start()
    del task
    assert gone.wait(60)
    assert taken_down == []
    last = Task(lambda _report: None)
    last.start()
    assert taken_down == [threading.get_ident()]
    assert last.wait(60)


@pytest.mark.parametrize("error", [KeyError("x"), MemoryError()])
def test_faults_of_the_program_come_as_failures_too(qtbot: Any, error: Exception) -> None:
    def work(_report: Report) -> None:
        raise error

    assert run(qtbot, work).heard == [("failed", error), "finished"]
