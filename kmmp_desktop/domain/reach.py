"""How much an expression reads through totals and calculated elements: what bounds time and memory."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from kmmp_desktop.domain.expressions import Node, Reference, children, parse
from kmmp_desktop.domain.form import Form
from kmmp_desktop.errors import ExpressionError

MOST_CELLS = 20_000
"""So often one expression may read a cell. Calculated elements that each name another twice double it."""

MOST_LEVELS = 150
"""How deep an expression may nest together with what its elements are calculated from."""

_A_STEP = 3
"""Levels that one calculated element adds by itself: that many frames are needed to go into it."""


class Reach(NamedTuple):
    cells: int
    levels: int


def reaches(form: Form) -> dict[str, Reach]:
    """Of every calculated element, by full code; nothing where they wait for one another."""
    trees: dict[str, Node] = {}
    for element in form:
        if element.calculate:
            try:
                trees[element.full] = parse(element.calculate)
            except ExpressionError:
                continue  # told where it stands
    needs = {code: _named(tree, form) & trees.keys() for code, tree in trees.items()}
    found: dict[str, Reach] = {}
    try:
        for code in TopologicalSorter(needs).static_order():
            found[code] = _reach(trees[code], form, found)
    except CycleError:
        return {}
    return found


def reach_fault(text: str, form: Form, known: Mapping[str, Reach]) -> ExpressionError | None:
    """What is too much in an expression; ``known`` are the ``reaches`` of the form."""
    try:
        found = _reach(parse(text), form, known)
    except ExpressionError:
        return None  # told where it is examined
    if found.levels > MOST_LEVELS:
        return ExpressionError(
            "It nests more than {most} levels deep together with what its elements are calculated from.",
            0,
            most=MOST_LEVELS,
        )
    if found.cells > MOST_CELLS:
        return ExpressionError(
            "It reads more than {most} cells through the elements that it names.", 0, most=MOST_CELLS
        )
    return None


def _reach(tree: Node, form: Form, known: Mapping[str, Reach]) -> Reach:
    cells, deepest, depth = 0, 0, 0
    level = [tree]
    while level:
        depth += 1
        deepest = max(deepest, depth)
        for node in level:
            element = form.find(node.code) if isinstance(node, Reference) else None
            if element is None:
                continue
            inner = known.get(element.full, Reach(len(element.cells), 0))
            cells = min(cells + inner.cells, MOST_CELLS + 1)
            if inner.levels:
                deepest = max(deepest, depth + inner.levels + _A_STEP)
        level = [part for node in level for part in children(node)]
    return Reach(cells, deepest)


def _named(tree: Node, form: Form) -> set[str]:
    named, level = set(), [tree]
    while level:
        elements = (form.find(node.code) for node in level if isinstance(node, Reference))
        named |= {element.full for element in elements if element is not None}
        level = [part for node in level for part in children(node)]
    return named
