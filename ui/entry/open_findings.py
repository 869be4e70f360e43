"""Which findings are still open, and which may be answered with a reason."""

from __future__ import annotations

from operator import is_

from kmmp_desktop.domain.findings import Finding
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


def marks_of(opened: OpenReturn, before: Marks | None = None) -> Marks:
    """The findings by the cells they point at; slips are kept from ``before`` while no finding changes."""
    findings = tuple(opened.findings.values())
    known = before.findings if before is not None else ()
    if before is not None and len(known) == len(findings) and all(map(is_, known, findings)):
        slips = before.slips
    else:
        slips = opened.compiled.slips(findings, opened.figures)
    return Marks.of(findings, lambda finding: is_open(opened, finding), slips)
