"""Commands that write entry workbooks for facilities and take them in again."""

from __future__ import annotations

import argparse
from typing import Any

from kmmp_desktop.commands.answers import FINE, FOUND, Answer, Desk
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.domain.values import CellValue, write_cell
from kmmp_desktop.errors import KmmpError, NotFoundError
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.entry_books import BookOutcome
from kmmp_desktop.services.proposals import Proposed

ALL = "all"
"""In place of an MFL code: every facility that owes the form."""


def write(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Write the workbook of one facility, or of all into a folder; exit 1 where one is left out."""
    services = desk.office()
    family = services.forms.newest(desk.form).family
    reader = _anybody(services)
    language = getattr(arguments, "language", "en")
    out = arguments.out.absolute()
    if arguments.facility != ALL and not out.is_dir():
        opened = services.entry.open(family, arguments.facility, arguments.period, reader)
        files, left_out = [services.books.write(opened, out, language)], []
    else:
        out.mkdir(parents=True, exist_ok=True)
        wanted = [] if arguments.facility == ALL else [arguments.facility]
        written = services.books.write_month(
            family, arguments.period, wanted, out, _silently, person=reader, language=language
        )
        files = list(written.files)
        left_out = [{"facility": mfl, "why": desk.say(why)} for mfl, why in written.left_out]
    line = ""
    if left_out:
        line = desk.say(
            "{count} facilities are left out; the first is {facility}: {why}",
            count=len(left_out),
            facility=left_out[0]["facility"],
            why=left_out[0]["why"],
        )
    elif not files:
        line = desk.say(
            "No facility owes {form} in {period}: nothing was written.", form=family, period=arguments.period
        )
    shown = [str(path) for path in files]
    return Answer(FOUND if line else FINE, {"files": shown, "left_out": left_out}, shown, line)


def take_in(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Judge one workbook or a folder of them, and unless it is a dry run put in what can be taken.

    Exit 1 where a file is refused or one of its cells is rejected; the JSON says which and why.
    """
    services = desk.office()
    person = services.people.sign_in(arguments.person, desk.passphrase(arguments.person))
    outcomes = services.books.import_folder(arguments.path.absolute(), person, _silently)
    data: list[dict[str, Any]] = []
    lines: list[str] = []
    for outcome in outcomes:
        one = _described(outcome, desk)
        if outcome.accepted and not arguments.dry_run:
            try:
                services.books.apply(outcome, person)
                one["outcome"] = "imported"
            except KmmpError as error:
                one["outcome"], one["why"] = "refused", desk.say(error.message)
        data.append(one)
        lines += _lines(one, desk)
    bad = next((one for one in data if one["outcome"] == "refused" or one["rejected"]), None)
    line = ""
    if bad is not None and bad["outcome"] == "refused":
        line = f"{bad['file']}: {bad['why']}"
    elif bad is not None:
        first = bad["rejected"][0]
        line = f"{bad['file']} {first['address']}: {first['why']}"
    return Answer(FOUND if bad else FINE, {"files": data}, lines, line)


def _described(outcome: BookOutcome, desk: Desk) -> dict[str, Any]:
    book, proposal = outcome.book, outcome.proposal
    said: dict[str, Any] = {"file": outcome.path.name, "outcome": "same", "why": None, "return": None}
    if book is not None:
        said["sha256"] = book.digest
        said["return"] = {"form": book.family, "facility": book.mfl, "period": str(book.period)}
        said["notes"] = [desk.say(note) for note in book.notes]
    if outcome.refused is not None:
        said["outcome"], said["why"] = "refused", desk.say(outcome.refused)
    elif outcome.accepted:
        said["outcome"] = "can_be_imported"
    elif outcome.rejected:
        said["outcome"] = "rejected"
    said["changes"] = [_change(item) for item in outcome.accepted]
    said["same"] = len(proposal.same) if proposal else 0
    said["rejected"] = [_rejection(item, desk) for item in outcome.rejected]
    return said


def _change(item: Proposed) -> dict[str, str | None]:
    return {
        "address": item.offered.address,
        "cell": str(item.offered.key),
        "value": _written(item.value),
        "before": _written(item.now),
    }


def _rejection(item: Proposed, desk: Desk) -> dict[str, str | None]:
    offered = item.offered
    return {
        "address": offered.address,
        "cell": str(offered.key) if offered.key else None,
        "value": offered.text,
        "why": desk.say(item.why) if item.why else "",
    }


def _written(value: CellValue | None) -> str | None:
    return None if value is None else write_cell(value)


def _lines(one: dict[str, Any], desk: Desk) -> list[str]:
    head = desk.say(
        "{file}: {changed} cells taken, {same} already the same, {rejected} rejected",
        file=one["file"],
        changed=len(one["changes"]),
        same=one["same"],
        rejected=len(one["rejected"]),
    )
    if one["outcome"] == "refused":
        head = f"{one['file']}: {one['why']}"
    rejected = [f"  {r['address']:6} {r['value'][:30]!r:20} {r['why']}" for r in one["rejected"]]
    return [head, *rejected, *(f"  {note}" for note in one.get("notes", ()))]


def _anybody(services: Services) -> Person:
    """A clerk in whose name returns are opened for reading: writing a workbook changes none."""
    reader = next((p for p in services.people.people() if p.role is Role.CLERK), None)
    if reader is None:
        raise NotFoundError(
            "This office has no clerk yet.", hint="Open the program once, or make the demo office."
        )
    return reader


def _silently(done: int, of: int) -> None:
    """Commands show no progress: their output is read by scripts."""
