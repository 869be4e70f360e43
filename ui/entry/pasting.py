"""A block of cells to and from the clipboard. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.values import CellKey, CellValue, read_cell, write_cell
from ui.entry.navigation import Walk
from ui.entry.paper import SectionPlan


@dataclass(frozen=True, slots=True)
class Block:
    """What a paste would do. ``rejected`` cells are kept as typed, red; ``outside`` fits nowhere."""

    edits: Mapping[CellKey, str]
    rejected: tuple[CellKey, ...]
    outside: int


def copy_text(
    plan: SectionPlan,
    places: Iterable[tuple[int, int]],
    value: Callable[[CellKey], CellValue | None],
    total: Callable[[CellKey], str],
) -> str:
    """The selected cells as tab-separated lines, as Excel takes them; band rows and hatching are blank."""
    rows: dict[int, dict[int, str]] = {}
    for row, column in places:
        line, key = plan.line(row), plan.key(row, column)
        if line is None:
            continue
        text = "" if key is None else write_cell(value(key)) if line.enters(key) else total(key)
        rows.setdefault(row, {})[column] = text.replace("\t", " ").replace("\n", " ")
    columns = sorted({column for line in rows.values() for column in line})
    return "\n".join("\t".join(rows[row].get(column, "") for column in columns) for row in sorted(rows))


def read_block(text: str) -> tuple[tuple[str, ...], ...]:
    """Lines and tabs of the clipboard as rows of cell texts."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    return tuple(tuple(cell.strip() for cell in line.split("\t")) for line in lines)


def plan_paste(rows: Sequence[Sequence[str]], start: CellKey, walk: Walk, form: Form) -> Block:
    """Lay a block from ``start`` to the right and down, over the rows of the paper (bands skipped).

    Blank cells of the block leave what stands there. Hatched places and totals take nothing;
    text for them counts as outside unless it is blank.
    """
    section, row, column = walk.place(start)
    plan = walk.plans[section]
    paper = [number for number in range(row, len(plan.rows)) if plan.line(number) is not None]
    edits: dict[CellKey, str] = {}
    rejected: list[CellKey] = []
    outside = 0
    for offset, texts in enumerate(rows):
        for across, text in enumerate(texts):
            if not text:
                continue
            key = plan.key(paper[offset], column + across) if offset < len(paper) else None
            if key is None or not walk.can_enter(key):
                outside += 1
                continue
            cleaned = _clean(text)
            element = form.elements[key.element]
            value = read_cell(cleaned, element.type, element.limits)
            edits[key] = text if value is None or not value.is_valid else cleaned
            if value is not None and not value.is_valid:
                rejected.append(key)
    return Block(edits, tuple(rejected), outside)


def _clean(text: str) -> str:
    """Thousands as spreadsheets write them: ``1 234`` and ``1,234`` are 1234."""
    bare = text.replace("\u00a0", "").replace("\u2009", "").replace(" ", "")
    head, *groups = bare.split(",")
    if groups and head.isdigit() and len(head) <= 3 and all(len(g) == 3 and g.isdigit() for g in groups):
        return "".join((head, *groups))
    return bare if bare.isdigit() else text
