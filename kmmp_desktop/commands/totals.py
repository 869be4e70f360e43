"""Commands that add months up and that look through the log."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from kmmp_desktop.commands.answers import FINE, FOUND, Answer, Desk, not_in_it
from kmmp_desktop.domain.verdict import Answer as Verdict
from kmmp_desktop.errors import NotFoundError
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.doubts import said_of
from kmmp_desktop.services.log_check import HeadProof
from kmmp_desktop.services.month_words import day_of
from kmmp_desktop.services.totals import Change, Level, Totals, content_of


def totals(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Add up a month; exit 1 where a return that is owed is not in the totals."""
    services = desk.office()
    family, period = services.forms.newest(desk.form).family, arguments.period
    level = Level(arguments.level)
    places = services.totals.places(family, period)[level]
    if level is not Level.NATIONAL and arguments.place not in places:
        raise NotFoundError(
            '"{place}" has nothing to add up in {period}.',
            place=arguments.place,
            period=period,
            hint="There are: {places}.",
            places=", ".join(places) or "-",
        )
    found = services.totals.make(family, period, level, arguments.place)
    lines = [
        desk.say(
            "{counted} of {owed} returns, {late} late, {returned} returned.",
            counted=len(found.counted),
            owed=found.owed,
            late=found.late,
            returned=found.returned,
        )
    ]
    doubted = said_of(found.doubts)
    lines += [desk.say(doubted)] if doubted is not None else []
    before = _made_before(services, found)
    lines += [
        desk.say("Totals made on {date}: {what}.", date=day_of(made_at), what=desk.say(change.text))
        for made_at, changes in before
        for change in changes
    ]
    said = tuple(lines)
    lines += [
        f"{key}\t{'' if one.value is None else f'{one.value:g}'}\t{one.counted}/{one.of}"
        for key, one in found.sums.items()
    ]
    if arguments.to is not None:
        services.totals.write(found, arguments.to.absolute(), getattr(arguments, "language", "en"), None)
        lines = [*said, str(arguments.to.absolute())]
    missing = found.not_counted
    line = (
        not_in_it(desk, len(missing), missing[0].facility.name, desk.say(missing[0].why)) if missing else ""
    )
    data: dict[str, Any] = {"family": family, "period": str(period), "level": level.value}
    data["made_before"] = [
        {"at": made_at.isoformat(), "changed_since": [desk.say(change.text) for change in changes]}
        for made_at, changes in before
    ]
    return Answer(
        FOUND if missing else FINE, {**data, "place": found.place, **content_of(found)}, lines, line
    )


def _made_before(services: Services, found: Totals) -> list[tuple[datetime, tuple[Change, ...]]]:
    """Totals of the same place that were written before, oldest first, and what became of their returns."""
    kept = services.totals.kept(found.form.family, found.period)
    same = [(one, changes) for one, changes in kept if (one.level, one.place) == (found.level, found.place)]
    return [(one.made_at, changes) for one, changes in reversed(same)]


def verify_log(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Look through the whole log; exit 1 where something in it does not hold."""
    report = desk.office().log.check()
    broken = [
        {
            "chain": each.chain,
            "entry": each.number,
            "at": each.at.isoformat() if each.at else None,
            "where": desk.say(each.place),
            "what": desk.say(each.text),
        }
        for each in report.broken
    ]
    said = desk.say(
        "{entries} entries in {chains} chains. Head of the office's log: {head}",
        entries=report.entries,
        chains=report.chains,
        head=report.head,
    )
    lines = [said, *(f"{each['where']}: {each['what']}" for each in broken)]
    data = {"chains": report.chains, "entries": report.entries, "head": report.head, "broken": broken}
    return Answer(FINE if report.holds else FOUND, data, lines, lines[1] if broken else "")


def compare_log(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Whether the log still holds what signed files carry; exit 1 unless it does for each."""
    log = desk.office().log
    found = [(path, log.compare(path)) for path in arguments.files]
    return _proofs([(path.name, proof) for path, proof in found], desk)


def find_head(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Whether the log holds a printed head; exit 1 unless it does."""
    return _proofs([(arguments.head, desk.office().log.find(arguments.head))], desk)


def _proofs(found: list[tuple[str, HeadProof]], desk: Desk) -> Answer:
    lines = [f"{name}: {desk.say(proof.text)}" for name, proof in found]
    bad = [line for line, (_, proof) in zip(lines, found, strict=True) if proof.answer is not Verdict.YES]
    data = {
        "heads": [
            {"name": name, "answer": proof.answer.value, "text": desk.say(proof.text)}
            for name, proof in found
        ]
    }
    return Answer(FOUND if bad else FINE, data, lines, bad[0] if bad else "")
