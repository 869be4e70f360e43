"""Three hundred times the plug is pulled while keys arrive: nothing that the screen called saved is lost."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lost.judge import Disk, Verdict, dump, judge, read_disk
from lost.room import Room, moments

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")

OFFICES, KILLS = 30, 10
"""So many offices, each killed so often one time after the other: 300 kills in all."""


def pull_the_plug(
    room: Room, home: Path, scratch: Path, seed: int, kills: int, fault: str = ""
) -> Iterator[Verdict]:
    """Kill the clerk's process ``kills`` times in one office, each time going on where it was."""
    before, offered = Disk(), None
    for number, (dice, kill) in enumerate(moments(seed, kills)):
        records, status = room.play(home, "keep typing", dice, kill=kill, fault=fault)
        assert status == -signal.SIGKILL, f"seed {seed}, round {number}: ended by itself\n{room.said()}"
        verdict = judge(before, records, read_disk(home, scratch))
        at = f"seed {seed}, round {number}, killed {kill[1] * 1000:.0f} ms after act {kill[0]} began"
        if not fault:
            assert not verdict.lost, f"{at}: {verdict.lost}\n{dump(records)}"
            opened = next(r for r in records if "opened" in r)
            if offered is not None:
                assert (opened["opened"], opened["draft"]) == offered, at
                assert opened["again"], at
        yield verdict
        before, offered = verdict.disk, verdict.disk.position


@pytest.mark.parametrize("seed", range(1, OFFICES + 1))
def test_what_was_acknowledged_is_on_the_disk_after_ten_kills(
    room: Room, home: Path, tmp_path: Path, seed: int
) -> None:
    verdicts = list(pull_the_plug(room, home, tmp_path / "copy", seed, KILLS))
    assert len(verdicts) == KILLS
    assert sum(v.acknowledged for v in verdicts) > KILLS, "the kills came before anything was typed"


def test_a_program_that_acknowledges_before_the_commit_is_found_out(
    room: Room, home: Path, tmp_path: Path
) -> None:
    """The harness can fail: a broken program loses figures within a few kills."""
    verdicts = pull_the_plug(room, home, tmp_path / "copy", 1, 12, "acknowledge before the commit")
    assert any("the screen said" in line for verdict in verdicts for line in verdict.lost)
