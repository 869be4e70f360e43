"""The findings of a return while it is typed: only the checks that a change touches are run again."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from kmmp_desktop.domain.checking import CompiledForm, Figures
from kmmp_desktop.domain.findings import Finding
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.compiled import judges_whole_return


class LiveFindings:
    """What does not hold now, without the checks that speak of the whole return.

    All checks are run when the findings are first asked for.
    """

    def __init__(self, compiled: CompiledForm, figures: Figures) -> None:
        self._compiled, self._figures = compiled, figures
        self._live = frozenset(c.code for c in compiled.form.checks if not judges_whole_return(c))
        self._marks: dict[CellKey, tuple[Finding, ...]] | None = None

    @cached_property
    def findings(self) -> dict[str, Finding]:
        report = self._compiled.run(self._figures, slips=False)
        return {f.check: f for f in report.findings if f.check in self._live}

    @property
    def are_known(self) -> bool:
        """Whether the checks have been run."""
        return "findings" in self.__dict__

    @property
    def judged(self) -> frozenset[str]:
        """The checks that are made while typing."""
        return self._live

    def marks(self, key: CellKey) -> tuple[Finding, ...]:
        """Findings whose mark stands at the cell or total, errors first."""
        if self._marks is None:
            collected: dict[CellKey, list[Finding]] = {}
            for finding in sorted(self.findings.values(), key=lambda f: f.severity is not Severity.ERROR):
                for mark in finding.marks:
                    collected.setdefault(mark, []).append(finding)
            self._marks = {mark: tuple(found) for mark, found in collected.items()}
        return self._marks.get(key, ())

    def recheck(self, keys: Iterable[CellKey]) -> set[CellKey]:
        """Run the checks the keys touch; return the marks that came or went.

        The findings have to be known from before the change.
        """
        touched: set[CellKey] = set()
        for code, outcome in self._compiled.run_touching(keys, self._figures).items():
            if code not in self._live:
                continue
            old = self.findings.pop(code, None)
            new = outcome if isinstance(outcome, Finding) else None
            if new is not None:
                self.findings[code] = new
            if old != new:
                touched.update(old.marks if old else (), new.marks if new else ())
        if touched:
            self._marks = None
        return touched
