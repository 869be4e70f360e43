"""Commands for the catalogue of standards: list it, confirm one, issue and take packs."""

from __future__ import annotations

import argparse
from typing import Any

from kmmp_desktop.commands.answers import FINE, Answer, Desk
from kmmp_desktop.domain.form import Status
from kmmp_desktop.domain.tiers import plain_tiers, read_tiers, tier_words
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.services.overlays import Overlay
from kmmp_desktop.services.standards import Listed


def list_standards(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """The standards as they are in a month, those of one status where it is named."""
    services = desk.office()
    period = arguments.period or services.standards.earliest
    family = services.forms.newest(desk.form).family
    listed = [
        each
        for each in services.standards.catalogue(family, period)
        if arguments.status in (None, each.standard.status.value)
    ]
    data = {"form": family, "period": str(period), "standards": [_described(each, desk) for each in listed]}
    lines = [
        f"{each.standard.id:28} {_value(each, desk):24} {each.standard.status.value:18} "
        f"{desk.say(each.standard.statement)}"
        for each in listed
    ]
    return Answer(FINE, data, lines)


def confirm(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Confirm or change one standard from a month on; without a value it stays as it is."""
    services = desk.office()
    person = services.people.sign_in(arguments.person, desk.passphrase(arguments.person))
    family = services.forms.newest(desk.form).family
    period = arguments.start or services.standards.earliest.shift(1)
    standards = {each.standard.id: each.standard for each in services.standards.catalogue(family, period)}
    known = standards.get(arguments.standard)
    value = arguments.value if arguments.value is not None else known.value if known else ""
    if arguments.table is not None:
        value = tier_words(read_tiers(arguments.table))
    done = services.standards.confirm(
        family,
        arguments.standard,
        value,
        arguments.unit if arguments.unit is not None else known.unit if known else "",
        Status(arguments.status),
        arguments.citation,
        period,
        person,
    )
    told = desk.say(
        "{standard} is {value} from {month} on.",
        standard=arguments.standard,
        value=f"{(done.body or {})['value']} {desk.say(str((done.body or {})['unit']))}".strip(),
        month=desk.say(month_year(period)),
    )
    return Answer(FINE, {"confirmed": _change(done)}, [told])


def issue(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Sign every change of this office into a pack."""
    services = desk.office()
    person = services.people.find(arguments.person)
    signer = services.people.unlock(person, desk.passphrase(arguments.person))
    try:
        pack = services.packs.issue(arguments.file.absolute(), signer)
    finally:
        signer.lock()
    told = desk.say("The pack is in {file}.", file=arguments.file)
    return Answer(FINE, {"file": str(arguments.file), "sha256": pack.digest.hex()}, [told])


def take(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Verify a pack and take in what is new in it; taking it again changes nothing."""
    services = desk.office()
    person = services.people.sign_in(arguments.person, desk.passphrase(arguments.person))
    taken = services.packs.take(arguments.file.absolute(), person, past=arguments.past)
    data = {"signer": taken.issued_by, "office": taken.office, "added": taken.added, "present": taken.present}
    told = desk.say(
        "{added} changes taken in, {present} were here already; signed by {signer}.",
        added=taken.added,
        present=taken.present,
        signer=taken.issued_by,
    )
    return Answer(FINE, data, [told])


def _value(each: Listed, desk: Desk) -> str:
    return f"{each.standard.value} {desk.say(each.standard.unit)}".strip()


def _described(each: Listed, desk: Desk) -> dict[str, Any]:
    standard = each.standard
    return {
        "id": standard.id,
        "statement": desk.say(standard.statement),
        "value": standard.value,
        "unit": standard.unit,
        "table": plain_tiers(each.tiers) or None,
        "status": standard.status.value,
        "source": each.source,
        "where": standard.where,
        "in_force_from": str(each.since) if each.since else None,
        "checks": [check.code for check in each.use.checks],
        "indicators": [indicator.code for indicator in each.use.indicators],
        "confirmed_by": each.by.by_name if each.by else None,
        "next": _change(each.coming) if each.coming else None,
    }


def _change(overlay: Overlay) -> dict[str, Any]:
    return {
        "standard": overlay.code,
        "from": str(overlay.start),
        **(overlay.body or {}),
        "citation": overlay.citation,
    }
