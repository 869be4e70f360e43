"""A failed comparison written out as a column of figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kmmp_desktop.domain.findings import Finding, Side
from kmmp_desktop.text import Message
from ui.faces.figures import NOTHING, number, signed
from ui.wording import Say

OPERATORS = {
    "<": "must be less than",
    "<=": "must be at most",
    ">": "must be more than",
    ">=": "must be at least",
    "!=": "must not equal",
    "=": "must equal",
}
"""Catalogue texts between the two sides."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: words, figure, and how it is set. ``ruled``: a line is drawn above it."""

    label: str
    figure: str
    bold: bool = False
    ruled: bool = False
    ink: str = "text"


def write_out(finding: Finding, say: Say) -> tuple[Line, ...]:
    """The terms, what they come to, what the return says, and the difference.

    Of an equation the side that is one cell is what the return "says" and the other what it
    should be; of any other comparison both sides are listed with the operator in words.
    """
    return tuple(_equation(finding, say) if finding.operator == "=" else _comparison(finding, say))


def _equation(finding: Finding, say: Say) -> Iterator[Line]:
    says, should = finding.left, finding.right
    if len(should.terms) == 1 and len(says.terms) != 1:
        says, should = should, says
    if len(should.terms) > 1:
        yield from _terms(should, say)
    yield Line(say("Should be"), number(should.value), bold=True, ruled=len(should.terms) > 1)
    yield Line(say(Message("{code} says", {"code": says.text})), number(says.value), bold=True)
    if says.value is not None and should.value is not None:
        yield Line(
            say("Difference"), signed(says.value - should.value), bold=True, ruled=True, ink="err_text"
        )


def _comparison(finding: Finding, say: Say) -> Iterator[Line]:
    yield from _side(finding.left, say)
    word = OPERATORS.get(finding.operator)
    if word is not None:
        yield Line(say(word), "", bold=True)
    yield from _side(finding.right, say)


def _side(side: Side, say: Say) -> Iterator[Line]:
    yield from _terms(side, say)
    if len(side.terms) != 1:
        yield Line(
            say("Together") if side.terms else side.text,
            number(side.value),
            bold=True,
            ruled=bool(side.terms),
        )


def _terms(side: Side, say: Say) -> Iterator[Line]:
    for term in side.terms:
        label = say(term.label)
        named = term.code in label or (label and term.code.startswith("@"))
        name = label if named else f"{term.code} {label}".strip()
        figure = NOTHING if term.value is None else number(term.value)
        if term.sign and term.value is not None:
            figure = signed(term.value if term.sign == "+" else -term.value)
            if term.value == 0:
                figure = f"{'+' if term.sign == '+' else '−'} 0"
        yield Line(name, figure)
