"""A check's condition as comparisons joined with *and* and *or*, each with its two sides."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from kmmp_desktop.domain.closures import Judging, Reading, compare, every, some
from kmmp_desktop.domain.evaluation import OPERATORS, side
from kmmp_desktop.domain.expressions import And, Call, Compare, Node, Not, Number, Or
from kmmp_desktop.domain.figures import Figures
from kmmp_desktop.domain.form import Form, MissingRule
from kmmp_desktop.domain.kinds import FUNCTIONS, Group

Rules: TypeAlias = tuple[MissingRule, MissingRule]

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison or pair. ``operator`` is what must hold, or the name of the pair."""

    operator: str
    left: Node
    right: Node
    read_left: Reading
    read_right: Reading
    holds: Judging


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions of which all (``and``) or one (``or``) must hold."""

    all: bool
    parts: tuple[Condition, ...]
    holds: Judging


Condition: TypeAlias = Comparison | Joined


def compile_condition(node: Node, form: Form, rules: Rules) -> Condition:
    """Compile an examined check. ``not`` is worked inwards, so that what fails is a comparison."""
    if isinstance(node, Call) and FUNCTIONS[node.name].group is Group.PAIR:
        return _pair(node, form, rules)
    return _condition(node, form, rules, wanted=True)


def failing(condition: Condition, figures: Figures) -> Comparison:
    """The comparison to show for a condition that does not hold.

    Of ``and`` the first that fails; of ``or`` the last, since the first ones say when the check
    does not matter (``C14 = 0 or E02 >= 0.8 * C14``).
    """
    while isinstance(condition, Joined):
        if condition.all:
            condition = next(part for part in condition.parts if part.holds(figures) is False)
        else:
            condition = condition.parts[-1]
    return condition


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """All comparisons, as written."""
    if isinstance(condition, Comparison):
        yield condition
    else:
        for part in condition.parts:
            yield from comparisons(part)


def _condition(node: Node, form: Form, rules: Rules, *, wanted: bool) -> Condition:
    match node:
        case Not():
            return _condition(node.operand, form, rules, wanted=not wanted)
        case And() | Or():
            parts = tuple(_condition(operand, form, rules, wanted=wanted) for operand in node.operands)
            both = isinstance(node, And) is wanted
            join = every if both else some
            return Joined(both, parts, join([part.holds for part in parts]))
        case Compare():
            operator = node.operator if wanted else _OPPOSITE[node.operator]
            return _comparison(operator, node.left, node.right, form, rules)
        case _:  # yes or no by itself: shown as a comparison with yes or no
            return _comparison("=", node, Number(1.0 if wanted else 0.0), form, rules)


def _comparison(operator: str, left: Node, right: Node, form: Form, rules: Rules) -> Comparison:
    read_left, read_right = side(left, form, rules[0]), side(right, form, rules[1])
    return Comparison(operator, left, right, read_left, read_right,
                      compare(read_left, OPERATORS[operator], read_right))


def _pair(node: Call, form: Form, rules: Rules) -> Comparison:
    left, right = node.arguments
    read_left, read_right = side(left, form, rules[0]), side(right, form, rules[1])
    compulsory = node.name == "compulsory_pair"

    def holds(figures: Figures) -> bool:
        one, other = math.isnan(read_left(figures)), math.isnan(read_right(figures))
        return one is other if compulsory else one or other
    return Comparison(node.name, left, right, read_left, read_right, holds)
