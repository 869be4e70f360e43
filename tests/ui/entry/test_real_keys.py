"""A real X server sends the keys, as fast as it can: not one of them is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from entry_office import FULL, NOVEMBER, NYOTA, WANJIRU, Office

ROOT = Path(__file__).parents[3]

_CHILD = """
import subprocess, sys, threading, time
sys.path[:0] = {paths!r}
from pathlib import Path
from PySide6.QtWidgets import QApplication
from entry_office import FULL, NOVEMBER, NYOTA, Office
from kmmp_desktop.texts.catalogue import Catalogue
from ui.entry.page import EntryPage
from ui.page import Desk
from ui.style.look import Look
app = QApplication([])
office = Office(Path({home!r}))
with office.home.work() as work:
    person = work.people.all()[0]
page = EntryPage(Desk(office.services, Catalogue("en"), Look.light(), person))
page.resize(1366, 571)
page.show()
page.open_return(FULL, NYOTA, NOVEMBER)
page.activateWindow()
waited = time.monotonic() + 120
while not page.view.hasFocus() and time.monotonic() < waited:
    app.processEvents()
cells = page.opened.enterable()
section = page.opened.form.section_of
keys = []
for number, key in enumerate(cells):
    kind = page.opened.form.elements[key.element].type.value
    text = {{"yes_no": "1", "date": "05122026", "text": ""}}.get(kind, str(number % 97))
    keys += ["KP_" + letter for letter in text] + ["KP_Enter"]
    if number + 1 < len(cells) and section[cells[number + 1].element] is not section[key.element]:
        keys.append("KP_Enter")
typed = threading.Event()
def type_all():
    for at in range(0, len(keys), 60):
        subprocess.run(["xdotool", "key", "--delay", "4", *keys[at:at + 60]], check=True)
    typed.set()
threading.Thread(target=type_all, daemon=True).start()
waited = time.monotonic() + 400
while not (typed.is_set() and "End of the return" in page.hint.sentence) and time.monotonic() < waited:
    app.processEvents()
print(len(keys), page.hint.sentence)
"""


@pytest.mark.skipif(
    not (shutil.which("xvfb-run") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
)
def test_a_whole_return_typed_through_a_real_display_is_on_disk(office: Office, tmp_path: Path) -> None:
    code = _CHILD.format(paths=[str(ROOT), str(ROOT / "tests")], home=str(tmp_path / "home"))
    run = subprocess.run(
        ["xvfb-run", "-a", "-s", "-screen 0 1366x768x24", sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=600,
        env={**os.environ, "QT_QPA_PLATFORM": "xcb"},
        check=False,
    )
    assert "End of the return" in run.stdout, run.stderr
    kept = office.entry.open(FULL, NYOTA, NOVEMBER, WANJIRU)
    wanted = {}
    for number, key in enumerate(kept.enterable()):
        kind = kept.form.elements[key.element].type.value
        text = {"yes_no": "1", "date": "05122026", "text": ""}.get(kind, str(number % 97))
        if text:
            wanted[key] = text
    assert {key: value.raw for key, value in kept.cells.items()} == wanted
