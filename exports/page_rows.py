"""The rows of a section as paper shows them: bands of column names, figures, texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exports.page_figures import Figure, Figures
from exports.page_words import Words
from kmmp_desktop.domain.form import Element, Section
from kmmp_desktop.domain.values import CellKey, ValueType

LONG_TEXT = 160
"""Characters from which a text gets a box of its own."""


@dataclass(frozen=True, slots=True)
class BandRow:
    """Names of the columns below it."""

    caption: str
    heads: tuple[str, ...]
    total: str


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One element: a figure for each column (``None``: not asked here) and the total."""

    number: str
    label: str
    cells: tuple[Figure | None, ...]
    total: Figure | None
    is_sum: bool
    """Whether the last column is a sum over categories or stands among sums."""


@dataclass(frozen=True, slots=True)
class TextRow:
    """One element whose value takes all the columns: words, or a date too wide for one."""

    number: str
    label: str
    value: Figure
    is_text: bool


@dataclass(frozen=True, slots=True)
class BoxRow:
    """A narrative: words in a box of their own."""

    label: str
    value: Figure


Row = BandRow | FigureRow | TextRow | BoxRow


def number_of(element: Element) -> str:
    """What the paper prints before the label."""
    return element.paper_code or element.row or element.code


def label_of(element: Element, words: Words) -> str:
    """The label, with the unit where it does not say it already."""
    label, unit = words.pick(element.label), words.pick(element.unit)
    measured = element.type in (ValueType.NUMBER, ValueType.PERCENT)
    return f"{label} ({unit})" if measured and unit and unit not in label else label


def most_categories(sections: Sequence[Section]) -> int:
    """How many category columns the widest element of these sections has."""
    return max((len(e.category_set.categories) for s in sections for e in s.elements if e.category_set), default=0)


def is_boxed(element: Element, figures: Figures) -> bool:
    if element.type is not ValueType.TEXT:
        return False
    entry = figures.entry(element.total)
    text = str((entry or {}).get("value") or "")
    return element.multiline or len(text) > LONG_TEXT or "\n" in text


def two_columns(section: Section, figures: Figures) -> bool:
    """Whether the section is set as two blocks of single figures side by side."""
    return section.columns == 2 and len(section.elements) > 1 and not any(
        e.category_set or e.type is ValueType.TEXT for e in section.elements)


def rows_of(section: Section, figures: Figures, columns: int) -> Iterator[Row]:
    """The rows of ``section`` for a table with room for ``columns`` category columns.

    An element with more categories than that takes several bands and rows, its total in the last.
    """
    words, present = figures.words, ""
    has_columns = most_categories([section]) > 0
    for element in section.elements:
        kind = element.category_set
        label = label_of(element, words)
        if kind is None:
            if is_boxed(element, figures):
                yield BoxRow(f"{element.paper_code or element.code} {label}", figures[element.total])
                present = ""
                continue
            if element.band and has_columns:
                yield BandRow(words.pick(element.band), ("",) * columns, words("Total"))
                present = ""
            elif element.band:
                yield BandRow(words.pick(element.band), (), "")
            figure = figures[element.total]
            if element.type is ValueType.TEXT or (has_columns and element.type is ValueType.DATE):
                yield TextRow(number_of(element), label, figure, element.type is ValueType.TEXT)
            else:
                yield FigureRow(number_of(element), label, (None,) * columns, figure, has_columns)
            continue
        parts = [kind.categories[i : i + columns] for i in range(0, len(kind.categories), columns)]
        for place, part in enumerate(parts):
            last = place == len(parts) - 1
            if element.band or kind.id != present or len(parts) > 1:
                caption = words.pick(element.band) or words.pick(kind.label)
                if len(parts) > 1:
                    caption = words("{caption}, part {part} of {parts}", caption=caption, part=place + 1,
                                    parts=len(parts))
                heads = tuple(words.pick(c.short) or words.pick(c.label) for c in part)
                yield BandRow(caption, heads + ("",) * (columns - len(part)), words("Total") if last else "")
                present = kind.id if len(parts) == 1 else ""
            cells: list[Figure | None] = [figures[CellKey(element.full, c.code)] for c in part]
            cells += [None] * (columns - len(part))
            yield FigureRow(number_of(element), label, tuple(cells), figures[element.total] if last else None, True)
