"""What one cell of a two-line table shows: words, an icon, a field or small bars."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chip:
    """An icon with a few words, on the quieter line of a cell."""

    icon: str
    ink: str
    words: str


@dataclass(frozen=True, slots=True)
class Face:
    """One cell as it is painted. Words are already in the person's language.

    ``ink`` and ``sub_ink`` are names of colour tokens of the look; ``icon`` a name of an icon.
    Colour never stands alone: whoever sets ``ink`` also sets ``icon`` or a word.
    """

    text: str = ""
    sub: str = ""
    aside: str = ""
    """Quieter words after ``text`` on its line (the count of a group)."""
    icon: str = ""
    icon_ink: str = "text"
    ink: str = "text"
    bold: bool = False
    small: bool = False
    right: bool = False
    """Figures: set to the right."""
    field: str = ""
    """``box`` (a text field) or ``combo``: what looks as if it can be typed in, can."""
    needed: bool = False
    """The field must be filled: its edge is drawn in the warning colour."""
    bars: tuple[float | None, ...] = ()
    """Months, oldest first; the last one is this month. ``None`` leaves a gap."""
    share: float | None = None
    """0 to 1: a progress bar before the text."""
    edge: str = ""
    """Token of a bar at the left edge of the cell."""
    path: bool = False
    """A file name: kept on one line, elided in the middle (the tooltip has it whole)."""
    checked: bool | None = None
    """A check box before the text; ``None``: no box."""
    chips: tuple[Chip, ...] = ()
    """After ``sub``, each with its own icon; what has no room goes to the next line."""
    buttons: tuple[str, ...] = ()
    """Small buttons instead of words: a mouse presses them, keys do the same in the place."""
    spoken: str = ""
    """Accessible text where text and sub-line are not enough."""

    @property
    def accessible(self) -> str:
        """What a screen reader says."""
        parts = (self.text, self.aside, self.sub, *(chip.words for chip in self.chips), *self.buttons)
        return self.spoken or ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. A group row has one face, and cannot be selected."""

    key: Hashable
    faces: tuple[Face, ...]
    group: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, how it shares the width, and the least it needs.

    ``weight`` 0 keeps the column at ``least``, counted in average characters.
    """

    head: str
    weight: int
    least: int
    right: bool = False
