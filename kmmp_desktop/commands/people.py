"""Commands for the people of the office: list them, add one, write and pin cards."""

from __future__ import annotations

import argparse
import os

from kmmp_desktop.commands.answers import FINE, Answer, Desk
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.errors import RefusedError

NEW = "KMMP_NEW_PASSPHRASE"


def list_people(_arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Everybody in the roster with role and fingerprint."""
    people = desk.office().people.people()
    lines = [f"{p.username:20} {p.role.value:14} {p.fingerprint or '-':20} {p.name}" for p in people]
    return Answer(FINE, {"people": [_described(person) for person in people]}, lines)


def add(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Add a person; the new passphrase comes from KMMP_NEW_PASSPHRASE or a prompt."""
    people = desk.office().people
    by = people.sign_in(arguments.person, desk.passphrase(arguments.person))
    new = os.environ.get(NEW, "")
    if not new and os.environ.get("KMMP_PASSPHRASE"):
        raise RefusedError(
            "The passphrase of the new person is needed.",
            hint="Set KMMP_NEW_PASSPHRASE, or run the command in a terminal.",
        )
    made = people.add(
        arguments.username,
        arguments.name,
        Role(arguments.role),
        new or desk.passphrase(arguments.username),
        by,
    )
    return Answer(FINE, {"person": _described(made)}, [f"{made.username} {made.name}"])


def card(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Write the card of a person, making their key where there is none yet."""
    services = desk.office()
    person = services.people.find(arguments.person)
    signer = services.people.unlock(person, desk.passphrase(arguments.person))
    signer.lock()
    services.roster.write_card(signer.person, arguments.file.absolute())
    told = desk.say("Fingerprint: {fingerprint}", fingerprint=signer.person.fingerprint)
    return Answer(FINE, {"person": _described(signer.person), "file": str(arguments.file)}, [told])


def pin(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Put the person of a card into the roster, once their fingerprint was compared."""
    services = desk.office()
    by = services.people.sign_in(arguments.person, desk.passphrase(arguments.person))
    known = services.roster.pin(arguments.file.absolute(), arguments.fingerprint, by)
    line = f"{known.name}, {known.office_name}: {known.fingerprint}"
    return Answer(FINE, {"person": _described(known)}, [line])


def _described(person: Person) -> dict[str, object]:
    return {
        "username": person.username,
        "name": person.name,
        "role": person.role.value,
        "fingerprint": person.fingerprint,
        "enabled": person.enabled,
        "office": person.office_name,
    }
