"""Expressions of our check language written as DHIS2 has them."""

from __future__ import annotations

from collections.abc import Mapping

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
from kmmp_desktop.domain.references import cells_of, walk
from kmmp_desktop.domain.values import CellKey, ValueType
from kmmp_desktop.errors import KmmpError

MAX_WRITTEN = 50_000
"""Characters of one side: more than DHIS2 stores. ``abs`` in ``abs`` grows threefold each time."""

_SAME = frozenset({"firstNonNull", "greatest", "least"})
_COMPARE = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class NotConvertedError(KmmpError):
    """A rule that would mean something else over there."""


class DhisWriter:
    """Writes sides of checks. ``operands`` says what each cell is called in DHIS2: ``uid`` or ``uid.uid``.

    A total is written as the sum of its categories: DHIS2's own total leaves blank categories out,
    ours is missing then. A setting is written as its number, a calculated element as what it is
    calculated from.
    """

    def __init__(self, form: Form, operands: Mapping[CellKey, str]) -> None:
        self._form = form
        self._operands = operands

    def side(self, node: Node) -> str:
        """Raises NotConvertedError, saying what cannot be said in DHIS2."""
        text = self._side(node)
        if len(text) > MAX_WRITTEN:
            raise NotConvertedError("It would be longer than {most} characters in DHIS2.", most=MAX_WRITTEN)
        return text

    def _side(self, node: Node) -> str:
        match node:
            case Number():
                return _number(node.value)
            case Setting():
                return _number(float(self._form.settings[node.name]))
            case Reference():
                return self._reference(node)
            case Negate():
                return f"-({self.side(node.operand)})"
            case Sum():
                return self._chain(node.terms, "+")
            case Product():
                return self._chain(node.factors, "*")
            case Power():
                return f"({self.side(node.base)}) ^ ({self.side(node.exponent)})"
            case Call() if node.name not in ("isNull", "isNotNull"):
                return self._call(node)
            case _:
                return f"if({self.condition(node)}, 1, 0)"

    def condition(self, node: Node) -> str:
        """A condition inside ``if``."""
        match node:
            case Compare():
                return f"({self.side(node.left)}) {_COMPARE[node.operator]} ({self.side(node.right)})"
            case Not():
                return f"!({self.condition(node.operand)})"
            case And():
                return " && ".join(f"({self.condition(part)})" for part in node.operands)
            case Or():
                return " || ".join(f"({self.condition(part)})" for part in node.operands)
            case Call() if node.name in ("isNull", "isNotNull"):
                return self._call(node)
            case _:
                return f"({self.side(node)}) != 0"

    def _chain(self, parts: tuple[tuple[str, Node], ...], usual: str) -> str:
        written = ""
        for sign, part in parts:
            text = self.side(part)
            if isinstance(part, Sum | Product | Negate | Number) and (text.startswith("-") or " " in text):
                text = f"({text})"
            if not written:
                written = text if sign == usual else f"{sign}({text})"
            else:
                written += f" {sign} {text}"
        return written

    def _reference(self, node: Reference) -> str:
        element = self._form.find(node.code)
        assert element is not None, node.code
        if element.calculate:
            return f"({self.side(parse(element.calculate))})"
        cells = (CellKey(element.full, node.category),) if node.category else element.cells
        if len(cells) == 1:
            return self._cell(element, cells[0])
        return "(" + " + ".join(self._cell(element, key) for key in cells) + ")"

    def _cell(self, element: Element, key: CellKey) -> str:
        if element.type is ValueType.DATE:
            raise NotConvertedError("{cell} is a date; DHIS2 rules compute with numbers only.", cell=key)
        operand = self._operands.get(key)
        if not operand:
            raise NotConvertedError(
                "{cell} has no DHIS2 name in the mapping table.",
                hint="Add a line for it, or leave the rule out.",
                cell=key,
            )
        return f"#{{{operand}}}"

    def _call(self, node: Call) -> str:
        name, arguments = node.name, node.arguments
        if name in ("isNull", "isNotNull"):
            return f"{name}({self._one_item(arguments[0], name)})"
        if name == "if":
            condition, then, otherwise = arguments
            return f"if({self.condition(condition)}, {self.side(then)}, {self.side(otherwise)})"
        if name == "abs":
            inner = self.side(arguments[0])
            return f"if(({inner}) < 0, -({inner}), {inner})"
        if name == "days_in_month":
            return "[days]"
        if name in _SAME:
            if name == "firstNonNull":
                return f"{name}({', '.join(self._one_item(a, name) for a in arguments)})"
            return f"{name}({', '.join(map(self.side, arguments))})"
        raise NotConvertedError("DHIS2 rules have no {function}.", function=f"{name}()")

    def _one_item(self, node: Node, name: str) -> str:
        if isinstance(node, Number) and name == "firstNonNull":
            return _number(node.value)
        if isinstance(node, Reference):
            element = self._form.find(node.code)
            assert element is not None, node.code
            if not element.calculate and (node.category or len(element.cells) == 1):
                key = CellKey(element.full, node.category) if node.category else element.cells[0]
                return self._cell(element, key)
        raise NotConvertedError(
            "{function} of more than one cell means something else in DHIS2.", function=f"{name}()"
        )


def _number(value: float) -> str:
    whole = int(value)
    return str(whole) if whole == value else repr(value)


def refuse_what_may_not_be_looked_at(node: Node, rule: MissingRule, form: Form) -> None:
    """Here only the part that is taken of ``if``, ``and``, ``or`` can be missing; in DHIS2 every item can.
    What only stands under ``isNull`` or ``firstNonNull`` in the condition does not make it missing."""
    if rule is MissingRule.NEVER_SKIP:
        return
    for part in walk(node):
        if isinstance(part, And | Or):
            raise NotConvertedError("It joins conditions inside if(); DHIS2 skips it where one is missing.")
        if isinstance(part, Call) and part.name == "if":
            condition, *branches = part.arguments
            sure = frozenset(cells_of(condition, form, presence=False))
            if not all(sure.issuperset(cells_of(branch, form)) for branch in branches):
                raise NotConvertedError("DHIS2 skips it where a cell is missing that if() does not take.")
