"""Possible slips of the keys: one change that would make a failed sum hold."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from kmmp_desktop.domain.conditions import Comparison
from kmmp_desktop.domain.figures import Figures
from kmmp_desktop.domain.findings import Side, Slip, SlipKind
from kmmp_desktop.domain.form import Element, Form
from kmmp_desktop.domain.numerals import show_number
from kmmp_desktop.domain.references import weights
from kmmp_desktop.domain.values import MAX_NUMBER, CellKey, CellValue, Kind, ValueType
from kmmp_desktop.text import Message, Text

MOST_SLIPS = 3

_LAST_MONTH_FROM, _SHARE_FROM = 10, 3
"""Smaller figures are alike too often to say that one was copied, left out or counted twice."""

_CHANCE = 2
"""If more cells than this fit a weak pattern (last month's value, left out), chance explains it better."""

_RANK = (SlipKind.TRANSPOSED, SlipKind.EXTRA_ZERO, SlipKind.SWAPPED, SlipKind.LEFT_OUT,
         SlipKind.DOUBLED, SlipKind.LAST_MONTH)

_WORDS = {
    SlipKind.TRANSPOSED: "Possible slip: {suggested} typed as {typed}. Look at the paper.",
    SlipKind.EXTRA_ZERO: "Possible slip: {suggested} typed as {typed}, a zero too many. Look at the paper.",
    SlipKind.SWAPPED: "Possible slip: {cell} and {other} changed places. Look at the paper.",
    SlipKind.LEFT_OUT: "Possible slip: {other} ({value}) left out of the sum. Look at the paper.",
    SlipKind.DOUBLED: "Possible slip: {other} ({value}) counted twice. Look at the paper.",
    SlipKind.LAST_MONTH:
        "Possible slip: {typed} is last month's figure; {suggested} would fit. Look at the paper.",
}


@dataclass(frozen=True, slots=True)
class Suspect:
    """A comparison with ``=`` whose sides are plain sums, and by how much each cell moves it."""

    weights: Mapping[CellKey, float]
    """Growth of left minus right when the cell grows by one."""
    neighbours: tuple[tuple[CellKey, CellKey], ...]
    """Pairs of cells beside or above one another of which at least one takes part."""

    @classmethod
    def of(cls, comparison: Comparison, form: Form) -> Suspect | None:
        """``None`` where no slip can be worked out: other operators, products of cells."""
        if comparison.operator != "=":
            return None
        left, right = weights(comparison.left, form), weights(comparison.right, form)
        if left is None or right is None:
            return None
        moved = {cell: left.get(cell, 0.0) - right.get(cell, 0.0) for cell in (*left, *right)}
        near = tuple(pair for pair in neighbours(form) if moved.get(pair[0], 0.0) != moved.get(pair[1], 0.0))
        return cls({cell: weight for cell, weight in moved.items() if weight}, near)


def find_slips(search: Search, left: Side, right: Side, holds: Callable[[Figures], bool | None],
               marks: Iterable[CellKey]) -> tuple[Slip, ...]:
    """Slips that explain the difference, likeliest first, at most three.

    Each is tried out: with the suggestion in place the whole check holds. Nothing is changed.
    """
    candidates = [*search.single_cells(), *search.swapped(), *search.sums(left, right)]
    marked = set(marks)
    candidates.sort(key=lambda slip: (_RANK.index(slip.kind), slip.key not in marked))
    tried = (slip for slip in _without_chance(candidates) if _helps(slip, search.figures, holds))
    return tuple(islice(tried, MOST_SLIPS))


class Search:
    """Looks for slips in one comparison that fails by ``difference``, left minus right."""

    def __init__(self, suspect: Suspect, figures: Figures, form: Form, difference: float) -> None:
        self._suspect = suspect
        self.figures = figures
        self._form = form
        self._difference = difference

    def _count(self, key: CellKey) -> int | None:
        """The cell's figure where it is a whole number that somebody entered."""
        value = self.figures.values.get(key)
        if value is None or value.kind is not Kind.NUMBER or key in self.figures.hidden:
            return None
        whole = self._form.elements[key.element].type is ValueType.INTEGER
        return value.value if whole and isinstance(value.value, int) else None

    def _wanted(self, key: CellKey, typed: int) -> int | None:
        """What the cell would have to hold for the difference to vanish."""
        wanted = typed - self._difference / self._suspect.weights[key]
        limits = self._form.elements[key.element].limits
        most = MAX_NUMBER if limits.maximum is None else limits.maximum
        if not math.isfinite(wanted) or not (limits.minimum or 0) <= wanted <= most:
            return None
        return int(wanted) if wanted == int(wanted) else None

    def single_cells(self) -> Iterator[Slip]:
        last = self.figures.earlier.get(1, {})
        for key in self._suspect.weights:
            typed = self._count(key)
            wanted = None if typed is None else self._wanted(key, typed)
            if typed is None or wanted is None or wanted == typed:
                continue
            if is_transposed(typed, wanted):
                yield self._slip(SlipKind.TRANSPOSED, key, typed, wanted)
            elif wanted and typed == wanted * 10:
                yield self._slip(SlipKind.EXTRA_ZERO, key, typed, wanted)
            elif typed >= _LAST_MONTH_FROM and key in last and last[key].value == typed:
                yield self._slip(SlipKind.LAST_MONTH, key, typed, wanted)

    def swapped(self) -> Iterator[Slip]:
        moved = self._suspect.weights
        for one, other in self._suspect.neighbours:
            first, second = self._count(one), self._count(other)
            if first is None or second is None or first == second:
                continue
            change = (moved.get(one, 0.0) - moved.get(other, 0.0)) * (second - first)
            if self._difference + change == 0:
                yield self._slip(SlipKind.SWAPPED, one, first, second, other=other,
                                 label=_cell_label(self._form, other))

    def sums(self, left: Side, right: Side) -> Iterator[Slip]:
        """A total on one side, and a term of the other that it lacks or holds twice."""
        for total, parts in ((left, right), (right, left)):
            if len(total.terms) != 1 or len(total.terms[0].cells) != 1 or len(parts.terms) < 2:
                continue
            key = total.terms[0].cells[0]
            typed = self._count(key)
            wanted = None if typed is None else self._wanted(key, typed)
            if typed is None or wanted is None:
                continue
            for term in parts.terms:
                share = 0.0 if term.value is None else -term.value if term.sign == "-" else term.value
                if abs(share) >= _SHARE_FROM and wanted - typed in (share, -share):
                    kind = SlipKind.LEFT_OUT if wanted - typed == share else SlipKind.DOUBLED
                    yield self._slip(kind, key, typed, wanted, label=term.label, value=abs(share))

    def _slip(self, kind: SlipKind, key: CellKey, typed: int, wanted: int, *,
              other: CellKey | None = None, label: Text | None = None, value: float = 0) -> Slip:
        params: dict[str, object] = {"typed": show_number(typed), "suggested": show_number(wanted),
                                     "cell": _cell_label(self._form, key)}
        if label is not None:
            params |= {"other": label, "value": show_number(value)}
        return Slip(kind, key, str(typed), str(wanted), Message(_WORDS[kind], params), other)


def is_transposed(typed: int, meant: int) -> bool:
    """Whether two neighbouring digits changed places: 63 for 36."""
    one, other = str(typed), str(meant)
    if len(one) != len(other) or one == other:
        return False
    place = next(i for i in range(len(one)) if one[i] != other[i])
    return one == other[:place] + other[place:place + 2][::-1] + other[place + 2:]


def neighbours(form: Form) -> Iterator[tuple[CellKey, CellKey]]:
    """Entry cells beside one another in a row, or above one another in a section."""
    for section in form.sections:
        above: Element | None = None
        for element in section.elements:
            if element.is_calculated:
                continue
            yield from zip(element.cells, element.cells[1:], strict=False)
            if above is not None:
                below = {cell.category: cell for cell in element.cells}
                yield from ((cell, below[cell.category]) for cell in above.cells if cell.category in below)
            above = element


def _cell_label(form: Form, key: CellKey) -> Text:
    element = form.elements[key.element]
    place = f"{element.code}[{key.category}]" if key.category else element.code
    return Text(place, place)


def _without_chance(slips: list[Slip]) -> list[Slip]:
    """Leave out weak patterns that fit too many cells to say anything."""
    for kinds in ((SlipKind.LAST_MONTH,), (SlipKind.LEFT_OUT, SlipKind.DOUBLED)):
        if sum(slip.kind in kinds for slip in slips) > _CHANCE:
            slips = [slip for slip in slips if slip.kind not in kinds]
    return slips


def _helps(slip: Slip, figures: Figures, holds: Callable[[Figures], bool | None]) -> bool:
    trial = dict(figures.values)
    trial[slip.key] = CellValue(Kind.NUMBER, int(slip.suggested), slip.suggested)
    if slip.other is not None:
        trial[slip.other] = CellValue(Kind.NUMBER, int(slip.typed), slip.typed)
    return holds(figures.with_values(trial)) is True
