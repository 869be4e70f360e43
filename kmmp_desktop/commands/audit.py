"""Commands that read the log: one cell's story, the entries that are wanted, and files of them."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta
from typing import Any

from kmmp_desktop.commands.answers import FINE, FOUND, Answer, Desk
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import EAST_AFRICA, east_africa
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.errors import KmmpError, NotFoundError
from kmmp_desktop.services.audit_log import AuditLogService, what_words
from kmmp_desktop.services.audit_ports import AuditKind, AuditLine, AuditWanted
from kmmp_desktop.services.audit_words import Told, all_words
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.cell_story import CellStory, StoryLine


def story(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Tell the story of one cell; exit 1 where the log of its return does not hold."""
    services = desk.office()
    found = _story(arguments, desk, services)
    if arguments.to is not None:
        person = _person(arguments, desk)
        services.audit.write_story(found, person, arguments.to, getattr(arguments, "language", "en"))
    lines = [_story_line(line, desk) for line in found.lines]
    said = [
        desk.say(
            "The log of revision {revision} does not hold from entry {number} on.",
            revision=revision,
            number=number,
        )
        for revision, number in found.first_broken.items()
    ]
    if not lines:
        lines = [desk.say("The log knows nothing of this cell.")]
    data: dict[str, Any] = {
        "cell": str(found.cell),
        "return": [found.key.family, found.key.facility, str(found.key.period)],
        "holds": found.holds,
        "first_broken": dict(found.first_broken),
        "entries": [
            {
                **_told(line.told, desk),
                "revision": line.revision,
                "entry": line.number,
                "digest": line.digest,
                "at": line.at.isoformat(),
                "by": line.by,
                "holds": line.holds,
            }
            for line in found.lines
        ],
    }
    return Answer(FINE if found.holds else FOUND, data, [*lines, *said], said[0] if said else "")


def list_entries(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """The newest entries as they are wanted."""
    services = desk.office()
    person, wanted = _person(arguments, desk), _wanted(arguments, services)
    found = services.audit.page(wanted, person, limit=arguments.limit)
    counts = services.audit.counts(wanted, person)
    data = {
        "total": counts.total,
        "kinds": {kind.value: count for kind, count in counts.kinds.items()},
        "entries": [_entry(line, services.audit.tell(line), desk) for line in found],
    }
    said = desk.say("{shown} entries shown", shown=len(found)) + f" / {counts.total}"
    return Answer(FINE, data, [*(_line(line, services.audit, desk) for line in found), said])


def export(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Write everything that is wanted as CSV, workbook or PDF."""
    services = desk.office()
    person, wanted = _person(arguments, desk), _wanted(arguments, services)
    count = services.audit.write(wanted, person, arguments.to, getattr(arguments, "language", "en"))
    said = desk.say("{count} entries are in {file}.", count=count, file=arguments.to.name)
    return Answer(FINE, {"file": str(arguments.to), "entries": count}, [said])


def _story(arguments: argparse.Namespace, desk: Desk, services: Services) -> CellStory:
    form = services.forms.newest(desk.form)
    cell = form.key(arguments.cell.upper())
    if cell is None or cell.category == "*":
        raise NotFoundError(
            '"{text}" is no cell of this form. Cells are called C02[ANC], rows without columns C16.',
            text=arguments.cell,
        )
    return services.stories.tell(ReturnKey(desk.form, arguments.facility, arguments.period), cell)


def _person(arguments: argparse.Namespace, desk: Desk) -> Person:
    """Whoever reads the log says who they are: it tells what each person did."""
    if not arguments.person:
        raise KmmpError("Say who saves the log.", hint="Name the person with --as USER.")
    return desk.office().people.sign_in(arguments.person, desk.passphrase(arguments.person))


def _wanted(arguments: argparse.Namespace, services: Services) -> AuditWanted:
    by = services.people.find(arguments.by).id if arguments.by else None
    return AuditWanted(
        by,
        arguments.facility or "",
        arguments.only_form or "",
        arguments.period,
        AuditKind(arguments.kind) if arguments.kind else None,
        arguments.first,
        arguments.last + timedelta(days=1) if arguments.last else None,
        arguments.text or "",
    )


def day(text: str) -> datetime:
    """The beginning of a day, ``2026-12-05``, in East Africa Time."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=EAST_AFRICA)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it as 2026-12-05") from error


def _told(told: Told, desk: Desk) -> dict[str, Any]:
    return {
        "kind": told.kind.value,
        "what": what_words(told, desk.say),
        "cell": told.cell,
        "before": told.before,
        "after": told.after,
        "words": told.words,
        "facts": [desk.say(fact) for fact in told.facts],
    }


def _entry(line: AuditLine, told: Told, desk: Desk) -> dict[str, Any]:
    key = line.key
    return {
        **_told(told, desk),
        "chain": line.entry.chain,
        "entry": line.entry.number,
        "digest": line.entry.digest,
        "at": line.entry.at.isoformat(),
        "by": line.by,
        "action": line.entry.action,
        "return": [key.family, key.facility, str(key.period), line.revision] if key else None,
    }


def _line(line: AuditLine, audit: AuditLogService, desk: Desk) -> str:
    where = desk.say(audit.where(line))
    return _printed(audit.tell(line), line.entry.at, line.by, where, line.entry.number, desk)


def _story_line(line: StoryLine, desk: Desk) -> str:
    said = _printed(line.told, line.at, line.by, f"/{line.revision}", line.number, desk)
    return said if line.holds else f"{said}  ({desk.say('does not hold')})"


def _printed(told: Told, at: datetime, by: str, where: str, number: int, desk: Desk) -> str:
    figures = "" if told.before is None else f"{told.before or '-'} -> {told.after or '-'}"
    parts = (
        f"{east_africa(at):%Y-%m-%d %H:%M:%S}",
        by or "-",
        where,
        str(number),
        what_words(told, desk.say),
        told.cell,
        figures,
        all_words(told, desk.say),
    )
    return "  ".join(part for part in parts if part)
