"""Sets the table of a section: rows under one another, ruled, breaking only between rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from exports.page_figures import Figure
from exports.page_rows import BandRow, BoxRow, FigureRow, Row, TextRow
from exports.page_sheet import BAND_FILL, FOOT, LEFT, MARGIN, MM, RIGHT, Sheet, leading, middle
from exports.page_type import BOLD, DARK, ITALIC, REGULAR, Style

ROW, BAND = 4.6 * MM, 3.7 * MM
PAD = 3.75
LABEL = Style(REGULAR, 8.25)
NUMBER = Style(REGULAR, 7.75, DARK)
FIGURE = Style(REGULAR, 9)
TOTAL = Style(BOLD, 9)
CODE = Style(ITALIC, 8.25)
HEAD = Style(REGULAR, 7.25, DARK)
REMARK = Style(BOLD, 6.75)
SHARE = Style(REGULAR, 6, DARK)
SHORT = 0.22
"""Share of a page up to which a band or a section is not broken."""
MARK_LINE = 7.0
"""Height that a remark takes where it does not fit beside its figure."""


class Columns(NamedTuple):
    """The columns of a section's table: left edge of each, and the right end."""

    number: float
    label: float
    cells: tuple[float, ...]
    total: float
    right: float

    @property
    def edges(self) -> tuple[float, ...]:
        return (self.number, self.label, *self.cells, self.total, self.right)

    @property
    def spans(self) -> tuple[tuple[float, float], ...]:
        """Left and right of each category column."""
        return tuple(pairwise((*self.cells, self.total)))

    @property
    def values(self) -> float:
        """Where the value columns begin."""
        return self.cells[0] if self.cells else self.total


def columns(count: int, number: float, column: float, total: float) -> Columns:
    """Columns over the full width: ``count`` categories of ``column`` points, the label takes the rest."""
    at_total = RIGHT - total
    cells = tuple(at_total - column * (count - i) for i in range(count))
    return Columns(LEFT, LEFT + number, cells, at_total, RIGHT)


class Grid:
    """One table being set; ``restart`` sets the section's heading again after a page break."""

    def __init__(self, sheet: Sheet, at: Columns, restart: Callable[[], None]) -> None:
        self.sheet = sheet
        self.at = at
        self._restart = restart
        self._open: tuple[tuple[float, ...], float] | None = None
        """Vertical lines that run at present: their places, and where they began."""
        self._band: BandRow | None = None

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Set figure, band and text rows."""
        heights = [self._height(row) for row in rows]
        for place, row in enumerate(rows):
            self._keep(rows, heights, place)
            if isinstance(row, BandRow):
                self._band = row
            self._set(row, heights[place])
        self.close()

    def first_need(self, rows: Sequence[Row]) -> float:
        """The height that has to be left below the heading: all of a short table, else its first rows."""
        heights = [self._height(row) for row in rows]
        return keep_together(heights, 3 + isinstance(rows[0], BandRow))

    def _keep(self, rows: Sequence[Row], heights: Sequence[float], place: int) -> None:
        """Break before a row that does not fit, and before a short band that does not fit whole."""
        row, room = rows[place], self.sheet.room
        need = heights[place]
        if isinstance(row, BandRow):
            end = next((i for i in range(place + 1, len(rows)) if isinstance(rows[i], BandRow)), len(rows))
            need = keep_together(heights[place:end], 3)
        if need <= room:
            return
        self.close()
        self.sheet.new_page()
        self._restart()
        if self._band is not None and not isinstance(row, BandRow):
            self._set(self._band, self._height(self._band))

    def close(self) -> None:
        """Draw the vertical lines that are still open, and the last horizontal one."""
        if self._open is None:
            return
        places, top = self._open
        for x in places:
            self.sheet.page.line(x, top, x, self.sheet.y)
        self.sheet.page.line(LEFT, self.sheet.y, RIGHT, self.sheet.y)
        self._open = None

    def _rule(self, places: tuple[float, ...]) -> None:
        y = self.sheet.y
        self.sheet.page.line(LEFT, y, RIGHT, y)
        if self._open is not None and self._open[0] == places:
            return
        if self._open is not None:
            for x in self._open[0]:
                self.sheet.page.line(x, self._open[1], x, y)
        self._open = (places, y)

    def _height(self, row: Row) -> float:
        measure, at = self.sheet.type, self.at
        match row:
            case BandRow():
                tallest = len(measure.lines(measure.clean(row.caption), HEAD, at.values - at.label - 2 * PAD))
                style = self._head_style(row)
                for (left, right), head in zip(at.spans, row.heads, strict=False):
                    tallest = max(
                        tallest, len(measure.lines(measure.clean(head), style, right - left - PAD - 2.5))
                    )
                return max(BAND, tallest * leading(HEAD) + 1)
            case FigureRow():
                count = len(measure.lines(measure.clean(row.label), LABEL, at.values - at.label - 2 * PAD))
                height = max(ROW, count * leading(LABEL) + 2.5)
                return max(height, ROW + MARK_LINE) if self._is_crowded(row) else height
            case TextRow():
                count = len(measure.lines(measure.clean(row.label), LABEL, at.values - at.label - 2 * PAD))
                value = measure.lines(measure.clean(row.value.text), LABEL, at.right - at.values - 2 * PAD)
                return max(ROW, max(count, len(value)) * leading(LABEL) + 2.5)
            case BoxRow():
                raise TypeError("a narrative stands outside the table")

    def _head_style(self, row: BandRow) -> Style:
        """Column names get smaller before a word is broken."""
        measure, factor = self.sheet.type, 1.0
        for (left, right), head in zip(self.at.spans, row.heads, strict=False):
            widest = max((measure.width(word, HEAD) for word in measure.clean(head).split()), default=0.0)
            factor = min(factor, (right - left - PAD - 2.5) / widest) if widest else factor
        return HEAD._replace(size=max(5.0, HEAD.size * factor)) if factor < 1 else HEAD

    def _is_crowded(self, row: FigureRow) -> bool:
        """Whether a remark does not fit beside its figure."""
        for left, right, figure in self._places(row):
            if figure is not None and (figure.remark or figure.share):
                marks = self.sheet.type.width(figure.remark, REMARK) + self.sheet.type.width(
                    figure.share, SHARE
                )
                if marks + self.sheet.type.width(figure.text, TOTAL) + 2 + PAD + 2 > right - left:
                    return True
        return False

    def _places(self, row: FigureRow) -> list[tuple[float, float, Figure | None]]:
        at = self.at
        cells = [(left, right, figure) for (left, right), figure in zip(at.spans, row.cells, strict=True)]
        return [*cells, (at.total, at.right, row.total)]

    def _set(self, row: Row, height: float) -> None:
        match row:
            case BandRow():
                self._set_band(row, height)
            case FigureRow():
                self._set_figures(row, height)
            case TextRow():
                self._set_text(row, height)
        self.sheet.y += height

    def _set_band(self, row: BandRow, height: float) -> None:
        sheet, at, top = self.sheet, self.at, self.sheet.y
        self._rule(at.edges)
        sheet.page.fills.append((LEFT, top, RIGHT - LEFT, height, BAND_FILL))
        self._set_block(at.label + PAD, row.caption, at.values - at.label - 2 * PAD, height, HEAD)
        style = self._head_style(row)
        for (left, right), head in zip(at.spans, row.heads, strict=False):
            lines = sheet.type.lines(sheet.type.clean(head), style, right - left - PAD - 2.5)
            baseline = middle(top, height, style.size) - (len(lines) - 1) * leading(style) / 2
            for line in lines:
                sheet.text_right(right - PAD, baseline, line, style)
                baseline += leading(style)
        sheet.text_right(at.right - PAD, middle(top, height, HEAD.size), sheet.type.clean(row.total), HEAD)

    def _set_block(self, x: float, text: str, room: float, height: float, style: Style) -> None:
        lines = self.sheet.type.lines(self.sheet.type.clean(text), style, room)
        free = (height - len(lines) * leading(style)) / 2
        self.sheet.set_lines(x, self.sheet.y + free, lines, style)

    def _set_label(self, number: str, label: str, height: float) -> None:
        sheet, at = self.sheet, self.at
        baseline = middle(sheet.y, height, NUMBER.size)
        style = sheet.fitted(sheet.type.clean(number), NUMBER, at.label - at.number - 2)
        sheet.text_centred((at.number + at.label) / 2, baseline, sheet.type.clean(number), style)
        self._set_block(at.label + PAD, label, at.values - at.label - 2 * PAD, height, LABEL)

    def _set_figures(self, row: FigureRow, height: float) -> None:
        sheet, at, top = self.sheet, self.at, self.sheet.y
        self._rule(at.edges)
        self._set_label(row.number, row.label, height)
        crowded = height > ROW and self._is_crowded(row)
        bare = 0.0
        for left, right, figure in self._places(row):
            is_total = left == at.total
            if figure is None:
                bare = bare or left
            if bare and (figure is not None or is_total):
                sheet.page.hatched.append((bare, top, (right if figure is None else left) - bare, height))
                bare = 0.0
            if figure is None:
                continue
            if is_total and row.is_sum:
                sheet.page.fills.append((left, top, right - left, height, BAND_FILL))
            set_figure(
                sheet, figure, left, right, top, height, TOTAL if is_total and row.is_sum else FIGURE, crowded
            )

    def _set_text(self, row: TextRow, height: float) -> None:
        sheet, at = self.sheet, self.at
        self._rule((at.number, at.label, at.values, at.right))
        self._set_label(row.number, row.label, height)
        style = CODE if row.value.is_missing else LABEL if row.is_text else FIGURE
        if row.is_text and not row.value.is_missing:
            self._set_block(at.values + PAD, row.value.text, at.right - at.values - 2 * PAD, height, style)
        else:
            set_figure(sheet, row.value, at.values, at.right, sheet.y, height, style, False)


def keep_together(heights: Sequence[float], least: int) -> float:
    """The height of rows that stand on one page: of all where they are few, else of the first."""
    whole = sum(heights)
    return whole if whole <= (FOOT - MARGIN) * SHORT else sum(heights[:least])


def set_figure(
    sheet: Sheet,
    figure: Figure,
    left: float,
    right: float,
    top: float,
    height: float,
    style: Style,
    crowded: bool,
) -> None:
    """Set a figure at the right of its cell, its remark at the top left."""
    style = CODE if figure.is_missing else style
    style = sheet.fitted(sheet.type.clean(figure.text), style, right - left - PAD - 2)
    lower = MARK_LINE / 2 if crowded else 0.0
    sheet.text_right(
        right - PAD, middle(top, height, style.size) + lower, sheet.type.clean(figure.text), style
    )
    x = left + 2
    if figure.remark:
        mark = sheet.fitted(figure.remark, REMARK, right - left - 4)
        x += sheet.text(x, top + 6.4, figure.remark, mark) + 1
    if figure.share:
        sheet.text(x, top + 6.2, figure.share, SHARE)
