"""The command that judges files of other offices and takes them in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from kmmp_desktop.commands.answers import FINE, FOUND, Answer, Desk
from kmmp_desktop.domain.office import Person
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.receiving_files import files_in
from kmmp_desktop.services.receiving_list import beside
from kmmp_desktop.services.receiving_rows import VERBS, ReceivedFile, Step, ready, to_acknowledge

_FINE = (Step.TAKE, Step.KEEP, Step.TAKEN, Step.HERE)


def receive(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """A verdict for each file; unless it is a dry run, what can be taken in is.

    Exit 1 where a file was not taken in and is not here already; the JSON says which and why.
    """
    services = desk.office()
    passphrase = desk.passphrase(arguments.person)
    person = services.people.sign_in(arguments.person, passphrase)
    files = _judged(arguments, services, person)
    if not arguments.dry_run:
        files = _taken(services, files, person)
    receipts = _receipts(arguments, services, files, person, passphrase)
    data = [_described(file, desk) for file in files]
    lines = [f"{one['file']}: {one['verdict']} {one['text']}".rstrip() for one in data]
    bad = next((line for line, file in zip(lines, files, strict=True) if file.step not in _FINE), "")
    if not files:
        bad = desk.say("There is no return and no letter in there.")
    counts = {step.value: sum(1 for file in files if file.step is step) for step in Step}
    return Answer(
        FOUND if bad else FINE,
        {
            "dry_run": arguments.dry_run,
            "counts": {name: count for name, count in counts.items() if count},
            "files": data,
            "receipts": [str(path) for path in receipts],
        },
        [*lines, *map(str, receipts)],
        bad,
    )


def _judged(arguments: argparse.Namespace, services: Services, person: Person) -> tuple[ReceivedFile, ...]:
    service = services.receiving
    paths = tuple(files_in(path.absolute() for path in arguments.files))
    files = beside(service.look(paths, remember=not arguments.dry_run))
    if arguments.add_facilities and not arguments.dry_run:
        offering = [file for file in files if file.judged.offered is not None]
        if service.add_facilities(offering, person):
            files = beside(service.again(file) for file in files)
    return files


def _taken(services: Services, files: tuple[ReceivedFile, ...], person: Person) -> tuple[ReceivedFile, ...]:
    """Letters and files in their order; the others as they stand after that."""
    service, now = services.receiving, {file.path: file for file in files}
    for file in ready(files):
        now[file.path] = service.take(file, person)
    return tuple(now[file.path] if file.can_be_taken else service.again(file) for file in files)


def _receipts(
    arguments: argparse.Namespace,
    services: Services,
    files: tuple[ReceivedFile, ...],
    person: Person,
    passphrase: str,
) -> tuple[Path, ...]:
    """Signed receipts for every return of the list that is here, where they are asked for."""
    revisions = to_acknowledge(files)
    if arguments.receipts is None or arguments.dry_run or not revisions:
        return ()
    signer = services.people.unlock(person, passphrase)
    try:
        return services.letters.receipts.make(revisions, signer, arguments.receipts.absolute())
    finally:
        signer.lock()


def _described(file: ReceivedFile, desk: Desk) -> dict[str, Any]:
    verdict, key = file.verdict, file.key
    return {
        "file": str(file.path),
        "sha256": file.digest.hex(),
        "step": file.step.value,
        "why": file.judged.why.value,
        "verdict": desk.say(VERBS[file.step]),
        "text": desk.say(file.judged.text),
        "to_do": desk.say(file.judged.to_do),
        "notes": [desk.say(note) for note in file.judged.notes],
        "intact": {"answer": verdict.intact.value, "text": desk.say(verdict.intact_text)},
        "who": {"answer": verdict.who.value, "text": desk.say(verdict.who_text)},
        "complete": {"answer": verdict.complete.value, "text": desk.say(verdict.complete_text)},
        "office": file.office_name or None,
        "return": {
            "form": key.family,
            "facility": key.facility,
            "period": str(key.period),
            "revision": file.number,
            "id": str(file.revision),
        }
        if key
        else None,
        "cells_differ": file.differing,
    }
