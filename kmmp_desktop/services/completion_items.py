"""The lines of the completion list: what is wrong, what is left open, and what is only worth knowing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kmmp_desktop.domain.findings import CheckReport, Finding
from kmmp_desktop.domain.form import Form, Severity
from kmmp_desktop.domain.values import CellKey, CellValue, Kind, why_invalid, write_cell
from kmmp_desktop.services.amended import changed_cells, subject_of
from kmmp_desktop.services.control_totals import section_of_place
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.text import Message

CORRECT, REASON, FILL, NOTHING = "correct", "reason", "fill", "nothing"


@dataclass(frozen=True, slots=True)
class CompletionItem:
    """One line of the completion list. ``needs`` is correct, reason, fill or nothing."""

    group: str
    """``invalid``, ``error``, ``warning``, ``changed``, ``skipped``, ``blank``, ``missing``, ``question`` or
    ``paper``."""
    key: CellKey
    subject: str
    """What a reason is kept under: a check code, a cell, or ``changed:`` and a cell. Of a question its
    thread, of a sum its place."""
    finding: Finding | None
    what: Message
    detail: Message
    needs: str
    reason: str = ""
    form: Form | None = None
    """Of a check between forms: what holds its check and standard."""

    @property
    def done(self) -> bool:
        return self.needs == NOTHING or (self.needs == REASON and bool(self.reason))


def items_of(opened: OpenReturn, report: CheckReport) -> tuple[CompletionItem, ...]:
    """Every line, group by group. Questions and sums of the paper ask for nothing: they never block."""
    return (
        *_invalid(opened),
        *_findings(opened, report),
        *_differences(opened),
        *_changed(opened),
        *_skipped(opened, report),
        *_gaps(opened),
        *_questions(opened),
        *_paper(opened),
    )


def _invalid(opened: OpenReturn) -> list[CompletionItem]:
    items = []
    for key in opened.enterable():
        value = opened.value(key)
        if value is not None and not value.is_valid:
            element = opened.form.elements[key.element]
            items.append(
                CompletionItem(
                    "invalid",
                    key,
                    str(key),
                    None,
                    why_invalid(value.raw, element.type, element.limits),
                    Message("Kept as typed; it blocks the return."),
                    CORRECT,
                )
            )
    return items


def _findings(opened: OpenReturn, report: CheckReport) -> list[CompletionItem]:
    items = []
    for finding in sorted(report.findings, key=lambda f: list(Severity).index(f.severity)):
        reason = opened.reasons.get(finding.check)
        needs = NOTHING
        group = "error" if finding.severity is Severity.ERROR else "warning"
        if finding.severity is Severity.ERROR:
            needs = REASON if _rests_on_locked_month(opened, finding) else CORRECT
        elif finding.severity is Severity.WARNING:
            needs = REASON
        check = opened.form.check_by_code[finding.check]
        items.append(
            CompletionItem(
                group,
                finding.at,
                finding.check,
                finding,
                finding.title,
                Message("{text}", {"text": check.explanation}),
                needs,
                reason.text if reason else "",
            )
        )
    return items


def _differences(opened: OpenReturn) -> Iterator[CompletionItem]:
    """Checks between this return and another of the same month: a warning wants its reason here, too."""
    for difference in opened.between.differences:
        finding = difference.own
        reason = opened.reasons.get(finding.check)
        warns = finding.severity is Severity.WARNING
        yield CompletionItem(
            "warning",
            finding.at,
            finding.check,
            finding,
            finding.title,
            Message("{returns}.", {"returns": difference.returns}),
            REASON if warns else NOTHING,
            reason.text if reason else "",
            difference.form,
        )


def _changed(opened: OpenReturn) -> Iterator[CompletionItem]:
    """Cells of an amendment that differ from what was signed before: each needs its reason."""
    before = opened.signed_before or {}
    for key in changed_cells(opened):
        reason = opened.reasons.get(subject_of(key))
        params = {
            "before": _shown(before.get(key)),
            "after": _shown(opened.value(key)),
            "number": opened.number - 1,
        }
        yield CompletionItem(
            "changed",
            key,
            subject_of(key),
            None,
            Message("Was {before} in revision {number}, is {after} now.", params),
            Message("Whoever approves the amendment reads the reason."),
            REASON,
            reason.text if reason else "",
        )


def _shown(value: CellValue | None) -> str | Message:
    if value is None:
        return Message("blank")
    if value.kind is Kind.YES_NO:
        return Message("yes") if value.value else Message("no")
    return write_cell(value)


def _rests_on_locked_month(opened: OpenReturn, finding: Finding) -> bool:
    locked = {str(m.period) for m in opened.around.earlier.values() if m.state.is_locked}
    return any(month in locked for month in finding.other_months)


def _skipped(opened: OpenReturn, report: CheckReport) -> list[CompletionItem]:
    """Error checks that a typed missing code switched off (decision 5): each needs a reason."""
    items = []
    for skipped in report.skipped:
        coded = [k for k in skipped.cells if _is_coded(opened, k)]
        if skipped.severity is Severity.ERROR and coded:
            reason = opened.reasons.get(skipped.check)
            check = opened.form.check_by_code[skipped.check]
            items.append(
                CompletionItem(
                    "skipped",
                    coded[0],
                    skipped.check,
                    None,
                    Message("This check could not be made, because a figure is coded missing."),
                    Message("{check}", {"check": check.expression}),
                    REASON,
                    reason.text if reason else "",
                )
            )
    return items


def _is_coded(opened: OpenReturn, key: CellKey) -> bool:
    element = opened.form.elements.get(key.element)
    keys = element.cells if element is not None and key == element.total else (key,)
    values = [opened.value(k) for k in keys if opened.offered(k)]
    return any(v is not None and v.kind is Kind.MISSING for v in values)


def _gaps(opened: OpenReturn) -> list[CompletionItem]:
    blanks, missing = [], []
    for key in opened.enterable():
        element = opened.form.elements[key.element]
        value = opened.value(key)
        if value is None:
            required = element.required
            blanks.append(
                CompletionItem(
                    "blank",
                    key,
                    str(key),
                    None,
                    Message("Required cell, nothing typed")
                    if required
                    else Message("Optional cell, nothing typed"),
                    Message("Type the figure, 0, or a missing code")
                    if required
                    else Message("May stay blank"),
                    FILL if required else NOTHING,
                )
            )
        elif value.kind is Kind.MISSING:
            reason = opened.reasons.get(str(key))
            missing.append(
                CompletionItem(
                    "missing",
                    key,
                    str(key),
                    None,
                    Message("Coded {code}", {"code": value.value}),
                    Message("Left out of totals and checks"),
                    NOTHING,
                    reason.text if reason else "",
                )
            )
    return [*sorted(blanks, key=lambda i: i.needs != FILL), *missing]


def _questions(opened: OpenReturn) -> Iterator[CompletionItem]:
    """Questions that nobody has answered yet."""
    for thread in opened.conversation.threads:
        if thread.waits:
            asked = thread.comments[0]
            yield CompletionItem(
                "question",
                thread.key,
                str(thread.id),
                None,
                Message("{text}", {"text": asked.text}),
                Message("{name} asks, and waits for an answer.", {"name": asked.by}),
                NOTHING,
            )


def _paper(opened: OpenReturn) -> Iterator[CompletionItem]:
    """Sums of the paper that the cells do not add up to."""
    for place, typed in sorted(opened.control_totals.items()):
        if not opened.control_difference(place):
            continue
        code = section_of_place(place)
        rows = [e for s in opened.form.sections if s.code == code for e in s.elements]
        if code and not rows:
            continue
        params = {"paper": f"{typed.number:.15g}", "sum": f"{opened.paper.sum_of(place).value or 0:.15g}"}
        yield CompletionItem(
            "paper",
            rows[0].cells[0] if code else opened.form.elements[place].total,
            place,
            None,
            Message("The paper says {paper}, the cells add up to {sum}.", params),
            Message("Sum of all counts of section {section}", {"section": code})
            if code
            else Message("Total of the row"),
            NOTHING,
        )
