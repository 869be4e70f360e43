"""Figures of many returns of one form as columns: facilities down, months across."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from kmmp_desktop.domain.figures import ReturnFacts
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.period import Period, east_africa
from kmmp_desktop.domain.values import CellKey, CellValue, Kind, Missing

Numbers: TypeAlias = NDArray[np.float64]
"""Shape (facilities, months); NaN is missing."""

Flags: TypeAlias = NDArray[np.bool_]
"""Shape (facilities, months)."""

Codes: TypeAlias = NDArray[np.uint8]
"""Shape (facilities, months); what a cell holds, one of the codes below."""

Cell = TypeVar("Cell", bound=np.generic)

BLANK, FIGURE, TEXT, SPACES, INVALID, NOT_REPORTED, NOT_OFFERED, UNKNOWN = range(8)

_CODE_OF_MISSING = {
    Missing.NOT_REPORTED: NOT_REPORTED,
    Missing.NOT_OFFERED: NOT_OFFERED,
    Missing.UNKNOWN: UNKNOWN,
}


@dataclass(frozen=True)
class History:
    """A block of returns: every facility by every month from the first to the last.

    ``numbers[cell]`` holds what the cell is worth as a number, ``codes[cell]`` what kind of thing
    stands in it. A cell without any figure in the block is in neither. ``exists`` says which
    returns there are; where there is none, every column is missing.
    """

    form: Form
    facilities: tuple[str, ...]
    first: Period
    months: int
    exists: Flags
    numbers: Mapping[CellKey, Numbers]
    codes: Mapping[CellKey, Codes]
    hidden: Mapping[CellKey, Flags] = field(default_factory=dict)
    """Where a cell is not offered; cells that are offered everywhere are left out."""
    known: Flags | None = None
    """Facilities the office knows, and returns they owe; ``None``: all of them."""
    owed: Flags | None = None
    due_day: int = 5

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.facilities), self.months

    def period(self, column: int) -> Period:
        return self.first.shift(column)

    def now(self) -> View:
        """The months themselves."""
        return View(self, 0)


class View:
    """The block seen from ``back`` months later: column m shows the figures of column m - back.

    As in the other evaluator, what is not offered is hidden in the month itself and not in the
    months before it.
    """

    def __init__(self, history: History, back: int) -> None:
        self._history = history
        self.back = back
        self.shape = history.shape
        self._hides = back == 0
        self._numbers: dict[CellKey, Numbers] = {}
        self._earlier: dict[int, View] = {}
        self.kept: dict[object, object] = {}
        """What has been worked out already, by what it was worked out from."""
        self.missing: Numbers = np.full(self.shape, np.nan)
        self.exists: Flags = self.shift(history.exists, False)
        self.zero: Codes = np.zeros(self.shape, np.uint8)

    def shift(self, column: NDArray[Cell], fill: object) -> NDArray[Cell]:
        if self.back == 0:
            return column
        moved = np.empty_like(column)
        moved[:, : self.back] = fill
        moved[:, self.back :] = column[:, : -self.back]
        return moved

    def earlier(self, back: int) -> View:
        """The same block ``back`` more months ago."""
        if back not in self._earlier:
            self._earlier[back] = View(self._history, self.back + back)
        return self._earlier[back]

    def number(self, key: CellKey) -> Numbers:
        """The cell as numbers; NaN where blank, coded, invalid or not offered."""
        if key not in self._numbers:
            column = self._history.numbers.get(key)
            if column is None:
                found = self.missing
            else:
                found = self.shift(column, np.nan)
                hidden = self._history.hidden.get(key) if self._hides else None
                if hidden is not None:
                    found = np.where(hidden, np.nan, found)
            self._numbers[key] = found
        return self._numbers[key]

    def raw(self, key: CellKey) -> Numbers:
        """The cell as numbers, whether offered or not."""
        column = self._history.numbers.get(key)
        return self.missing if column is None else self.shift(column, np.nan)

    def code(self, key: CellKey) -> Codes:
        """What kind of thing stands in the cell, whether offered or not."""
        column = self._history.codes.get(key)
        return self.zero if column is None else self.shift(column, BLANK)

    def hidden(self, key: CellKey) -> Flags | None:
        """Where the cell is not offered; ``None``: nowhere."""
        return self._history.hidden.get(key) if self._hides else None

    def by_month(self, fact: Callable[[Period], float]) -> Numbers:
        """A fact of each month, for all facilities alike."""
        row = [fact(self._history.period(column - self.back)) for column in range(self.shape[1])]
        return np.broadcast_to(np.array(row, np.float64), self.shape)

    def deadline(self, day: int) -> Numbers:
        """The day a return is due, as a day number."""
        wanted = day or self._history.due_day
        return self.by_month(lambda period: float(east_africa(period.due(wanted)).date().toordinal()))

    def fact(self, flags: Flags | None) -> Numbers:
        return np.ones(self.shape) if flags is None else flags.astype(np.float64)

    @property
    def facility_known(self) -> Numbers:
        return self.fact(self._history.known)

    @property
    def facility_owes_form(self) -> Numbers:
        return self.fact(self._history.owed)


def of_returns(
    form: Form,
    returns: Mapping[tuple[str, Period], Mapping[CellKey, CellValue]],
    facts: Mapping[tuple[str, Period], ReturnFacts] | None = None,
) -> History:
    """Make a block of returns that are at hand one by one.

    Raises ValueError where there is none: a block without a month has no columns.
    """
    if not returns:
        raise ValueError("a history needs at least one return")
    facilities = tuple(sorted({mfl for mfl, _ in returns}))
    first = min(period for _, period in returns)
    months = 1 + max(period.months_since(first) for _, period in returns)
    row_of = {mfl: row for row, mfl in enumerate(facilities)}
    block = Block(form, facilities, first, months)
    for (mfl, period), cells in returns.items():
        block.put(row_of[mfl], period.months_since(first), cells)
    known = facts or {}
    for (mfl, period), fact in known.items():
        block.put_facts(row_of[mfl], period.months_since(first), fact)
    return block.history()


class Block:
    """A block that is being filled."""

    def __init__(self, form: Form, facilities: Sequence[str], first: Period, months: int) -> None:
        self._form = form
        self._facilities, self._first, self._months = tuple(facilities), first, months
        self._shape = (len(self._facilities), months)
        self._exists = np.zeros(self._shape, np.bool_)
        self._numbers: dict[CellKey, Numbers] = {}
        self._codes: dict[CellKey, Codes] = {}
        self._hidden: dict[CellKey, Flags] = {}
        self._known = np.ones(self._shape, np.bool_)
        self._owed = np.ones(self._shape, np.bool_)
        self._due_day = form.due_day

    def put(self, row: int, month: int, cells: Mapping[CellKey, CellValue]) -> None:
        """The cells of one return."""
        self._exists[row, month] = True
        for key, value in cells.items():
            self.put_cell(row, month, key, value)

    def put_cell(self, row: int, month: int, key: CellKey, value: CellValue) -> None:
        codes = self._codes.get(key)
        if codes is None:
            codes = self._codes[key] = np.zeros(self._shape, np.uint8)
            self._numbers[key] = np.full(self._shape, np.nan)
        codes[row, month] = code_of(value)
        number = value.number
        if number is not None:
            self._numbers[key][row, month] = number

    def put_facts(self, row: int, month: int, facts: ReturnFacts) -> None:
        """What is known of one return beside its cells."""
        self._known[row, month] = facts.facility_known
        self._owed[row, month] = facts.facility_owes_form
        self._due_day = facts.due_day
        self.hide(row, month, (key for key in self._form.entry_cells if not facts.offered(key)))

    def hide(self, row: int, month: int, keys: Iterable[CellKey]) -> None:
        """These cells are not offered there."""
        for key in keys:
            if key not in self._hidden:
                self._hidden[key] = np.zeros(self._shape, np.bool_)
            self._hidden[key][row, month] = True

    def history(self) -> History:
        return History(
            self._form,
            self._facilities,
            self._first,
            self._months,
            self._exists,
            self._numbers,
            self._codes,
            self._hidden,
            self._known,
            self._owed,
            self._due_day,
        )


def code_of(value: CellValue) -> int:
    """What kind of thing a cell holds, for ``History.codes``."""
    if value.kind is Kind.MISSING:
        assert isinstance(value.value, Missing)
        return _CODE_OF_MISSING[value.value]
    if value.kind is Kind.INVALID:
        return INVALID
    if value.kind is Kind.TEXT:
        return TEXT if str(value.value).strip() else SPACES
    return FIGURE
