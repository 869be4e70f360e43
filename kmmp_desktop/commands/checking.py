"""The command that runs every check on a return, and findings as data and lines."""

from __future__ import annotations

import argparse
from typing import Any

from kmmp_desktop.commands.answers import FINE, FOUND, Answer, Desk
from kmmp_desktop.domain.findings import Finding, Side
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.errors import NotFoundError
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.completion import Completion
from kmmp_desktop.services.completion_items import CompletionItem
from kmmp_desktop.services.differences import Difference
from kmmp_desktop.services.open_return import OpenReturn


def check(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Exit 1 where something is in the way of marking the return as ready."""
    services = desk.office()
    opened = open_for_reading(services, desk, arguments)
    looked = services.completion.look(opened)
    data = described(opened, looked, desk)
    lines = [
        item_line(opened, item, desk)
        for item in looked.items
        if item.group not in ("missing", "blank") or not item.done
    ]
    lines.append(
        desk.say(
            "{made} of {of} checks made; {figures} figures, {missing} coded missing, {blank} blank.",
            made=looked.made,
            of=looked.of,
            figures=looked.figures,
            missing=looked.missing,
            blank=looked.blank,
        )
    )
    if looked.blockers is None:
        return Answer(FINE, data, lines)
    return Answer(FOUND, data, lines, desk.say(looked.blockers))


def open_for_reading(services: Services, desk: Desk, arguments: argparse.Namespace) -> OpenReturn:
    """Open a return on nobody's behalf: the services refuse nothing to a reader."""
    people = services.people.people()
    reader = next((p for p in people if p.role is Role.CLERK), None)
    if reader is None:
        raise NotFoundError(
            "This office has no clerk yet.", hint="Open the program once, or make the demo office."
        )
    return open_as(services, desk, arguments, reader)


def open_as(services: Services, desk: Desk, arguments: argparse.Namespace, person: Person) -> OpenReturn:
    family = services.forms.newest(desk.form).family
    return services.entry.open(family, arguments.facility, arguments.period, person)


def described(opened: OpenReturn, looked: Completion, desk: Desk) -> dict[str, Any]:
    """The outcome as JSON: return, counts, every finding with both sides, what is in the way."""
    state = opened.state
    return {
        "return": {
            "form": opened.key.family,
            "facility": opened.key.facility,
            "period": str(opened.key.period),
            "revision": opened.number,
            "state": state.value if state else "not_started",
        },
        "checks": {"made": looked.made, "of": looked.of},
        "counts": {"figures": looked.figures, "missing": looked.missing, "blank": looked.blank},
        "findings": [
            *(_finding(f, opened, opened.form, desk) for f in looked.report.findings),
            *(_between(d, opened, desk) for d in looked.differences),
        ],
        "skipped": [
            {"check": s.check, "severity": s.severity.value, "cells": [str(k) for k in s.cells]}
            for s in looked.report.skipped
        ],
        "items": [
            {
                "group": i.group,
                "cell": str(i.key),
                "subject": i.subject,
                "needs": i.needs,
                "reason": i.reason,
                "what": desk.say(i.what),
            }
            for i in looked.items
        ],
        "blockers": desk.say(looked.blockers) if looked.blockers else None,
        "ready": looked.blockers is None,
    }


def _between(difference: Difference, opened: OpenReturn, desk: Desk) -> dict[str, Any]:
    """A finding between two returns: it names both."""
    told = _finding(difference.own, opened, difference.form, desk)
    other = difference.other
    return told | {
        "returns": desk.say(difference.returns),
        "other": {"form": other.key.family, "state": other.state.value, "revision": other.number},
    }


def _finding(finding: Finding, opened: OpenReturn, form: Form, desk: Desk) -> dict[str, Any]:
    standard = form.standards[finding.standard]
    reason = opened.reasons.get(finding.check)
    return {
        "check": finding.check,
        "severity": finding.severity.value,
        "title": desk.say(finding.title),
        "at": str(finding.at),
        "cells": [str(k) for k in finding.cells],
        "left": _side(finding.left),
        "operator": finding.operator,
        "right": _side(finding.right),
        "difference": finding.difference,
        "standard": {
            "id": standard.id,
            "statement": desk.say(standard.statement),
            "value": standard.value,
            "status": standard.status.value,
            "source": standard.source,
        },
        "possible_slips": [
            {"cell": str(s.key), "typed": s.typed, "suggested": s.suggested, "message": desk.say(s.message)}
            for s in finding.slips
        ],
        "reason": reason.text if reason else None,
    }


def _side(side: Side) -> dict[str, Any]:
    return {"text": side.text, "value": side.value}


def item_line(opened: OpenReturn, item: CompletionItem, desk: Desk) -> str:
    """``error  R201  row 14 of C: Caseload does not balance: 27 too many (176 = 149)``."""
    element = opened.form.elements[item.key.element]
    section = opened.form.section_of[item.key.element]
    place = desk.say("{section} row {row}", section=section.code, row=element.row)
    sides = ""
    if item.finding is not None:
        left, right = item.finding.left, item.finding.right
        sides = f" ({left.text}: {_shown(left)} {item.finding.operator} {right.text}: {_shown(right)})"
    reason = f" [{item.reason}]" if item.reason else ""
    return f"{item.group:8} {item.subject:10} {place}: {desk.say(item.what)}{sides}{reason}"


def _shown(side: Side) -> str:
    return "?" if side.value is None else f"{side.value:g}"
