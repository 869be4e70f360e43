"""Which findings are still open, and which may be answered with a reason."""

from __future__ import annotations

from kmmp_desktop.domain.findings import Finding, Slip
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.values import read_cell
from kmmp_desktop.services.open_return import OpenReturn
from ui.entry.faces import Marks

MOST_SLIPS = 6
"""So many slips of a finding are weighed against each other."""


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
    """The findings by the cells they point at; rankings of slips are taken over from ``before``."""
    known = before.slips if before is not None else {}
    slips: dict[str, tuple[Finding, tuple[Slip, ...]]] = {}
    for finding in opened.findings.values():
        if finding.slips:
            kept = known.get(finding.check)
            fresh = kept is None or kept[0] is not finding
            slips[finding.check] = (finding, _ranked(opened, finding)) if fresh or kept is None else kept
    return Marks.of(opened.findings.values(), lambda finding: is_open(opened, finding), slips)


def _ranked(opened: OpenReturn, finding: Finding) -> tuple[Slip, ...]:
    """The likeliest slips first: those whose correction breaks no other check."""

    def breaks(slip: Slip) -> int:
        element = opened.form.elements[slip.key.element]
        value = read_cell(slip.suggested, element.type, element.limits)
        if value is None:
            return 0
        figures = opened.around.figures({**opened.cells, slip.key: value})
        outcomes = opened.compiled.run_touching((slip.key,), figures)
        return sum(isinstance(o, Finding) and code not in opened.findings for code, o in outcomes.items())

    return tuple(sorted(finding.slips[:MOST_SLIPS], key=breaks))
