"""How a section of the paper form stands on the grid: rows, band rows, and the place of every cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from kmmp_desktop.domain.form import Category, Element, Form, Section
from kmmp_desktop.domain.values import CellKey, ValueType
from kmmp_desktop.text import Text

ROW, LABEL, FIRST = 0, 1, 2
"""Grid columns: paper row number, label, first category; then total, last month, median, last year."""


@dataclass(frozen=True, slots=True)
class Band:
    """A thin row that names the categories of the rows below it."""

    caption: Text
    names: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One element. ``cells`` has one place per category column and the total column; ``None`` is hatched."""

    element: Element
    cells: tuple[CellKey | None, ...]
    band: Band
    wide: bool = False
    """The one cell spans all figure columns (text, and the dates beside it)."""

    def enters(self, key: CellKey) -> bool:
        """Whether ``key`` can be typed (totals and calculated figures cannot)."""
        return not self.element.is_calculated and key in self.element.cells


class SectionPlan:
    """A section laid out: as many category columns as its widest element needs."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self.categories = max((len(_categories(e)) for e in section.elements), default=0)
        self.has_wide = any(e.type is ValueType.TEXT for e in section.elements)
        self.rows: tuple[Band | Line, ...] = tuple(self._rows())
        self.at: Mapping[CellKey, tuple[int, int]] = {
            key: (number, FIRST + place)
            for number, row in enumerate(self.rows)
            if isinstance(row, Line)
            for place, key in enumerate(row.cells)
            if key is not None
        }

    @property
    def total(self) -> int:
        return FIRST + self.categories

    @property
    def last_month(self) -> int:
        return self.total + 1

    @property
    def median(self) -> int:
        return self.total + 2

    @property
    def last_year(self) -> int:
        return self.total + 3

    @property
    def columns(self) -> int:
        return self.total + 4

    @cached_property
    def has_totals(self) -> bool:
        """Whether the total column sums anything, or only holds single figures."""
        return self.categories > 0

    @cached_property
    def typed(self) -> tuple[CellKey, ...]:
        """The cells that can be typed, in paper order."""
        return tuple(
            key
            for row in self.rows
            if isinstance(row, Line)
            for key in row.cells
            if key is not None and row.enters(key)
        )

    def key(self, row: int, column: int) -> CellKey | None:
        """The cell (or total) that stands there."""
        if not 0 <= row < len(self.rows):
            return None
        line = self.rows[row]
        if isinstance(line, Band) or not FIRST <= column <= self.total:
            return None
        return line.cells[column - FIRST]

    def names_in(self, column: int) -> tuple[Text, ...]:
        """The names that the bands give to a column."""
        bands = [row for row in self.rows if isinstance(row, Band)]
        return tuple(b.names[column - FIRST] for b in bands if FIRST <= column < FIRST + len(b.names))

    def line(self, row: int) -> Line | None:
        found = self.rows[row] if 0 <= row < len(self.rows) else None
        return found if isinstance(found, Line) else None

    def _rows(self) -> Iterable[Band | Line]:
        band, shown = Band(Text(""), ()), ""
        for element in self.section.elements:
            wanted = element.category_set.id if element.category_set and _categories(element) else ""
            if wanted and (wanted != shown or (element.band and element.band != band.caption)):
                assert element.category_set is not None
                band = Band(
                    element.band or element.category_set.label,
                    tuple(c.short or c.label for c in element.category_set.categories),
                )
                shown = wanted
                yield band
            elif not wanted and element.band and element.band != band.caption:
                band = Band(element.band, band.names)
                yield band
            yield self._line(element, band)

    def _line(self, element: Element, band: Band) -> Line:
        places: list[CellKey | None] = [None] * (self.categories + 1)
        wide = self.has_wide and not _categories(element) and element.type in (ValueType.TEXT, ValueType.DATE)
        if _categories(element):
            places[: len(element.cells)] = element.cells
            if element.type.is_numeric:
                places[-1] = element.total
        elif wide:
            places[0] = element.total
        else:
            places[-1] = element.total
        return Line(element, tuple(places), band, wide)


def _categories(element: Element) -> tuple[Category, ...]:
    return element.category_set.categories if element.category_set and not element.is_calculated else ()


def plans(form: Form) -> tuple[SectionPlan, ...]:
    """Every section of a form, laid out in paper order."""
    return tuple(SectionPlan(section) for section in form.sections)
