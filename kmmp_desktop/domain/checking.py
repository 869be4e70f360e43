"""The checks of one form, compiled once and run on returns."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kmmp_desktop.domain.closures import Reading
from kmmp_desktop.domain.compiled import CompiledCheck
from kmmp_desktop.domain.evaluation import Compiler, side
from kmmp_desktop.domain.expressions import Sum, parse
from kmmp_desktop.domain.faults import form_faults
from kmmp_desktop.domain.figures import Figures, ReturnFacts, always_offered
from kmmp_desktop.domain.findings import CheckReport, Finding, Skipped, Slip
from kmmp_desktop.domain.form import Element, Form, MissingRule
from kmmp_desktop.domain.numerals import known
from kmmp_desktop.domain.references import cells_of
from kmmp_desktop.domain.slips_weighing import Weighing
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import DefinitionError

__all__ = ["CompiledForm", "Figures", "ReturnFacts", "Total", "always_offered"]


@dataclass(frozen=True, slots=True)
class Total:
    """The one figure of an element. ``value`` is ``None`` where nothing is there.

    ``counted`` of ``of`` offered cells are in it: a total on screen may be partial.
    """

    value: float | None
    counted: int
    of: int


class CompiledForm:
    """A form with its checks, totals and indicators ready to run.

    Raises DefinitionError with every fault where an expression cannot be used.
    """

    def __init__(self, form: Form) -> None:
        if faults := form_faults(form):
            raise DefinitionError(form.file, faults)
        self.form = form
        self._cells = form.entry_cells
        self._checks = {check.code: CompiledCheck(check, form) for check in form.checks}
        self._touching = _index(self._checks, form)
        self._indicators = {
            indicator.code: tuple(side(parse(text), form, MissingRule.SKIP_IF_ANY)
                                  for text in (indicator.numerator, indicator.denominator))
            for indicator in form.indicators}
        self._totals = {element.full: (_total_reading(element, form), _cells_under(element, form))
                        for element in form}
        self._totals_touched = _totals_index(form)
        self._weighing = Weighing(form, self._checks, self.checks_touching)

    def run(self, figures: Figures, *, slips: bool = True) -> CheckReport:
        """Run all checks, in the order of the form; findings carry their possible slips.

        Weighing the slips takes many times as long as the checks: who shows them later says
        ``slips=False`` and asks for them then.
        """
        figures.settle(self._cells)
        outcomes = [check.outcome(figures) for check in self._checks.values()]
        findings = tuple(outcome for outcome in outcomes if isinstance(outcome, Finding))
        if slips:
            told = self._weighing.slips(findings, figures)
            findings = tuple(replace(f, slips=told[f.check]) if f.check in told else f for f in findings)
        skipped = tuple(outcome for outcome in outcomes if isinstance(outcome, Skipped))
        return CheckReport(findings, skipped, len(outcomes) - len(skipped))

    def run_touching(self, keys: Iterable[CellKey],
                     figures: Figures) -> Mapping[str, Finding | Skipped | None]:
        """Run the checks that these cells take part in; ``None`` stands for a check that holds.

        Possible slips are not among it: they rest on all findings together (``slips``).
        """
        figures.settle(self._cells)
        codes = dict.fromkeys(code for key in keys for code in self._touching.get(key, ()))
        return {code: self._checks[code].outcome(figures) for code in codes}

    def slips(self, findings: Iterable[Finding], figures: Figures) -> Mapping[str, tuple[Slip, ...]]:
        """Per check of ``findings`` (all that fail now) the slips that may explain it, likeliest first."""
        figures.settle(self._cells)
        return self._weighing.slips(findings, figures)

    def checks_touching(self, key: CellKey) -> tuple[str, ...]:
        """Codes of the checks that a change of this cell may alter, in the order of the form."""
        return self._touching.get(key, ())

    def total(self, element_full: str, figures: Figures) -> Total:
        """An element's total, calculated value or single figure; raises KeyError for another form's."""
        figures.settle(self._cells)
        reading, cells = self._totals[element_full]
        offered = [cell for cell in cells if cell not in figures.hidden]
        counted = sum(1 for cell in offered if not math.isnan(figures.number(cell)))
        return Total(known(reading(figures)), counted, len(offered))

    def cells_under(self, element_full: str) -> tuple[CellKey, ...]:
        """The entry cells that an element's one figure is made of; raises KeyError for another form's."""
        return self._totals[element_full][1]

    def totals_touched(self, key: CellKey) -> tuple[str, ...]:
        """Full codes of elements whose total or calculated value changes with this cell."""
        return self._totals_touched.get(key, ())

    def indicator(self, code: str, figures: Figures) -> tuple[float | None, float | None]:
        """Numerator and denominator; ``None`` where a figure is missing. KeyError for an unknown code."""
        figures.settle(self._cells)
        numerator, denominator = self._indicators[code]
        return known(numerator(figures)), known(denominator(figures))


def _index(checks: Mapping[str, CompiledCheck], form: Form) -> dict[CellKey, tuple[str, ...]]:
    index: dict[CellKey, list[str]] = {cell: [] for cell in form.entry_cells}
    for code, check in checks.items():
        for cell in form.entry_cells if check.rests_on_every_cell else check.cells:
            index.setdefault(cell, []).append(code)
    return {cell: tuple(codes) for cell, codes in index.items()}


def _totals_index(form: Form) -> dict[CellKey, tuple[str, ...]]:
    index: dict[CellKey, list[str]] = {}
    for element in form:
        if element.calculate or element.category_set:
            for cell in _cells_under(element, form):
                index.setdefault(cell, []).append(element.full)
    return {cell: tuple(codes) for cell, codes in index.items()}


def _cells_under(element: Element, form: Form) -> tuple[CellKey, ...]:
    return cells_of(parse(element.calculate), form) if element.calculate else element.cells


def _total_reading(element: Element, form: Form) -> Reading:
    """Sums may be partial; what is calculated otherwise is missing if anything is."""
    if element.calculate:
        tree = parse(element.calculate)
        partial = isinstance(tree, Sum) and all(sign == "+" for sign, _ in tree.terms)
        return side(tree, form, MissingRule.SKIP_IF_ALL if partial else MissingRule.SKIP_IF_ANY)
    return Compiler(form, strict=False).partial(element)
