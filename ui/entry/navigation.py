"""Where the cursor goes: the path of the paper, and true moves in two dimensions. Knows no Qt."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kmmp_desktop.domain.values import CellKey
from ui.entry.paper import FIRST, Line, SectionPlan

Place = tuple[int, int, int]
"""Section, row, column: sorts as the paper reads."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where a step along the path leads.

    ``key`` is ``None`` where the section ends; ``beyond`` is then the cell that the next
    press of the same key goes on to, or ``None`` at the end of the return.
    """

    key: CellKey | None
    beyond: CellKey | None = None


class Walk:
    """The ways through one return. ``offered`` says whether a cell is asked of the facility.

    ``down``: the path goes down each column of a section in turn, instead of along its rows. ``rows``:
    only these rows are shown, by their full codes; there is no way to the others.
    """

    def __init__(
        self,
        plans: Sequence[SectionPlan],
        offered: Callable[[CellKey], bool],
        *,
        down: bool = False,
        rows: frozenset[str] | None = None,
    ) -> None:
        self.plans = tuple(plans)
        self._down, self._rows = down, rows
        self._offered = offered if rows is None else lambda key: key.element in rows and offered(key)
        self._place: dict[CellKey, Place] = {
            key: (number, *place) for number, plan in enumerate(self.plans) for key, place in plan.at.items()
        }
        spot = self._spot if down else self._place.__getitem__
        self._path = [key for plan in self.plans for key in plan.typed if self._offered(key)]
        if down:
            self._path.sort(key=spot)
        self._spots = [spot(key) for key in self._path]

    @property
    def path(self) -> tuple[CellKey, ...]:
        """Every cell that can be typed, in the order of the path."""
        return tuple(self._path)

    def _spot(self, key: CellKey) -> Place:
        """Where a cell comes on the path."""
        section, row, column = self._place[key]
        return (section, column, row) if self._down else (section, row, column)

    def place(self, key: CellKey) -> Place:
        """Section, row and column of a cell or total; raises KeyError for one that is not on the form."""
        return self._place[key]

    def shows(self, element: str) -> bool:
        """Whether a row is shown, by its full code."""
        return self._rows is None or element in self._rows

    def knows(self, key: CellKey) -> bool:
        return key in self._place

    def can_enter(self, key: CellKey) -> bool:
        section, row, _ = self._place[key]
        line = self.plans[section].line(row)
        return line is not None and line.enters(key) and self._offered(key)

    def can_stand(self, key: CellKey) -> bool:
        """Whether the cursor may stand there at all: cells, totals, calculated figures."""
        return key in self._place and self._offered(key)

    # -- along the paper -------------------------------------------------------------------

    def first(self, section: int) -> CellKey | None:
        """First cell of a section that can be typed."""
        at = bisect_left(self._spots, (section, 0, 0))
        found = self._path[at] if at < len(self._path) else None
        return found if found and self._place[found][0] == section else None

    def last(self, section: int) -> CellKey | None:
        at = bisect_left(self._spots, (section + 1, 0, 0)) - 1
        found = self._path[at] if at >= 0 else None
        return found if found and self._place[found][0] == section else None

    def forward(self, key: CellKey) -> Step:
        """The next cell of the paper, stopping where the section ends."""
        at = bisect_right(self._spots, self._spot(key))
        return self._step(key, self._path[at] if at < len(self._path) else None)

    def back(self, key: CellKey) -> Step:
        at = bisect_left(self._spots, self._spot(key)) - 1
        return self._step(key, self._path[at] if at >= 0 else None)

    def _step(self, key: CellKey, to: CellKey | None) -> Step:
        if to is None or self._place[to][0] != self._place[key][0]:
            return Step(None, to)
        return Step(to)

    def section_from(self, section: int, by: int) -> int | None:
        """The next (``by`` 1) or previous (-1) section that asks anything of this facility."""
        number = section + by
        while 0 <= number < len(self.plans):
            if self.first(number) is not None:
                return number
            number += by
        return None

    # -- in two dimensions -----------------------------------------------------------------

    def sideways(self, key: CellKey, by: int) -> CellKey | None:
        """The next place to the right (1) or left (-1) in the same row; ``None`` at its edge."""
        section, row, column = self._place[key]
        plan = self.plans[section]
        column += by
        while FIRST <= column <= plan.total:
            found = plan.key(row, column)
            if found is not None and self.can_stand(found):
                return found
            column += by
        return None

    def updown(self, key: CellKey, by: int, column: int | None = None) -> CellKey | None:
        """The row below (1) or above (-1), in ``column`` or the nearest one that is asked there.

        ``column`` is where the walk up or down began, so that a row of one figure does not
        throw the cursor into another column for good.
        """
        section, row, own = self._place[key]
        plan = self.plans[section]
        wanted = own if column is None else column
        row += by
        while 0 <= row < len(plan.rows):
            found = self._nearest(plan, row, wanted)
            if found is not None:
                return found
            row += by
        return None

    def _nearest(self, plan: SectionPlan, row: int, wanted: int) -> CellKey | None:
        line = plan.line(row)
        if line is None:
            return None
        there = [
            (abs(FIRST + n - wanted), FIRST + n, key)
            for n, key in enumerate(line.cells)
            if key is not None and self.can_stand(key)
        ]
        return min(there)[2] if there else None

    def row_ends(self, key: CellKey) -> tuple[CellKey, CellKey]:
        """First and last place of the row."""
        section, row, _ = self._place[key]
        line = self.plans[section].line(row)
        assert line is not None
        there = [k for k in line.cells if k is not None and self.can_stand(k)]
        return (there[0], there[-1]) if there else (key, key)

    # -- by name ---------------------------------------------------------------------------

    def find_row(self, section: int, wanted: str) -> CellKey | None:
        """First place in the row with this paper number: ``14`` here, ``K 3`` or ``k3`` in section K."""
        text = wanted.strip().upper().replace(" ", "").replace(".", "")
        for number, plan in enumerate(self.plans):
            code = plan.section.code.upper()
            if text.startswith(code) and (found := self._row(plan, text[len(code) :])) is not None:
                return found
            if number == section and (found := self._row(plan, text)) is not None:
                return found
        return None

    def _row(self, plan: SectionPlan, number: str) -> CellKey | None:
        for row in plan.rows:
            if (
                isinstance(row, Line)
                and number
                and number
                in (row.element.row.upper(), row.element.code.upper(), row.element.paper_code.upper())
            ):
                return next((k for k in row.cells if k is not None and self.can_stand(k)), None)
        return None

    def next_of(self, keys: Iterable[CellKey], start: CellKey, by: int) -> tuple[CellKey | None, bool]:
        """The nearest of ``keys`` after (1) or before (-1) ``start``, and whether it lies the other
        way round, past the end of the return. ``None`` where there is none."""
        ordered = sorted((self._place[k] + (k,) for k in set(keys) if k in self._place), reverse=by < 0)
        here = self._place[start]
        for *place, key in ordered:
            if (tuple(place) > here) if by > 0 else (tuple(place) < here):
                return key, False
        return (ordered[0][-1], True) if ordered else (None, False)
