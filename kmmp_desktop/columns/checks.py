"""The checks of one form, compiled once and run on whole histories."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from kmmp_desktop.columns.compiler import Compiler, SideCompiler
from kmmp_desktop.columns.history import Flags, History, Numbers, View
from kmmp_desktop.columns.pieces import COMPARE, Verdict
from kmmp_desktop.domain.expressions import And, Call, Compare, Node, Not, Number, Or, parse
from kmmp_desktop.domain.form import Check, Form, MissingRule
from kmmp_desktop.domain.kinds import FUNCTIONS, Group

Rules = tuple[MissingRule, MissingRule]
Judge = Callable[[View], Verdict]

_STRICT: Rules = (MissingRule.SKIP_IF_ANY, MissingRule.SKIP_IF_ANY)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One check over a block; both columns have the shape (facilities, months)."""

    failed: Flags
    skipped: Flags
    """Not decided: figures are missing. What neither failed nor was skipped holds, or does not apply."""
    made: Flags
    """Decided: it holds or fails, and applies."""


class ColumnarForm:
    """The checks and totals of a form that has no faults (``domain.faults``), for histories."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._sides = SideCompiler(form)
        self._checks = {check.code: self._compile(check) for check in form.checks}

    def run(self, history: History, checks: Iterable[str] | None = None) -> dict[str, Outcome]:
        """Run the checks (all, where none are named) on every return of the block."""
        view = history.now()
        codes = self._checks if checks is None else checks
        return {code: self._outcome(code, view, history.exists) for code in codes}

    def total(self, element: str, history: History) -> Numbers:
        """The one figure of an element, partial where cells are missing; KeyError for an unknown code."""
        return Compiler(self._sides, strict=False).element(self.form.elements[element])(history.now())

    def value(self, expression: str, history: History) -> Numbers:
        """A number of the check language under ``skip_if_any``."""
        return self._sides.side(parse(expression), MissingRule.SKIP_IF_ANY)(history.now())

    def _outcome(self, code: str, view: View, exists: Flags) -> Outcome:
        guard, judge = self._checks[code]
        holds, fails = judge(view)
        skipped = ~(holds | fails)
        if guard is not None:
            applies, not_applies = guard(view)
            fails = fails & applies
            skipped = (skipped & applies) | ~(applies | not_applies)
            holds = holds & applies
        return Outcome(fails & exists, skipped & exists, (holds | fails) & exists)

    def _compile(self, check: Check) -> tuple[Judge | None, Judge]:
        guard = self._condition(parse(check.when), _STRICT) if check.when else None
        return guard, self._condition(parse(check.expression), check.missing)

    def _condition(self, node: Node, rules: Rules) -> Judge:
        match node:
            case Call() if FUNCTIONS[node.name].group is Group.PAIR:
                return self._pair(node, rules)
            case Not():
                operand = self._condition(node.operand, rules)

                def negation(view: View) -> Verdict:
                    holds, fails = operand(view)
                    return fails, holds

                return negation
            case And() | Or():
                parts = [self._condition(part, rules) for part in node.operands]
                every = isinstance(node, And)

                def join(view: View) -> Verdict:
                    holds, fails = parts[0](view)
                    for part in parts[1:]:
                        also_holds, also_fails = part(view)
                        holds = holds & also_holds if every else holds | also_holds
                        fails = fails | also_fails if every else fails & also_fails
                    return holds, fails

                return join
            case Compare():
                return self._comparison(node.operator, node.left, node.right, rules)
            case _:  # yes or no by itself
                return self._comparison("=", node, Number(1.0), rules)

    def _comparison(self, operator: str, left: Node, right: Node, rules: Rules) -> Judge:
        one, other = self._sides.side(left, rules[0]), self._sides.side(right, rules[1])
        compare = COMPARE[operator]
        return lambda view: compare(one(view), other(view))

    def _pair(self, node: Call, rules: Rules) -> Judge:
        one, other = (self._sides.side(a, r) for a, r in zip(node.arguments, rules, strict=True))
        compulsory = node.name == "compulsory_pair"

        def pair(view: View) -> Verdict:
            first, second = np.isnan(one(view)), np.isnan(other(view))
            holds = first == second if compulsory else first | second
            return holds, ~holds

        return pair
