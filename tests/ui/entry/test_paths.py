"""Paper rows, paths, blocks and shrinking: the plain logic, without a screen."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.reader import read_form
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.values import CellKey
from ui.entry.navigation import Walk
from ui.entry.paper import Band, SectionPlan, plans
from ui.entry.shrinking import Room, Shown, shrink

FULL = Path(__file__).parents[3] / "forms" / "definitions" / "kmmp_mfr_1.0.0.yaml"


@pytest.fixture(scope="module")
def form() -> Form:
    return read_form(FULL, FULL.name)


@pytest.fixture(scope="module")
def walk(form: Form) -> Walk:
    return Walk(plans(form), lambda key: not key.element.startswith("KM_K"))


def test_bands_stand_where_the_categories_change(form: Form) -> None:
    plan = SectionPlan(form.sections[2])
    rows = [
        ("band", str(row.caption.en)) if isinstance(row, Band) else ("row", row.element.row)
        for row in plan.rows
    ]
    assert [number for kind, number in rows if kind == "row"] == [str(n) for n in range(1, 17)]
    assert rows[0][0] == "band"
    kinds = [kind for kind, _ in rows]
    assert kinds.count("band") == 5
    assert plan.categories == 4


def test_one_figure_stands_in_the_total_column_and_the_rest_is_hatched(form: Form) -> None:
    plan = SectionPlan(form.sections[2])
    row, column = plan.at[CellKey("KM_C07")]
    assert column == plan.total
    assert [plan.key(row, c) for c in range(2, plan.total)] == [None] * 4


def test_every_cell_of_the_form_has_one_place(form: Form) -> None:
    keys = [key for plan in plans(form) for key in plan.at]
    assert len(keys) == len(set(keys))
    assert set(form.entry_cells) <= set(keys)


def test_the_path_is_the_papers_and_leaves_out_what_is_not_offered(form: Form, walk: Walk) -> None:
    wanted = tuple(key for key in form.entry_cells if not key.element.startswith("KM_K"))
    assert walk.path == wanted


def test_forward_and_back_walk_the_same_path(walk: Walk) -> None:
    path = walk.path
    for one, other in pairwise(path):
        step = walk.forward(one)
        assert (step.key or step.beyond) == other
        back = walk.back(other)
        assert (back.key or back.beyond) == one
        assert (step.key is None) == (walk.place(one)[0] != walk.place(other)[0])
    assert walk.forward(path[-1]).beyond is None
    assert walk.back(path[0]).beyond is None


def test_a_section_that_is_not_offered_is_passed_over(walk: Walk, form: Form) -> None:
    codes = [section.code for section in form.sections]
    assert walk.first(codes.index("K")) is None
    assert walk.section_from(codes.index("J"), 1) == codes.index("L")
    assert walk.section_from(codes.index("L"), -1) == codes.index("J")


@given(data=st.data())
def test_down_then_up_comes_back_to_the_same_cell(walk: Walk, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(walk.path))
    column = walk.place(key)[2]
    down = walk.updown(key, 1, column)
    if down is not None:
        assert walk.updown(down, -1, column) == key


@given(data=st.data())
def test_right_then_left_comes_back_to_the_same_cell(walk: Walk, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(walk.path))
    right = walk.sideways(key, 1)
    if right is not None:
        assert walk.sideways(right, -1) == key


def test_rows_are_found_by_number_letter_and_code(walk: Walk) -> None:
    assert walk.find_row(2, "14") == CellKey("KM_C14", "ANC")
    assert walk.find_row(2, "d 2") == CellKey("KM_D02")
    assert walk.find_row(2, "C14") == CellKey("KM_C14", "ANC")
    assert walk.find_row(2, "77") is None


def test_problems_are_walked_round(walk: Walk) -> None:
    keys = [CellKey("KM_C14", "*"), CellKey("KM_A02")]
    assert walk.next_of(keys, CellKey("KM_A01"), 1) == (CellKey("KM_A02"), False)
    assert walk.next_of(keys, CellKey("KM_A02"), 1) == (CellKey("KM_C14", "*"), False)
    assert walk.next_of(keys, CellKey("KM_D01", "Y"), 1)[1] if walk.knows(CellKey("KM_D01", "Y")) else True
    assert walk.next_of(keys, CellKey("KM_A02"), -1) == (CellKey("KM_C14", "*"), True)
    assert walk.next_of([], CellKey("KM_A02"), 1) == (None, False)


@pytest.mark.parametrize(
    ("width", "gone"),
    [
        (1366, ""),
        (1320, "median"),
        (1260, "median last"),
        (1150, "median last titles"),
        (900, "median last titles panel"),
    ],
)
def test_what_gives_way_gives_way_in_the_order_of_the_look(width: int, gone: str) -> None:
    shown = shrink(Room(width, False, 242, 44, 314, 650, 72, 74))
    given_way = [
        name
        for name, there in (
            ("median", shown.median),
            ("last", shown.last),
            ("titles", not shown.letters),
            ("panel", shown.panel),
        )
        if not there
    ]
    assert given_way == gone.split()


def test_a_low_window_has_a_combo_box_and_a_drawer() -> None:
    shown = shrink(Room(2000, True, 242, 44, 314, 650, 72, 74))
    assert shown == Shown(sections=False, letters=False, panel=False, last=False, median=False)
