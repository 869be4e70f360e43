"""Commands that carry checks to and from DHIS2."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from typing import Any

from kmmp_desktop.commands.answers import FINE, FOUND, Answer, Desk
from kmmp_desktop.domain.form import Check
from kmmp_desktop.errors import FileRefusedError, NotFoundError
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.rule_exchange import Untold


def write_rules(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Exit 1 where a check could not be written; what could be is written all the same."""
    form = desk.read_form(arguments.form_file)
    exchange = desk.rules()
    written = exchange.write(form, exchange.mapping(arguments.map, form), arguments.check or None)
    try:
        with arguments.to.open("xb") as file:
            file.write(written.content)
    except OSError as error:
        raise FileRefusedError(
            "{file} was not written: {why}", file=arguments.to, why=reason_of(error)
        ) from error
    data = {
        "file": str(arguments.to),
        "rules": [rule["code"] for rule in written.rules],
        "left_out": _said(written.left_out, desk),
    }
    lines = [f"{untold.code}: {desk.say(untold.why)}" for untold in written.left_out]
    told = desk.say(
        "{rules} rules written; {left} checks of {all} do not travel.",
        rules=len(written.rules),
        left=len(written.left_out),
        all=len(arguments.check or form.checks),
    )
    return Answer(FOUND if written.left_out else FINE, data, [*lines, told], told if written.left_out else "")


def read_rules(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Print the checks as they stand in a form file; exit 1 where a rule could not be read."""
    form = desk.read_form(arguments.form_file)
    if arguments.standard not in form.standards:
        raise NotFoundError(
            "The form has no standard {name}.",
            hint="A check rests on a standard: name one of the form's with --standard.",
            name=arguments.standard,
        )
    exchange = desk.rules()
    mapping = exchange.mapping(arguments.map, form)
    read = exchange.read(arguments.file, form, mapping, arguments.standard)
    data = {
        "checks": [_check(check) for check in read.checks],
        "left_out": _said(read.left_out, desk),
        "differing": _said(read.differing, desk),
    }
    lines = ["checks:"]
    for check in read.checks:
        lines += [
            f"  {'-' if first else ' '} {name}: {json.dumps(value, ensure_ascii=False)}"
            for first, (name, value) in zip([True, *[False] * 20], _check(check).items(), strict=False)
        ]
    lines += [f"# {u.code}: {desk.say(u.why)}" for u in (*read.differing, *read.left_out)]
    left = desk.say("{left} rules could not be read.", left=len(read.left_out)) if read.left_out else ""
    return Answer(FOUND if left else FINE, data, lines, left)


def _check(check: Check) -> dict[str, Any]:
    """The check as it stands in a form file."""
    rules = [rule.value for rule in check.missing]
    return {
        "code": check.code,
        "check": check.expression,
        "severity": check.severity.value,
        "title": {"en": check.title.say("en")},
        "at": list(check.at),
        "missing": rules[0] if rules[0] == rules[1] else {"left": rules[0], "right": rules[1]},
        "standard": check.standard,
        **({"explain": {"en": check.explanation.say("en")}} if check.explanation.say("en") else {}),
    }


def _said(untold: Iterable[Untold], desk: Desk) -> list[dict[str, str]]:
    return [{"code": one.code, "why": desk.say(one.why)} for one in untold]
