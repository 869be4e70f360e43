"""The command that tries changed checks on the office's own history before they are published."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from kmmp_desktop.commands.answers import FINE, FOUND, Answer, Desk
from kmmp_desktop.domain.drafting import RuleDraft
from kmmp_desktop.domain.expressions import Reference, parse
from kmmp_desktop.domain.form import Form, MissingRule, Severity
from kmmp_desktop.domain.references import walk
from kmmp_desktop.errors import ExpressionError, KmmpError
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.rehearsal import CheckRehearsal, Rehearsal
from kmmp_desktop.text import Text

_LISTED = 20
"""Facilities named in the lines for people; the JSON names every return."""


def rehearse(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Exit 0 where the run was made, whatever fails in it; 1 where a check or file cannot be run."""
    if (arguments.form_file is None) is (arguments.check is None):
        raise KmmpError(
            "Name either a form file or a check.",
            hint="rules rehearse FORM_FILE, or rules rehearse --check CODE --expression TEXT",
        )
    service = desk.office().rehearsal
    if arguments.form_file is not None:
        form = desk.read_form(arguments.form_file)
        return _told(service.rehearse_form(form, arguments.months, _quietly), form, desk)
    form = service.published(desk.office().forms.newest(desk.form).family)
    draft = None if arguments.retire else _draft(arguments, form)
    try:
        found = service.rehearse(form, draft, arguments.check, arguments.months, _quietly)
    except ExpressionError as error:
        said = " ".join(desk.say(part) for part in (error.message, error.hint) if part)
        line = desk.say("Character {at}: {error}", at=error.position + 1, error=said)
        told = {"kind": "ExpressionError", "message": said, "position": error.position}
        return Answer(FOUND, {"error": told}, line=line)
    return _told(found, form, desk)


def _quietly(_done: int, _of: int) -> None:
    """Ctrl+C stops a command; nobody watches a bar."""


def _draft(arguments: argparse.Namespace, form: Form) -> RuleDraft:
    published = form.check_by_code.get(arguments.check)
    if published is not None:
        draft = RuleDraft.of(published)
    else:
        cell = _first_cell(arguments.expression or "", form)
        title = Text(arguments.check, arguments.check)
        standard = next(iter(form.standards), "")
        draft = RuleDraft(arguments.check, "", Severity.WARNING, title, cell, standard, is_new=True)
    if arguments.expression is not None:
        draft = replace(draft, expression=arguments.expression)
    if arguments.when is not None:
        draft = replace(draft, when=arguments.when)
    if arguments.missing is not None:
        rule = MissingRule(arguments.missing)
        draft = replace(draft, missing=(rule, rule))
    return draft


def _first_cell(expression: str, form: Form) -> str:
    """Where the mark of a new check would stand: a cell that it names, else the first of the form."""
    try:
        named = [node.code for node in walk(parse(expression)) if isinstance(node, Reference)]
    except ExpressionError:
        named = []
    return next((code for code in named if form.find(code)), form.entry_cells[0].element)


def _told(found: Rehearsal, form: Form, desk: Desk) -> Answer:
    checks = [_described(check) for check in found.checks]
    data: dict[str, Any] = {
        "form": form.family,
        "first": str(found.first),
        "last": str(found.last),
        "returns": max((check.returns for check in found.checks), default=0),
        "failing_before": len(found.fails_before),
        "failing_now": len(found.fails_now),
        "checks": checks,
    }
    lines = [
        line for check in found.checks if check.differs or len(checks) == 1 for line in _lines(check, desk)
    ]
    lines.append(
        desk.say(
            "{returns} returns from {first} to {last}: {now} would fail, {before} fail as published today.",
            returns=data["returns"],
            first=desk.say(month_year(found.first)),
            last=desk.say(month_year(found.last)),
            now=data["failing_now"],
            before=data["failing_before"],
        )
    )
    return Answer(FINE, data, lines)


def _described(check: CheckRehearsal) -> dict[str, Any]:
    now, before = check.fails_now, check.fails_before
    return {
        "code": check.code,
        "new": check.before is None,
        "retired": check.now is None,
        "returns": check.returns,
        "failing_before": len(before),
        "failing_now": len(now),
        "skipped_before": check.before.skipped if check.before else None,
        "skipped_now": check.now.skipped if check.now else None,
        "facilities": [
            {"facility": count.facility, "before": count.before, "now": count.now}
            for count in check.by_facility
        ],
        "failing": [
            {
                "facility": mfl,
                "period": str(period),
                "before": (mfl, period) in before,
                "now": (mfl, period) in now,
            }
            for mfl, period in check.places()
        ],
    }


def _lines(check: CheckRehearsal, desk: Desk) -> list[str]:
    head = desk.say(
        "{code}: {now} would fail, {before} fail as published today; {skipped} of {returns} skipped.",
        code=check.code,
        now=len(check.fails_now),
        before=len(check.fails_before),
        skipped=check.now.skipped if check.now else 0,
        returns=check.returns,
    )
    facilities = check.by_facility
    names = {facility.mfl: facility.name for facility in desk.office().facilities.all()}
    lines = [head]
    for count in facilities[:_LISTED]:
        mfl, name = count.facility, names.get(count.facility, "")
        lines.append(f"  {name} ({mfl})" if name else f"  {mfl}")
        lines[-1] += ": " + desk.say("{now} would fail, {before} today", now=count.now, before=count.before)
    if len(facilities) > _LISTED:
        lines.append("  " + desk.say("and {count} more facilities", count=len(facilities) - _LISTED))
    return lines
