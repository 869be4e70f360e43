"""An account that is closed while its owner types, in a file and on a real server."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from shared_office import WANJIRU, Program, settle_both, stored

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import RefusedError

A02, A03 = CellKey("PR_A02"), CellKey("PR_A03", "Y")


@pytest.fixture(params=["sqlite", "postgresql"])
def programs(request, tmp_path):
    """Two programs on one database: two windows on a file, or two computers and a server."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("server")(False)
    made = (Program(tmp_path / "one", url), Program(tmp_path / ("two" if url else "one"), url))
    settle_both(made[0])
    yield made
    for program in made:
        program.close()


def test_figures_typed_before_stay_and_the_next_one_is_refused_and_stays_out(programs) -> None:
    one, two = programs
    opened = one.open(WANJIRU)
    opened.set(A02, "7")
    one.clock.moment += timedelta(minutes=1)
    with two.home.work() as work:
        work.people.put(replace(WANJIRU, enabled=False, disabled_at=one.clock.now() - timedelta(seconds=1)))
        work.commit()
    with pytest.raises(RefusedError, match="is closed"):
        opened.set(A03, "8")
    assert stored(two, A02) == "7"
    assert stored(two, A03) is None
