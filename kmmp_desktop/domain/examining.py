"""Whether an expression makes sense on a form: names, arguments and kinds of value."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from kmmp_desktop.domain.expressions import (
    And,
    Call,
    Compare,
    Node,
    Not,
    Number,
    Or,
    Reference,
    Setting,
    Sum,
    children,
)
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.kinds import FUNCTIONS, MOST_MONTHS, WORTH_OF, Function, Group, Worth
from kmmp_desktop.domain.values import ValueType
from kmmp_desktop.errors import ExpressionError

MOST_FAULTS = 50
"""So many mistakes of one expression are told; each may cost a look at every name of the form."""


def guess(word: str, known: Iterable[str]) -> str:
    """``Did you mean C02?`` for a word close to a known one, else nothing."""
    candidates = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), candidates, n=1, cutoff=0.6)
    return f"Did you mean {candidates[close[0]]}?" if close else ""


def examine_check(node: Node, form: Form) -> list[ExpressionError]:
    """Every mistake in a check: names the form lacks, and anything that is no condition."""
    examiner = _Examiner(form)
    if isinstance(node, Call) and node.name in FUNCTIONS and FUNCTIONS[node.name].group is Group.PAIR:
        examiner.pair(node)
    else:
        examiner.condition(node)
    return examiner.problems


def examine_number(node: Node, form: Form) -> list[ExpressionError]:
    """Every mistake in a calculation or in the part of an indicator."""
    examiner = _Examiner(form)
    examiner.number(node)
    return examiner.problems


def examine_guard(node: Node, form: Form) -> list[ExpressionError]:
    """Every mistake in a ``when:``."""
    examiner = _Examiner(form)
    examiner.condition(node)
    return examiner.problems


def worth_of(node: Node, form: Form) -> Worth:
    """What an expression without mistakes yields."""
    return _Examiner(form).worth(node)


class _Examiner:
    def __init__(self, form: Form) -> None:
        self.problems: list[ExpressionError] = []
        self._form = form
        self._in_months = False

    def condition(self, node: Node) -> None:
        self._want(node, Worth.CONDITION, Worth.FLAG)

    def number(self, node: Node) -> Worth:
        return self._want(node, Worth.NUMBER, Worth.FLAG, Worth.DATE)

    def pair(self, node: Call) -> None:
        if self._counts(node, FUNCTIONS[node.name]):
            for argument in node.arguments:
                self.number(argument)

    def _want(self, node: Node, *wanted: Worth) -> Worth:
        worth = self.worth(node)
        if worth is Worth.UNKNOWN or worth in wanted:
            return worth
        hint = {
            Worth.TEXT: "A text cell can only stand in isNull( ) or isNotNull( ).",
            Worth.PAIR: "compulsory_pair and exclusive_pair stand alone, as the whole check.",
            Worth.NUMBER: "Compare it with something, such as C02 > 0.",
            Worth.DATE: "Compare it with another date.",
        }.get(worth, "Use if(condition, 1, 0) to count with a condition.")
        self._add(node, "{worth} stands at character {at} where {wanted} is needed.", hint,
                  worth=worth.value, wanted=wanted[0].value)
        return Worth.UNKNOWN

    def worth(self, node: Node) -> Worth:
        """Examine ``node`` and everything in it, until there are mistakes enough."""
        if len(self.problems) >= MOST_FAULTS:
            return Worth.UNKNOWN
        match node:
            case Reference():
                return self._reference(node)
            case Setting():
                return self._setting(node)
            case Call():
                return self._call(node)
            case Sum():
                return self._sum(node)
            case Compare():
                return self._compare(node)
            case Not() | And() | Or():
                for operand in children(node):
                    self.condition(operand)
                return Worth.CONDITION
            case _:
                for part in children(node):
                    self.number(part)
                return Worth.NUMBER

    def _setting(self, node: Setting) -> Worth:
        if node.name in self._form.settings:
            return Worth.NUMBER
        self._add(node, "The form has no setting @{name}.", guess(node.name, self._form.settings),
                  name=node.name)
        return Worth.UNKNOWN

    def _sum(self, node: Sum) -> Worth:
        """A date plus days is a date; a date less a date is days."""
        balance = 0
        for sign, term in node.terms:
            if self.number(term) is Worth.DATE:
                balance += 1 if sign == "+" else -1
        return Worth.DATE if balance == 1 else Worth.NUMBER

    def _compare(self, node: Compare) -> Worth:
        left, right = self.number(node.left), self.number(node.right)
        if Worth.UNKNOWN not in (left, right) and (left is Worth.DATE) != (right is Worth.DATE):
            self._add(node, "A date is compared with {worth} at character {at}.",
                      "Compare it with another date, period_end() or deadline().",
                      worth=(right if left is Worth.DATE else left).value)
        return Worth.CONDITION

    def _reference(self, node: Reference) -> Worth:
        element = self._form.find(node.code)
        if element is None:
            self._add(node, "The form has no element {code}.", self._guess_code(node.code), code=node.code)
            return Worth.UNKNOWN
        if not node.category:  # a total of yes and no is a count
            return WORTH_OF[element.type] if not element.category_set or element.type is ValueType.TEXT \
                else Worth.NUMBER
        known = [cell.category for cell in element.cells] if element.category_set else []
        if node.category not in known:
            if known:
                hint = guess(node.category, known) or f"It has {', '.join(known)}."
                self._add(node, "{code} has no category {category}.", hint,
                          code=node.code, category=node.category)
            else:
                self._add(node, "{code} has no categories, but [{category}] follows it.",
                          f"Write {node.code} alone.", code=node.code, category=node.category)
            return Worth.UNKNOWN
        return WORTH_OF[element.type]

    def _guess_code(self, code: str) -> str:
        if code in self._form.settings:
            return f"Write @{code} for the setting."
        if code in FUNCTIONS:
            return f"Write {code}( ) for the function."
        if code.startswith(f"{self._form.prefix}_"):
            return guess(code, self._form.elements)
        return guess(code, [element.code for element in self._form] + list(FUNCTIONS))

    def _call(self, node: Call) -> Worth:
        function = FUNCTIONS.get(node.name)
        if function is None:
            self._add(node, "There is no function {name}.", guess(node.name, FUNCTIONS), name=node.name)
            for argument in node.arguments:
                self.worth(argument)
            return Worth.UNKNOWN
        if not self._counts(node, function):
            return Worth.UNKNOWN
        if self._in_months and function.group in (Group.MONTHS, Group.RETURN):
            self._add(node, "{name} cannot stand inside a function over earlier months.", "", name=node.name)
            return Worth.UNKNOWN
        match function.group:
            case Group.PRESENCE:
                self._want(node.arguments[0], Worth.NUMBER, Worth.FLAG, Worth.DATE, Worth.TEXT)
            case Group.MONTHS:
                return self._months(node)
            case Group.PERIOD if node.arguments:
                self._whole_number(node.arguments[0], 1, 31, "the day of a month")
            case Group.PLAIN:
                return self._plain(node)
            case Group.PAIR:
                self.pair(node)
        return function.worth

    def _plain(self, node: Call) -> Worth:
        arguments = node.arguments
        if node.name == "if":
            self.condition(arguments[0])
            arguments = arguments[1:]
        worths = {self.number(argument) for argument in arguments}
        if node.name == "staff_required" and not self._form.tiers:
            self._add(node, "staff_required is used, but the form has no staffing_tiers.", "")
        if node.name in ("if", "firstNonNull", "greatest", "least") and len(worths) == 1:
            return worths.pop()
        return Worth.NUMBER

    def _months(self, node: Call) -> Worth:
        self._in_months = True
        worth = self.number(node.arguments[0])
        self._in_months = False
        if len(node.arguments) > 1:
            self._whole_number(node.arguments[1], 1, MOST_MONTHS, "a number of months")
        if len(node.arguments) > 2:
            self._factor(node.arguments[2])
        return worth if node.name == "previous" else Worth.NUMBER

    def _factor(self, node: Node) -> None:
        """How many deviations: a number or a setting, so that it is the same for every return."""
        if isinstance(node, Setting):
            self._setting(node)
        elif not isinstance(node, Number):
            self._add(node, "A number or a setting of the form must stand at character {at}.",
                      "Write 2, or @name for a setting.")

    def _whole_number(self, node: Node, least: int, most: int, wanted: str) -> None:
        if not (isinstance(node, Number) and node.value.is_integer() and least <= node.value <= most):
            self._add(node, "{wanted} from {least} to {most} must stand at character {at}.", "",
                      wanted=wanted, least=least, most=most)

    def _counts(self, node: Call, function: Function) -> bool:
        if function.fewest <= len(node.arguments) <= function.most:
            return True
        wanted = (str(function.fewest) if function.fewest == function.most
                  else f"{function.fewest} to {function.most}")
        self._add(node, "{name} takes {wanted} argument(s), not {given}.", "",
                  name=node.name, wanted=wanted, given=len(node.arguments))
        return False

    def _add(self, node: Node, message: str, hint: str, **params: object) -> None:
        self.problems.append(ExpressionError(message, node.span[0], hint=hint,
                                             at=node.span[0] + 1, **params))
