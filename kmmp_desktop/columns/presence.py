"""Whether text stands in a cell, for whole columns."""

from __future__ import annotations

import numpy as np

from kmmp_desktop.columns.history import TEXT, Flags, View
from kmmp_desktop.domain.values import CellKey


def holds_text(view: View, cells: tuple[CellKey, ...]) -> Flags:
    """Where one of the cells holds more than spaces and is offered."""
    there: Flags = np.zeros(view.shape, np.bool_)
    for key in cells:
        flags, hidden = view.code(key) == TEXT, view.hidden(key)
        there = there | (flags if hidden is None else flags & ~hidden)
    return there
