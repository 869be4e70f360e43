"""Running text on a page: tables whose rows may break, small print, the legend."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from exports.page_section import SMALL, TEXT, set_heading
from exports.page_sheet import HEAD_FILL, LEFT, RIGHT, Sheet, leading
from exports.page_type import BOLD, DARK, ITALIC, Line, Run, Style
from exports.page_words import Words

KEY = Style(SMALL.font, SMALL.size, DARK)
KEY_BOLD = Style(BOLD, 7.25, DARK)
TEXT_BOLD = Style(BOLD, 8.25)
TEXT_ITALIC = Style(ITALIC, 8.25)
TABLE_HEAD = Style(BOLD, 7.5)
PAD, AIR = 3.75, 3.0
Cell = Sequence[Run]


def set_table(
    sheet: Sheet,
    parts: Sequence[float],
    heads: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    again: str,
    figures: Collection[int] = (),
) -> None:
    """Set a ruled table of running text; ``parts`` are shares of the width, ``figures`` columns of numbers.

    The heading ``again`` and the header are set on every further page. A row breaks between its
    lines only where it is taller than a third of a page.
    """
    edges = [LEFT]
    for part in parts:
        edges.append(edges[-1] + (RIGHT - LEFT) * part / sum(parts))
    lead = leading(TEXT)
    head_lines = [
        sheet.type.flow([Run(head, TABLE_HEAD)], right - left - 2 * PAD)
        for head, left, right in zip(heads, edges, edges[1:], strict=False)
    ]

    def set_head() -> None:
        if heads:
            height = max(len(lines) for lines in head_lines) * lead + 2 * AIR
            sheet.page.fills.append((LEFT, sheet.y, RIGHT - LEFT, height, HEAD_FILL))
            _set_cells(sheet, edges, head_lines, height, lead, figures)

    set_head()
    for row in rows:
        cells = [
            sheet.type.flow(cell, right - left - 2 * PAD)
            for cell, left, right in zip(row, edges, edges[1:], strict=False)
        ]
        while any(cells):
            tallest = max(len(lines) for lines in cells)
            if tallest * lead + 2 * AIR > sheet.room and (tallest <= 24 or sheet.room < 6 * lead):
                sheet.new_page()
                set_heading(sheet, again, mark=False)
                set_head()
            fitting = max(1, int((sheet.room - 2 * AIR) // lead))
            now = [lines[:fitting] for lines in cells]
            cells = [lines[fitting:] for lines in cells]
            height = max(len(lines) for lines in now) * lead + 2 * AIR
            _set_cells(sheet, edges, now, height, lead, figures)


def _set_cells(
    sheet: Sheet,
    edges: Sequence[float],
    cells: Sequence[Sequence[Line]],
    height: float,
    lead: float,
    figures: Collection[int],
) -> None:
    top = sheet.y
    for column, (left, lines) in enumerate(zip(edges, cells, strict=False)):
        if column not in figures:
            sheet.set_flow(left + PAD, top + AIR, lines, lead, TEXT.size)
            continue
        for number, line in enumerate(lines):  # ones stand under ones
            start = edges[column + 1] - PAD - line.width
            sheet.set_flow(start, top + AIR + number * lead, [line], lead, TEXT.size)
    for x in edges:
        sheet.page.line(x, top, x, top + height)
    sheet.page.line(LEFT, top, RIGHT, top)
    sheet.page.line(LEFT, top + height, RIGHT, top + height)
    sheet.y = top + height


def plain(text: str) -> Cell:
    return (Run(text, TEXT),)


def set_key(sheet: Sheet, runs: Sequence[Run]) -> None:
    """Set small print over the full width."""
    lead = KEY.size * 1.45
    lines = sheet.type.flow(runs, RIGHT - LEFT)
    sheet.need(len(lines) * lead + 4)
    sheet.y += 4 + sheet.set_flow(LEFT, sheet.y + 4, lines, lead, KEY.size)


def set_legend(sheet: Sheet, words: Words, *, has_parts: bool, has_remarks: bool) -> None:
    """Explain the marks of the tables above; ``has_parts``: some totals leave cells out."""
    runs = [
        Run("0", KEY_BOLD),
        Run(f" {words('counted, none.')} ", KEY),
        Run(words("Blank"), KEY_BOLD),
        Run(f" {words('not filled.')} ", KEY),
    ]
    for code, meaning in (
        ("NR", words("not reported")),
        ("NA", words("not offered here")),
        ("UNK", words("not readable")),
    ):
        runs += [Run(code, KEY_BOLD), Run(f" {meaning}, " if code != "UNK" else f" {meaning}: ", KEY)]
    runs.append(Run(f"{words('left out of totals.')} ", KEY))
    if has_parts:
        runs += [Run("11/12", KEY_BOLD), Run(f" {words('sum of 11 of 12 cells.')} ", KEY)]
    if any(page.hatched for page in sheet.pages):
        runs.append(Run(f"{words('Hatched: not asked.')} ", KEY))
    if has_remarks:
        runs += [Run("(1)", KEY_BOLD), Run(f" {words('see the remarks below.')}", KEY)]
    set_key(sheet, runs)
