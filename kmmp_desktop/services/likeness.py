"""Whether a figure of another return agrees with this one, differs, or is not compared, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kmmp_desktop.domain.findings import Skipped
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.values import CellKey, CellValue, write_cell
from kmmp_desktop.text import Message, Text


class Likeness(StrEnum):
    """What became of the checks that a figure takes part in."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of the other return beside this one."""

    likeness: Likeness
    why: Message | None = None
    """Why it is not compared: what is missing, and in which of the two returns."""


class Side(Protocol):
    """One of the two returns."""

    @property
    def form(self) -> Form: ...
    @property
    def cells(self) -> Mapping[CellKey, CellValue]: ...
    def offered(self, key: CellKey, /) -> bool: ...


def missed(skipped: Skipped, here: Side, there: Side) -> Message:
    """The first figure that a skipped check misses; those of this return first, they can still be typed."""
    for key in sorted(skipped.cells, key=lambda key: key.element not in here.form.elements):
        own = key.element in here.form.elements
        side = here if own else there
        params = {"cell": str(key), "value": _word(side.cells.get(key), offered=side.offered(key))}
        if own:
            return Message("not compared: {cell} is {value} in this return", params)
        return Message("not compared: {cell} is {value} there", params)
    return Message("not compared: it cannot be reckoned")


def _word(value: CellValue | None, *, offered: bool) -> Message | Text:
    if not offered:
        return Message("not offered")
    if value is None:
        return Message("blank")
    return Text(write_cell(value))
