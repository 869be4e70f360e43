"""Commands for the people of the office: the list, their accounts, and cards of other offices."""

from __future__ import annotations

import argparse
import os

from kmmp_desktop.commands.answers import FINE, Answer, Desk
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.staff import Member, OpenWork
from kmmp_desktop.text import Message

NEW = "KMMP_NEW_PASSPHRASE"


def list_people(_arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Everybody in the roster: role, fingerprint, how the account stands, and open work."""
    members = desk.office().staff.members()
    lines = [
        f"{m.person.username:20} {m.person.role.value:14} {m.person.fingerprint or '-':20} "
        f"{_state(m):8} {m.person.name}"
        for m in members
    ]
    return Answer(FINE, {"people": [_member(member) for member in members]}, lines)


def add(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Add a person; the new passphrase comes from KMMP_NEW_PASSPHRASE or a prompt."""
    people = desk.office().people
    by = people.sign_in(arguments.person, desk.passphrase(arguments.person))
    new = _new(arguments.username, desk)
    made = people.add(arguments.username, arguments.name, Role(arguments.role), new, by)
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
    known = services.roster.pin(
        arguments.file.absolute(), arguments.fingerprint, by, new_key=arguments.new_key, why=arguments.why
    )
    line = f"{known.name}, {known.office_name}: {known.fingerprint}"
    return Answer(FINE, {"person": _described(known)}, [line])


def role(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Give somebody another role; the signing key of the old one is given up."""
    services, by, person = _two(arguments, desk)
    return _done(desk, services.staff.change_role(person, Role(arguments.role), by))


def disable(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Close an account; what was entered and signed stays."""
    services, by, person = _two(arguments, desk)
    closed = services.staff.disable(person, arguments.reason, by)
    return _done(desk, closed, services.staff.revocation(closed))


def enable(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Open a closed account again."""
    services, by, person = _two(arguments, desk)
    return _done(desk, services.staff.enable(person, by))


def hand_over(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Close an account and let somebody else go on with its open work."""
    services, by, person = _two(arguments, desk)
    to, work = services.people.find(arguments.to), services.staff.open_work(person)
    closed = services.staff.hand_over(person, to, arguments.reason, by)
    answer = _done(desk, closed, services.staff.revocation(closed))
    answer.data["work"] = _work(work)
    return answer


def passphrase(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Let somebody in again who lost passphrase and recovery sheet, and end the waiting after wrong ones."""
    services = desk.office()
    own = desk.passphrase(arguments.person)
    by = services.people.sign_in(arguments.person, own)
    person = services.people.find(arguments.username)
    given = services.keys.give_passphrase(person, _new(person.username, desk), by, own)
    return _done(desk, given)


def _two(arguments: argparse.Namespace, desk: Desk) -> tuple[Services, Person, Person]:
    """The services, who acts (by passphrase), and about whom."""
    services = desk.office()
    by = services.people.sign_in(arguments.person, desk.passphrase(arguments.person))
    return services, by, services.people.find(arguments.username)


def _new(username: str, desk: Desk) -> str:
    new = os.environ.get(NEW, "")
    if not new and os.environ.get("KMMP_PASSPHRASE"):
        raise RefusedError(
            "The passphrase of the new person is needed.",
            hint="Set KMMP_NEW_PASSPHRASE, or run the command in a terminal.",
        )
    return new or desk.passphrase(username)


def _done(desk: Desk, person: Person, told: Message | None = None) -> Answer:
    lines = [f"{person.username} {person.role.value} {person.name}"]
    data: dict[str, object] = {"person": _described(person)}
    if told is not None:
        lines.append(desk.say(told))
        data["told"] = desk.say(told)
    return Answer(FINE, data, lines)


def _state(member: Member) -> str:
    if not member.has_account:
        return "card"
    return "open" if member.person.enabled else "closed"


def _member(member: Member) -> dict[str, object]:
    person = member.person
    return {
        **_described(person),
        "state": _state(member),
        "signed_in": member.signed_in.isoformat() if member.signed_in else None,
        "certificate_until": member.certificate_ends.isoformat() if member.certificate_ends else None,
        "closed_at": person.disabled_at.isoformat() if person.disabled_at else None,
        "handed_to": member.handed_to or None,
        "wrong_passphrases": member.wrong_tries,
        "waits_seconds": member.waits,
        "work": _work(member.work),
    }


def _work(work: OpenWork) -> dict[str, object]:
    drafts = [f"{r.key.facility} {r.key.period} {r.key.family}" for r in work.drafts]
    return {"drafts": drafts, "second_keyings": work.keyings, "questions": work.questions}


def _described(person: Person) -> dict[str, object]:
    return {
        "username": person.username,
        "name": person.name,
        "role": person.role.value,
        "fingerprint": person.fingerprint,
        "enabled": person.enabled,
        "office": person.office_name,
    }
