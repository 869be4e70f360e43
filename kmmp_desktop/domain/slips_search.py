"""What may have happened where one check fails: every slip that would make it hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kmmp_desktop.domain.conditions import Comparison
from kmmp_desktop.domain.figures import Figures
from kmmp_desktop.domain.findings import Finding, Side, SlipKind
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.references import weights
from kmmp_desktop.domain.slips import Suspicion, allowed, count_of, transpositions
from kmmp_desktop.domain.slips_chance import ANY_FIGURE, History
from kmmp_desktop.domain.values import CellKey

_LAST_MONTH_FROM, _SHARE_FROM = 10, 3
"""Smaller figures are alike too often to say that one was copied, left out or counted twice."""

MOST_CELLS = 40
"""A check of more cells than this (nearly the whole return) points at none of them."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A comparison with ``=`` whose sides are plain sums, and by how much each cell moves it."""

    weights: Mapping[CellKey, float]
    """Growth of left minus right when the cell grows by one."""

    @classmethod
    def of(cls, comparison: Comparison, form: Form) -> Suspect | None:
        """``None`` where the difference tells nothing: other operators, products of cells."""
        if comparison.operator != "=":
            return None
        left, right = weights(comparison.left, form), weights(comparison.right, form)
        if left is None or right is None:
            return None
        moved = {cell: left.get(cell, 0.0) - right.get(cell, 0.0) for cell in (*left, *right)}
        return cls({cell: weight for cell, weight in moved.items() if weight})


@dataclass(frozen=True, slots=True)
class Places:
    """What of a form the search needs to know, worked out once."""

    beside: Mapping[CellKey, tuple[CellKey, ...]]
    """Neighbours in the row and in the column."""
    before: Mapping[CellKey, CellKey]
    """The cell that is typed just before."""


class Search:
    """Looks for slips that explain one finding."""

    def __init__(
        self,
        finding: Finding,
        suspect: Suspect | None,
        figures: Figures,
        form: Form,
        places: Places,
        history: History,
    ) -> None:
        self._finding = finding
        self._suspect = suspect
        self._figures = figures
        self._form = form
        self._places = places
        self._history = history
        self._counts = {
            key: count for key in finding.cells if (count := count_of(key, figures, form)) is not None
        }

    def suspicions(self, holds: Callable[[Figures], bool | None]) -> Iterator[Suspicion]:
        """Those with which in place the whole check holds. ``holds`` makes the check."""
        if len(self._counts) > MOST_CELLS:
            return
        difference = self._finding.difference
        if self._suspect is not None and difference is not None:
            found = (*self._exact(self._suspect, difference), *self._sums(self._suspect, difference))
        else:
            found = tuple(self._tried())
        for each in (*found, *self._swapped()):
            # where only the paper can tell, the check waits for it
            if holds(each.tried_on(self._figures)) is (None if each.open else True):
                yield each

    def _exact(self, suspect: Suspect, difference: float) -> Iterator[Suspicion]:
        """The difference says what each cell would have held."""
        for key, weight in suspect.weights.items():
            typed = self._counts.get(key)
            if typed is None:
                continue
            wanted = allowed(key, typed - difference / weight, self._form)
            if wanted is None or wanted == typed:
                continue
            edits = ((key, wanted),)
            if wanted in (digits := transpositions(typed)):
                yield Suspicion(SlipKind.TRANSPOSED, key, edits, ways=len(digits))
            elif wanted and typed == wanted * 10:
                yield Suspicion(SlipKind.EXTRA_ZERO, key, edits)
            elif typed and wanted == typed * 10:
                yield Suspicion(SlipKind.MISSING_ZERO, key, edits)
            elif typed == 0 and wanted >= _SHARE_FROM:
                yield Suspicion(SlipKind.LEFT_ZERO, key, edits)
            if typed >= _LAST_MONTH_FROM and self._history.last(key) == typed:
                yield Suspicion(SlipKind.LAST_MONTH, key, edits)
            before = self._places.before.get(key)
            if before is not None and typed >= _SHARE_FROM and self._count(before) == typed:
                yield Suspicion(SlipKind.REPEATED, key, edits, other=before)

    def _tried(self) -> Iterator[Suspicion]:
        """The check says only too many or too few: every plain slip is tried."""
        for key, typed in self._counts.items():
            digits = transpositions(typed)
            meant = [(SlipKind.TRANSPOSED, each, float(len(digits))) for each in digits]
            if typed and typed % 10 == 0:
                meant.append((SlipKind.EXTRA_ZERO, typed // 10, 1.0))
            if typed:
                meant.append((SlipKind.MISSING_ZERO, typed * 10, 1.0))
            for kind, each, ways in meant:
                if (wanted := allowed(key, each, self._form)) is not None:
                    yield Suspicion(kind, key, ((key, wanted),), ways)
            if not self._history.knows(key) or self._history.chance(key, typed) > ANY_FIGURE:
                continue  # nothing speaks against it
            if typed == 0:
                yield Suspicion(SlipKind.LEFT_ZERO, key, ((key, None),))
            before = self._places.before.get(key)
            if before is not None and typed >= _SHARE_FROM and self._count(before) == typed:
                yield Suspicion(SlipKind.REPEATED, key, ((key, None),), other=before)

    def _swapped(self) -> Iterator[Suspicion]:
        seen: set[frozenset[CellKey]] = set()
        for key in self._counts:
            for other in self._places.beside.get(key, ()):
                pair = frozenset((key, other))
                first, second = self._count(key), self._count(other)
                if pair in seen or first is None or second is None or first == second:
                    continue
                seen.add(pair)
                if allowed(key, second, self._form) is None or allowed(other, first, self._form) is None:
                    continue
                yield Suspicion(SlipKind.SWAPPED, key, ((key, second), (other, first)), ways=4.0, other=other)

    def _sums(self, suspect: Suspect, difference: float) -> Iterator[Suspicion]:
        """A total on one side, and a term of the other that it lacks or holds twice."""
        left, right = self._finding.left, self._finding.right
        for total, parts in ((left, right), (right, left)):
            key = _only_cell(total)
            typed = self._counts.get(key) if key is not None and len(parts.terms) > 1 else None
            if key is None or typed is None or key not in suspect.weights:
                continue
            wanted = allowed(key, typed - difference / suspect.weights[key], self._form)
            if wanted is None:
                continue
            for term in parts.terms:
                share = 0.0 if term.value is None else -term.value if term.sign == "-" else term.value
                if abs(share) >= _SHARE_FROM and wanted - typed in (share, -share):
                    kind = SlipKind.LEFT_OUT if wanted - typed == share else SlipKind.DOUBLED
                    yield Suspicion(
                        kind, key, ((key, wanted),), len(parts.terms), term=term.label, value=abs(share)
                    )

    def _count(self, key: CellKey) -> int | None:
        return count_of(key, self._figures, self._form)


def _only_cell(side: Side) -> CellKey | None:
    single = len(side.terms) == 1 and len(side.terms[0].cells) == 1
    return side.terms[0].cells[0] if single else None
