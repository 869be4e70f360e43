"""Commands about the office itself: the demo, and its facilities."""

from __future__ import annotations

import argparse
import sys

from kmmp_desktop.commands.answers import FINE, FOUND, FULL_RETURN, Answer, Desk
from kmmp_desktop.services.facilities import BadRow, guess_columns


def demo(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Make the demo office in the home folder."""
    services = desk.make_demo(desk.passphrase("clerk"), tell)
    facilities = len(services.facilities.all())
    return Answer(
        FINE,
        {
            "home": str(desk.home),
            "facilities": facilities,
            "people": [p.username for p in services.people.people()],
        },
        [f"The demo office is in {desk.home}: {facilities} facilities, people clerk, manager and officer."],
    )


def tell(step: str, done: int, of: int) -> None:
    """Progress of the demo on standard error, a line each quarter."""
    if done == of or done % max(1, of // 4) == 0:
        sys.stderr.write(f"{STEPS[step]}: {done} of {of}\n")


STEPS = {
    "people": "Making the people and their keys, steps",
    "history": "Writing two years of history, months",
    "sign": "Signing the last two months, returns",
}


def import_facilities(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Bring in a list; good rows load, bad rows are named with row number and reason."""
    services = desk.office()
    table = services.tables.read(arguments.file)
    start = arguments.start or services.worklist.default_period()
    families = [services.forms.newest(f).family for f in (arguments.owes or [FULL_RETURN])]
    plan = services.facilities.plan(table.rows, guess_columns(table.header), families, start)
    named = getattr(arguments, "person", None)
    by = services.people.sign_in(named, desk.passphrase(named)) if named else None
    services.facilities.apply(plan, by)
    lines = [
        desk.say(
            "{new} new, {changed} changed, {same} the same, {bad} rows refused.",
            new=len(plan.new),
            changed=len(plan.changed),
            same=plan.same,
            bad=len(plan.bad),
        )
    ]
    lines += [desk.say("Row {row}: {reason}", row=bad.row, reason=desk.say(bad.reason)) for bad in plan.bad]
    said = desk.say(
        "{bad} rows of {file} were refused; the others are in.", bad=len(plan.bad), file=table.file
    )
    return Answer(
        FOUND if plan.bad else FINE,
        {
            "new": len(plan.new),
            "changed": len(plan.changed),
            "same": plan.same,
            "bad": [_row(b, desk) for b in plan.bad],
            "warnings": [_row(b, desk) for b in plan.warnings],
        },
        lines,
        said if plan.bad else "",
    )


def _row(row: BadRow, desk: Desk) -> dict[str, object]:
    return {"row": row.row, "value": row.value, "reason": desk.say(row.reason)}
