"""Commands of whoever keeps the programme's keys: found, issue, renew, revoke, publish, list."""

from __future__ import annotations

import argparse
from typing import Any
from uuid import UUID

from kmmp_desktop.commands.answers import FINE, Answer, Desk
from kmmp_desktop.domain.authority import AuthorityBook, Issued, OfficeEntry, PersonEntry
from kmmp_desktop.errors import NotFoundError, RefusedError
from kmmp_desktop.services.authority import OpenAuthority

_WHO = "authority"
"""Whose passphrase is asked for."""


def create(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Found an authority; the passphrase comes from KMMP_PASSPHRASE or is asked twice."""
    passphrase = desk.passphrase(_WHO)
    if passphrase != desk.passphrase(_WHO):
        raise RefusedError("The two passphrases are not the same.")
    made = desk.authority().create(
        arguments.folder.absolute(), arguments.programme, passphrase, arguments.after
    )
    made.lock()
    told = desk.say("Fingerprint: {fingerprint}", fingerprint=made.book.fingerprint)
    return Answer(FINE, {"authority": _described(made.book)}, [made.book.programme, told])


def list_issued(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Everything that was issued; needs no passphrase."""
    book = desk.authority().look(arguments.folder.absolute())
    now = desk.now()
    lines = [f"{book.programme}  {book.fingerprint}"]
    data: list[dict[str, Any]] = []
    for office in book.offices:
        people = [person for person in book.people if person.office == office.id]
        lines.append(f"{office.id}  {_state(office.current(now)):10}  {office.name}")
        lines += [
            f"  {person.id}  {_state(person.current(now)):10}  {person.role.value:14}  {person.name}"
            for person in people
        ]
        data.append({**_entry(office), "people": [_entry(person) for person in people]})
    return Answer(FINE, {"authority": _described(book), "offices": data}, lines)


def issue(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Issue what a request asks for and write the file to send back."""
    with _Opened(arguments, desk) as authority:
        path = authority.issue(
            arguments.request.absolute(),
            arguments.fingerprint,
            (arguments.to or arguments.request.parent).absolute(),
            new_office=arguments.new_office,
        )
    return Answer(FINE, {"file": str(path)}, [str(path)])


def renew(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Another certificate for a key that the authority knows."""
    with _Opened(arguments, desk) as authority:
        if arguments.office:
            office = _one(authority.book.offices, arguments.office)
            authority.renew_office(office.id)
            return Answer(FINE, {"office": str(office.id)}, [office.name])
        person = _one(authority.book.people, arguments.person)
        path = authority.renew_person(person.id, (arguments.to or arguments.folder).absolute())
    return Answer(FINE, {"person": str(person.id), "file": str(path)}, [str(path)])


def revoke(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Revoke; others learn of it with the next trust file."""
    with _Opened(arguments, desk) as authority:
        entry: OfficeEntry | PersonEntry
        if arguments.office:
            entry = _one(authority.book.offices, arguments.office)
            authority.revoke_office(entry.id, arguments.why, left=arguments.left)
        else:
            entry = _one(authority.book.people, arguments.person)
            authority.revoke_person(entry.id, arguments.why, left=arguments.left)
    told = desk.say("{name}: revoked. Others learn of it from the next trust file.", name=entry.name)
    return Answer(FINE, {"revoked": str(entry.id)}, [told])


def publish(arguments: argparse.Namespace, desk: Desk) -> Answer:
    """Write the next trust file."""
    with _Opened(arguments, desk) as authority:
        path = authority.publish(arguments.to.absolute() if arguments.to else None, arguments.days)
        book = authority.book
    told = desk.say("Fingerprint: {fingerprint}", fingerprint=book.fingerprint)
    return Answer(FINE, {"authority": _described(book), "file": str(path)}, [str(path), told])


class _Opened:
    """The authority of the arguments, open for one command."""

    def __init__(self, arguments: argparse.Namespace, desk: Desk) -> None:
        folder = arguments.folder.absolute()
        service = desk.authority()
        service.look(folder)  # no passphrase is asked for a folder without an authority
        self._authority = service.unlock(folder, desk.passphrase(_WHO))

    def __enter__(self) -> OpenAuthority:
        return self._authority

    def __exit__(self, *_: object) -> None:
        self._authority.lock()


def _one(entries: tuple[Any, ...], wanted: str) -> Any:
    """By id, or by a name that only one has."""
    found = [e for e in entries if str(e.id) == wanted.lower()] or [
        e for e in entries if e.name.casefold() == wanted.casefold()
    ]
    if not found:
        names = ", ".join(sorted(e.name for e in entries))
        raise NotFoundError("The authority knows nobody called {name}.", name=wanted, hint=names)
    if len(found) > 1:
        raise RefusedError(
            "Several are called {name}.", name=wanted, hint=", ".join(str(e.id) for e in found)
        )
    return found[0]


def _described(book: AuthorityBook) -> dict[str, Any]:
    return {
        "id": str(book.id),
        "programme": book.programme,
        "fingerprint": book.fingerprint,
        "number": book.number,
        "published_at": book.published_at.isoformat() if book.published_at else None,
        "valid_until": book.valid_until.isoformat() if book.valid_until else None,
    }


def _entry(entry: OfficeEntry | PersonEntry) -> dict[str, Any]:
    told: dict[str, Any] = {"id": str(UUID(str(entry.id))), "name": entry.name}
    if isinstance(entry, PersonEntry):
        told["role"] = entry.role.value
    told["certificates"] = [
        {
            "sha256": one.digest,
            "issued_at": one.at.isoformat(),
            "ends": one.ends.isoformat(),
            "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
            "left": one.left,
        }
        for one in entry.issued
    ]
    return told


def _state(current: Issued | None) -> str:
    return f"{current.ends:%Y-%m-%d}" if current else "-"
