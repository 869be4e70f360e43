"""How long a key takes until it is painted: the entry screen against a bare table of Qt's own.

Digit keys and committing keys apart, in the same run. A commit is on disk (SQLite, synchronous
FULL), its checks are made and its totals have moved when the paint is done. No limits here: read
the ratio of the two groups' medians.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from entry_office import FULL, NOVEMBER, NYOTA, WANJIRU, Office, history
from entry_typist import Typist
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from kmmp_desktop.texts.catalogue import Catalogue
from ui.entry.page import EntryPage
from ui.page import Desk
from ui.style import palette
from ui.style.look import Look

ROWS, COLUMNS = 21, 9
"""Section C as it stands on the grid."""


@pytest.fixture
def screen(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[EntryPage]:
    look = Look.light()
    palette.apply(qapp, look)
    office = Office(tmp_path)
    office.settle()
    figures = history(office)
    office.put(FULL, NOVEMBER, {k: v for k, v in figures.items() if not k.startswith("KM_C0")})
    page = EntryPage(Desk(office.services, Catalogue("en"), look, WANJIRU))  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.resize(1366, 571)
    page.show()
    qtbot.waitExposed(page)
    page.open_return(FULL, NYOTA, NOVEMBER)
    key = page.steering.walk.find_row(2, "1")
    assert key is not None
    page.go_to_cell(key)
    qapp.processEvents()
    yield page
    qapp.setStyleSheet("")
    office.close()


@pytest.fixture
def bare(qapp: QApplication, qtbot: QtBot) -> QTableView:
    model = QStandardItemModel(ROWS, COLUMNS)
    for row in range(ROWS):
        for column in range(COLUMNS):
            model.setItem(row, column, QStandardItem(str(row * column)))
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(model)
    view.setEditTriggers(QTableView.EditTrigger.AnyKeyPressed)
    view.resize(810, 571)
    view.show()
    qtbot.waitExposed(view)
    view.setCurrentIndex(model.index(0, 2))
    view.setFocus()
    qapp.processEvents()
    return view


def painted(qapp: QApplication, act: Callable[[], None]) -> None:
    act()
    qapp.processEvents()


def test_digit_key_on_the_entry_screen(
    benchmark: BenchmarkFixture, screen: EntryPage, qapp: QApplication
) -> None:
    benchmark.group = "digit key"
    typist = Typist(screen)

    def fresh() -> None:
        typist.press(Qt.Key.Key_Escape)
        qapp.processEvents()

    benchmark.pedantic(
        lambda: painted(qapp, lambda: typist.keypad("7")), setup=fresh, rounds=60, warmup_rounds=5
    )


def test_digit_key_on_a_bare_table(benchmark: BenchmarkFixture, bare: QTableView, qapp: QApplication) -> None:
    benchmark.group = "digit key"
    window = bare.windowHandle()

    def fresh() -> None:
        QTest.keyClick(window, Qt.Key.Key_Escape)
        qapp.processEvents()

    benchmark.pedantic(
        lambda: painted(qapp, lambda: QTest.keyClick(window, Qt.Key.Key_7)),
        setup=fresh,
        rounds=60,
        warmup_rounds=5,
    )


def test_committing_key_on_the_entry_screen(
    benchmark: BenchmarkFixture, screen: EntryPage, qapp: QApplication
) -> None:
    benchmark.group = "committing key"
    typist = Typist(screen)
    number = iter(range(10, 10_000))

    def typed() -> None:
        if "End of section" in screen.hint.sentence or screen.steering.section != 2:
            key = screen.steering.walk.first(2)
            assert key is not None
            screen.go_to_cell(key)
        typist.keypad(str(next(number)))
        qapp.processEvents()

    benchmark.pedantic(
        lambda: painted(qapp, lambda: typist.keypad("\n")), setup=typed, rounds=60, warmup_rounds=5
    )


def test_committing_key_on_a_bare_table(
    benchmark: BenchmarkFixture, bare: QTableView, qapp: QApplication
) -> None:
    benchmark.group = "committing key"
    window = bare.windowHandle()
    number = iter(range(10, 10_000))

    def typed() -> None:
        for letter in str(next(number)):
            QTest.keyClick(window, letter)
        qapp.processEvents()

    def commit() -> None:
        QTest.keyClick(window, Qt.Key.Key_Return)
        QTest.keyClick(window, Qt.Key.Key_Down)

    benchmark.pedantic(lambda: painted(qapp, commit), setup=typed, rounds=60, warmup_rounds=5)
