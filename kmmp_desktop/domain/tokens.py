"""The words of the check language: names, numbers and signs, each with its place."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from kmmp_desktop.errors import ExpressionError

MAX_LENGTH = 20_000
"""The longest expression that is read, in characters."""

KEYWORDS = frozenset({"and", "or", "not"})


class Token(NamedTuple):
    """One word. ``kind`` is ``name``, ``number``, ``setting``, ``end``, or the sign or keyword itself."""

    kind: str
    text: str
    start: int
    end: int


_WORD = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?(?![A-Za-z0-9_.]))"
    r"|(?P<name>[A-Za-z0-9_]*[A-Za-z_][A-Za-z0-9_]*)"
    r"|@(?P<setting>[A-Za-z0-9_]+)"
    r"|(?P<sign><=|>=|!=|(?<![=<>!])=(?!=)|<(?!>)|>|[-+*/%^(),\[\]])"
)

_INSTEAD = {
    "==": "Write = for equal.",
    "<>": "Write != for not equal.",
    "≠": "Write != for not equal.",
    "≤": "Write <= for at most.",
    "≥": "Write >= for at least.",
    "−": "Write the minus of the keyboard, -.",
    "–": "Write the minus of the keyboard, -.",
    "×": "Write * for times.",
    "÷": "Write / for divided by.",
    "&&": "Write and.",
    "||": "Write or.",
    "!": "Write not.",
    "#": "Write the code of the element alone, such as C02 or C02[ANC].",
    '"': "There is no text in checks: write codes without quotation marks.",
    "'": "There is no text in checks: write codes without quotation marks.",
    ".": "Write decimals with a figure before and after the point, such as 0.5.",
    "@": "Write @ and the name of a setting, such as @caseload_max.",
}

_NUMBER_DIGITS = 15


def read_tokens(text: str) -> list[Token]:
    """Cut ``text`` into tokens, an ``end`` token last; raises ExpressionError with the position."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            "The expression has {count} characters; at most {most} are read.",
            MAX_LENGTH, count=len(text), most=MAX_LENGTH)
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        match = _WORD.match(text, place)
        if match is None:
            raise _unreadable(text, place)
        kind = str(match.lastgroup)
        word = match[kind]
        if kind == "number" and len(word) > _NUMBER_DIGITS:
            raise ExpressionError("The number {text}… is too long: at most {most} figures are read.",
                                  place, text=word[:20], most=_NUMBER_DIGITS)
        if kind != "space":
            if kind == "sign" or word in KEYWORDS:
                kind = word
            tokens.append(Token(kind, word, place, match.end()))
        place = match.end()
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _unreadable(text: str, place: int) -> ExpressionError:
    for sign in (text[place:place + 2], text[place]):
        if sign in _INSTEAD:
            return ExpressionError('"{sign}" cannot be read at character {at}.', place,
                                   hint=_INSTEAD[sign], sign=sign, at=place + 1)
    if text[place].isascii() and (text[place].isdigit()):
        word = re.match(r"[0-9_.]+", text[place:])
        return ExpressionError(
            '"{sign}" at character {at} is neither a number nor a code.', place,
            hint="Write numbers as 12 or 0.95; a code has at least one letter.",
            sign=word[0][:20] if word else text[place], at=place + 1)
    letter = text[place]
    return ExpressionError('"{sign}" cannot be read at character {at}.', place,
                           hint="" if letter.isascii() else "It is {name}: type it anew on the keyboard.",
                           sign=letter if letter.isprintable() else repr(letter)[1:-1],
                           name=unicodedata.name(letter, f"U+{ord(letter):04X}"), at=place + 1)
