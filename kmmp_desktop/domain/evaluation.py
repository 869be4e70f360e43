"""Expressions compiled into closures that compute numbers and conditions from a return."""

from __future__ import annotations

import math
import operator as operators
from collections.abc import Callable, Mapping

from kmmp_desktop.domain.closures import (
    PLAIN,
    Judging,
    Reading,
    cell_value,
    choice,
    compare,
    constant,
    every,
    first_of,
    partial_total,
    power,
    some,
    staff_required,
    strict_sum,
)
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
from kmmp_desktop.domain.figures import MISSING, Figures
from kmmp_desktop.domain.form import Element, Form, MissingRule
from kmmp_desktop.domain.kinds import FUNCTIONS, LOOKS_BACK, Group
from kmmp_desktop.domain.months import month_function
from kmmp_desktop.domain.references import deviations_of
from kmmp_desktop.domain.returnwide import return_function
from kmmp_desktop.domain.values import CellKey, ValueType

OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    "=": operators.eq, "!=": operators.ne, "<": operators.lt, "<=": operators.le,
    ">": operators.gt, ">=": operators.ge,
}


def side(node: Node, form: Form, rule: MissingRule) -> Reading:
    """Compile one side of a comparison under its rule for missing figures (DHIS2's).

    NaN, infinity and division by zero make a side missing whatever the rule.
    """
    if rule is MissingRule.SKIP_IF_ANY:
        number = Compiler(form, strict=True).number(node)
        return number if _stays_finite(node, form) else _finite(number)
    number = Compiler(form, strict=False).number(node)
    if rule is MissingRule.NEVER_SKIP:
        def never_skip(figures: Figures) -> float:
            value = number(figures)
            return value if math.isfinite(value) else 0.0
        return never_skip

    def skip_if_all(figures: Figures) -> float:
        before = figures.found, figures.missed
        figures.found = figures.missed = 0
        value = number(figures)
        nothing = figures.missed and not figures.found
        figures.found, figures.missed = before
        return MISSING if nothing or not math.isfinite(value) else value
    return skip_if_all


def _stays_finite(node: Node, form: Form) -> bool:
    """Whether the value is a number of sane size or NaN: no need to look on each evaluation."""
    match node:
        case Number() | Setting():
            return True
        case Reference():
            element = form.find(node.code)
            return element is not None and not element.calculate
        case Sum():
            return all(_stays_finite(term, form) for _, term in node.terms)
        case _:
            return False


def _finite(number: Reading) -> Reading:
    def finite(figures: Figures) -> float:
        value = number(figures)
        return value if math.isfinite(value) else MISSING
    return finite


class Compiler:
    """Compiles trees that have been examined (``examining``) for one form.

    ``strict``: one missing item makes the whole missing. Otherwise a missing item counts as 0,
    and what was met is counted in ``Figures.found`` and ``Figures.missed``.
    """

    def __init__(self, form: Form, *, strict: bool) -> None:
        self._form = form
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
                return lambda figures: -operand(figures)
            case Sum():
                return self._sum(node)
            case Product():
                return self._product(node)
            case Power():
                return power(self.number(node.base), self.number(node.exponent))
            case _:
                raise AssertionError(f"{node} is a condition, not a number")

    def condition(self, node: Node) -> Judging:
        """Three-valued: a missing operand decides nothing, but the others may."""
        match node:
            case Compare():
                return compare(_finite(self.number(node.left)), OPERATORS[node.operator],
                               _finite(self.number(node.right)))
            case Not():
                operand = self.condition(node.operand)

                def negation(figures: Figures) -> bool | None:
                    held = operand(figures)
                    return None if held is None else not held
                return negation
            case And():
                return every([self.condition(operand) for operand in node.operands])
            case Or():
                return some([self.condition(operand) for operand in node.operands])
            case Call() if FUNCTIONS[node.name].group is Group.PRESENCE:
                return self._presence(node)
            case _:
                flag = self.number(node)

                def raised(figures: Figures) -> bool | None:
                    value = flag(figures)
                    return None if math.isnan(value) else value != 0
                return raised

    def _item(self, reading: Reading) -> Reading:
        """An item in its own right: where missing items count as 0, it is counted."""
        if self._strict:
            return reading

        def item(figures: Figures) -> float:
            value = reading(figures)
            if math.isnan(value):
                figures.missed += 1
                return 0.0
            figures.found += 1
            return value
        return item

    def _reference(self, node: Reference) -> Reading:
        element = self._form.find(node.code)
        assert element is not None, node.code
        if node.category:
            return cell_value(CellKey(element.full, node.category))
        return self.element(element)

    def element(self, element: Element) -> Reading:
        """The one figure of an element: its cell, its total or what is calculated."""
        if element.calculate:
            rule = MissingRule.SKIP_IF_ANY if self._strict else MissingRule.SKIP_IF_ALL
            return side(parse(element.calculate), self._form, rule)
        if element.category_set is None:
            return cell_value(element.cells[0])
        if self._strict:
            return strict_sum(tuple((1, cell) for cell in element.cells))
        return self.partial(element)

    def partial(self, element: Element) -> Reading:
        """The sum of those cells of an entered element that are there."""
        return partial_total(element.cells)

    def _sum(self, node: Sum) -> Reading:
        if self._strict and (cells := self._entered_cells(node)):
            return strict_sum(cells)
        parts = tuple((1 if sign == "+" else -1, self.number(term)) for sign, term in node.terms)

        def total(figures: Figures) -> float:
            value = 0.0
            for sign, part in parts:
                value += sign * part(figures)
            return value
        return total

    def _entered_cells(self, node: Sum) -> tuple[tuple[int, CellKey], ...]:
        """The cells of a sum of nothing but entered elements, with signs; else nothing."""
        cells: list[tuple[int, CellKey]] = []
        for sign, term in node.terms:
            element = self._form.find(term.code) if isinstance(term, Reference) else None
            if element is None or element.calculate or not isinstance(term, Reference):
                return ()
            named = (CellKey(element.full, term.category),) if term.category else element.cells
            cells += [(1 if sign == "+" else -1, cell) for cell in named]
        return tuple(cells)

    def _product(self, node: Product) -> Reading:
        first = self.number(node.factors[0][1])
        others = tuple((sign, self.number(factor)) for sign, factor in node.factors[1:])

        def product(figures: Figures) -> float:
            value = float(first(figures))
            for sign, factor in others:
                by = factor(figures)
                if sign == "*":
                    value *= by
                elif by == 0 or not math.isfinite(value):
                    return MISSING
                else:  # the remainder has the sign of the dividend, as in DHIS2
                    value = value / by if sign == "/" else math.fmod(value, by)
            return value
        return product

    def _presence(self, node: Call) -> Judging:
        wanted = node.name == "isNotNull"
        operand = node.arguments[0]
        if isinstance(operand, Reference):
            element = self._form.find(operand.code)
            assert element is not None, operand.code
            if element.type is ValueType.TEXT:
                cells = (CellKey(element.full, operand.category),) if operand.category else element.cells
                return lambda figures: any(figures.has_text(cell) for cell in cells) is wanted
        reading = self._uncounted(operand)
        return lambda figures: math.isnan(reading(figures)) is not wanted

    def _uncounted(self, node: Node) -> Reading:
        """``node`` on its own, missing only if none of it is there where items may be missing."""
        rule = MissingRule.SKIP_IF_ANY if self._strict else MissingRule.SKIP_IF_ALL
        return side(node, self._form, rule)

    def _call(self, node: Call) -> Reading:
        name, arguments = node.name, node.arguments
        match FUNCTIONS[name].group:
            case Group.PRESENCE:
                present = self._presence(node)
                return lambda figures: 1.0 if present(figures) else 0.0
            case Group.MONTHS:
                months = arguments[1] if len(arguments) > 1 else Number(1)
                assert isinstance(months, Number)
                reading = self._uncounted(arguments[0])
                deviations = deviations_of(node, self._form)
                return self._item(month_function(name, reading, int(months.value), deviations))
            case Group.RETURN | Group.PERIOD:
                day = arguments[0].value if arguments and isinstance(arguments[0], Number) else 0
                reading = return_function(name, self._form, int(day))
                return self._item(reading) if name in LOOKS_BACK else reading
        return self._plain(name, arguments)

    def _plain(self, name: str, arguments: tuple[Node, ...]) -> Reading:
        if name == "if":
            condition, then, otherwise = arguments
            return choice(self.condition(condition), self.number(then), self.number(otherwise))
        if name == "firstNonNull":
            return first_of([self._uncounted(argument) for argument in arguments])
        if name == "staff_required":
            return staff_required(self.number(arguments[0]), self._form.tiers)
        return PLAIN[name](tuple(self.number(argument) for argument in arguments))
