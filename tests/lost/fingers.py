"""A clerk at a real X display: xdotool presses the keypad at a steady beat while the program paints."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

from entry_office import FULL, NOVEMBER, NYOTA, Office
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.texts.catalogue import Catalogue
from ui.entry.page import EntryPage
from ui.page import Desk
from ui.style.look import Look


def figure(number: int, kind: str) -> str:
    """What is typed into the n-th cell of the return."""
    return {"yes_no": "1", "date": "05122026", "text": ""}.get(kind, str(number % 97))


def keys_of(opened: OpenReturn) -> list[str]:
    """Every key of the return on the keypad, in paper order: Enter twice where a section ends."""
    cells, section = opened.enterable(), opened.form.section_of
    keys: list[str] = []
    for number, key in enumerate(cells):
        text = figure(number, opened.form.elements[key.element].type.value)
        keys += ["KP_" + letter for letter in text] + ["KP_Enter"]
        last = number + 1 == len(cells)
        if not last and section[cells[number + 1].element] is not section[key.element]:
            keys.append("KP_Enter")
    return keys


class Fingers(threading.Thread):
    """Presses ``keys``, so many a second, by the clock: a late key does not make the next one later."""

    def __init__(self, keys: list[str], a_second: float) -> None:
        super().__init__(daemon=True)
        self.keys, self.beat = keys, 1 / a_second
        self.seconds = 0.0

    def run(self) -> None:
        tool = subprocess.Popen(["xdotool", "-"], stdin=subprocess.PIPE, text=True, bufsize=1)
        assert tool.stdin is not None
        start = time.monotonic()
        for number, key in enumerate(self.keys):
            time.sleep(max(0.0, start + number * self.beat - time.monotonic()))
            tool.stdin.write(f"key --delay 0 {key}\n")
        self.seconds = time.monotonic() - start  # a busy machine may bring them later: all at once, then
        tool.stdin.close()
        tool.wait()


_HELD = (Qt.Key.Key_Shift, Qt.Key.Key_NumLock, Qt.Key.Key_Control)


class Presses(QObject):
    """Counts the key presses that reach the program, and the longest that one of them held it up.

    xdotool holds a modifier to turn a key of the keypad into a digit: that is no key of the clerk.
    """

    def __init__(self) -> None:
        super().__init__()
        self.count, self.longest = 0, 0.0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.spontaneous():
            self.count += event.key() not in _HELD
        return False


def main(home: str, a_second: str) -> None:
    """Type a whole return and print what came of it as JSON."""
    app = QApplication([])
    office = Office(Path(home))
    with office.home.work() as work:
        person = work.people.all()[0]
    page = EntryPage(Desk(office.services, Catalogue("en"), Look.light(), person))  # type: ignore[arg-type]
    page.resize(1366, 571)
    page.show()
    page.open_return(FULL, NYOTA, NOVEMBER)
    page.activateWindow()
    waited = time.monotonic() + 120
    while not page.view.hasFocus() and time.monotonic() < waited:
        app.processEvents()
    assert page.opened is not None
    fingers = Fingers(keys_of(page.opened), float(a_second))
    presses = Presses()
    window = page.windowHandle()
    window.installEventFilter(presses)
    fingers.start()
    waited = time.monotonic() + 400
    while time.monotonic() < waited:
        before = time.monotonic()
        app.processEvents()
        presses.longest = max(presses.longest, time.monotonic() - before)
        if not fingers.is_alive() and "End of the return" in page.hint.sentence:
            break
        time.sleep(0.0005)
    print(  # noqa: T201 - the answer of a program of its own
        json.dumps(
            {
                "keys": len(fingers.keys),
                "arrived": presses.count,
                "a_second": round(len(fingers.keys) / max(fingers.seconds, 0.001), 1),
                "longest_ms": round(presses.longest * 1000),
                "said": page.hint.sentence,
                "unsaved": len(page.keeping.unsaved),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
