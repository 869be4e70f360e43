"""Which findings are still open, and which may be answered with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from operator import is_

from kmmp_desktop.domain.findings import Finding, Slip
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.services.open_return import OpenReturn
from ui.entry.faces import Marks


def takes_reason(opened: OpenReturn, finding: Finding) -> bool:
    """Warnings do; an error only where it rests on another month that is locked by now."""
    if finding.severity is Severity.ERROR:
        locked = {str(month.period) for month in opened.around.earlier.values() if month.state.is_locked}
        return any(month in locked for month in finding.other_months)
    return finding.severity is Severity.WARNING


def is_open(opened: OpenReturn, finding: Finding) -> bool:
    """Whether the clerk still has to do something about it. Notes ask for nothing."""
    if finding.severity is Severity.NOTE:
        return False
    return not (opened.explained(finding.check) and takes_reason(opened, finding))


def marks_of(opened: OpenReturn, before: Marks | None = None, *, weigh: bool = True) -> Marks:
    """The findings by the cells they point at; slips are kept from ``before`` while no finding changes.

    Without ``weigh`` the slips of findings that changed are left out: ``weighed`` then says False.
    """
    findings = tuple(opened.findings.values())
    known = before.findings if before is not None else ()
    slips: Mapping[str, tuple[Slip, ...]]
    if before is not None and _same(known, findings):
        slips = before.slips
    elif weigh:
        slips, known = opened.compiled.slips(findings, opened.figures), findings
    else:
        still = {finding.check: finding for finding in known}
        kept = before.slips if before is not None else {}
        slips = {f.check: kept[f.check] for f in findings if f.check in kept and still.get(f.check) is f}
    shown = (*findings, *opened.between.findings)
    return Marks.of(shown, lambda finding: is_open(opened, finding), slips, known)


def weighed(opened: OpenReturn, marks: Marks) -> bool:
    """Whether the slips of ``marks`` are those of the findings as they are now."""
    return _same(marks.findings, tuple(opened.findings.values()))


def _same(known: tuple[Finding, ...], findings: tuple[Finding, ...]) -> bool:
    return len(known) == len(findings) and all(map(is_, known, findings))
