"""Sets the sections of a form in paper order: headings, tables, two-column lists, narrative boxes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, takewhile

from exports.page_figures import Figures
from exports.page_grid import FIGURE, LABEL, NUMBER, PAD, ROW, Grid, columns, keep_together, set_figure
from exports.page_rows import (
    BoxRow,
    FigureRow,
    Row,
    TextRow,
    label_of,
    most_categories,
    number_of,
    rows_of,
    two_columns,
)
from exports.page_sheet import LEFT, RIGHT, Sheet, leading, middle
from exports.page_type import BOLD, DARK, ITALIC, REGULAR, SOFT, Style
from exports.page_words import Words
from kmmp_desktop.domain.form import Form, Section

HEADING = Style(BOLD, 9.5)
NOTE = Style(REGULAR, 7.5, SOFT)
SMALL = Style(REGULAR, 7.25, SOFT)
TEXT = Style(REGULAR, 8.25)
TEXT_CODE = Style(ITALIC, 8.25)

COLUMN, TOTAL_COLUMN = 43.5, 43.5
NARROWEST = 32.0
"""A category column is never narrower: room for seven digits in small type."""
LABEL_LEAST = 150.0
SAME_COLUMNS = 5
"""Up to so many category columns, all sections of a form share one set of columns."""


def set_heading(sheet: Sheet, title: str, note: str = "", follow: float = 0.0, mark: bool = True) -> None:
    """Set a heading with its note; moves to a new page unless ``follow`` points fit below it."""
    clean, room = sheet.type.clean, RIGHT - LEFT
    lines = sheet.type.lines(clean(title), HEADING, room)
    beside = LEFT + sheet.type.width(lines[-1], HEADING) + 6
    note = clean(note)
    fits = beside + sheet.type.width(note, NOTE) <= RIGHT
    below = () if fits or not note else sheet.type.lines(note, NOTE, room)
    height = 6.75 + len(lines) * leading(HEADING) + len(below) * leading(NOTE) + 2.25
    sheet.need(height + follow)
    top = sheet.y + 6.75
    if mark:
        sheet.page.marks.append((clean(title), top - 4))
    used = sheet.set_lines(LEFT, top, lines, HEADING)
    if fits:
        sheet.text(beside, middle(top + used - leading(HEADING), leading(HEADING), HEADING.size), note, NOTE)
    else:
        used += sheet.set_lines(LEFT, top + used, below, NOTE)
    sheet.y = top + used + 2.25


def set_sections(sheet: Sheet, form: Form, figures: Figures) -> None:
    """Set every section of ``form`` with the figures that stand in its cells."""
    numbers = [sheet.type.width(sheet.type.clean(number_of(e)), NUMBER) for e in form]
    number_width = min(max(22.5, max(numbers, default=0.0) + 6), 62.0)
    common = most_categories(form.sections)
    for section in form.sections:
        own = most_categories([section])
        wanted = common if own and common <= SAME_COLUMNS else own
        _set_section(sheet, section, figures, wanted, number_width)


def _set_section(sheet: Sheet, section: Section, figures: Figures, wanted: int, number_width: float) -> None:
    words = figures.words
    title = words.pick(section.title)
    if not title[:1].isdigit():  # a title that brings its own number, such as 2.1, needs no letter
        title = f"{section.code}. {title}"
    again = words("{title} (continued)", title=title)
    if two_columns(section, figures):
        _set_pairs(sheet, section, figures, number_width, title)
        return
    room = RIGHT - LEFT - number_width - TOTAL_COLUMN - LABEL_LEAST
    count = min(wanted, int(room // NARROWEST))
    column = min(COLUMN, room / count) if count else COLUMN
    rows = list(rows_of(section, figures, count))
    total = TOTAL_COLUMN if count else _value_width(sheet, rows)
    grid = Grid(
        sheet, columns(count, number_width, column, total), lambda: set_heading(sheet, again, mark=False)
    )
    first = list(takewhile(lambda row: not isinstance(row, BoxRow), rows))
    set_heading(sheet, title, words.pick(section.note), grid.first_need(first) if first else 3 * ROW)
    row_is_first = True
    for boxed, part in groupby(rows, lambda row: isinstance(row, BoxRow)):
        if boxed:
            sheet.y += 0 if row_is_first else 3.75
            for row in part:
                assert isinstance(row, BoxRow)
                set_box(sheet, row, words, again)
        else:
            grid.set_rows([row for row in part if not isinstance(row, BoxRow)])
        row_is_first = False
    if rows and isinstance(rows[-1], BoxRow):
        sheet.y -= 3.75


def _value_width(sheet: Sheet, rows: Sequence[Row]) -> float:
    """Width of the one value column of a section without categories."""
    if any(isinstance(row, TextRow) and row.is_text for row in rows):
        return (RIGHT - LEFT) * 0.45
    widest = max(
        (
            sheet.type.width(sheet.type.clean(row.total.text), FIGURE)
            for row in rows
            if isinstance(row, FigureRow) and row.total
        ),
        default=0.0,
    )
    return min(max(TOTAL_COLUMN, widest + 2 * PAD + 12), (RIGHT - LEFT) * 0.45)


def _set_pairs(sheet: Sheet, section: Section, figures: Figures, number_width: float, title: str) -> None:
    """Set single figures as two blocks side by side, reading down the left one first."""
    words, clean, elements = figures.words, sheet.type.clean, section.elements
    shown = [figures[e.total] for e in elements]
    count = (len(elements) + 1) // 2
    half = (RIGHT - LEFT) / 2
    values = [
        min(
            max(
                37.5,
                *(sheet.type.width(clean(f.text), FIGURE) + 2 * PAD + (10 if f.remark else 0) for f in part),
            ),
            110.0,
        )
        for part in (shown[:count], shown[count:])
    ]
    labels = [
        sheet.type.lines(clean(label_of(e, words)), LABEL, half - number_width - values[i >= count] - 2 * PAD)
        for i, e in enumerate(elements)
    ]
    edges = [
        left + x
        for left, value in zip((LEFT, LEFT + half), values, strict=True)
        for x in (0, number_width, half - value)
    ] + [RIGHT]
    pairs = [[i for i in (line, line + count) if i < len(elements)] for line in range(count)]
    heights = [max(ROW, max(len(labels[i]) for i in pair) * leading(LABEL) + 2.5) for pair in pairs]
    set_heading(sheet, title, words.pick(section.note), keep_together(heights, 3))
    start = sheet.y
    for pair, height in zip(pairs, heights, strict=True):
        if height > sheet.room:
            _close_pairs(sheet, edges, start)
            sheet.new_page()
            set_heading(sheet, words("{title} (continued)", title=title), mark=False)
            start = sheet.y
        top = sheet.y
        sheet.page.line(LEFT, top, RIGHT, top)
        for i, left in zip(pair, (LEFT, LEFT + half), strict=False):
            sheet.text_centred(
                left + number_width / 2,
                middle(top, height, NUMBER.size),
                clean(number_of(elements[i])),
                NUMBER,
            )
            free = (height - len(labels[i]) * leading(LABEL)) / 2
            sheet.set_lines(left + number_width + PAD, top + free, labels[i], LABEL)
            set_figure(
                sheet, shown[i], left + half - values[i >= count], left + half, top, height, FIGURE, False
            )
        sheet.y = top + height
    _close_pairs(sheet, edges, start)


def _close_pairs(sheet: Sheet, edges: Sequence[float], start: float) -> None:
    sheet.page.line(LEFT, sheet.y, RIGHT, sheet.y)
    for x in edges:
        sheet.page.line(x, start, x, sheet.y)


def set_box(sheet: Sheet, row: BoxRow, words: Words, again: str) -> None:
    """Set a narrative in a box; a long one flows on, in a box on each page, under ``again``."""
    clean, room = sheet.type.clean, RIGHT - LEFT - 10.5
    style = TEXT_CODE if row.value.is_missing else TEXT
    lines = list(sheet.type.lines(clean(row.value.text), style, room))
    label = " ".join(part for part in (row.label, row.value.remark) if part)
    first = True
    while lines or first:
        shown = label if first else words("{title} (continued)", title=label)
        heads = sheet.type.lines(clean(shown), SMALL, room)
        over = len(heads) * leading(SMALL) + 6
        if sheet.need(max(25.5, over + min(len(lines), 3) * leading(style) + 8)):
            set_heading(sheet, again, mark=False)
        fitting = max(1, int((sheet.room - over - 4) // leading(style)))
        part, lines = lines[:fitting], lines[fitting:]
        height = max(25.5, over + len(part) * leading(style))
        top = sheet.y
        sheet.page.frame(LEFT, top, RIGHT - LEFT, height)
        used = sheet.set_lines(LEFT + 5.25, top + 3, heads, Style(SMALL.font, SMALL.size, DARK))
        sheet.set_lines(LEFT + 5.25, top + 3 + used, part, style)
        sheet.y = top + height + 3.75
        first = False
