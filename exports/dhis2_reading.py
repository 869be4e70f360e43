"""Expressions of DHIS2 rules read into our check language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from exports.dhis2_writing import NotConvertedError

MAX_LENGTH = 20_000
MAX_DEPTH = 60
MAX_FIGURES = 15

_TOKEN = re.compile(
    r"\s*(?:(?P<item>[A-Za-z]*#?\{[^{}]*\})|(?P<bracket>\[[A-Za-z]+\])"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?)|(?P<name>[A-Za-z_][\w.:]*)"
    r"|(?P<sign>==|!=|<=|>=|&&|\|\||[-+*/%^<>!(),]))"
)
_LEVELS = (("||",), ("&&",), ("==", "!="), ("<", ">", "<=", ">="), ("+", "-"), ("*", "/", "%"))
_OURS = {"||": "or", "&&": "and", "==": "=", "!=": "!="}
_CONDITION_LEVELS = 4
_FUNCTIONS = {"if": 3, "isNull": 1, "isNotNull": 1, "firstNonNull": 0, "greatest": 0, "least": 0}


@dataclass(frozen=True, slots=True)
class Read:
    """One side in our language."""

    text: str
    totals: tuple[str, ...]
    """Elements whose total is named: DHIS2 leaves blank categories out of it, ours is missing then."""


class DhisReader:
    """Reads sides. ``references`` says what an operand of DHIS2 (``uid``, ``uid.uid``) is here: ``C02[ANC]``.

    ``totals`` are the operands that stand for a sum over categories.
    """

    def __init__(self, references: Mapping[str, str], totals: frozenset[str] = frozenset()) -> None:
        self._references = references
        self._totals = totals

    def read(self, text: str) -> Read:
        """Raises NotConvertedError with the position of the first thing that has no like here."""
        if len(text) > MAX_LENGTH:
            raise NotConvertedError("The expression is longer than {most} characters.", most=MAX_LENGTH)
        return _Pass(self, text).whole()

    def reference(self, operand: str, at: int) -> tuple[str, bool]:
        """What an operand is here, and whether it is a total."""
        found = self._references.get(operand)
        if found is None:
            raise NotConvertedError(
                "{operand} at character {at} is not in the mapping table.",
                hint="Add a line for it, or leave the rule out.",
                operand=f"#{{{_shown(operand[:60])}}}",
                at=at + 1,
            )
        return found, operand in self._totals


class _Pass:
    """One reading of one text."""

    def __init__(self, reader: DhisReader, text: str) -> None:
        self._reader = reader
        self._text = text
        self._tokens = list(_tokens(text))
        self._next = 0
        self._depth = 0
        self._named: dict[str, None] = {}

    def whole(self) -> Read:
        text, condition = self._level(0)
        if self._kind() != "end":
            raise self._unexpected()
        if condition:  # yes or no as a number
            text = f"if({text}, 1, 0)"
        return Read(text, tuple(self._named))

    def _kind(self) -> str:
        return self._tokens[self._next][0]

    def _sign(self) -> str:
        kind, text, _ = self._tokens[self._next]
        return text if kind == "sign" else ""

    def _level(self, level: int) -> tuple[str, bool]:
        """Read one level of precedence; return our text and whether it is a condition."""
        if level == len(_LEVELS):
            return self._unary()
        text, condition = self._level(level + 1)
        joined = False
        while self._sign() in _LEVELS[level]:
            sign = self._tokens[self._next][1]
            at = self._tokens[self._next][2]
            self._next += 1
            other, other_condition = self._level(level + 1)
            joins = sign in ("||", "&&")
            if joins != condition or joins != other_condition:
                raise NotConvertedError(
                    '"{sign}" at character {at} joins what cannot be joined.', sign=sign, at=at + 1
                )
            # a chain stays flat, from the left as over there: a sum of a hundred cells does not nest
            text = f"{text if joined else f'({text})'} {_OURS.get(sign, sign)} ({other})"
            joined = True
            condition = level < _CONDITION_LEVELS
        return text, condition

    def _unary(self) -> tuple[str, bool]:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            at = self._tokens[self._next][2] + 1
            raise NotConvertedError(
                "The expression nests more than {most} levels deep at character {at}.", most=MAX_DEPTH, at=at
            )
        sign = self._sign()
        if sign in ("-", "+", "!"):
            self._next += 1
            text, condition = self._unary()
            if condition != (sign == "!"):
                raise NotConvertedError('"{sign}" stands before something it cannot turn round.', sign=sign)
            made = (f"not ({text})", True) if sign == "!" else (f"-({text})" if sign == "-" else text, False)
        else:
            made = self._power()
        self._depth -= 1
        return made

    def _power(self) -> tuple[str, bool]:
        base, condition = self._primary()
        if self._sign() != "^":
            return base, condition
        self._next += 1
        exponent, other = self._unary()  # from the right; the exponent may have a sign
        if condition or other:
            raise NotConvertedError("A condition cannot be raised to a power.")
        return f"({base}) ^ ({exponent})", False

    def _primary(self) -> tuple[str, bool]:
        kind, text, at = self._tokens[self._next]
        self._next += 1
        match kind:
            case "number":
                return _plain_number(text, at), False
            case "item":
                return self._item(text, at), False
            case "bracket":
                if text == "[days]":
                    return "days_in_month()", False
                raise NotConvertedError("{item} has no like here.", item=text)
            case "name":
                return self._function(text, at)
            case "sign" if text == "(":
                inner, condition = self._level(0)
                self._expect(")")
                return f"({inner})", condition
        self._next -= 1
        raise self._unexpected()

    def _item(self, text: str, at: int) -> str:
        kind, _, rest = text.partition("{")
        operand = rest[:-1].strip()
        if kind != "#" or operand.count(".") > 1 or "*" in operand or "&" in operand:
            shown = _shown(text[:60])
            raise NotConvertedError("{item} at character {at} has no like here.", item=shown, at=at + 1)
        found, total = self._reader.reference(operand, at)
        if total:
            self._named[found] = None
        return found

    def _function(self, name: str, at: int) -> tuple[str, bool]:
        if name not in _FUNCTIONS or self._sign() != "(":
            raise NotConvertedError(
                "{function} at character {at} has no like here.", function=name, at=at + 1
            )
        self._next += 1
        arguments = [self._level(0)]
        while self._sign() == ",":
            self._next += 1
            arguments.append(self._level(0))
        self._expect(")")
        wanted = _FUNCTIONS[name]
        flags = [condition for _, condition in arguments]
        fitting = flags == [True, False, False] if name == "if" else not any(flags)
        if (wanted and len(arguments) != wanted) or not fitting:
            raise NotConvertedError(
                "{function} at character {at} is not given what it takes.", function=f"{name}()", at=at + 1
            )
        return f"{name}({', '.join(text for text, _ in arguments)})", name in ("isNull", "isNotNull")

    def _expect(self, sign: str) -> None:
        if self._sign() != sign:
            raise self._unexpected()
        self._next += 1

    def _unexpected(self) -> NotConvertedError:
        kind, text, at = self._tokens[self._next]
        if kind == "end":
            return NotConvertedError("The expression ends too soon.")
        return NotConvertedError(
            '"{found}" at character {at} is not expected there.', found=_shown(text[:40]), at=at + 1
        )


def _shown(text: str) -> str:
    """Text of a file as it can be shown anywhere: on one line, what is not printable as its code."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _tokens(text: str) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            rest = text[at:end].lstrip()
            raise NotConvertedError(
                '"{found}" at character {at} cannot be read.', found=_shown(rest[:20]), at=end - len(rest) + 1
            )
        kind = match.lastgroup or ""
        found.append((kind, match.group(kind), match.start(kind)))
        at = match.end()
    found.append(("end", "", len(text)))
    return found


def _plain_number(text: str, at: int) -> str:
    """Without an exponent, which our language does not have."""
    number = Decimal(text)
    if abs(number.adjusted()) > MAX_FIGURES or len(plain := format(number, "f")) > MAX_FIGURES:
        raise NotConvertedError(
            "{number} at character {at} has more than {most} figures.",
            number=text[:20],
            at=at + 1,
            most=MAX_FIGURES,
        )
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain or "0"
