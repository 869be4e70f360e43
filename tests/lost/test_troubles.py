"""Disk full, read-only, busy, clock set back, all in the middle of typing: nothing typed is lost."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest
from lost.judge import Disk, Record, dump, judge, read_disk
from lost.room import Room

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and file limits")

SENTENCES = {
    "file may not grow": "The disk did not take the change to",
    "only reading": "may be read but not written, so nothing can be stored.",
    "somebody else writes": "Another program is writing to",
}


def screen(records: list[Record], when: str) -> Record:
    return next(r for r in records if r.get("screen") == when)


def all_typed(records: list[Record]) -> dict[str, str]:
    typed: dict[str, str] = {}
    for record in records:
        typed.update({key: text for key, text in record.get("edits", {}).items() if text is not None})
    return typed


@pytest.mark.parametrize("trouble", SENTENCES)
def test_what_cannot_be_saved_stays_on_the_screen_and_is_saved_when_the_trouble_goes(
    room: Room, home: Path, tmp_path: Path, trouble: str
) -> None:
    records, status = room.play(home, "through trouble", 5, trouble=trouble, busy_ms=30)
    assert status == 0, room.said()
    during, after, end = (screen(records, when) for when in ("during", "after", "end"))
    assert SENTENCES[trouble] in during["bar"]
    cells = len(during["unsaved"])
    assert cells >= 6
    assert during["status"] == f"Not saved: {cells} cells. Do not close the program."
    assert during["faces"], "cells that are not saved are shown as typed"
    assert all(shown == [during["unsaved"][key], True] for key, shown in during["faces"].items())
    assert (after["unsaved"], after["bar"]) == ({}, "")
    assert after["status"].startswith("All saved")
    assert end["status"].startswith("All saved")
    assert end["at"] != during["at"] != records[0].get("opened"), "nobody was trapped in a cell"
    disk = read_disk(home, tmp_path / "copy")
    assert disk.faults == []
    assert disk.raws == all_typed(records)


@pytest.mark.parametrize("trouble", SENTENCES)
@pytest.mark.parametrize("act", [8, 10, 12])
def test_the_plug_pulled_while_the_disk_takes_nothing_loses_nothing_that_was_called_saved(
    room: Room, home: Path, tmp_path: Path, trouble: str, act: int
) -> None:
    records, status = room.play(home, "through trouble", act, trouble=trouble, busy_ms=30, kill=[act, 0.03])
    assert status == -signal.SIGKILL
    before_it = records[: next(n for n, r in enumerate(records) if "trouble" in r)]
    assert not [r for r in records[len(before_it) :] if "saved" in r], "saved is not said while nothing is"
    saved = {r["saved"] for r in before_it if "saved" in r}
    wanted = all_typed([r for r in before_it if r.get("act") in saved])
    disk = read_disk(home, tmp_path / "copy")
    assert disk.faults == []
    assert disk.raws == wanted, dump(records)


def test_a_clock_set_back_by_a_month_changes_no_figure_and_no_order(
    room: Room, home: Path, tmp_path: Path
) -> None:
    records, status = room.play(home, "through trouble", 5, trouble="clock set back")
    assert status == 0, room.said()
    assert not [r for r in records if "trouble" in r]
    disk = read_disk(home, tmp_path / "copy")
    assert disk.faults == []
    assert disk.raws == all_typed(records)


def test_after_a_kill_with_the_clock_set_back_the_return_opens_where_it_was(
    room: Room, home: Path, tmp_path: Path
) -> None:
    records, status = room.play(home, "through trouble", 3, trouble="clock set back", kill=[10, 0.03])
    assert status == -signal.SIGKILL
    disk = read_disk(home, tmp_path / "copy")
    verdict = judge(Disk(), records, disk)
    assert not verdict.lost, dump(records)
    again, _ = room.play(home, "keep typing", 4, kill=[1, 0.0])
    opened = next(r for r in again if "opened" in r)
    assert (opened["opened"], opened["draft"]) == disk.position
