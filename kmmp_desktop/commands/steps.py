"""Commands that move returns on: complete, approve, export."""

from __future__ import annotations

import argparse

from kmmp_desktop.commands.answers import FINE, FOUND, Answer, Desk, not_in_it
from kmmp_desktop.commands.checking import described, item_line, open_as
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.exporting import ExportReport
from kmmp_desktop.services.permits import may


def complete(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Mark a return as ready and sign it as the clerk; refused with what is in the way."""
    services = desk.office()
    passphrase = desk.passphrase(arguments.person)
    person = services.people.sign_in(arguments.person, passphrase)
    opened = open_as(services, desk, arguments, person)
    looked = services.completion.look(opened)
    if looked.blockers is not None and opened.locked_why is None:
        lines = [item_line(opened, item, desk) for item in looked.items if not item.done]
        return Answer(FOUND, described(opened, looked, desk), lines, desk.say(looked.blockers))
    signer = services.people.unlock(person, passphrase)
    try:
        revision = services.completion.complete(opened, signer, arguments.paper_language)
    finally:
        signer.lock()
    return Answer(
        FINE,
        {"revision": _revision(revision)},
        [
            desk.say(
                "Ready: {facility} {period}, short code {code}.",
                facility=revision.key.facility,
                period=revision.key.period,
                code=revision.short_code,
            )
        ],
    )


def approve(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Sign ready returns of a month as the manager; one that is refused does not stop the others."""
    services = desk.office()
    passphrase = desk.passphrase(arguments.person)
    person = services.people.sign_in(arguments.person, passphrase)
    family = services.forms.newest(desk.form).family
    waiting = [
        item.revision
        for item in services.approval.waiting(arguments.period)
        if item.revision.key.family == family and arguments.facility in (None, item.revision.key.facility)
    ]
    if not waiting:
        return Answer(
            FOUND,
            {"approved": [], "refused": []},
            line=desk.say(
                "No return of {period} waits for approval{where}.",
                period=arguments.period,
                where=f" ({arguments.facility})" if arguments.facility else "",
            ),
        )
    signer = services.people.unlock(person, passphrase)
    approved: list[Revision] = []
    refused: list[dict[str, str]] = []
    try:
        for revision in waiting:
            try:
                approved += services.approval.approve([revision.id], signer, seen=[revision])
            except KmmpError as error:
                refused.append({"facility": revision.key.facility, "why": desk.say(error.message)})
    finally:
        signer.lock()
    line = f"{refused[0]['facility']}: {refused[0]['why']}" if refused else ""
    return Answer(
        FOUND if refused else FINE,
        {"approved": [_revision(r) for r in approved], "refused": refused},
        [
            desk.say("Approved: {facility} {period}.", facility=r.key.facility, period=r.key.period)
            for r in approved
        ],
        line,
    )


def export(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Copy the signed files of approved returns; exit 1 where a return was left out.

    With ``--as`` a manager signs for the whole month, asked once for the passphrase.
    """
    services = desk.office()
    passphrase = desk.passphrase(arguments.person) if arguments.person else ""
    person = services.people.sign_in(arguments.person, passphrase) if arguments.person else None
    families = dict.fromkeys(
        services.forms.newest(name).family for name in (desk.form, *arguments.more_forms)
    )
    facilities = arguments.facility or ()
    plans = [services.exporting.plan(family, arguments.period, facilities) for family in families]
    left_out = [
        {
            "form": plan.family,
            "facility": item.facility.mfl,
            "name": item.facility.name,
            "why": desk.say(item.why),
            "days_late": item.days_late,
        }
        for plan in plans
        for item in plan.left_out
    ]
    if not any(plan.included for plan in plans):
        why = f" {left_out[0]['facility']}: {left_out[0]['why']}." if left_out else ""
        return Answer(
            FOUND,
            {"files": [], "left_out": left_out},
            line=desk.say("No return of {period} is approved: nothing was written.", period=arguments.period)
            + why,
        )
    # an administrator sends the returns alone
    signs = person is not None and may(person, Action.SIGN_MONTH)
    signer = services.people.unlock(person, passphrase) if person is not None and signs else None
    try:
        report = services.exporting.export(
            plans, arguments.to.absolute(), person, None, signer, arguments.paper_language
        )
    finally:
        if signer is not None:
            signer.lock()
    return _sent(report, left_out, desk)


def _sent(report: ExportReport, left_out: list[dict[str, object]], desk: Desk) -> Answer:
    lines = [str(path) for path in (*report.files, report.manifest)]
    line = not_in_it(desk, len(left_out), left_out[0]["facility"], left_out[0]["why"]) if left_out else ""
    data = {
        "folder": str(report.folder),
        "files": lines,
        "left_out": left_out,
        "signed_by": report.signed_by or None,
        "finished_before": report.again,
    }
    return Answer(FOUND if left_out else FINE, data, lines, line)


def _revision(revision: Revision) -> dict[str, object]:
    return {
        "form": revision.key.family,
        "facility": revision.key.facility,
        "period": str(revision.key.period),
        "revision": revision.number,
        "id": str(revision.id),
        "state": revision.state.value,
        "short_code": revision.short_code,
    }
