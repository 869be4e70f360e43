"""How long a key takes until it is painted: the entry screen against a bare table of the same size.

Digit keys and committing keys apart, in a return of 220 cells and in a form of 1,000, in the same
run. A commit is on disk (SQLite, synchronous FULL), its checks are made and its totals have moved
when the paint is done. Opening goes from the request to the paint of the figures; the months before
are read and all checks run right after it, which is measured apart ("with its year"). The bare table
reads nothing. No limits here: read the ratio of the two medians of a group.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
from collections.abc import Iterator

import pytest
from bench.big_form import BIG
from bench.screens import (
    Measured,
    bare_table,
    figures_painted,
    furnish,
    painted,
    screen_on,
    stand_in,
    throw_away,
)
from entry_office import FULL, NOVEMBER, NYOTA
from entry_typist import Typist
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView
from pytest_benchmark.fixture import BenchmarkFixture

from ui.entry.page import EntryPage

ROUNDS, WARM_UP = 80, 8
CELLS = {FULL: "220 cells", BIG: "1,000 cells"}


@pytest.fixture(scope="module", params=[FULL, BIG], ids=list(CELLS.values()))
def measured(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, qapp: QApplication
) -> Iterator[Measured]:
    made = furnish(tmp_path_factory.mktemp("bench"), request.param)
    yield made
    made.office.close()


@pytest.fixture
def screen(measured: Measured, qapp: QApplication) -> Iterator[EntryPage]:
    page = screen_on(measured.office.services, qapp)
    stand_in(page, measured, qapp)
    yield page
    page.may_leave()
    throw_away(page, qapp)
    qapp.setStyleSheet("")


@pytest.fixture
def bare(measured: Measured, qapp: QApplication) -> Iterator[QTableView]:
    view = bare_table(measured, qapp)
    view.setCurrentIndex(view.model().index(0, 2))
    view.setFocus()
    qapp.processEvents()
    yield view
    throw_away(view, qapp)


def group(benchmark: BenchmarkFixture, what: str, measured: Measured) -> None:
    benchmark.group = f"{what}, {CELLS[measured.family]}"


def test_digit_key_on_the_entry_screen(
    benchmark: BenchmarkFixture, measured: Measured, screen: EntryPage, qapp: QApplication
) -> None:
    group(benchmark, "digit key", measured)
    typist = Typist(screen)

    def fresh() -> None:
        typist.press(Qt.Key.Key_Escape)
        qapp.processEvents()

    benchmark.pedantic(
        lambda: painted(qapp, lambda: typist.keypad("7")), setup=fresh, rounds=ROUNDS, warmup_rounds=WARM_UP
    )


def test_digit_key_on_a_bare_table(
    benchmark: BenchmarkFixture, measured: Measured, bare: QTableView, qapp: QApplication
) -> None:
    group(benchmark, "digit key", measured)
    window = bare.windowHandle()

    def fresh() -> None:
        QTest.keyClick(window, Qt.Key.Key_Escape)
        qapp.processEvents()

    benchmark.pedantic(
        lambda: painted(qapp, lambda: QTest.keyClick(window, Qt.Key.Key_7)),
        setup=fresh,
        rounds=ROUNDS,
        warmup_rounds=WARM_UP,
    )


def test_committing_key_on_the_entry_screen(
    benchmark: BenchmarkFixture, measured: Measured, screen: EntryPage, qapp: QApplication
) -> None:
    group(benchmark, "committing key", measured)
    typist = Typist(screen)
    number = iter(range(10, 10_000))

    def typed() -> None:
        if "End of section" in screen.hint.sentence or screen.steering.section != measured.section:
            key = screen.steering.walk.first(measured.section)
            assert key is not None
            screen.go_to_cell(key)
        typist.keypad(str(next(number)))
        qapp.processEvents()

    benchmark.pedantic(
        lambda: painted(qapp, lambda: typist.keypad("\n")),
        setup=typed,
        rounds=ROUNDS,
        warmup_rounds=WARM_UP,
    )


def test_committing_key_on_a_bare_table(
    benchmark: BenchmarkFixture, measured: Measured, bare: QTableView, qapp: QApplication
) -> None:
    group(benchmark, "committing key", measured)
    window = bare.windowHandle()
    number = iter(range(10, 10_000))

    def typed() -> None:
        for letter in str(next(number)):
            QTest.keyClick(window, letter)
        qapp.processEvents()

    def commit() -> None:
        QTest.keyClick(window, Qt.Key.Key_Return)
        QTest.keyClick(window, Qt.Key.Key_Down)

    benchmark.pedantic(lambda: painted(qapp, commit), setup=typed, rounds=ROUNDS, warmup_rounds=WARM_UP)


@pytest.mark.parametrize("year", [False, True], ids=["figures", "with its year"])
def test_opening_a_return(
    benchmark: BenchmarkFixture, measured: Measured, screen: EntryPage, qapp: QApplication, year: bool
) -> None:
    group(benchmark, "opening", measured)

    def opened() -> None:
        screen.open_return(measured.family, NYOTA, NOVEMBER)

    def closed() -> None:
        screen.may_leave()
        screen.person_changed()
        qapp.processEvents()
        gc.collect()

    benchmark.pedantic(
        lambda: painted(qapp, opened) if year else figures_painted(screen, qapp, opened),
        setup=closed,
        rounds=30,
        warmup_rounds=3,
    )


def test_building_the_bare_table(benchmark: BenchmarkFixture, measured: Measured, qapp: QApplication) -> None:
    group(benchmark, "opening", measured)
    made: list[QTableView] = []

    def cleared() -> None:
        while made:
            throw_away(made.pop(), qapp)

    benchmark.pedantic(
        lambda: made.append(bare_table(measured, qapp)), setup=cleared, rounds=30, warmup_rounds=3
    )
    cleared()
