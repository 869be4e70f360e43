"""Which slip explains the findings of a return best: all failing checks are weighed together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from kmmp_desktop.domain.figures import Figures
from kmmp_desktop.domain.findings import Finding, Slip, SlipKind
from kmmp_desktop.domain.form import Form, Section, Severity
from kmmp_desktop.domain.slips import MOST_SLIPS, Suspicion, count_of, neighbours, paper_order
from kmmp_desktop.domain.slips_chance import ANY_FIGURE, History
from kmmp_desktop.domain.slips_search import MOST_CELLS, Places, Search, Suspect
from kmmp_desktop.domain.slips_shifted import runs, shifted
from kmmp_desktop.domain.values import CellKey

_USUAL = {
    SlipKind.TRANSPOSED: 1.5,
    SlipKind.EXTRA_ZERO: 2.0,
    SlipKind.MISSING_ZERO: 2.5,
    SlipKind.SWAPPED: 2.0,
    SlipKind.LEFT_OUT: 0.5,
    SlipKind.DOUBLED: 1.0,
    SlipKind.LAST_MONTH: 2.5,
    SlipKind.LEFT_ZERO: 2.0,
    SlipKind.REPEATED: 2.5,
    SlipKind.SHIFTED: 2.5,
    SlipKind.SHIFTED_BACK: 2.5,
}
"""How rare each slip is among all slips, as a negative logarithm. Judged, not measured."""

_ANOTHER = 4.0
"""What it costs to need one more mistake: an error that stays, or one that the correction makes."""

_HINT = 1.0
"""The same for a warning: it may stand on a right figure."""

_MARKED = 0.3
"""A cell that carries the mark is a little likelier."""

_NEAR = 2.5
"""Slips that are this much less likely than the best are not worth a look."""

_LEVEL, _MOST_LEVEL = 0.7, 3
"""If more cells than three are this close to the best, the figures do not tell them apart."""

_LEAST_EXACT, _LEAST_ERROR, _LEAST_WARNING = -2.0, 1.0, 2.0
"""A slip must be worth this much to be told. Where the difference says what a cell would have held,
a fit alone tells something; elsewhere, and for a warning, which may stand on a right figure, the
months before must speak for it."""


class Checking(Protocol):
    """A check as far as slips need it."""

    def holds(self, figures: Figures) -> bool | None: ...

    def suspect(self, figures: Figures) -> Suspect | None: ...


@dataclass(frozen=True, slots=True)
class _Weighed:
    suspicion: Suspicion
    weight: float
    explains: frozenset[str]
    exact: bool
    """Whether it takes the whole difference of an equation away."""


class Weighing:
    """Ranks slips for the returns of one form. Never changes a value."""

    def __init__(
        self, form: Form, checks: Mapping[str, Checking], touching: Callable[[CellKey], tuple[str, ...]]
    ) -> None:
        self._form = form
        self._checks = checks
        self._touching = touching
        beside: dict[CellKey, tuple[CellKey, ...]] = {}
        for one, other in neighbours(form):
            beside[one] = (*beside.get(one, ()), other)
            beside[other] = (*beside.get(other, ()), one)
        self._places = Places(beside, paper_order(form))
        self._runs: dict[str, tuple[tuple[CellKey, ...], ...]] = {}
        self._severity = {check.code: check.severity for check in form.checks}

    def slips(self, findings: Iterable[Finding], figures: Figures) -> dict[str, tuple[Slip, ...]]:
        """Per check that fails: the slips that may explain it, the likeliest first, at most three.

        Each is tried out: with it in place the check holds (or waits for the paper). A slip that
        explains more of ``findings`` and makes no new ones comes first; then what the months
        before say. Nothing where more than a few cells are equally likely.
        """
        failing = {finding.check: finding for finding in findings}
        if not failing:
            return {}
        history = figures.keep(self, History)
        best: dict[tuple[SlipKind, CellKey, CellKey | None], _Weighed] = {}
        for suspicion in self._suspicions(failing, figures, history):
            name = (suspicion.kind, suspicion.key, suspicion.other)
            if name not in best:
                best[name] = self._weigh(suspicion, failing, figures, history)
        ranked = sorted(best.values(), key=lambda each: -each.weight)
        return {
            check: told
            for check, finding in failing.items()
            if (told := self._told(finding, ranked, figures))
        }

    def _suspicions(
        self, failing: Mapping[str, Finding], figures: Figures, history: History
    ) -> Iterable[Suspicion]:
        for code, finding in failing.items():
            check = self._checks[code]
            search = Search(finding, check.suspect(figures), figures, self._form, self._places, history)
            yield from search.suspicions(check.holds)
        sections = {
            self._form.section_of[cell.element].code: self._form.section_of[cell.element]
            for finding in failing.values()
            if len(finding.cells) <= MOST_CELLS
            for cell in finding.cells
        }
        for section in sections.values():
            for cells in self._runs_of(section):
                yield from shifted(cells, figures, self._form, history)

    def _runs_of(self, section: Section) -> tuple[tuple[CellKey, ...], ...]:
        if section.code not in self._runs:
            self._runs[section.code] = runs(section)
        return self._runs[section.code]

    def _weigh(
        self, suspicion: Suspicion, failing: Mapping[str, Finding], figures: Figures, history: History
    ) -> _Weighed:
        """The logarithm of how likely it is, up to what all suspicions have in common."""
        weight = -_USUAL[suspicion.kind] - math.log(suspicion.ways)
        for key, meant in suspicion.edits:
            typed = count_of(key, figures, self._form)
            weight += ANY_FIGURE if meant is None else history.chance(key, meant)
            weight -= ANY_FIGURE if typed is None else history.chance(key, typed)
        trial = suspicion.tried_on(figures)
        explains: set[str] = set()
        touched = dict.fromkeys(code for key, _ in suspicion.edits for code in self._touching(key))
        for code in touched:
            holds = self._checks[code].holds(trial)
            if code in failing:
                if holds is not False:
                    explains.add(code)
            elif holds is False and self._checks[code].holds(figures):
                # a check that could not be made before tells nothing
                weight -= _ANOTHER if self._severity[code] is Severity.ERROR else _HINT
        errors = sum(failing[code].severity is Severity.ERROR for code in explains)
        weight += _ANOTHER * errors + _HINT * (len(explains) - errors)
        if any(suspicion.key in failing[code].marks for code in explains):
            weight += _MARKED
        exact = not suspicion.open and any(self._checks[code].suspect(figures) for code in explains)
        return _Weighed(suspicion, weight, frozenset(explains), exact)

    def _told(self, finding: Finding, ranked: list[_Weighed], figures: Figures) -> tuple[Slip, ...]:
        fit = [each for each in ranked if finding.check in each.explains]
        if finding.severity is not Severity.ERROR:
            fit = [each for each in fit if each.weight >= _LEAST_WARNING]
        else:
            fit = [each for each in fit if each.weight >= (_LEAST_EXACT if each.exact else _LEAST_ERROR)]
        if not fit:
            return ()
        best = fit[0].weight
        level = {each.suspicion.key for each in fit if each.weight > best - _LEVEL}
        if len(level) > _MOST_LEVEL:
            return ()
        near = [each for each in fit if each.weight > best - _NEAR]
        cells: dict[CellKey, _Weighed] = {}
        for each in near:
            cells.setdefault(each.suspicion.key, each)
        return tuple(each.suspicion.told(figures, self._form) for each in list(cells.values())[:MOST_SLIPS])
