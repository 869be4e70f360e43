"""The process is killed in the middle of a second keying: what was acknowledged is on the disk."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from entry_office import NOVEMBER, NYOTA, WANJIRU, Office
from entry_typist import PROBE

from kmmp_desktop.domain.keying import Outcome
from ui.keying.page import KeyingPage

from .conftest import FIRST, FORMS, Keyer, MakePage

ROOT = Path(__file__).parents[3]
KEYS = "7110\n7110\n7202\n7303\n7440\n7404\n-1"
"""First wrong, same, same, second wrong, missing code."""

_CHILD = """
import os, signal, sys
sys.path[:0] = {paths!r}
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from entry_office import NOVEMBER, NYOTA, Office
from kmmp_desktop.domain.keying import Scope
from kmmp_desktop.texts.catalogue import Catalogue
from ui.keying.page import KeyingPage
from ui.page import Desk
from ui.style.look import Look
app = QApplication([])
office = Office(Path({home!r}), extra_forms=Path({forms!r}))
with office.home.work() as work:
    person = work.people.all()[0]
page = KeyingPage(Desk(office.services, Catalogue("en"), Look.light(), person))
page.resize(1366, 571)
page.show()
page.look_at(office.entry.open("PROBE", NYOTA, NOVEMBER, person))
page.start(Scope.WHOLE)
names = {{"\\n": Qt.Key.Key_Enter, "-": Qt.Key.Key_Minus}}
for number, letter in enumerate({keys!r}):
    if number == {at}:
        results = page.keying.results.values()
        said = [f"{{r.key.element}}/{{r.key.category}}/{{r.outcome.value}}" for r in results]
        print(",".join(said), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    QTest.keyClick(page.window().windowHandle(), names.get(letter) or Qt.Key(ord(letter)), Qt.KeypadModifier)
    app.processEvents()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("at", sorted(random.Random(11).sample(range(len(KEYS)), 6)))
def test_after_a_kill_every_cell_that_was_acknowledged_is_there_and_it_goes_on(
    office: Office, make_page: MakePage, at: int
) -> None:
    revision = office.put(PROBE, NOVEMBER, FIRST)
    home = office.services.home
    paths = [str(ROOT), str(ROOT / "tests")]
    code = _CHILD.format(paths=paths, home=str(home), forms=str(FORMS), keys=KEYS, at=at)
    child = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=600, check=False
    )
    assert child.returncode == -signal.SIGKILL, child.stderr[-2000:]
    acknowledged = {part for part in child.stdout.strip().split(",") if part}
    keying = office.services.keying.last(WANJIRU)
    assert keying is not None
    session = office.services.keying.resume(keying, WANJIRU)
    stored = {f"{k.element}/{k.category}/{r.outcome.value}" for k, r in session.results.items()}
    assert acknowledged == stored
    figures = office.entry.open(PROBE, NYOTA, NOVEMBER, WANJIRU)
    for key, result in session.results.items():
        right = result.second if result.outcome is Outcome.FIRST_WRONG else result.first
        assert figures.value(key) == right
    with office.home.work() as work:
        assert work.audit.first_broken(str(revision.id)) is None
        again = work.returns.cells(revision.id, keying=2)
    assert all(again.get(r.key) == r.second for r in session.results.values())
    page: KeyingPage = make_page()
    assert page.resume(keying)
    waiting = [k for k in session.cells if session.outcome(k) in (None, Outcome.ASKED)]
    assert page.view.key == waiting[0], "at the cell where it stood"
    assert Keyer(page).page.keying is not None
