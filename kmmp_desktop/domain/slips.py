"""Possible slips of the keys: what may have happened, in words, and what it would change."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kmmp_desktop.domain.figures import Figures
from kmmp_desktop.domain.findings import Slip, SlipKind
from kmmp_desktop.domain.form import Element, Form
from kmmp_desktop.domain.numerals import show_number
from kmmp_desktop.domain.values import MAX_NUMBER, CellKey, CellValue, Kind, ValueType
from kmmp_desktop.text import Message, Text

MOST_SLIPS = 3

WORDS = {
    SlipKind.TRANSPOSED: "Possible slip: {suggested} typed as {typed}. Look at the paper.",
    SlipKind.EXTRA_ZERO: "Possible slip: {suggested} typed as {typed}, a zero too many. Look at the paper.",
    SlipKind.MISSING_ZERO: "Possible slip: {suggested} typed as {typed}, a zero too few. Look at the paper.",
    SlipKind.SWAPPED: "Possible slip: {cell} and {other} changed places. Look at the paper.",
    SlipKind.LEFT_OUT: "Possible slip: {other} ({value}) left out of the sum. Look at the paper.",
    SlipKind.DOUBLED: "Possible slip: {other} ({value}) counted twice. Look at the paper.",
    SlipKind.LAST_MONTH: (
        "Possible slip: {typed} is last month's figure; {suggested} would fit. Look at the "
        "paper."
    ),
    SlipKind.LEFT_ZERO: "Possible slip: 0 in {cell}, where {suggested} would fit. Look at the paper.",
    SlipKind.REPEATED: (
        "Possible slip: {typed} of {other} typed again in {cell}; {suggested} would fit. Look "
        "at the paper."
    ),
    SlipKind.SHIFTED: (
        "Possible slip: the figures from {cell} to {other} are one cell too far on. Look at "
        "the paper."
    ),
    SlipKind.SHIFTED_BACK: (
        "Possible slip: the figures from {cell} to {other} are one cell too far back. Look at "
        "the paper."
    ),
}

OPEN_WORDS = {
    SlipKind.LEFT_ZERO: "Possible slip: 0 in {cell}, which usually has a figure. Look at the paper.",
    SlipKind.REPEATED: "Possible slip: {typed} of {other} typed again in {cell}. Look at the paper.",
}
"""Where the check says only too many or too few, and so not what would fit."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One thing that may have happened, before it is weighed against the others."""

    kind: SlipKind
    key: CellKey
    """The cell to look at first."""
    edits: tuple[tuple[CellKey, int | None], ...]
    """What the cells would have held; ``None`` where only the paper can tell."""
    ways: float = 1.0
    """In how many ways a slip of this kind could have changed the figure: each is less likely."""
    other: CellKey | None = None
    term: Text | None = None
    """The term that a total lacks or holds twice, in words."""
    value: float = 0.0

    @property
    def open(self) -> bool:
        """Whether only the paper can tell what the cell would hold."""
        return len(self.edits) == 1 and self.edits[0][1] is None

    def tried_on(self, figures: Figures) -> Figures:
        """The return as it would be. Nothing is changed."""
        trial = dict(figures.values)
        for key, count in self.edits:
            if count is None:
                trial.pop(key, None)
            else:
                trial[key] = CellValue(Kind.NUMBER, count, str(count))
        return figures.with_values(trial)

    def told(self, figures: Figures, form: Form) -> Slip:
        """In words, as a finding shows it."""
        typed, edits = count_of(self.key, figures, form), dict(self.edits)
        suggested = edits.get(self.key)
        other = self.term or (cell_label(form, self.other) if self.other else Text(""))
        params: dict[str, object] = {
            "typed": "" if typed is None else show_number(typed),
            "suggested": "" if suggested is None else show_number(suggested),
            "cell": cell_label(form, self.key),
            "other": other,
            "value": show_number(self.value),
        }
        whole = self.kind not in (SlipKind.SHIFTED, SlipKind.SHIFTED_BACK)
        return Slip(
            self.kind,
            self.key,
            "" if typed is None else str(typed),
            "" if suggested is None or not whole else str(suggested),
            Message((OPEN_WORDS if self.open else WORDS)[self.kind], params),
            self.other,
            () if self.open else tuple((key, "" if n is None else str(n)) for key, n in self.edits),
        )


def count_of(key: CellKey, figures: Figures, form: Form) -> int | None:
    """The cell's figure where it is a whole number that somebody entered."""
    value = figures.values.get(key)
    if value is None or value.kind is not Kind.NUMBER or key in figures.hidden:
        return None
    if form.elements[key.element].type is not ValueType.INTEGER:
        return None
    return value.value if isinstance(value.value, int) else None


def allowed(key: CellKey, wanted: float, form: Form) -> int | None:
    """``wanted`` as a count the cell may hold; ``None`` where it may not."""
    limits = form.elements[key.element].limits
    most = MAX_NUMBER if limits.maximum is None else limits.maximum
    if not math.isfinite(wanted) or not (limits.minimum or 0) <= wanted <= most:
        return None
    return int(wanted) if wanted == int(wanted) else None


def is_transposed(typed: int, meant: int) -> bool:
    """Whether two neighbouring digits changed places: 63 for 36."""
    return meant != typed and meant in transpositions(typed)


def transpositions(typed: int) -> tuple[int, ...]:
    """What may have been meant where two neighbouring digits changed places: as many digits."""
    text = str(typed)
    swapped = {
        text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        for at in range(len(text) - 1)
        if text[at] != text[at + 1]
    }
    return tuple(sorted(int(each) for each in swapped if each[0] != "0"))


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


def paper_order(form: Form) -> Mapping[CellKey, CellKey]:
    """For each cell the one that is typed just before it in its section."""
    before: dict[CellKey, CellKey] = {}
    for section in form.sections:
        cells = [cell for element in section.elements if not element.is_calculated for cell in element.cells]
        before |= dict(zip(cells[1:], cells, strict=False))
    return before


def cell_label(form: Form, key: CellKey) -> Text:
    """The paper's code: ``C14[ANC]``."""
    element = form.elements[key.element]
    place = f"{element.code}[{key.category}]" if key.category else element.code
    return Text(place, place)
