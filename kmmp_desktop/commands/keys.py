"""Commands for one's own key: look at it, change what opens it, ask for and take in its certificate."""

from __future__ import annotations

import argparse
import os

from kmmp_desktop.commands.answers import FINE, FOUND, Answer, Desk
from kmmp_desktop.commands.people import NEW
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import east_africa
from kmmp_desktop.errors import FileRefusedError, RefusedError
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.key_dates import KeyStanding
from kmmp_desktop.services.keys import KeyState
from kmmp_desktop.services.sealed_files import SUFFIXES

CODE = "KMMP_RECOVERY_CODE"


def show(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """How the keys of the office stand, or one person's; 1 where one is over or runs out."""
    services = desk.office()
    chosen = arguments.username
    people = (services.people.find(chosen),) if chosen else services.people.people()
    states = [(person, services.keys.state(person)) for person in people]
    late = [p for p, s in states if s.standing not in (KeyStanding.FINE, KeyStanding.NONE)]
    lines = [
        f"{p.username:20} {s.fingerprint or '-':20} {_day(s):10}  {desk.say(_WORDS[s.standing])}"
        for p, s in states
    ]
    line = desk.say("Keys whose certificate ends or has ended: {count}.", count=len(late)) if late else ""
    return Answer(FOUND if late else FINE, {"keys": [_told(p, s) for p, s in states]}, lines, line)


def passphrase(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Change one's passphrase; the new one comes from KMMP_NEW_PASSPHRASE or a prompt."""
    services = desk.office()
    person = services.people.find(arguments.person)
    services.keys.change_passphrase(person, desk.passphrase(person.username), _new(person, desk))
    return Answer(FINE, {}, [desk.say("The passphrase was changed.")])


def reset(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Set a new passphrase by the recovery code, from KMMP_RECOVERY_CODE or a prompt."""
    services = desk.office()
    person = services.people.find(arguments.username)
    code = os.environ.get(CODE, "")
    if not code and os.environ.get("KMMP_PASSPHRASE"):
        raise RefusedError(
            "The recovery code is needed.", hint="Set KMMP_RECOVERY_CODE, or run the command in a terminal."
        )
    code = code or desk.passphrase(desk.say("{name}, recovery code", name=person.username))
    services.keys.reset(person.username, code, _new(person, desk))
    return Answer(FINE, {}, [desk.say("The passphrase was changed.")])


def recovery(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Write a new recovery sheet; those before it open nothing any more."""
    services = desk.office()
    person = services.people.find(arguments.person)
    if arguments.to.exists():
        raise RefusedError(
            "{file} is there already.", file=arguments.to, hint="Nothing was written. Choose another name."
        )
    path = arguments.to.absolute()
    try:
        path.touch(exist_ok=False)  # a sheet that cannot be written must not end the one before
    except OSError as error:
        why = reason_of(error)
        raise FileRefusedError("{file} was not written: {why}", file=path, why=why) from error
    try:
        sheet = services.keys.make_recovery(person, desk.passphrase(person.username))
    except BaseException:
        path.unlink()
        raise
    services.sheets.write(sheet, path, arguments.paper_language)
    told = desk.say("Print {file}, then delete it: whoever has it can sign as {name}.",
                    file=arguments.to, name=person.name)  # fmt: skip
    return Answer(FINE, {"file": str(arguments.to)}, [told])


def request(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Write a request for a certificate of one's key, to be sent to the authority."""
    services = desk.office()
    person = services.people.find(arguments.person)
    path = arguments.to.absolute()
    if path.suffix != SUFFIXES["request"]:
        path = path.with_name(path.name + SUFFIXES["request"])
    why = services.certificates.request(person, desk.passphrase(person.username), path)
    fingerprint = services.people.find(arguments.person).fingerprint
    told = desk.say("Fingerprint: {fingerprint}", fingerprint=fingerprint)
    return Answer(FINE, {"file": str(path), "why": why.value, "fingerprint": fingerprint}, [str(path), told])


def take(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Take in an issued certificate; it is public, so that no passphrase is asked."""
    told = desk.say(desk.office().certificates.take_file(arguments.file.absolute()))
    return Answer(FINE, {"said": told}, [told])


def renew(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """A new certificate for one's key, where no authority issued the present one."""
    services = desk.office()
    person = services.people.find(arguments.person)
    services.certificates.renew(person, desk.passphrase(person.username))
    return _state_of(person.username, desk)


def new_key(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """A new key in the place of one that is lost or was seen by somebody."""
    services = desk.office()
    person = services.people.find(arguments.person)
    services.certificates.new_key(person, desk.passphrase(person.username))
    return _state_of(person.username, desk)


def tie(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Tie one's key to the keyring of this computer."""
    services = desk.office()
    person = services.people.find(arguments.person)
    services.keys.tie(person, desk.passphrase(person.username))
    return _state_of(person.username, desk)


def untie(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Let the passphrase alone open one's key again."""
    services = desk.office()
    person = services.people.find(arguments.person)
    services.keys.untie(person, desk.passphrase(person.username))
    return _state_of(person.username, desk)


def _state_of(username: str, desk: Desk) -> Answer:
    services = desk.office()
    person = services.people.find(username)
    state = services.keys.state(person)
    told = desk.say("Fingerprint: {fingerprint}", fingerprint=state.fingerprint)
    return Answer(FINE, {"key": _told(person, state)}, [told])


def _new(person: Person, desk: Desk) -> str:
    """The new passphrase: from the environment, or typed twice."""
    new = os.environ.get(NEW, "")
    if new:
        return new
    if os.environ.get("KMMP_PASSPHRASE"):
        raise RefusedError(
            "The new passphrase is needed.", hint="Set KMMP_NEW_PASSPHRASE, or run the command in a terminal."
        )
    new = desk.passphrase(desk.say("{name}, new", name=person.username))
    if desk.passphrase(desk.say("{name}, new, once more", name=person.username)) != new:
        raise RefusedError("The two passphrases are not the same.", hint="Nothing was changed.")
    return new


_WORDS = {
    KeyStanding.NONE: "no key yet",
    KeyStanding.FINE: "good",
    KeyStanding.RUNS_OUT: "ends soon",
    KeyStanding.EXPIRED: "has ended",
    KeyStanding.NOT_YET: "not begun: see the clock of the computer",
}
"""Catalogue texts."""


def _day(state: KeyState) -> str:
    return f"{east_africa(state.ends):%Y-%m-%d}" if state.ends else "-"


def _told(person: Person, state: KeyState) -> dict[str, object]:
    return {
        "username": person.username,
        "name": person.name,
        "standing": state.standing.value,
        "fingerprint": state.fingerprint,
        "issuer": state.issuer or None,
        "ends": _day(state) if state.ends else None,
        "recovery_sheet": state.has_recovery,
        "tied": state.is_tied,
    }
