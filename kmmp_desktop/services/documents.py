"""The canonical document of a return, as ``domain.document`` describes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from kmmp_desktop.domain.checking import CompiledForm, Figures
from kmmp_desktop.domain.document import ReturnDocument, short_code
from kmmp_desktop.domain.findings import CheckReport, Finding, Side
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.values import CellKey, CellValue, Kind, Origin
from kmmp_desktop.services.amended import amends
from kmmp_desktop.services.compiled import CompiledForms, base_family
from kmmp_desktop.services.figures import derived_cells
from kmmp_desktop.services.frozen_inputs import frozen_inputs
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.pack_files import stamp
from kmmp_desktop.services.ports import FormCatalogue, Reason, Signer, UnitOfWork
from kmmp_desktop.services.travelling_words import CONVERSATION, conversation
from kmmp_desktop.text import Message, Text


class DocumentBuilder:
    """Gathers everything that is frozen when a return is completed."""

    def __init__(self, forms: FormCatalogue, compiled: CompiledForms) -> None:
        self._forms = forms
        self._compiled = compiled

    def build(
        self,
        work: UnitOfWork,
        opened: OpenReturn,
        looked: Any,
        signer: Signer,
        language: str,
        at: datetime,
        head: str,
    ) -> ReturnDocument:
        """Return the document; ``looked`` is the ``Completion`` the clerk saw."""
        office = work.people.office()
        revision = opened.revision
        assert office is not None
        assert revision is not None
        report: CheckReport = looked.report
        derived = tuple(self._derived(opened))
        apart = tuple(difference.own for difference in looked.differences)
        person = signer.person
        data: dict[str, Any] = {
            "kmmp": 1,
            "kind": "return",
            "return": {
                "family": opened.key.family,
                "facility": opened.key.facility,
                "period": str(opened.key.period),
            },
            "revision": {"id": str(revision.id), "number": revision.number},
            "form": {
                "family": opened.form.family,
                "version": opened.form.version,
                "digest": opened.form.digest,
                "title": _text(opened.form.title),
            },
            "office": {
                "id": str(office.id),
                "name": office.name,
                "partner": office.partner,
                "practice": office.is_demo,
            },
            "facility": {
                "mfl": opened.facility.mfl,
                "name": opened.facility.name,
                "county": opened.facility.county,
                "sub_county": opened.facility.sub_county,
                "level": opened.facility.level,
                "services": list(opened.around.offer.services),
            },
            "language": language,
            "completed_at": stamp(at),
            "prepared_by": {
                "id": str(person.id),
                "name": person.name,
                "role": person.role.value,
                "fingerprint": person.fingerprint,
            },
            "approver": None,
            "cells": [
                _cell(key, opened.value(key), opened.offered(key), opened.reasons)
                for key in opened.form.entry_cells
            ],
            "totals": list(_totals(opened.form, opened.compiled, opened.figures)),
            "derived": [block for block, _ in derived],
            "findings": [_finding(f, opened.reasons.get(f.check)) for f in (*report.findings, *apart)],
            "skipped": [
                {
                    "check": s.check,
                    "severity": s.severity.value,
                    "cells": [str(k) for k in s.cells],
                    "reason": opened.reasons[s.check].text if s.check in opened.reasons else "",
                }
                for s in report.skipped
            ],
            "checks": {"made": report.made, "of": len(opened.form.checks)},
            "counts": {
                "figures": looked.figures,
                "missing": looked.missing,
                "blank": looked.blank,
                "cells": len(opened.form.entry_cells),
                "not_offered": len(opened.form.entry_cells) - len(opened.enterable()),
            },
            "inputs": frozen_inputs(opened.form, opened.around.earlier),
            "standards": list(_standards(opened.form, report.findings)),
            "audit_head": head,
        }
        if between := opened.between.frozen():  # absent where nothing is compared, as before
            data["between"] = between
            for difference in looked.differences:
                known = {standard["id"] for standard in data["standards"]}
                more = _standards(difference.form, (difference.finding,))
                data["standards"] += [standard for standard in more if standard["id"] not in known]
        if amended := amends(work, opened):
            data["amends"] = amended
        if said := conversation(work, revision):
            data[CONVERSATION] = said
        data["short_code"] = short_code(data)
        return ReturnDocument(data, opened.form, tuple(form for _, form in derived))

    def _derived(self, opened: OpenReturn) -> Iterable[tuple[dict[str, Any], Form]]:
        """The forms that are derived from this one and owed by the same facility this month."""
        for family in self._forms.families():
            if family == opened.key.family or not opened.facility.owes(family, opened.key.period):
                continue
            form = self._forms.for_period(family, opened.key.period)
            if base_family(form, self._forms) != opened.key.family:
                continue
            cells = derived_cells(form, opened.compiled, opened.figures)
            compiled = self._compiled.of(form)
            figures = opened.around.derived_figures(cells)
            yield (
                {
                    "family": form.family,
                    "version": form.version,
                    "title": _text(form.title),
                    "cells": [_cell(key, cells.get(key), True, {}) for key in form.entry_cells],
                    "totals": list(_totals(form, compiled, figures)),
                },
                form,
            )


def _text(text: Text) -> dict[str, str]:
    return {"en": text.en, "sw": text.sw or text.en}


def _say_both(message: Message) -> dict[str, str]:
    """A finding's sentence in both languages; its template comes from the form file."""
    value = message.params.get("title")
    if message.template == "{title}" and isinstance(value, Text):
        return _text(value)
    return {"en": str(message), "sw": str(message)}


def _cell(
    key: CellKey, value: CellValue | None, offered: bool, reasons: Mapping[str, Reason]
) -> dict[str, Any]:
    if not offered:
        return {"cell": str(key), "kind": "missing", "value": "NA", "derived": True}
    if value is None:
        return {"cell": str(key), "kind": "blank", "value": None}
    shown = value.value.isoformat() if isinstance(value.value, date) else value.value
    cell: dict[str, Any] = {
        "cell": str(key),
        "kind": value.kind.value,
        "value": str(shown) if value.kind is Kind.MISSING else shown,
    }
    if value.kind is Kind.MISSING and str(key) in reasons:
        cell["reason"] = reasons[str(key)].text
    if value.origin is Origin.BULK_ZERO:
        cell["origin"] = value.origin.value
    return cell


def _totals(form: Form, compiled: CompiledForm, figures: Figures) -> Iterable[dict[str, Any]]:
    for element in form:
        if element.category_set is not None or element.is_calculated:
            total = compiled.total(element.full, figures)
            yield {"cell": str(element.total), "value": total.value, "of": total.of, "counted": total.counted}


def _side(side: Side) -> dict[str, Any]:
    return {"text": side.text, "value": side.value}


def _finding(finding: Finding, reason: Reason | None) -> dict[str, Any]:
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "title": _say_both(finding.title),
        "at": str(finding.at),
        "cells": [str(k) for k in finding.cells],
        "left": _side(finding.left),
        "operator": finding.operator,
        "right": _side(finding.right),
        "difference": finding.difference,
        "standard": finding.standard,
        "reason": reason.text if reason else "",
        "reason_by": reason.by if reason else "",
        "reason_at": stamp(reason.at) if reason else "",
    }


def _standards(form: Form, findings: Iterable[Finding]) -> Iterable[dict[str, Any]]:
    for name in dict.fromkeys(f.standard for f in findings):
        standard = form.standards[name]
        titles = [
            form.sources[s.strip()].title for s in standard.source.split(",") if s.strip() in form.sources
        ]
        yield {
            "id": standard.id,
            "statement": _text(standard.statement),
            "value": standard.value,
            "unit": standard.unit,
            "status": standard.status.value,
            "source": "; ".join(titles),
            "where": standard.where,
        }
