"""What a failed comparison says: both sides with their terms, and the sentence of the finding."""

from __future__ import annotations

import math
import string
from dataclasses import dataclass

from kmmp_desktop.domain.closures import Reading
from kmmp_desktop.domain.conditions import Comparison
from kmmp_desktop.domain.evaluation import side
from kmmp_desktop.domain.examining import worth_of
from kmmp_desktop.domain.expressions import Call, Negate, Node, Number, Reference, Setting, Sum, parse
from kmmp_desktop.domain.figures import Figures
from kmmp_desktop.domain.findings import Side, Term
from kmmp_desktop.domain.form import Check, Form, MissingRule
from kmmp_desktop.domain.kinds import Worth
from kmmp_desktop.domain.numerals import known, show, show_number
from kmmp_desktop.domain.references import cells_of, walk, weights
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.text import Message, Text

_OF_THE_MARK = {"value": "{mark}", "last_month": "previous({mark})", "last_year": "previous({mark}, 12)"}
"""Of the cell that carries the mark: its figure, and those of a month and of a year before."""

PLACEHOLDERS = ("left", "right", "difference", "direction", *_OF_THE_MARK)
"""What the title of a check may have put in."""

_TOO_MANY, _TOO_FEW = Text("too many", "zaidi"), Text("too few", "pungufu")


@dataclass(frozen=True, slots=True)
class _PlannedTerm:
    sign: str
    label: Text
    code: str
    cells: tuple[CellKey, ...]
    read: Reading
    worth: Worth

    def fill(self, figures: Figures) -> Term:
        value = known(self.read(figures))
        return Term(self.sign, self.label, self.code, value, self.cells, show(value, self.worth))


@dataclass(frozen=True, slots=True)
class _PlannedSide:
    text: str
    terms: tuple[_PlannedTerm, ...]
    read: Reading
    worth: Worth

    def fill(self, figures: Figures) -> Side:
        value = known(self.read(figures))
        terms = tuple(term.fill(figures) for term in self.terms)
        return Side(self.text, value, terms, show(value, self.worth))


class Explanation:
    """How one comparison of one check is told; made once, filled with each return's figures."""

    def __init__(self, check: Check, comparison: Comparison, form: Form, at: CellKey) -> None:
        worths = [worth_of(node, form) for node in (comparison.left, comparison.right)]
        if Worth.FLAG in worths or Worth.CONDITION in worths:  # O01 = 1 reads as yes = yes
            nodes = (comparison.left, comparison.right)
            worths = [Worth.FLAG if isinstance(node, Number) else worth
                      for node, worth in zip(nodes, worths, strict=True)]
        self._check = check
        self._left = _plan(comparison.left, comparison.read_left, check.missing[0], check, form, worths[0])
        self._right = _plan(comparison.right, comparison.read_right, check.missing[1], check, form, worths[1])
        self._view = _viewpoint(comparison, form, at)
        self._of_mark = {name: _read(template.format(mark=check.at[0]), form)
                         for name, template in _OF_THE_MARK.items()
                         if f"{{{name}}}" in check.title.en + check.title.sw}

    def sides(self, figures: Figures) -> tuple[Side, Side]:
        return self._left.fill(figures), self._right.fill(figures)

    def direction(self, left: Side, right: Side) -> Text:
        """``too many`` or ``too few``, said of the cell that carries the mark; empty: no difference."""
        difference = difference_of(left, right)
        if not difference:
            return Text("")
        return _TOO_MANY if difference * self._view > 0 else _TOO_FEW

    def title(self, left: Side, right: Side, figures: Figures) -> Message:
        """The check's title with values, in both languages, as the one parameter ``title``."""
        difference = difference_of(left, right)
        size = "" if difference is None else show_number(abs(difference))
        of_mark = {name: show(known(read(figures)), worth) for name, (read, worth) in self._of_mark.items()}
        params = {"left": left.shown, "right": right.shown, "difference": Text(size, size),
                  "direction": self.direction(left, right), **of_mark}
        english = self._check.title.en.format_map({name: text.en for name, text in params.items()})
        swahili = self._check.title.sw.format_map({name: text.say("sw") for name, text in params.items()})
        return Message("{title}", {"title": Text(english, swahili), **params})


def title_fault(title: str) -> str:
    """What is wrong with the ``{…}`` of a title; empty where all can be filled in."""
    try:
        fields = [part[1:] for part in string.Formatter().parse(title) if part[1] is not None]
    except ValueError as error:
        return str(error)
    for name, form, conversion in fields:
        if name not in PLACEHOLDERS:
            return f"{{{name}}} is unknown; use " + ", ".join(f"{{{known}}}" for known in PLACEHOLDERS)
        if form or conversion:
            return f"nothing can follow {name} between the braces"
    return ""


def _read(expression: str, form: Form) -> tuple[Reading, Worth]:
    node = parse(expression)
    return side(node, form, MissingRule.SKIP_IF_ANY), worth_of(node, form)


def difference_of(left: Side, right: Side) -> float | None:
    """Left minus right; ``None`` where one is missing or both are beyond all counting."""
    if left.value is None or right.value is None:
        return None
    difference = left.value - right.value
    return difference if math.isfinite(difference) else None


def _viewpoint(comparison: Comparison, form: Form, at: CellKey) -> float:
    """1 where the marked cell makes left minus right grow, -1 where it makes it shrink."""
    element = form.elements[at.element]
    cells = cells_of(Reference(element.code), form) if at == element.total else (at,)
    for sign, node in ((1.0, comparison.left), (-1.0, comparison.right)):
        weight = weights(node, form) or {}
        for cell in cells:
            if cell in weight:
                return math.copysign(1.0, weight[cell]) * sign
    if set(cells) & set(cells_of(comparison.right, form)):
        return -1.0
    return 1.0


def _plan(node: Node, read: Reading, rule: MissingRule, check: Check, form: Form,
          worth: Worth) -> _PlannedSide:
    if node.span == (0, 0):  # a yes or no that nobody wrote
        text = "yes" if isinstance(node, Number) and node.value else "no"
        return _PlannedSide(text, (), read, worth)
    terms = tuple(
        _PlannedTerm(sign, _label(part, check.expression, form), _code(part, check.expression, form),
                     cells_of(part, form), read if part is node else side(part, form, rule),
                     worth if part is node else worth_of(part, form))
        for sign, part in _signed(_flat(node, "+")))
    return _PlannedSide(_written(node, check.expression), terms, read, worth)


def _flat(node: Node, sign: str) -> list[tuple[str, Node]]:
    """The terms of nested sums with their signs worked out."""
    other = "-" if sign == "+" else "+"
    match node:
        case Sum():
            return [flat for inner, term in node.terms
                    for flat in _flat(term, sign if inner == "+" else other)]
        case Negate():
            return _flat(node.operand, other)
        case _:
            return [(sign, node)]


def _signed(terms: list[tuple[str, Node]]) -> list[tuple[str, Node]]:
    first, node = terms[0]
    return [("" if first == "+" else "-", node), *terms[1:]]


def _written(node: Node, expression: str) -> str:
    return " ".join(expression[node.span[0]:node.span[1]].split())


def _code(node: Node, expression: str, form: Form) -> str:
    if isinstance(node, Reference):
        element = form.find(node.code)
        assert element is not None, node.code
        return f"{element.code}[{node.category}]" if node.category else element.code
    return _written(node, expression)


def _label(node: Node, expression: str, form: Form) -> Text:
    """The words of a term: the element's label where there is one element, else as written."""
    match node:
        case Reference():
            return _element_label(node, form)
        case Setting() if node.name in form.setting_standards:
            standard = form.standards.get(form.setting_standards[node.name])
            if standard is not None:
                return standard.statement
        case Call("previous", (Reference() as inner, *months)):
            back = int(months[0].value) if months and isinstance(months[0], Number) else 1
            label = _element_label(inner, form)
            if back == 1:
                return Text(f"Last month: {label.en}", f"Mwezi uliopita: {label.say('sw')}")
            return Text(f"{back} months ago: {label.en}", f"Miezi {back} iliyopita: {label.say('sw')}")
        case Call("minimum" | "maximum" as name, (Reference() as inner, *_)):
            label = _element_label(inner, form)
            if name == "minimum":
                return Text(f"Least to be expected: {label.en}", f"Kiwango cha chini: {label.say('sw')}")
            return Text(f"Most to be expected: {label.en}", f"Kiwango cha juu: {label.say('sw')}")
        case _:
            elements = [part for part in walk(node) if isinstance(part, Reference)]
            if len(elements) == 1:
                return _element_label(elements[0], form)
    text = _written(node, expression)
    return Text(text, text)


def _element_label(node: Reference, form: Form) -> Text:
    element = form.find(node.code)
    assert element is not None, node.code
    if not node.category or element.category_set is None:
        return element.label
    category = next(each for each in element.category_set.categories if each.code == node.category)
    label, part = element.label, category.label
    return Text(f"{label.en}, {part.en}", f"{label.say('sw')}, {part.say('sw')}" if label.sw else "")
