"""What Ctrl+D and Ctrl+R would write: the first cell of each column or row over the others. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.values import CellKey, CellValue, Origin, read_cell, write_cell
from ui.entry.paper import FIRST, SectionPlan

Place = tuple[int, int]
"""Row and column of the grid."""


@dataclass(frozen=True, slots=True)
class Fill:
    """``left_out`` counts cells whose type does not take what would be filled in."""

    edits: Mapping[CellKey, str]
    left_out: int = 0

    @property
    def origin(self) -> Origin:
        """Several zeros at a stroke are zeros by fill, as those of Ctrl+0 are."""
        zeros = len(self.edits) > 1 and set(self.edits.values()) == {"0"}
        return Origin.BULK_ZERO if zeros else Origin.TYPED


def plan_fill(
    plan: SectionPlan,
    places: Collection[Place],
    down: bool,
    form: Form,
    value: Callable[[CellKey], CellValue | None],
    takes: Callable[[int, CellKey], bool],
) -> Fill:
    """Fill the selected ``places`` from their first row (``down``) or first column.

    One place alone is filled from the nearest cell above or to the left of it. ``takes(row, key)``:
    the place can be typed, is offered and is shown; others are passed over. Blank first cells fill
    nothing, so that nothing is made blank by the way.
    """
    lanes: dict[int, list[Place]] = {}
    for row, column in sorted(places):
        lanes.setdefault(column if down else row, []).append((row, column))
    edits: dict[CellKey, str] = {}
    left_out = 0
    for lane in lanes.values():
        keys = [key for place in lane if (key := _taking(plan, place, takes)) is not None]
        if len(places) == 1:
            before = _before(plan, lane[0], down, takes)
            keys = [before, *keys] if before is not None and keys else []
        if len(keys) < 2:
            continue
        text = write_cell(value(keys[0]))
        for key in keys[1:] if text else ():
            element = form.elements[key.element]
            read = read_cell(text, element.type, element.limits)
            if read is None or not read.is_valid:
                left_out += 1
            else:
                edits[key] = text
    return Fill(edits, left_out)


def _taking(plan: SectionPlan, place: Place, takes: Callable[[int, CellKey], bool]) -> CellKey | None:
    key = plan.key(*place)
    return key if key is not None and takes(place[0], key) else None


def _before(
    plan: SectionPlan, place: Place, down: bool, takes: Callable[[int, CellKey], bool]
) -> CellKey | None:
    row, column = place
    nearer = (
        [(r, column) for r in range(row - 1, -1, -1)]
        if down
        else [(row, c) for c in range(column - 1, FIRST - 1, -1)]
    )
    return next((key for at in nearer if (key := _taking(plan, at, takes)) is not None), None)
