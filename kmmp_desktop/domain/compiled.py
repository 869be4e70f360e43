"""One check of a form, compiled: whether it holds on a return, and the finding where it does not."""

from __future__ import annotations

import math

from kmmp_desktop.domain.closures import Judging
from kmmp_desktop.domain.conditions import (
    Comparison,
    Condition,
    Rules,
    comparisons,
    compile_condition,
    failing,
)
from kmmp_desktop.domain.explaining import Explanation, difference_of
from kmmp_desktop.domain.expressions import parse
from kmmp_desktop.domain.figures import Figures
from kmmp_desktop.domain.findings import Finding, Skipped
from kmmp_desktop.domain.form import Check, Form, MissingRule
from kmmp_desktop.domain.references import cells_of, months_of, rests_on_every_cell
from kmmp_desktop.domain.slips_search import Suspect
from kmmp_desktop.domain.values import CellKey

_STRICT: Rules = (MissingRule.SKIP_IF_ANY, MissingRule.SKIP_IF_ANY)


class CompiledCheck:
    """A check ready to run. What only a finding needs is worked out with the first finding."""

    def __init__(self, check: Check, form: Form) -> None:
        self._check = check
        self._form = form
        tree = parse(check.expression)
        guard = parse(check.when) if check.when else None
        self._condition = compile_condition(tree, form, check.missing)
        self._guard: Condition | None = None
        if guard is not None:
            self._guard = compile_condition(guard, form, _STRICT)
        trees = [tree] if guard is None else [tree, guard]
        self._holds: Judging = self._condition.holds
        self._marks = tuple(key for key in map(form.key, check.at) if key is not None)
        self._needed: dict[int, tuple[CellKey, ...]] = {}
        self._told: dict[int, tuple[Explanation, Suspect | None]] = {}
        self._months = tuple(sorted(frozenset().union(*map(months_of, trees))))
        self.cells: tuple[CellKey, ...] = tuple(
            dict.fromkeys(cell for each in trees for cell in cells_of(each, form)))
        """Entry cells that the outcome depends on."""
        self.rests_on_every_cell = any(map(rests_on_every_cell, trees))

    def outcome(self, figures: Figures) -> Finding | Skipped | None:
        """``None`` where the check holds or its guard says that it does not apply."""
        if self._guard is not None:
            applies = self._guard.holds(figures)
            if applies is False:
                return None
            if applies is None:
                return self._skipped(self._guard, _STRICT, figures)
        holds = self._holds(figures)
        if holds:
            return None
        if holds is None:
            return self._skipped(self._condition, self._check.missing, figures)
        return self._finding(figures)

    def holds(self, figures: Figures) -> bool | None:
        """Whether it holds or does not apply; ``None`` where that cannot be said. Makes no finding."""
        if self._guard is not None:
            applies = self._guard.holds(figures)
            if not applies:
                return None if applies is None else True
        return self._holds(figures)

    def suspect(self, figures: Figures) -> Suspect | None:
        """Of a check that fails: how its cells move the difference, where that tells anything."""
        return self._tell(failing(self._condition, figures))[1]

    def _skipped(self, condition: Condition, rules: Rules, figures: Figures) -> Skipped:
        """Skipped, with the cells that the undecided comparisons miss."""
        missed: dict[CellKey, None] = {}
        for comparison in comparisons(condition):
            if comparison.holds(figures) is None:
                cells = self._needed.get(id(comparison))
                if cells is None:
                    cells = self._needed[id(comparison)] = self._needed_cells(comparison, rules)
                missed |= dict.fromkeys(cell for cell in cells if math.isnan(figures.number(cell)))
        return Skipped(self._check.code, self._check.severity, tuple(missed), self._periods(figures))

    def _needed_cells(self, comparison: Comparison, rules: Rules) -> tuple[CellKey, ...]:
        """Cells that make a side missing when they are."""
        sides = zip((comparison.left, comparison.right), rules, strict=True)
        return tuple(dict.fromkeys(cell for node, rule in sides if rule is not MissingRule.NEVER_SKIP
                                   for cell in cells_of(node, self._form, presence=False)))

    def _periods(self, figures: Figures) -> tuple[str, ...]:
        """The earlier months the check looks at."""
        if not self._months:
            return ()
        period = figures.facts.period
        return figures.keep(self, lambda _: tuple(str(period.shift(-back)) for back in self._months))

    def _finding(self, figures: Figures) -> Finding:
        check = self._check
        comparison = failing(self._condition, figures)
        explanation, _ = self._tell(comparison)
        left, right = explanation.sides(figures)
        difference = difference_of(left, right)
        marks = self._failing_marks(figures)
        return Finding(
            check=check.code, severity=check.severity, at=marks[0],
            cells=tuple(dict.fromkeys((*self._marks, *self.cells))), marks=marks,
            title=explanation.title(left, right, figures),
            left=left, operator=comparison.operator, right=right, difference=difference,
            standard=check.standard,
            other_months=tuple(
                period for back, period in zip(self._months, self._periods(figures), strict=True)
                if back in figures.earlier))

    def _failing_marks(self, figures: Figures) -> tuple[CellKey, ...]:
        """Of several comparisons the cells of those that fail: no right figure bears a mark."""
        if isinstance(self._condition, Comparison):
            return self._marks
        failed = [part for part in comparisons(self._condition) if part.holds(figures) is False]
        sides = (side for part in failed for side in (part.left, part.right))
        about = {cell for side in sides for cell in cells_of(side, self._form)}
        return tuple(mark for mark in self._marks if mark in about) or self._marks

    def _tell(self, comparison: Comparison) -> tuple[Explanation, Suspect | None]:
        if id(comparison) not in self._told:
            self._told[id(comparison)] = (
                Explanation(self._check, comparison, self._form, self._marks[0]),
                Suspect.of(comparison, self._form))
        return self._told[id(comparison)]
