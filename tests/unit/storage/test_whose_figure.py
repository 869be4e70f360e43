"""Contested cells: who typed one approves nothing of that return, and no decision is made twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from shared_office import OCHIENG, WANJIRU, Program, settle_both, stored

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.four_eyes import hands
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.writing_cells import CellAct, write_cells

A02 = CellKey("PR_A02")


@pytest.mark.parametrize("late", [True, False])
def test_who_typed_into_a_contested_cell_has_a_hand_in_the_return_whoever_decides(
    tmp_path: Path, late: bool
) -> None:
    program = Program(tmp_path)
    settle_both(program)
    try:
        program.open(WANJIRU).set(A02, "6")
        one, other = program.open(WANJIRU), program.open(OCHIENG)
        one.set(A02, "7")
        assert other.set(A02, "9").conflicts == (A02,)
        deciding = program.open(WANJIRU)
        deciding.settle_conflict(A02, late=late)
        assert stored(program, A02) == ("9" if late else "7")
        with program.home.work() as work:
            assert hands(work, deciding.revision) == {WANJIRU.id, OCHIENG.id}
    finally:
        program.close()


def test_a_decision_that_is_sent_twice_decides_nothing_that_was_contested_since(tmp_path: Path) -> None:
    program = Program(tmp_path)
    settle_both(program)
    try:
        program.open(WANJIRU).set(A02, "6")
        one, other = program.open(WANJIRU), program.open(OCHIENG)
        one.set(A02, "7")
        other.set(A02, "9")
        deciding, late = program.open(WANJIRU), program.open(OCHIENG)
        act = replace(deciding._act({A02: deciding.value(A02)}, {}, "first"), id=uuid4())
        keep(program, deciding, act)
        program.open(WANJIRU).set(A02, "8")
        assert late.set(A02, "5").conflicts == (A02,)
        keep(program, deciding, act)  # its acknowledgement was lost
        assert program.open(WANJIRU).conflicts[A02].late.raw == "5"
    finally:
        program.close()


def keep(program: Program, deciding: OpenReturn, act: CellAct) -> None:
    with program.home.work() as work:
        write_cells(work, deciding.revision, act, WANJIRU, program.clock.now(), again=True)
        work.commit()
