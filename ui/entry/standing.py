"""How far a return is: for the context bar, and for the words after a power cut."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.period import Period, east_africa
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.amended import is_amendment
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message
from ui.entry.context_bar import Standing
from ui.entry.open_findings import is_open
from ui.wording import SHORT_MONTHS


def standing_of(
    opened: OpenReturn, counts: Mapping[str, tuple[int, int, Severity | None]], section: int, now: datetime
) -> Standing:
    """What the context bar says of the return with ``section`` on the grid."""
    filled, of = opened.counts()
    code = opened.form.sections[section].code
    section_filled, section_of, _ = counts.get(code, (0, 0, None))
    findings = (*opened.findings.values(), *opened.between.findings) if opened.is_judged else ()
    grades = [f.severity for f in findings if is_open(opened, f)]
    errors, warnings = grades.count(Severity.ERROR), grades.count(Severity.WARNING)
    due, left, late = _due(opened, now)
    return Standing(
        period=opened.key.period,
        newest=Period.of(east_africa(now).date()).shift(-1),
        state=opened.state,
        filled=filled,
        of=of,
        due=due,
        left=left,
        late=late,
        errors=errors + opened.filled.invalid,
        warnings=warnings,
        locked_why=opened.locked_why,
        section=section,
        section_filled=section_filled,
        section_of=section_of,
    )


def _due(opened: OpenReturn, now: datetime) -> tuple[Message, Message, bool]:
    due = east_africa(opened.key.period.due(opened.form.due_day))
    said = Message("Due {day} {month}", {"day": due.day, "month": Message(SHORT_MONTHS[due.month - 1])})
    if opened.state is not None and (opened.state.has_left or is_amendment(opened)):
        return said, Message(""), False
    days = (due.date() - east_africa(now).date()).days
    if days == 0:
        return said, Message("today"), False
    one, many = ("1 day late", "{days} days late") if days < 0 else ("1 day left", "{days} days left")
    return said, Message(one) if abs(days) == 1 else Message(many, {"days": abs(days)}), days < 0


def reopened_words(opened: OpenReturn, cell: CellKey, draft: str | None) -> Message:
    """What is said after a power cut."""
    count = opened.counts()[0]
    if not draft:
        return Message("Opened where you stopped. All {count} figures are here.", {"count": count})
    return Message(
        "Opened where you stopped. All {count} figures are here. You were typing {draft} in row {row}.",
        {"count": count, "draft": draft, "row": opened.form.elements[cell.element].row},
    )
