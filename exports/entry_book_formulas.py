"""The check language as spreadsheet formulas: a missing figure travels as the error #N/A."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from kmmp_desktop.domain.evaluation import side as compiled_side
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
from kmmp_desktop.domain.figures import Figures
from kmmp_desktop.domain.form import Element, Form, MissingRule
from kmmp_desktop.domain.kinds import EVERY_CELL, FUNCTIONS, Group
from kmmp_desktop.domain.months import month_function
from kmmp_desktop.domain.references import deviations_of, walk
from kmmp_desktop.domain.returnwide import return_function
from kmmp_desktop.domain.statistics import (
    MODIFIED_Z_FACTOR,
    MONTHS_FOR_OUTLIERS,
    mean,
    median,
    median_deviation,
    population_deviation,
)
from kmmp_desktop.domain.values import CellKey, ValueType

MISSING = "NA()"
"""An error goes through arithmetic and comparisons as NaN does in the program."""

LONGEST = 8000
"""Characters; a spreadsheet takes 8,192 in a formula."""


class NotTranslatableError(Exception):
    """A check that no formula can make; it is made only in the program."""


class FormulaWriter:
    """Writes formulas for one form and one return.

    ``cells`` says where the value of each entry cell stands on the sheet of the formulas: cells that are
    not there are missing. ``texts`` says where a text stands. ``put`` stores a formula on that sheet
    under a note, and says where. Figures of other months become constants, from ``figures``.
    """

    def __init__(
        self,
        form: Form,
        figures: Figures,
        cells: Mapping[CellKey, str],
        texts: Mapping[CellKey, str],
        put: Callable[[str, str], str],
    ) -> None:
        self._form = form
        self._figures = figures
        self._cells = cells
        self._texts = texts
        self._put = put

    def side(self, node: Node, rule: MissingRule) -> str:
        """One side of a comparison under its rule for missing figures. Raises NotTranslatableError."""
        if rule is MissingRule.SKIP_IF_ANY:
            return _checked(self._number(node, None))
        items: list[str] = []
        value = self._number(node, items)
        if rule is MissingRule.NEVER_SKIP:
            return _checked(f"IFERROR({value},0)")
        if any(isinstance(part, Call) and part.name == "if" for part in walk(node)):
            raise NotTranslatableError("which items count is known only when it is worked out")
        nothing = ",".join(f"ISERROR({item})" for item in items)
        return _checked(f"IF(AND({nothing}),{MISSING},{value})" if items else value)

    def element(self, element: Element, *, partial: bool) -> str:
        """The total or calculated value of an element, as it is shown in the form."""
        if element.calculate:
            tree = parse(element.calculate)
            plain = isinstance(tree, Sum) and all(sign == "+" for sign, _ in tree.terms)
            rule = MissingRule.SKIP_IF_ALL if plain and partial else MissingRule.SKIP_IF_ANY
            return self.side(tree, rule)
        return self._partial(element)

    # ``items`` is None where one missing item makes the whole missing (strict); else it collects the
    # items, each of which counts as 0 where it is missing.

    def _number(self, node: Node, items: list[str] | None) -> str:
        match node:
            case Number():
                return literal(node.value)
            case Setting():
                return literal(float(self._form.settings[node.name]))
            case Reference():
                return self._item(self._reference(node, items), items)
            case Call():
                return self._call(node, items)
            case Negate():
                return f"(-{self._number(node.operand, items)})"
            case Sum():
                terms = [f"{sign}{self._number(term, items)}" for sign, term in node.terms]
                return f"({''.join(terms).removeprefix('+')})"
            case Product():
                return self._product(node, items)
            case Power():
                base, exponent = self._number(node.base, items), self._number(node.exponent, items)
                return f"IF(AND({base}=0,{exponent}=0),1,({base})^({exponent}))"
            case _:
                raise NotTranslatableError(f"{node} is a condition")

    def _item(self, formula: str, items: list[str] | None) -> str:
        if items is None:
            return formula
        items.append(formula)
        return f"IFERROR({formula},0)"

    def _cell(self, key: CellKey) -> str:
        return self._cells.get(key, MISSING)

    def _reference(self, node: Reference, items: list[str] | None) -> str:
        element = self._form.find(node.code)
        if element is None:
            raise NotTranslatableError(node.code)
        if node.category:
            return self._cell(CellKey(element.full, node.category))
        if element.calculate:
            rule = MissingRule.SKIP_IF_ANY if items is None else MissingRule.SKIP_IF_ALL
            return self._put(element.code, self.side(parse(element.calculate), rule))
        if element.category_set is None:
            return self._cell(element.cells[0])
        if items is None:
            return "(" + "+".join(map(self._cell, element.cells)) + ")"
        return self._put(element.code, self._partial(element))

    def _partial(self, element: Element) -> str:
        cells = [self._cell(key) for key in element.cells]
        nothing = ",".join(f"ISERROR({cell})" for cell in cells)
        total = "+".join(f"IFERROR({cell},0)" for cell in cells)
        return f"IF(AND({nothing}),{MISSING},{total})"

    def _product(self, node: Product, items: list[str] | None) -> str:
        value = self._number(node.factors[0][1], items)
        for sign, factor in node.factors[1:]:
            by = self._number(factor, items)
            # the remainder has the sign of the dividend, unlike MOD
            value = f"({value}-{by}*TRUNC({value}/{by}))" if sign == "%" else f"({value}{sign}{by})"
        return value

    def _call(self, node: Call, items: list[str] | None) -> str:
        name, arguments = node.name, node.arguments
        match FUNCTIONS[name].group:
            case Group.PRESENCE:
                return f"IF({self._presence(node, items)},1,0)"
            case Group.MONTHS:
                return self._months(node, items)
            case Group.RETURN | Group.PERIOD:
                if name in EVERY_CELL:
                    raise NotTranslatableError(name)
                day = arguments[0].value if arguments and isinstance(arguments[0], Number) else 0
                known = literal(return_function(name, self._form, int(day))(self._figures))
                return self._item(known, items) if name == "previous_return_exists" else known
        return self._plain(name, arguments, items)

    def _plain(self, name: str, arguments: tuple[Node, ...], items: list[str] | None) -> str:
        if name == "if":
            condition, then, otherwise = arguments
            held = self._condition(condition, items)
            return f"IF({held},{self._number(then, items)},{self._number(otherwise, items)})"
        if name == "firstNonNull":
            found = MISSING
            for argument in reversed(arguments):
                found = f"IFERROR({self._uncounted(argument, items)},{found})"
            return found
        numbers = [self._number(argument, items) for argument in arguments]
        match name:
            case "greatest":
                return f"MAX({','.join(numbers)})"
            case "least":
                return f"MIN({','.join(numbers)})"
            case "abs":
                return f"ABS({numbers[0]})"
            case "round":
                return f"INT({numbers[0]}+0.5)"
            case "staff_required":
                return self._staff(self._put(name, numbers[0]))
        raise NotTranslatableError(name)

    def _staff(self, clients: str) -> str:
        staff = MISSING
        for least, most, wanted, plus_one_per in self._form.tiers:
            more = ""
            if plus_one_per:
                within = clients if math.isinf(most) else f"MIN({clients},{literal(most)})"
                more = f"+INT(({within}-{literal(least)})/{literal(plus_one_per)})"
            staff = f"IF({clients}>={literal(least)},{literal(wanted)}{more},{staff})"
        return staff

    def _uncounted(self, node: Node, items: list[str] | None) -> str:
        rule = MissingRule.SKIP_IF_ANY if items is None else MissingRule.SKIP_IF_ALL
        return self.side(node, rule)

    def _months(self, node: Call, items: list[str] | None) -> str:
        """Earlier months do not change in a workbook: what rests on them alone is a constant."""
        last = node.arguments[1] if len(node.arguments) > 1 else Number(1)
        assert isinstance(last, Number)
        rule = MissingRule.SKIP_IF_ANY if items is None else MissingRule.SKIP_IF_ALL
        reading = compiled_side(node.arguments[0], self._form, rule)
        months = int(last.value)
        if node.name not in ("z", "modified_z"):
            past = month_function(node.name, reading, months, deviations_of(node, self._form))
            return self._item(literal(past(self._figures)), items)
        found = [self._figures.month(back) for back in range(1, months + 1)]
        series = [value for month in found if month and not math.isnan(value := reading(month))]
        centre: float
        width: float
        if node.name == "modified_z":
            centre, width = median(series), median_deviation(series) / MODIFIED_Z_FACTOR
        else:
            centre, width = mean(series), population_deviation(series)
        if len(series) < MONTHS_FOR_OUTLIERS or not width > 0:
            return self._item(MISSING, items)
        now = self._uncounted(node.arguments[0], items)
        return self._item(f"(({now}-{literal(centre)})/{literal(width)})", items)

    def _presence(self, node: Call, items: list[str] | None) -> str:
        operand = node.arguments[0]
        element = self._form.find(operand.code) if isinstance(operand, Reference) else None
        if isinstance(operand, Reference) and element is not None and element.type is ValueType.TEXT:
            keys = (CellKey(element.full, operand.category),) if operand.category else element.cells
            there = [f"LEN(TRIM({self._texts[key]}))>0" for key in keys if key in self._texts]
            present = f"OR({','.join(there)})" if there else "FALSE"
        else:
            present = f"NOT(ISERROR({self._uncounted(operand, items)}))"
        return present if node.name == "isNotNull" else f"NOT({present})"

    def _condition(self, node: Node, items: list[str] | None) -> str:
        """TRUE, FALSE, or an error where a missing figure leaves it undecided."""
        match node:
            case Compare():
                left, right = self._number(node.left, items), self._number(node.right, items)
                return f"({left}{OPERATORS[node.operator]}{right})"
            case Not():
                return f"NOT({self._condition(node.operand, items)})"
            case And():
                return every([self._condition(operand, items) for operand in node.operands])
            case Or():
                return some([self._condition(operand, items) for operand in node.operands])
            case Call() if FUNCTIONS[node.name].group is Group.PRESENCE:
                return self._presence(node, items)
            case _:
                return f"({self._number(node, items)}<>0)"


OPERATORS: Mapping[str, str] = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def every(parts: list[str]) -> str:
    """``and``: false where one is false, else an error where one is undecided."""
    fails = ",".join(f"IFERROR(NOT({part}),FALSE)" for part in parts)
    return f"IF(OR({fails}),FALSE,AND({','.join(parts)}))"


def some(parts: list[str]) -> str:
    """``or``: true where one is true, else an error where one is undecided."""
    holds = ",".join(f"IFERROR({part},FALSE)" for part in parts)
    return f"IF(OR({holds}),TRUE,OR({','.join(parts)}))"


def literal(value: float) -> str:
    """A number as formulas write it; NaN is missing."""
    if not math.isfinite(value):
        return MISSING
    if value == int(value) and abs(value) < 1e15:
        return str(int(value)) if value >= 0 else f"({int(value)})"
    return repr(value).upper() if value >= 0 else f"({repr(value).upper()})"


def quoted(text: str) -> str:
    """A text as formulas write it; a piece may have 255 characters. Joined, where it is longer."""
    pieces = [text[at : at + 200] for at in range(0, len(text), 200)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def _checked(formula: str) -> str:
    if len(formula) > LONGEST:
        raise NotTranslatableError("the formula would be too long")
    return formula
