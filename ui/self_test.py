"""Whether this installation works: opens a return in the real window, types, and looks at the disk.

Used by CI and after building an installer (``main.py --demo --self-test``). It types into a draft,
so it is meant for a demo office.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.worklist import WorkRow
from ui.main_window import MainWindow


class SelfTest:
    """Runs once the window shows its first place."""

    def __init__(self, app: QApplication, window: MainWindow) -> None:
        self._app, self._window = app, window

    def run(self) -> int:
        """Return 0 where what was typed stands on disk; 1 with a sentence on standard error."""
        services, person = self._window.desk.services, self._window.desk.person
        period = services.worklist.default_period()
        family = services.forms.families()[0]
        rows = services.worklist.month(family, period).rows
        row = next((r for r in rows if _can_be_typed(r)), None)
        if row is None:
            return _fail(f"no return of {period} can be typed into")
        mfl = row.facility.mfl
        before = len(services.entry.open(family, mfl, period, person).cells)
        self._window.activateWindow()  # without a window manager nothing else gives it the keyboard
        self._window.open_return(family, mfl, period)
        for key in ("3", Qt.Key.Key_Enter):
            self._app.processEvents()
            target = self._app.focusWidget() or self._window
            if isinstance(key, str):
                QTest.keyClicks(target, key)
            else:
                QTest.keyClick(target, key, Qt.KeyboardModifier.KeypadModifier)
        self._app.processEvents()
        opened = services.entry.open(family, mfl, period, person)
        if len(opened.cells) <= before:
            return _fail("what was typed did not reach the disk")
        sys.stdout.write(
            f"Self test passed: {len(rows)} facilities; typed into {row.facility.name}, "
            f"{opened.counts()[0]} of {opened.counts()[1]} filled.\n"
        )
        return 0


def _can_be_typed(row: WorkRow) -> bool:
    return row.current.owed and row.current.state in (None, State.DRAFT) and row.percent < 50


def _fail(why: str) -> int:
    sys.stderr.write(f"Self test failed: {why}.\n")
    return 1
