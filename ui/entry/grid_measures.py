"""Widths, heights and spans of the grid, from the font and the room there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt

from kmmp_desktop.domain.values import ValueType
from ui.entry.faces import Face, Shape
from ui.entry.paper import FIRST, LABEL, ROW, Band, SectionPlan
from ui.entry.return_model import DISPLAY
from ui.style.look import FIGURES, SMALL, SMALLEST, TEXT, Look

if TYPE_CHECKING:
    from ui.entry.grid_view import GridView

ROW_WIDTH, LABEL_WIDTH, LABEL_LEAST, CELL_WIDTH, CELL_LEAST = 36, 310, 200, 62, 54
TOTAL_WIDTH, LAST_WIDTH, MEDIAN_WIDTH = 66, 72, 74
TEXT_LINES = 3
LABEL_MOST = 600
"""Further away, and the eye loses the row between a label and its figure."""


class Measures:
    """Fits one grid. ``hide`` says which of the comparing columns have to give way."""

    def __init__(self, view: GridView, look: Look) -> None:
        self._view = view
        self._look = look
        self.hide_last = False
        self.hide_median = False
        self.hide_year = True
        self._rows: frozenset[str] | None = None

    def set_look(self, look: Look) -> None:
        self._look = look

    def hide(self, *, last: bool, median: bool, year: bool = True) -> None:
        if (last, median, year) != (self.hide_last, self.hide_median, self.hide_year):
            self.hide_last, self.hide_median, self.hide_year = last, median, year
            self._view.fit()

    def show_only(self, rows: frozenset[str] | None) -> None:
        """Show only the rows of these elements and the bands above them; ``None``: all."""
        if rows != self._rows:
            self._rows = rows
            self._view.fit()

    def _hide_rows(self, plan: SectionPlan) -> None:
        """A section without any of the rows is shown whole: the way there was asked for."""
        view, rows = self._view, self._rows
        lines = [row for row in plan.rows if not isinstance(row, Band)]
        shown = [line for line in lines if rows is None or line.element.full in rows] or lines
        kept = {*(id(line) for line in shown), *(id(line.band) for line in shown)}
        for number, row in enumerate(plan.rows):
            hidden = id(row) not in kept
            if view.isRowHidden(number) != hidden:
                view.setRowHidden(number, hidden)

    def least_width(self, plan: SectionPlan, *, last: bool, median: bool, label: float = LABEL_LEAST) -> int:
        """What the grid needs, with or without the comparing columns."""
        px = self._look.px
        return (
            px(ROW_WIDTH)
            + px(label)
            + plan.categories * px(CELL_WIDTH)
            + px(TOTAL_WIDTH)
            + (px(LAST_WIDTH) if last else 0)
            + (px(MEDIAN_WIDTH) if median else 0)
            + px(4)
        )

    def fit(self) -> None:
        view = self._view
        plan = view.cells.plan
        if plan is None:
            return
        hidden = {plan.last_month} if self.hide_last or plan.has_wide else set()
        hidden |= {plan.median} if self.hide_median or plan.has_wide else set()
        hidden |= {plan.last_year} if self.hide_year or plan.has_wide else set()
        for column in range(plan.columns):
            view.setColumnHidden(column, column in hidden)
        self._columns(plan, hidden)
        self._spans(plan)
        self._hide_rows(plan)
        self._heights(plan)
        view.header.updateGeometry()
        view.verticalScrollBar().setSingleStep(self._look.row(FIGURES))
        view.horizontalScrollBar().setSingleStep(self._look.px(CELL_WIDTH))

    def _columns(self, plan: SectionPlan, hidden: set[int]) -> None:
        view, px = self._view, self._look.px
        widths = {ROW: max(px(ROW_WIDTH), self._head(ROW)), plan.total: self._total_width(plan)}
        if plan.last_month not in hidden:
            widths[plan.last_month] = max(px(LAST_WIDTH), self._head(plan.last_month))
        if plan.median not in hidden:
            widths[plan.median] = max(px(MEDIAN_WIDTH), self._head(plan.median))
        if plan.last_year not in hidden:
            widths[plan.last_year] = max(px(LAST_WIDTH), self._head(plan.last_year))
        cells = [max(px(CELL_WIDTH), self._name_width(plan, n)) for n in range(plan.categories)]
        room = view.viewport().width() - sum(widths.values())
        if room - sum(cells) < px(LABEL_LEAST):
            cells = [px(CELL_LEAST)] * plan.categories
        for number, width in enumerate(cells):
            widths[FIRST + number] = width
        left = room - sum(cells)
        if plan.has_wide:
            widths[LABEL] = min(px(LABEL_WIDTH), max(px(LABEL_LEAST), left // 2))
            widths[plan.total] += max(0, left - widths[LABEL])
        else:
            widths[LABEL] = max(px(LABEL_LEAST), min(left, px(LABEL_MOST)))
        for column, width in widths.items():
            if view.columnWidth(column) != width:
                view.setColumnWidth(column, width)

    def _total_width(self, plan: SectionPlan) -> int:
        px, metrics = self._look.px, self._look.metrics(FIGURES)
        width = max(px(TOTAL_WIDTH), self._head(plan.total))
        if any(e.type is ValueType.DATE for e in plan.section.elements):
            width = max(width, metrics.horizontalAdvance("00/00/0000") + px(24))
        return width

    def _head(self, column: int) -> int:
        text = self._view.cells.headerData(column, Qt.Orientation.Horizontal, DISPLAY) or ""
        return self._look.metrics(SMALL, bold=True).horizontalAdvance(text) + self._look.px(15)

    def _name_width(self, plan: SectionPlan, number: int) -> int:
        metrics, say = self._look.metrics(SMALL, bold=True), self._view.cells.say
        names = plan.names_in(FIRST + number)
        return max((metrics.horizontalAdvance(say(name)) for name in names), default=0) + self._look.px(16)

    def _spans(self, plan: SectionPlan) -> None:
        view = self._view
        view.clearSpans()
        for number in range(len(plan.rows)):
            line = plan.line(number)
            if line is not None and line.wide:
                view.setSpan(number, FIRST, 1, plan.columns - FIRST)

    def _heights(self, plan: SectionPlan) -> None:
        view, look = self._view, self._look
        plain, band = look.row(FIGURES), max(look.px(19), look.metrics(SMALLEST).height() + look.px(2))
        label = view.columnWidth(LABEL) - 2 * look.px(7)
        for number, row in enumerate(plan.rows):
            if isinstance(row, Band):
                height = band
            else:
                face = view.cells.face(number, LABEL)
                height = max(plain, self._height_of(face, label, plain))
                if row.wide and row.element.type is ValueType.TEXT:
                    height = max(height, self._text_height(plan, number))
            if view.rowHeight(number) != height and not view.isRowHidden(number):
                view.setRowHeight(number, height)

    def _height_of(self, face: Face, width: int, plain: int) -> int:
        look = self._look
        bold = look.metrics(TEXT, bold=True)
        if bold.horizontalAdvance(face.text) <= width:
            return plain
        box = bold.boundingRect(QRect(0, 0, width, 10_000), int(Qt.TextFlag.TextWordWrap), face.text)
        return box.height() + look.px(6)

    def _text_height(self, plan: SectionPlan, row: int) -> int:
        look, view = self._look, self._view
        line = plan.line(row)
        metrics = look.metrics(TEXT)
        lines = TEXT_LINES if line and line.element.multiline else 1
        face = view.cells.face(row, FIRST)
        width = sum(view.columnWidth(c) for c in range(FIRST, plan.columns)) - look.px(16)
        need = (
            metrics.boundingRect(
                QRect(0, 0, max(width, 1), 10_000), int(Qt.TextFlag.TextWordWrap), face.text
            ).height()
            if (face.shape in (Shape.TEXT, Shape.INVALID))
            else 0
        )
        return min(max(lines * metrics.height(), need), 8 * metrics.height()) + look.px(10)
