"""The worklist of a whole country: choosing among 3,016 facilities and painting what is seen."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from ui_fakes import NOVEMBER, P_OTIENO, FakeWorklist, invented_services, work_row

from kmmp_desktop.texts.catalogue import Catalogue
from ui.page import Desk
from ui.style.look import Look
from ui.worklist.page import WorklistPage
from ui.worklist.rows import Wanted, choose

ROWS = tuple(
    work_row(f"Facility {i:04} Dispensary", f"{10000 + i}", f"Sub-county {i % 40}",
             state=("none", "draft", "approved")[i % 3], percent=i % 100)
    for i in range(3016)
)  # fmt: skip


@pytest.fixture
def page(qtbot: Any) -> WorklistPage:
    desk = Desk(invented_services(worklist=FakeWorklist(rows=ROWS)), Catalogue("en"), Look.light(), P_OTIENO)
    made = WorklistPage(desk)
    qtbot.addWidget(made)
    qtbot.addWidget(made.controls)
    made.resize(1366, 600)
    made.set_look(desk.look)
    made.retranslate()
    with qtbot.waitExposed(made):
        made.show()
    made.refresh()
    return made


def test_a_letter_typed_into_the_search(benchmark: Any) -> None:
    found = benchmark(choose, ROWS, Wanted(search="facility 2"))
    assert len(found) > 1000


def test_showing_the_list(benchmark: Any, page: WorklistPage) -> None:
    worklist = FakeWorklist(rows=ROWS).month("km", NOVEMBER)
    benchmark(page.show_list, worklist)
    assert page.model.facilities == 3016


def test_painting_a_screen_of_it(benchmark: Any, page: WorklistPage) -> None:
    picture = benchmark(page.table.viewport().grab)
    assert not picture.isNull()
