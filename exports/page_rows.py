"""The rows of a section as paper shows them: bands of column names, figures, texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exports.page_figures import Figure, Figures
from exports.page_words import Words
from kmmp_desktop.domain.form import CategorySet, Element, Section
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
    return max(
        (len(e.category_set.categories) for s in sections for e in s.elements if e.category_set), default=0
    )


def is_boxed(element: Element, figures: Figures) -> bool:
    if element.type is not ValueType.TEXT:
        return False
    entry = figures.entry(element.total)
    text = str((entry or {}).get("value") or "")
    return element.multiline or len(text) > LONG_TEXT or "\n" in text


def two_columns(section: Section, figures: Figures) -> bool:
    """Whether the section is set as two blocks of single figures side by side."""
    return (
        section.columns == 2
        and len(section.elements) > 1
        and not any(e.category_set or e.type is ValueType.TEXT for e in section.elements)
    )


def rows_of(section: Section, figures: Figures, columns: int) -> Iterator[Row]:
    """The rows of ``section`` for a table with room for ``columns`` category columns.

    An element with more categories than that takes several bands and rows, its total in the last.
    """
    present = ""
    has_columns = most_categories([section]) > 0
    has_words = any(e.type is ValueType.TEXT and not is_boxed(e, figures) for e in section.elements)
    for element in section.elements:
        kind = element.category_set
        if kind is not None:
            with_band = bool(element.band) or kind.id != present or len(kind.categories) > columns
            yield from _category_rows(element, kind, figures, columns, with_band)
            present = kind.id if len(kind.categories) <= columns else ""
            continue
        if is_boxed(element, figures):
            label = label_of(element, figures.words)
            yield BoxRow(f"{element.paper_code or element.code} {label}", figures[element.total])
            present = ""
            continue
        if element.band:
            total = figures.words("Total") if has_columns else ""
            yield BandRow(figures.words.pick(element.band), ("",) * columns, total)
            present = ""
        yield _single_row(element, figures, columns, has_columns, has_words)


def _single_row(element: Element, figures: Figures, columns: int, has_columns: bool, has_words: bool) -> Row:
    """The row of an element that asks for one value."""
    number, label = number_of(element), label_of(element, figures.words)
    figure, is_text = figures[element.total], element.type is ValueType.TEXT
    if is_text or (has_columns and element.type is ValueType.DATE):
        return TextRow(number, label, figure, is_text)
    if has_words and not has_columns:
        return TextRow(number, label, figure, True)
    return FigureRow(number, label, (None,) * columns, figure, has_columns)


def _category_rows(
    element: Element, kind: CategorySet, figures: Figures, columns: int, with_band: bool
) -> Iterator[Row]:
    """The rows of an element over its categories, ``columns`` of them at a time."""
    words, number, label = figures.words, number_of(element), label_of(element, figures.words)
    parts = [kind.categories[i : i + columns] for i in range(0, len(kind.categories), columns)]
    for place, part in enumerate(parts, 1):
        is_last, free = place == len(parts), columns - len(part)
        if with_band:
            caption = words.pick(element.band) or words.pick(kind.label)
            if len(parts) > 1:
                caption = words(
                    "{caption}, part {part} of {parts}", caption=caption, part=place, parts=len(parts)
                )
            heads = tuple(words.pick(c.short) or words.pick(c.label) for c in part)
            yield BandRow(caption, heads + ("",) * free, words("Total") if is_last else "")
        cells: list[Figure | None] = [figures[CellKey(element.full, c.code)] for c in part]
        cells += [None] * free
        yield FigureRow(number, label, tuple(cells), figures[element.total] if is_last else None, True)
