"""An office of 300 facilities and five years of the full return, against the same office with none of them.

In pairs, each group one thing that people wait for: "size-start" (the office opened and its start page
painted, in this process), "size-search", "size-open" (to the figures on the grid), "size-log" (the first page
of the whole log), "size-find" (a word that stands nowhere in it: 750,000 entries read).
The facility in hand has its last twelve months in both: what its checks read is the same.

Memory: ``test_a_days_work`` reports the resident size before and after a scripted day.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from bench.big_office import make_offices
from bench.screens import figures_painted, screen_on, throw_away
from entry_typist import Typist
from office_fixtures import FULL, NOVEMBER, NYOTA, THIRD, Office, open_copy
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kmmp_desktop.services.audit_ports import AuditWanted
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.texts.catalogue import Catalogue
from ui.appearance import Appearance
from ui.main_window import MainWindow
from ui.page import Desk
from ui.style.look import Look
from ui.tidying import REST_MS
from ui.worklist.page import WorklistPage

SIZES = ("empty", "full")


@pytest.fixture(scope="session")
def both(office_template: Path, tmp_path_factory: Any, request: Any) -> dict[str, Path]:
    """Folders by size; small ones where benchmarks only have to run (CI)."""
    small = request.config.getoption("benchmark_disable")
    folder = tmp_path_factory.mktemp("size")
    made = make_offices(office_template, folder, *((5, 14) if small else (300, 60)))
    return dict(zip(SIZES, made, strict=True))


@pytest.fixture(params=SIZES)
def sized(request: Any, both: dict[str, Path]) -> Any:
    office = open_copy(both[request.param], SetClock(THIRD))
    yield office
    office.work.__self__.close()


def start_page(office: Office, app: QApplication) -> WorklistPage:
    desk = Desk(office.services, Catalogue("en"), Look.light(), office.person("clerk"))
    page = WorklistPage(desk)
    page.resize(1366, 600)
    page.set_look(desk.look)
    page.retranslate()
    page.show()
    page.refresh()
    app.processEvents()
    assert page.model.facilities > 2
    return page


@pytest.mark.benchmark(group="size-start")
@pytest.mark.parametrize("size", SIZES)
def test_starting(benchmark: Any, both: dict[str, Path], qapp: QApplication, size: str) -> None:
    left: list[tuple[Office, WorklistPage]] = []

    def start() -> None:
        office = open_copy(both[size], SetClock(THIRD))
        left.append((office, start_page(office, qapp)))

    def away() -> None:
        while left:
            office, page = left.pop()
            throw_away(page, qapp)
            office.work.__self__.close()

    benchmark.pedantic(start, setup=away, rounds=9, warmup_rounds=2)
    away()


@pytest.mark.benchmark(group="size-search")
def test_searching_the_worklist(benchmark: Any, sized: Office, qapp: QApplication) -> None:
    page = start_page(sized, qapp)
    words = iter([f"facility {n % 3}" for n in range(1000)])

    def search() -> None:
        page.controls.search.setText(next(words))
        page._search()  # at once, not after the moment in which a typist goes on
        qapp.processEvents()

    benchmark.pedantic(search, rounds=30, warmup_rounds=3)
    throw_away(page, qapp)


@pytest.mark.benchmark(group="size-open")
def test_opening_a_return(benchmark: Any, sized: Office, qapp: QApplication) -> None:
    page = screen_on(sized.services, qapp, sized.person("clerk"))

    def closed() -> None:
        page.may_leave()
        page.person_changed()
        qapp.processEvents()

    benchmark.pedantic(
        lambda: figures_painted(page, qapp, lambda: page.open_return(FULL, NYOTA, NOVEMBER)),
        setup=closed,
        rounds=20,
        warmup_rounds=3,
    )
    throw_away(page, qapp)


@pytest.mark.benchmark(group="size-log")
def test_the_first_page_of_the_log(benchmark: Any, sized: Office) -> None:
    manager, audit = sized.person("manager"), sized.services.audit
    benchmark.pedantic(audit.page, (AuditWanted(), manager), rounds=20, warmup_rounds=3)


@pytest.mark.benchmark(group="size-find")
def test_a_word_that_stands_nowhere_in_the_log(benchmark: Any, sized: Office) -> None:
    manager, audit = sized.person("manager"), sized.services.audit
    benchmark.pedantic(audit.page, (AuditWanted(text="zzqqzz"), manager), rounds=3, warmup_rounds=1)


# -- memory --------------------------------------------------------------------------------


def resident() -> float:
    """Megabytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@pytest.mark.benchmark(group="memory")
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="asks the Linux kernel")
def test_a_days_work(
    benchmark: Any, both: dict[str, Path], qapp: QApplication, tmp_path: Path, request: Any, capsys: Any
) -> None:
    """Open, type, paste, look through the places: 200 returns in one window. Reports megabytes."""
    returns = 6 if request.config.getoption("benchmark_disable") else 200
    home = tmp_path / "home"
    shutil.copytree(both["full"], home)
    office = open_copy(home, SetClock(THIRD))
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    appearance = Appearance(qapp, settings)
    window = MainWindow(
        Desk(office.services, Catalogue("en"), appearance.look, office.person("clerk")), appearance, settings
    )
    window.resize(1366, 728)
    window.show()
    window.person_changed()
    window.show_place("worklist")
    qapp.processEvents()
    mfls = [facility.mfl for facility in office.services.facilities.all()]
    reported: list[float] = [resident()]

    def day() -> None:
        for number in range(returns):
            a_return(window, qapp, mfls[number % len(mfls)], number)
            if number % 10 == 9 or number + 1 == returns:
                for place in ("worklist", "findings", "quality", "standards", "receive", "log"):
                    window.show_place(place)
                    QTest.qWait(20)
                reported.append(resident())

    benchmark.pedantic(day, rounds=1)
    gc.collect()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QTest.qWait(REST_MS + 500)  # as people do now and then: the program gives free memory back
    reported.append(resident())
    benchmark.extra_info["megabytes"] = [round(each) for each in reported]
    benchmark.extra_info["after the first ten"] = round(reported[-1] / reported[1], 2)
    benchmark.extra_info["after the start"] = round(reported[-1] / reported[0], 2)
    with capsys.disabled():
        sys.stdout.write(f"\nMegabytes after the start and each ten returns: {list(map(round, reported))}\n")
    throw_away(window, qapp)
    office.work.__self__.close()


def a_return(window: MainWindow, app: QApplication, mfl: str, number: int) -> None:
    window.open_return(FULL, mfl, NOVEMBER)
    page: Any = window.page("entry")
    typist = Typist(page)
    for key in page.opened.form.entry_cells[:12]:
        page.go_to_cell(key)
        typist.keypad(f"{number % 50 + 3}\n")
    page.go_to_cell(page.opened.form.entry_cells[20])
    QApplication.clipboard().setText("\n".join(str(n) for n in range(5)))
    page.act("paste")
    app.processEvents()
    page.act("check_all")
    QTest.qWait(5)
    assert page.may_leave()
