"""Whose figure stands in a contested cell: the one who typed it approves nothing of that return."""

from __future__ import annotations

from pathlib import Path

import pytest
from shared_office import OCHIENG, WANJIRU, Program, settle_both, stored

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.four_eyes import hands

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
