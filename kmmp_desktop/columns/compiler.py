"""Expressions compiled into work on whole columns; the other evaluator is ``domain.evaluation``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from kmmp_desktop.columns import arithmetic
from kmmp_desktop.columns.history import Flags, Numbers, View
from kmmp_desktop.columns.pieces import (
    COMPARE,
    Judging,
    Met,
    Reading,
    Side,
    Verdict,
    cell_column,
    constant,
    joined,
    over_months,
    partial_total,
    strict_total,
)
from kmmp_desktop.columns.presence import holds_text
from kmmp_desktop.columns.whole import whole_return
from kmmp_desktop.domain.expressions import (
    And,
    Call,
    Compare,
    Negate,
    Node,
    Not,
    Number,
    Or,
    Power,
    Product,
    Reference,
    Setting,
    Sum,
    parse,
)
from kmmp_desktop.domain.form import Element, Form, MissingRule
from kmmp_desktop.domain.kinds import FUNCTIONS, LOOKS_BACK, Group
from kmmp_desktop.domain.references import deviations_of
from kmmp_desktop.domain.values import CellKey, ValueType


@dataclass
class SideCompiler:
    """Compiles sides of comparisons for one form."""

    form: Form
    _made: dict[tuple[Node, MissingRule], Side] = field(default_factory=dict)

    def side(self, node: Node, rule: MissingRule) -> Side:
        """One side under its rule for missing figures; what was worked out once is kept in the view."""
        made = self._made.get((node, rule))
        if made is None:
            made = self._made[node, rule] = self._side(node, rule)
        return made

    def _side(self, node: Node, rule: MissingRule) -> Side:
        token = (node, rule)
        work = self._work(node, rule)

        def kept(view: View) -> Numbers:
            known = view.kept.get(token)
            if known is None:
                known = view.kept[token] = work(view)
            return known  # type: ignore[return-value]  # a token stands for one kind of thing

        return kept

    def _work(self, node: Node, rule: MissingRule) -> Side:
        if rule is MissingRule.SKIP_IF_ANY:
            strict = Compiler(self, strict=True).number(node)
            return lambda view: arithmetic.finite(strict(view, None))
        lenient = Compiler(self, strict=False).number(node)
        if rule is MissingRule.NEVER_SKIP:

            def never_skip(view: View) -> Numbers:
                value = lenient(view, None)
                return np.where(np.isfinite(value), value, 0.0)

            return never_skip

        def skip_if_all(view: View) -> Numbers:
            met = Met.nothing(view)
            value = lenient(view, met)
            nothing = met.missed & ~met.found
            return np.where(nothing | ~np.isfinite(value), np.nan, value)

        return skip_if_all


class Compiler:
    """Compiles examined trees. ``strict``: one missing item makes the whole missing."""

    def __init__(self, sides: SideCompiler, *, strict: bool) -> None:
        self._sides = sides
        self._form = sides.form
        self._strict = strict

    def number(self, node: Node) -> Reading:
        match node:
            case Number():
                return constant(node.value)
            case Setting():
                return constant(float(self._form.settings[node.name]))
            case Reference():
                return self._item(self._reference(node))
            case Call():
                return self._call(node)
            case Negate():
                operand = self.number(node.operand)
                return lambda view, met: -operand(view, met)
            case Sum():
                return self._sum(node)
            case Product():
                return self._product(node)
            case Power():
                base, exponent = self.number(node.base), self.number(node.exponent)
                return lambda view, met: arithmetic.power(base(view, met), exponent(view, met))
            case _:
                raise AssertionError(f"{node} is a condition, not a number")

    def condition(self, node: Node) -> Judging:
        match node:
            case Compare():
                left, right = self.number(node.left), self.number(node.right)
                compare = COMPARE[node.operator]
                return lambda view, met: compare(
                    arithmetic.finite(left(view, met)), arithmetic.finite(right(view, met))
                )
            case Not():
                operand = self.condition(node.operand)

                def negation(view: View, met: Met | None) -> Verdict:
                    holds, fails = operand(view, met)
                    return fails, holds

                return negation
            case And() | Or():
                return joined([self.condition(part) for part in node.operands], every=isinstance(node, And))
            case Call() if FUNCTIONS[node.name].group is Group.PRESENCE:
                present = self._presence(node)

                def presence(view: View, met: Met | None) -> Verdict:
                    flags = present(view)
                    return flags, ~flags

                return presence
            case _:
                flag = self.number(node)

                def raised(view: View, met: Met | None) -> Verdict:
                    value = flag(view, met)
                    return (value != 0) & ~np.isnan(value), value == 0

                return raised

    def _item(self, column: Side) -> Reading:
        if self._strict:
            return lambda view, met: column(view)

        def item(view: View, met: Met | None) -> Numbers:
            value = column(view)
            missing = np.isnan(value)
            if met is not None:
                met.missed |= missing & met.where
                met.found |= ~missing & met.where
            return np.where(missing, 0.0, value)

        return item

    def _reference(self, node: Reference) -> Side:
        element = self._form.find(node.code)
        assert element is not None, node.code
        if node.category:
            return cell_column(CellKey(element.full, node.category))
        return self.element(element)

    def element(self, element: Element) -> Side:
        """The one figure of an element: its cell, its total or what is calculated."""
        if element.calculate:
            rule = MissingRule.SKIP_IF_ANY if self._strict else MissingRule.SKIP_IF_ALL
            return self._sides.side(parse(element.calculate), rule)
        if element.category_set is None:
            return cell_column(element.cells[0])
        token = ("total", element.full, self._strict)
        add = strict_total if self._strict else partial_total

        def kept(view: View) -> Numbers:
            known = view.kept.get(token)
            if known is None:
                known = view.kept[token] = add(view, element.cells)
            return known  # type: ignore[return-value]  # a token stands for one kind of thing

        return kept

    def _sum(self, node: Sum) -> Reading:
        parts = tuple((sign == "+", self.number(term)) for sign, term in node.terms)

        def total(view: View, met: Met | None) -> Numbers:
            value = parts[0][1](view, met)
            if not parts[0][0]:
                value = -value
            for plus, part in parts[1:]:
                value = value + part(view, met) if plus else value - part(view, met)
            return value

        return total

    def _product(self, node: Product) -> Reading:
        first = self.number(node.factors[0][1])
        others = tuple((sign, self.number(factor)) for sign, factor in node.factors[1:])

        def product(view: View, met: Met | None) -> Numbers:
            value = first(view, met)
            stopped: Flags | None = None
            for sign, factor in others:
                by = factor(view, met if met is None or stopped is None else met.within(~stopped))
                with np.errstate(all="ignore"):
                    if sign == "*":
                        value = value * by
                        continue
                    out = (by == 0) | ~np.isfinite(value)
                    # the remainder has the sign of the dividend, as in DHIS2
                    value = np.where(out, np.nan, value / by if sign == "/" else np.fmod(value, by))
                stopped = out if stopped is None else stopped | out
            return value

        return product

    def _presence(self, node: Call) -> Callable[[View], Flags]:
        wanted = node.name == "isNotNull"
        operand = node.arguments[0]
        if isinstance(operand, Reference):
            element = self._form.find(operand.code)
            assert element is not None, operand.code
            if element.type is ValueType.TEXT:
                cells = (CellKey(element.full, operand.category),) if operand.category else element.cells
                return lambda view: holds_text(view, cells) == wanted
        reading = self._uncounted(operand)
        return lambda view: np.isnan(reading(view)) != wanted

    def _uncounted(self, node: Node) -> Side:
        rule = MissingRule.SKIP_IF_ANY if self._strict else MissingRule.SKIP_IF_ALL
        return self._sides.side(node, rule)

    def _call(self, node: Call) -> Reading:
        name, arguments = node.name, node.arguments
        match FUNCTIONS[name].group:
            case Group.PRESENCE:
                present = self._presence(node)
                return lambda view, met: present(view).astype(np.float64)
            case Group.MONTHS:
                months = arguments[1] if len(arguments) > 1 else Number(1)
                assert isinstance(months, Number)
                reading = self._uncounted(arguments[0])
                deviations = deviations_of(node, self._form)
                return self._item(over_months(name, reading, int(months.value), deviations))
            case Group.RETURN | Group.PERIOD:
                day = arguments[0].value if arguments and isinstance(arguments[0], Number) else 0
                whole = whole_return(name, self._form, int(day))
                return self._item(whole) if name in LOOKS_BACK else lambda view, met: whole(view)
        return self._plain(name, arguments)

    def _plain(self, name: str, arguments: tuple[Node, ...]) -> Reading:
        if name == "if":
            return self._choice(*arguments)
        if name == "firstNonNull":
            firsts = [self._uncounted(argument) for argument in arguments]

            def first(view: View, met: Met | None) -> Numbers:
                value = firsts[0](view)
                for other in firsts[1:]:
                    value = np.where(np.isnan(value), other(view), value)
                return value

            return first
        readings = [self.number(argument) for argument in arguments]
        match name:
            case "staff_required":
                return lambda view, met: arithmetic.staff_required(readings[0](view, met), self._form.tiers)
            case "abs":
                return lambda view, met: np.abs(readings[0](view, met))
            case "round":
                return lambda view, met: arithmetic.rounded(readings[0](view, met))
        extreme = np.maximum if name == "greatest" else np.minimum

        def chosen(view: View, met: Met | None) -> Numbers:
            value = readings[0](view, met)
            for other in readings[1:]:
                value = extreme(value, other(view, met))  # NaN if either is
            return value

        return chosen

    def _choice(self, condition: Node, then: Node, otherwise: Node) -> Reading:
        judge, one, other = self.condition(condition), self.number(then), self.number(otherwise)

        def choice(view: View, met: Met | None) -> Numbers:
            holds, fails = judge(view, met)
            yes = one(view, met if met is None else met.within(holds))
            no = other(view, met if met is None else met.within(fails))
            return np.where(holds, yes, np.where(fails, no, np.nan))

        return choice
