"""The check language: from one line of text to a small frozen tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from kmmp_desktop.domain.tokens import Token, read_tokens
from kmmp_desktop.errors import ExpressionError

MAX_DEPTH = 100
"""How deep an expression may nest, in parentheses as in its tree. Python stops at 1,000 frames, and
each level takes up to four where it is examined and compiled."""

Span: TypeAlias = tuple[int, int]
"""Where in the text a node stands: first character, one past the last. Not part of equality."""


@dataclass(frozen=True, slots=True)
class Number:
    value: float
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """``C02`` (``category`` empty: the element's one figure or its total) or ``C02[ANC]``."""

    code: str
    category: str = ""
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Setting:
    """``@name``."""

    name: str
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """``name(arguments)``: a function, a month function, a built-in or a pair."""

    name: str
    arguments: tuple[Node, ...]
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Negate:
    operand: Node
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms with ``+`` or ``-`` before each, added from the left; the first has ``+``."""

    terms: tuple[tuple[str, Node], ...]
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Product:
    """Factors with ``*``, ``/`` or ``%`` before each, from the left; the first has ``*``."""

    factors: tuple[tuple[str, Node], ...]
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Power:
    base: Node
    exponent: Node
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    operator: str
    left: Node
    right: Node
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    operand: Node
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class And:
    operands: tuple[Node, ...]
    span: Span = field(default=(0, 0), compare=False)


@dataclass(frozen=True, slots=True)
class Or:
    operands: tuple[Node, ...]
    span: Span = field(default=(0, 0), compare=False)


Node: TypeAlias = (Number | Reference | Setting | Call | Negate | Sum | Product | Power
                   | Compare | Not | And | Or)

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _POWER = range(1, 8)
_LEVEL = {"or": _OR, "and": _AND, "+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "%": _PRODUCT,
          "^": _POWER} | dict.fromkeys(COMPARISONS, _COMPARE)


def parse(text: str) -> Node:
    """Read one expression.

    From loose to tight: ``or``, ``and``, ``not``, one comparison, ``+ -``, ``* / %``, sign, ``^``
    (from the right; so ``-2^2`` is -4, as in DHIS2). Raises ExpressionError with the position of
    the first thing that cannot be read; never anything else, whatever the text.
    """
    return _Parser(text).whole()


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, in the order written."""
    match node:
        case Number() | Reference() | Setting():
            return ()
        case Call():
            return node.arguments
        case Sum():
            return tuple(term for _, term in node.terms)
        case Product():
            return tuple(factor for _, factor in node.factors)
        case Power():
            return (node.base, node.exponent)
        case Compare():
            return (node.left, node.right)
        case Negate() | Not():
            return (node.operand,)
        case And() | Or():
            return node.operands


def _refuse_too_deep(node: Node) -> None:
    """One pair of parentheses may hold a sum of products that are compared: several levels of the tree."""
    level, depth = [node], 1
    while level:
        if depth > MAX_DEPTH:
            raise _too_deep(level[0].span[0])
        level = [part for parent in level for part in children(parent)]
        depth += 1


def _too_deep(place: int) -> ExpressionError:
    return ExpressionError("The expression nests more than {most} levels deep at character {at}.",
                           place, most=MAX_DEPTH, at=place + 1)


class _Parser:
    """Precedence climbing: two frames a level, chains of one level kept flat."""

    def __init__(self, text: str) -> None:
        self._tokens = read_tokens(text)
        self._next = 0
        self._depth = 0

    def whole(self) -> Node:
        if self._token.kind == "end":
            raise ExpressionError("There is nothing to read: the expression is empty.", 0)
        node = self._expression(_OR)
        if self._token.kind != "end":
            raise self._unexpected("an operator or the end")
        _refuse_too_deep(node)
        return node

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _end(self) -> int:
        return self._tokens[self._next - 1].end

    def _expression(self, level: int) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _too_deep(self._token.start)
        start = self._token.start
        node = self._prefix(level)
        while (found := _LEVEL.get(self._token.kind, 0)) >= level and found:
            node = self._chain(node, found, start)
        self._depth -= 1
        return node

    def _chain(self, first: Node, level: int, start: int) -> Node:
        """Read on after ``first`` as long as signs of this level follow."""
        if level == _COMPARE:
            operator = self._take().kind
            right = self._expression(_SUM)
            if self._token.kind in COMPARISONS:
                raise ExpressionError(
                    "Two comparisons follow each other at character {at}.", self._token.start,
                    hint="Join them: a <= b and b <= c.", at=self._token.start + 1)
            return Compare(operator, first, right, (start, self._end()))
        if level == _POWER:
            self._take()
            exponent = self._expression(_POWER)
            return Power(first, exponent, (start, self._end()))
        parts: list[tuple[str, Node]] = [("*" if level == _PRODUCT else "+", first)]
        while _LEVEL.get(self._token.kind) == level:
            sign = self._take().kind
            parts.append((sign, self._expression(level + 1)))
        span = (start, self._end())
        if level == _SUM:
            return Sum(tuple(parts), span)
        if level == _PRODUCT:
            return Product(tuple(parts), span)
        operands = tuple(node for _, node in parts)
        return And(operands, span) if level == _AND else Or(operands, span)

    def _prefix(self, level: int) -> Node:
        token = self._token
        match token.kind:
            case "number":
                self._take()
                return Number(float(token.text), (token.start, token.end))
            case "name":
                self._take()
                if self._token.kind == "(":
                    return self._call(token)
                return self._reference(token)
            case "setting":
                self._take()
                return Setting(token.text, (token.start, token.end))
            case "(":
                self._take()
                inner = self._expression(_OR)
                self._expect(")")
                return inner
            case "-" | "+":
                self._take()
                operand = self._expression(_POWER)
                return Negate(operand, (token.start, self._end())) if token.kind == "-" else operand
            case "not" if level <= _NOT:
                self._take()
                operand = self._expression(_COMPARE if self._token.kind != "not" else _NOT)
                return Not(operand, (token.start, self._end()))
        raise self._unexpected("a code, a number or (")

    def _reference(self, token: Token) -> Reference:
        if self._token.kind != "[":
            return Reference(token.text, "", (token.start, token.end))
        self._take()
        category = self._take()
        if category.kind not in ("name", "number") or "." in category.text:
            self._next -= 1
            raise self._unexpected("the code of a category")
        self._expect("]")
        return Reference(token.text, category.text, (token.start, self._end()))

    def _call(self, token: Token) -> Call:
        self._take()
        arguments: list[Node] = []
        if self._token.kind != ")":
            arguments.append(self._expression(_OR))
            while self._token.kind == ",":
                self._take()
                arguments.append(self._expression(_OR))
        self._expect(")")
        return Call(token.text, tuple(arguments), (token.start, self._end()))

    def _expect(self, sign: str) -> None:
        if self._token.kind != sign:
            raise self._unexpected(sign)
        self._take()

    def _unexpected(self, wanted: str) -> ExpressionError:
        token = self._token
        if token.kind == "end":
            return ExpressionError("The expression ends where {wanted} should follow.", token.start,
                                   wanted=wanted)
        return ExpressionError('"{found}" stands at character {at} where {wanted} should.', token.start,
                               found=token.text[:40], at=token.start + 1, wanted=wanted)
