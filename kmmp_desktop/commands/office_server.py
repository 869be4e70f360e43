"""Commands about where the office's database is: a file in this folder, or a server."""

from __future__ import annotations

import argparse
import sys

from kmmp_desktop.commands.answers import FINE, Answer, Desk
from kmmp_desktop.domain.office import Person
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.server_office import FILE, FILE_STAYS, Found, ServerOffice

STEPS = {"tables": "Making the tables", "copy": "Copying", "compare": "Comparing"}


def show(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Where the database is. Never a password."""
    connection = _server(desk).connection
    if connection is None:
        said = desk.say("The office of {home} is a file in this folder.", home=desk.home)
        return Answer(FINE, {"server": None}, [said])
    said = desk.say("The office of {home} is on {place}.", home=desk.home, place=connection.place)
    return Answer(FINE, {"server": connection.url, "encrypted": connection.is_encrypted}, [said])


def connect(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Make an office in an empty database, join the one that is there, or move this folder's there."""
    server = _server(desk)
    found = server.look(arguments.url)
    data: dict[str, object] = {"server": found.connection.url, "office": found.seen.office}
    lines = [desk.say(words) for words in what_travels(found)]
    if arguments.move:
        counts = server.move(found, _tell, _who(arguments, desk))
        data["rows"] = counts
        lines.append(
            desk.say(
                "The office has moved to {place}: {rows} rows in {tables} tables, all compared.",
                place=found.connection.place,
                rows=sum(counts.values()),
                tables=len(counts),
            )
        )
        lines.append(desk.say(FILE_STAYS, file=FILE))
        return Answer(FINE, data, lines)
    kept = server.connect(found, _who(arguments, desk) if server.connection else None)
    if found.seen.office:
        said = "This folder now works with the office {office} on {place}."
    else:
        said = "There is no office on {place} yet. Open the program to make one."
    lines.append(desk.say(said, office=found.seen.office, place=found.connection.place))
    if not kept:
        lines.append(desk.say("This computer has no keyring: the password is asked at each start."))
    return Answer(FINE, data, lines)


def disconnect(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Forget the server; nothing on it changes."""
    server = _server(desk)
    connection = server.connection
    server.disconnect(_who(arguments, desk))
    place = connection.place if connection else ""
    said = desk.say("This folder no longer works with {place}. What lies there stays.", place=place)
    return Answer(FINE, {"server": None}, [said])


def what_travels(found: Found) -> list[str]:
    """A sentence where the connection is not encrypted over a network."""
    if found.connection.is_encrypted or found.connection.is_local:
        return []
    return ["The connection is not encrypted: whoever listens on the network reads the figures."]


def _who(arguments: argparse.Namespace, desk: Desk) -> Person:
    """Whoever changes where an office is signs in to it."""
    username = arguments.person
    if not username:
        raise RefusedError("Say who you are: --as USER.")
    return desk.office().people.sign_in(username, desk.passphrase(username))


def _server(desk: Desk) -> ServerOffice:
    if desk.server is None:
        raise RefusedError("This office is not on a server.")
    return desk.server()


def _tell(step: str, done: int, of: int) -> None:
    if done == 0:
        sys.stderr.write(f"{STEPS.get(step, step)}\n")
