"""What an expression rests on: cells of this return, earlier months, other calculations."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from kmmp_desktop.domain.expressions import (
    Call,
    Negate,
    Node,
    Number,
    Product,
    Reference,
    Setting,
    Sum,
    children,
    parse,
)
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.kinds import EVERY_CELL, FUNCTIONS, LOOKS_BACK, PAST_ONLY, Group
from kmmp_desktop.domain.statistics import LIMIT_FACTOR
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import ExpressionError


def walk(node: Node) -> Iterator[Node]:
    """The node and all its parts, as written."""
    yield node
    for part in children(node):
        yield from walk(part)


def cells_of(node: Node, form: Form, *, presence: bool = True) -> tuple[CellKey, ...]:
    """The entry cells of this month that the value depends on, each once, as written.

    Goes through totals and calculated elements. ``presence=False`` leaves out what only stands
    under isNull, isNotNull and firstNonNull: those never make a side missing.
    """
    return tuple(dict.fromkeys(_cells(node, form, presence)))


def _cells(node: Node, form: Form, presence: bool) -> Iterator[CellKey]:
    if isinstance(node, Reference):
        element = form.find(node.code)
        if element is None:
            return
        if element.calculate:
            yield from _cells(parse(element.calculate), form, presence)
        elif node.category:
            yield CellKey(element.full, node.category)
        else:
            yield from element.cells
        return
    if isinstance(node, Call):
        if node.name in PAST_ONLY:
            return
        if not presence and node.name in ("isNull", "isNotNull", "firstNonNull"):
            return
    for part in children(node):
        yield from _cells(part, form, presence)


def rests_on_every_cell(node: Node) -> bool:
    """Whether a built-in about the whole return takes part."""
    return any(isinstance(part, Call) and part.name in EVERY_CELL for part in walk(node))


def months_of(node: Node) -> frozenset[int]:
    """How many months back the expression looks: ``previous(x, 2)`` is 2, ``mean(x, 3)`` 1 to 3."""
    found: set[int] = set()
    for part in walk(node):
        if not isinstance(part, Call):
            continue
        if part.name in LOOKS_BACK:
            found.add(1)
        elif part.name in FUNCTIONS and FUNCTIONS[part.name].group is Group.MONTHS:
            last = part.arguments[1] if len(part.arguments) > 1 else Number(1)
            assert isinstance(last, Number)
            months = int(last.value)
            found.update([months] if part.name == "previous" else range(1, months + 1))
    return frozenset(found)


def deviations_of(call: Call, form: Form) -> float:
    """How many deviations from the mean the limit of ``minimum`` or ``maximum`` lies, with its sign."""
    factor = LIMIT_FACTOR
    if len(call.arguments) > 2:
        given = call.arguments[2]
        factor = float(form.settings[given.name]) if isinstance(given, Setting) else _number(given)
    return -factor if call.name == "minimum" else factor


def _number(node: Node) -> float:
    assert isinstance(node, Number)
    return node.value


def weights(node: Node, form: Form) -> dict[CellKey, float] | None:
    """By how much the value grows when each cell grows by one; ``None`` where it is no plain sum.

    Earlier months, settings and facts of the return are constants here.
    """
    match node:
        case Reference():
            element = form.find(node.code)
            if element is not None and element.calculate:
                return weights(parse(element.calculate), form)
            return dict.fromkeys(_cells(node, form, True), 1.0)
        case Negate():
            return _add([(-1.0, weights(node.operand, form))])
        case Sum():
            return _add([(1.0 if sign == "+" else -1.0, weights(term, form)) for sign, term in node.terms])
        case Product():
            return _product_weights(node, form)
        case _:
            varies = rests_on_every_cell(node) or any(_cells(node, form, True))
            return None if varies else {}


def _product_weights(node: Product, form: Form) -> dict[CellKey, float] | None:
    """A sum times or divided by numbers and settings."""
    factor, rest = 1.0, None
    for sign, part in node.factors:
        if isinstance(part, Number | Setting) and sign != "%":
            value = part.value if isinstance(part, Number) else form.settings[part.name]
            if sign == "/" and value == 0:
                return None
            factor = factor * value if sign == "*" else factor / value
        elif rest is None and sign == "*":
            rest = part
        else:
            return None if any(_cells(node, form, True)) or rests_on_every_cell(node) else {}
    return _add([(factor, weights(rest, form))]) if rest is not None else {}


def _add(parts: list[tuple[float, dict[CellKey, float] | None]]) -> dict[CellKey, float] | None:
    total: dict[CellKey, float] = {}
    for factor, part in parts:
        if part is None:
            return None
        for cell, weight in part.items():
            total[cell] = total.get(cell, 0.0) + factor * weight
    return {cell: weight for cell, weight in total.items() if weight}


def find_circle(form: Form) -> tuple[str, ...]:
    """Codes of calculated elements that wait for one another, the first again last; or nothing."""
    needs = {element.full: _needs(element.calculate, form) for element in form if element.calculate}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as circle:
        return tuple(circle.args[1])
    return ()


def _needs(expression: str, form: Form) -> tuple[str, ...]:
    try:
        tree = parse(expression)
    except ExpressionError:
        return ()
    found = (form.find(part.code) for part in walk(tree) if isinstance(part, Reference))
    return tuple(element.full for element in found if element is not None)
