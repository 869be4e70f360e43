"""A run of figures typed one cell too far on or back: the months before say where they belong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from kmmp_desktop.domain.figures import Figures
from kmmp_desktop.domain.findings import SlipKind
from kmmp_desktop.domain.form import Form, Section
from kmmp_desktop.domain.slips import Suspicion, allowed, count_of
from kmmp_desktop.domain.slips_chance import ANY_FIGURE, History
from kmmp_desktop.domain.values import CellKey, ValueType

_LEAST_MOVED = 3
"""Fewer figures than this that would fit better one cell aside are chance."""


def runs(section: Section) -> tuple[tuple[CellKey, ...], ...]:
    """The ways a hand can slip aside in a section: as it is typed, down a column."""
    elements = [e for e in section.elements if not e.is_calculated and e.type is ValueType.INTEGER]
    path = tuple(cell for element in elements for cell in element.cells)
    columns: list[tuple[CellKey, ...]] = []
    for _, rows in groupby(elements, key=lambda e: tuple(cell.category for cell in e.cells)):
        columns.extend(zip(*[element.cells for element in rows], strict=True))
    several = [column for column in columns if len(column) > _LEAST_MOVED and column != path]
    return (path, *several) if len(path) > _LEAST_MOVED else tuple(several)


def shifted(cells: Sequence[CellKey], figures: Figures, form: Form, history: History) -> Iterator[Suspicion]:
    """The best run each way along ``cells``; none where the months before are not known."""
    counts = [count_of(key, figures, form) for key in cells]
    for step, kind in ((1, SlipKind.SHIFTED), (-1, SlipKind.SHIFTED_BACK)):
        order = list(range(len(cells))) if step == 1 else list(range(len(cells) - 1, -1, -1))
        run = _best_run([cells[at] for at in order], [counts[at] for at in order], history)
        if run is None:
            continue
        at = [order[place] for place in run]
        edits = [(cells[one], counts[other]) for one, other in pairwise(at)]
        moved = sum(count != counts[cells.index(key)] for key, count in edits)
        if moved < _LEAST_MOVED or any(
            count is None or allowed(key, count, form) is None for key, count in edits
        ):
            continue
        first, last = min(at), max(at)
        yield Suspicion(
            kind, cells[first], ((*edits, (cells[at[-1]], None))), ways=len(cells) / 2, other=cells[last]
        )


def _best_run(cells: list[CellKey], counts: list[int | None], history: History) -> range | None:
    """Places ``i`` to ``j``: what stands from ``i + 1`` on belongs one before, and ``j`` lost its own."""
    best, best_run = 0.0, None
    gain, start = 0.0, 0
    for place in range(len(cells) - 1):
        here, there = counts[place], counts[place + 1]
        if there is None or not history.knows(cells[place]):
            gain, start = 0.0, place + 1
            continue
        better = history.chance(cells[place], there)
        better -= ANY_FIGURE if here is None else history.chance(cells[place], here)
        if gain <= 0.0:
            gain, start = 0.0, place
        gain += better
        lost = ANY_FIGURE - history.chance(cells[place + 1], there)
        if gain + lost > best:
            best, best_run = gain + lost, range(start, place + 2)
    return best_run
