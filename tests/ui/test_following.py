"""The window follows the person at the desk also where somebody changes them while it is reading."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

from ui.main_window import MainWindow


def test_a_change_that_comes_while_the_window_reads_is_seen_by_the_look_that_asked_for_it(
    qtbot: Any, window: MainWindow
) -> None:
    following, before = window._following, window.desk.person
    qtbot.waitUntil(lambda: following._task is None and not following._soon.isActive())
    begun, go_on = threading.Event(), threading.Event()
    now = [before]

    def people() -> tuple[Any, ...]:
        read = tuple(now)
        begun.set()
        assert go_on.wait(60)
        return read

    window.desk.services.people.people = people
    following.look()
    qtbot.waitUntil(begun.is_set)
    now[0] = replace(before, name="A. Wanjiru Kamau")
    following.look()
    qtbot.waitUntil(lambda: not following._soon.isActive())
    go_on.set()
    qtbot.waitUntil(lambda: window.desk.person.name == "A. Wanjiru Kamau")
    assert "A. Wanjiru Kamau works here as" in window.notice.sentence
