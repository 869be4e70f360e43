"""Commands about the protection of the office: how it stands, protect it, its recovery sheet."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kmmp_desktop.commands.answers import FINE, Answer, Desk, Ways
from kmmp_desktop.errors import FileRefusedError, RefusedError
from kmmp_desktop.os_reasons import reason_of

NEW, CODE = "KMMP_NEW_PASSPHRASE", "KMMP_RECOVERY_CODE"


def add_office(
    actions: argparse._SubParsersAction[Any], common: argparse.ArgumentParser, person: Callable[[Any], None]
) -> None:
    """Add ``office state | protect | key | recovery | rescue``."""
    actions.add_parser("state", parents=[common], help="whether its data are protected; nothing is opened")
    for name, about in (
        ("protect", "encrypt an office that lies in the clear"),
        ("key", "give a protected office another key, and write its recovery sheet"),
        ("recovery", "write a new recovery sheet of the office"),
    ):
        one = actions.add_parser(name, parents=[common], help=about)
        one.add_argument("--to", type=Path, required=True, metavar="FILE", help="the recovery sheet (PDF)")
        one.add_argument("--paper-language", choices=("en", "sw"), default="en")
        person(one)
    rescue_ = actions.add_parser(
        "rescue", parents=[common], help="open with the office's recovery code, and set a new passphrase"
    )
    rescue_.add_argument("username", metavar="USERNAME", help="a manager or an administrator")


def state(_arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Whether the data lie in the clear. Needs nobody's passphrase."""
    protected = _ways(desk).is_protected()
    told = (
        desk.say("The data of this office are protected.")
        if protected
        else desk.say("The data of this office lie in the clear: whoever copies the folder can read them.")
    )
    return Answer(FINE, {"protected": protected}, [told])


def protect(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Encrypt the office, then write its recovery sheet."""
    if _ways(desk).is_protected():
        raise RefusedError("This office is protected already.", hint="Nothing was changed.")
    answer = _encrypted(arguments, desk)
    answer.lines[:0] = [
        desk.say("The data of this office are protected."),
        desk.say(
            "The files in the clear were deleted. What was deleted may stay readable on the disk until it "
            "is written over; where that matters, wipe the free space or use a new disk. Older copies and "
            "backups elsewhere are as they were."
        ),
        desk.say("The others open it once they have signed in where it was opened: Switch person."),
    ]
    return answer


def change_key(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Another key for a protected office, then its recovery sheet: the one before is over."""
    if not _ways(desk).is_protected():
        raise RefusedError(
            "The data of this office lie in the clear: there is no key to them.",
            hint="A manager or an administrator can protect the office under Tools.",
        )
    answer = _encrypted(arguments, desk)
    left = desk.office().protecting.have_to_sign_in()
    answer.lines[:0] = [
        desk.say("The office has another key. What somebody knows of the one before opens nothing any more."),
        desk.say("Backups made before open with the passphrases of then. Make one now."),
    ]
    if left:
        names = ", ".join(one.name for one in left)
        answer.lines.insert(
            1, desk.say("They open it once they have signed in where it is open: {names}.", names=names)
        )
    return answer


def _encrypted(arguments: argparse.Namespace, desk: Desk) -> Answer:
    path = _room_for(arguments.to)
    try:
        _ways(desk).encrypt(arguments.person, desk.passphrase(arguments.person))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return _sheet(arguments, desk, path)


def recovery(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """A new recovery sheet of the office; the one before opens nothing any more."""
    return _sheet(arguments, desk, _room_for(arguments.to))


def rescue(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Open with the code of the office (KMMP_RECOVERY_CODE or a prompt); a new passphrase for a manager."""
    code = os.environ.get(CODE, "")
    if not code and os.environ.get("KMMP_PASSPHRASE"):  # a prompt would take that for the code
        raise RefusedError(
            "The recovery code is needed.", hint="Set KMMP_RECOVERY_CODE, or run the command in a terminal."
        )
    code = code or desk.passphrase(desk.say("the recovery code of the office"))
    services = _ways(desk).open_by_code(code)
    new = os.environ.get(NEW, "") or desk.passphrase(desk.say("{name}, new", name=arguments.username))
    person = services.protecting.rescue(arguments.username, new)
    told = desk.say(
        "{name} has a new passphrase; the key is made anew with the next signature.", name=person.name
    )
    return Answer(FINE, {"username": person.username}, [told])


def _ways(desk: Desk) -> Ways:
    assert desk.protection is not None, "main gives it"
    return desk.protection


def _room_for(to: Path) -> Path:
    """A sheet that cannot be written must not end the one before."""
    path = to.absolute()
    if path.exists():
        raise RefusedError(
            "{file} is there already.", file=to, hint="Nothing was written. Choose another name."
        )
    try:
        path.touch(exist_ok=False)
    except OSError as error:
        why = reason_of(error)
        raise FileRefusedError("{file} was not written: {why}", file=path, why=why) from error
    return path


def _sheet(arguments: argparse.Namespace, desk: Desk, path: Path) -> Answer:
    try:
        services = desk.office()
        person = services.people.find(arguments.person)
        sheet = services.protecting.make_sheet(person, desk.passphrase(person.username))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    services.sheets.write_office(sheet, path, arguments.paper_language)
    told = desk.say("Print {file}, then delete it: whoever has it can open the office.", file=arguments.to)
    return Answer(FINE, {"file": str(arguments.to)}, [told])
