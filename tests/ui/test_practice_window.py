"""Practice at the window: its making shows how far it is and can be stopped; it is made anew when wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kmmp_desktop.domain.office import Role
from kmmp_desktop.texts.catalogue import Catalogue
from ui.app import PREPARING_DEMO, Program
from ui.preparing import STEPS, Preparing

WORDS = "maize lantern lake"


@pytest.fixture
def start(
    qtbot: Any, dressed: QApplication, texts: Catalogue, tmp_path: Path
) -> Iterator[Callable[..., Program]]:
    made: list[Program] = []

    def begin(services_maker: Callable[[], Any], **how: Any) -> Program:
        program = Program(dressed, services_maker, tmp_path, texts, demo=True, **how)
        qtbot.addWidget(program.window)
        made.append(program)
        program.codes = []  # type: ignore[attr-defined]
        program.ended.connect(program.codes.append)  # type: ignore[attr-defined]
        program.show()
        return program

    yield begin
    for program in made:
        program.crash.remove()


def when_open(act: Callable[[Preparing], None]) -> None:
    """Do something with the dialog once it is open (``exec`` runs its own loop)."""

    def look() -> None:
        found = QApplication.activeModalWidget()
        if isinstance(found, Preparing):
            act(found)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


@pytest.mark.parametrize("may_cancel", [True, False])
def test_esc_stops_the_making_of_practice_at_its_next_step_and_nothing_else(
    qtbot: Any, desk: Any, dressed: QApplication, may_cancel: bool
) -> None:
    going_on, came_through = threading.Event(), []

    def work(report: Callable[..., None]) -> None:
        report("history", 1, 4)
        assert going_on.wait(600)
        report("history", 2, 4)
        came_through.append(True)

    dialog = Preparing(desk, work, None, PREPARING_DEMO, may_cancel=may_cancel)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog._task.start()
    dialog.show()
    qtbot.waitUntil(lambda: dialog._bar.maximum() == 4, timeout=20_000)
    assert dialog._step.text() == desk.say(STEPS["history"], done=1, of=4)
    assert dialog.cancel.isVisible() is may_cancel
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible(), "it closes when the work has ended"
    going_on.set()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=20_000)
    assert dialog.cancelled is may_cancel
    assert bool(came_through) is not may_cancel
    assert dialog.error is None


def test_a_practice_that_was_stopped_leaves_the_program_without_a_word(qtbot: Any, start: Any) -> None:
    going_on = threading.Event()

    def work(report: Callable[..., None]) -> None:
        assert going_on.wait(600)
        report("people", 1, 4)

    def stop(dialog: Preparing) -> None:
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        going_on.set()

    when_open(stop)
    program = start(lambda: pytest.fail("nothing was made"), prepare=work)
    qtbot.waitUntil(lambda: program.codes == [0], timeout=20_000)


def test_start_over_ends_this_run_and_asks_for_a_new_office(
    qtbot: Any, start: Any, real_services: Any
) -> None:
    real_services.people.found_office("Ziwa, Kisumu", "Ziwa Health Partners", is_demo=True)
    real_services.people.add("wanjiru", "A. Wanjiru", Role.CLERK, WORDS)
    asked: list[bool] = []
    program = start(lambda: real_services, start_over=lambda: asked.append(True))
    qtbot.waitUntil(lambda: program.window.here == "worklist", timeout=20_000)
    actions = program.window._menus.menu("tools").actions()
    [action] = [a for a in actions if a.text().replace("&", "") == "Start practice over"]
    assert action.isVisible()
    assert action.isEnabled()
    action.trigger()
    assert asked == [True]
    assert program.codes == [0]
    assert not program.window.isVisible()


def test_a_real_office_does_not_offer_to_start_over(qtbot: Any, start: Any, real_services: Any) -> None:
    real_services.people.found_office("Ziwa, Kisumu", "Ziwa Health Partners")
    real_services.people.add("wanjiru", "A. Wanjiru", Role.CLERK, WORDS)
    program = start(lambda: real_services)
    qtbot.waitUntil(lambda: program.window.here == "worklist", timeout=20_000)
    actions = program.window._menus.menu("tools").actions()
    shown = [a.text().replace("&", "") for a in actions if a.isVisible()]
    assert "Start practice over" not in shown
