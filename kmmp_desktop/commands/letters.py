"""Commands for what goes to and fro between offices: amendments, recalls, receipts, questions."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from kmmp_desktop.commands.answers import FINE, FOUND, Answer, Desk
from kmmp_desktop.domain.returns import ReturnKey, Revision
from kmmp_desktop.errors import KmmpError, NotFoundError
from kmmp_desktop.services.looked_letters import LetterStanding, LookedLetter
from kmmp_desktop.services.pack_files import read_pack


def amend(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Begin the next revision of a return that was sent."""
    services = desk.office()
    person = services.people.sign_in(arguments.person, desk.passphrase(arguments.person))
    found = _latest(arguments, desk)
    new = services.amending.begin(found.id, person, arguments.why)
    line = desk.say("Revision {number} amends revision {base}.", number=new.number, base=found.number)
    return Answer(FINE, {"revision": _described(new)}, [line])


def recall(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Recall a return that was sent; the letter has to go to whoever got it."""
    services = desk.office()
    signer = services.people.unlock(services.people.find(arguments.person), desk.passphrase(arguments.person))
    found, recalls = _latest(arguments, desk), services.letters.recalls
    path: Path = arguments.to.absolute()
    if path.is_dir():
        path = path / recalls.name_of(found)
    try:
        revision = recalls.recall(found.id, signer, arguments.why, path)
    finally:
        signer.lock()
    line = desk.say("Recalled. Send {file} to whoever got the return, then amend it.", file=path)
    return Answer(FINE, {"revision": _described(revision), "file": str(path)}, [line])


def read(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Read letters and do what they say; exit 1 where one is held or refused."""
    services = desk.office()
    person = services.people.sign_in(arguments.person, desk.passphrase(arguments.person))
    rows: list[dict[str, Any]] = []
    lines: list[str] = []
    wrong = ""
    for path in arguments.files:
        row: dict[str, Any] = {"file": str(path), "taken": False}
        try:
            content = read_pack(path)
            looked = services.letters.look(path.name, content)
            if looked.asks and arguments.accept_office:
                lines.append(desk.say(services.letters.expect(path.name, content, person)))
                looked = services.letters.look(path.name, content)
            text = desk.say(looked.text)
            row |= _judged(looked, desk)
            if looked.can_take and not arguments.dry_run:
                text = desk.say(services.letters.take(path.name, content, person))
                row["taken"] = True
            bad = looked.standing in (LetterStanding.HELD, LetterStanding.REFUSED)
        except KmmpError as error:
            text, bad = desk.say(error.message), True
            row |= {"standing": "refused", "text": text}
        rows.append(row)
        lines.append(f"{path.name}: {text}")
        lines += [f"  {detail}" for detail in row.get("details", ())]
        if bad and not wrong:
            wrong = f"{path.name}: {text} {row.get('step', '')}".rstrip()
    return Answer(FOUND if wrong else FINE, {"letters": rows}, lines, wrong)


def ask(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Write the questions that wait at the cells of a taken-in return as a letter."""
    services = desk.office()
    found = _latest(arguments, desk)
    signer = services.people.unlock(services.people.find(arguments.person), desk.passphrase(arguments.person))
    try:
        path = services.letters.ask(found.id, signer, arguments.to.absolute(), arguments.note)
    finally:
        signer.lock()
    return Answer(FINE, {"file": str(path), "revision": _described(found)}, [str(path)])


def write_receipts(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Sign receipts for what was taken in for a month."""
    services = desk.office()
    family = services.forms.newest(desk.form).family
    wanted = services.letters.receipts.owed(family, arguments.period, arguments.facility or ())
    signer = services.people.unlock(services.people.find(arguments.person), desk.passphrase(arguments.person))
    try:
        paths = services.letters.receipts.make(
            wanted, signer, arguments.to.absolute(), one_each=arguments.one_each
        )
    finally:
        signer.lock()
    return Answer(FINE, {"files": [str(path) for path in paths]}, [str(path) for path in paths])


def _latest(arguments: argparse.Namespace, desk: Desk) -> Revision:
    services = desk.office()
    family = services.forms.newest(desk.form).family
    key = ReturnKey(family, arguments.facility, arguments.period)
    found = services.amending.latest(key)
    if found is None:
        raise NotFoundError(
            "There is no return of {facility} for {period} in this office.",
            facility=arguments.facility,
            period=arguments.period,
        )
    return found


def _judged(looked: LookedLetter, desk: Desk) -> dict[str, Any]:
    return {
        "kind": looked.kind,
        "standing": looked.standing.value,
        "text": desk.say(looked.text),
        "step": desk.say(looked.step),
        "signer": looked.signer,
        "office": looked.office,
        "details": [desk.say(detail) for detail in looked.details],
    }


def _described(revision: Revision) -> dict[str, object]:
    return {
        "form": revision.key.family,
        "facility": revision.key.facility,
        "period": str(revision.key.period),
        "revision": revision.number,
        "id": str(revision.id),
        "state": revision.state.value,
        "short_code": revision.short_code,
        "why": revision.why,
    }
