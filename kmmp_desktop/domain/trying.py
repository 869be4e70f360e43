"""One check tried on one return, told in full also where it holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kmmp_desktop.domain.compiled import CompiledCheck
from kmmp_desktop.domain.conditions import Comparison, Condition, comparisons, compile_condition
from kmmp_desktop.domain.explaining import Explanation, difference_of, title_fault
from kmmp_desktop.domain.expressions import parse
from kmmp_desktop.domain.figures import Figures
from kmmp_desktop.domain.findings import Finding, Side, Skipped
from kmmp_desktop.domain.form import Check, Form, MissingRule
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.text import Text

_STRICT = (MissingRule.SKIP_IF_ANY, MissingRule.SKIP_IF_ANY)
MOST_COMPARISONS = 20
"""More are not worked out for showing; the verdict is of all."""


class Outcome(StrEnum):
    HOLDS = "holds"
    FAILS = "fails"
    SKIPPED = "skipped"
    DOES_NOT_APPLY = "does_not_apply"
    """Its ``when`` does not hold: the check counts as made and held."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison with what its sides come to. ``holds`` is ``None`` where it is not decided."""

    left: Side
    operator: str
    right: Side
    difference: float | None
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a check on a return."""

    outcome: Outcome
    compared: tuple[Compared, ...]
    """Of the guard where that does not hold or is not decided, else of the check."""
    finding: Finding | None = None
    missing: tuple[CellKey, ...] = ()
    """Of a check that was skipped; empty where nothing of this return is missing."""


def try_check(check: Check, form: Form, figures: Figures) -> Trial:
    """Run a check without faults in its expressions; its title and marks may still be unfinished."""
    check = _presentable(check, form)
    own = Figures(figures.values, figures.earlier, figures.facts)  # what is kept for a draft goes with it
    own.settle(form.entry_cells)
    compiled = CompiledCheck(check, form)
    outcome = compiled.outcome(own)
    guard = compile_condition(parse(check.when), form, _STRICT) if check.when else None
    if guard is not None and not guard.holds(own):
        told = _told(guard, replace(check, expression=check.when, missing=_STRICT), form, own)
        missing = outcome.cells if isinstance(outcome, Skipped) else ()
        decided = guard.holds(own) is False
        return Trial(Outcome.DOES_NOT_APPLY if decided else Outcome.SKIPPED, told, None, missing)
    told = _told(compile_condition(parse(check.expression), form, check.missing), check, form, own)
    if isinstance(outcome, Finding):
        return Trial(Outcome.FAILS, told, outcome)
    if isinstance(outcome, Skipped):
        return Trial(Outcome.SKIPPED, told, None, outcome.cells)
    return Trial(Outcome.HOLDS, told)


def _told(condition: Condition, check: Check, form: Form, figures: Figures) -> tuple[Compared, ...]:
    mark = form.key(check.at[0])
    assert mark is not None, check.at
    shown = [c for c, _ in zip(comparisons(condition), range(MOST_COMPARISONS), strict=False)]
    return tuple(_compared(comparison, check, form, mark, figures) for comparison in shown)


def _compared(comparison: Comparison, check: Check, form: Form, mark: CellKey, figures: Figures) -> Compared:
    left, right = Explanation(check, comparison, form, mark).sides(figures)
    return Compared(left, comparison.operator, right, difference_of(left, right), comparison.holds(figures))


def _presentable(check: Check, form: Form) -> Check:
    """With marks and a title that can be used, whatever stands in those fields now."""
    marks = tuple(reference for reference in check.at if form.key(reference) is not None)
    title = check.title
    if title_fault(title.en) or title_fault(title.sw):
        title = Text(check.code, check.code)
    first = form.entry_cells[0]
    name = f"{first.element}[{first.category}]" if first.category else first.element
    return replace(check, at=marks or (name,), title=title)
