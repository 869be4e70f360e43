"""What gives way on a narrow or low window, in the order of the look. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Room:
    """Widths in pixels of this text size: what there is, and what each part asks for."""

    width: int
    low: bool
    sections: int
    letters: int
    panel: int
    rows: int
    """Row number, label at its comfortable width, category columns and total."""
    last: int
    median: int
    year: int = 0
    """0 for a column that nobody wants to see."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown. Neither list nor panel: a combo box and a drawer stand in for them."""

    sections: bool
    letters: bool
    panel: bool
    last: bool
    median: bool
    year: bool = False


def shrink(room: Room) -> Shown:
    """Give up the month of last year, the median, the last month, the section titles, the panel;
    labels wrap last of all."""
    if room.low:
        return Shown(sections=False, letters=False, panel=False, last=False, median=False)
    everything = room.sections + room.rows + room.last + room.median + room.year + room.panel
    if everything <= room.width:
        return Shown(True, False, True, room.last > 0, room.median > 0, room.year > 0)
    everything -= room.year
    if everything <= room.width:
        return Shown(True, False, True, room.last > 0, room.median > 0)
    everything -= room.median
    if everything <= room.width:
        return Shown(True, False, True, room.last > 0, False)
    everything -= room.last
    if everything <= room.width:
        return Shown(True, False, True, False, False)
    everything -= room.sections - room.letters
    if everything <= room.width:
        return Shown(True, True, True, False, False)
    return Shown(True, True, False, False, False)
