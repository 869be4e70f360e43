"""A new office: its name and first people, weighed before anything is on disk, then made in one go."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kmmp_desktop import paths
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.errors import RefusedError, StorageError
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.passphrase_rules import weigh
from kmmp_desktop.services.people import fit_username
from kmmp_desktop.services.plain_names import plain_name, refuse_long_name

PART = "founding-part"
"""Folder in the home where an office is made before it takes its place."""

Report = Callable[[int, int], None]
"""Called with (done, of)."""


@dataclass(frozen=True, slots=True, repr=False)
class Newcomer:
    """Somebody who is to get an account. ``repr`` shows nothing: the passphrase stands in no log."""

    username: str
    name: str
    role: Role
    passphrase: str

    def __repr__(self) -> str:
        return f"Newcomer({self.username})"


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new office needs before it can be on disk: nobody can open one that has no accounts."""

    name: str
    partner: str
    county: str
    people: tuple[Newcomer, ...]


class Closable(Protocol):
    def close(self) -> None: ...


def weigh_newcomer(newcomer: Newcomer, office: str = "") -> None:
    """Raises RefusedError with what is wrong with the name, the user name or the passphrase."""
    fit_username(newcomer.username)
    if not plain_name(newcomer.name):
        raise RefusedError("The person needs a name: it is printed on what they sign.")
    refuse_long_name(newcomer.name)
    weigh(newcomer.passphrase, newcomer.username.strip().lower(), (newcomer.name, office))


def weigh_founding(founding: Founding) -> None:
    """Everything that founding would refuse, asked before a file is made. Raises RefusedError."""
    if not plain_name(founding.name) or not plain_name(founding.partner):
        raise RefusedError("The office and its implementing partner each need a name.")
    refuse_long_name(founding.name)
    refuse_long_name(founding.partner)
    if not founding.people:
        raise RefusedError("An office needs at least one person.", hint="Add the clerk first.")
    seen: set[str] = set()
    for newcomer in founding.people:
        weigh_newcomer(newcomer, founding.name)
        username = newcomer.username.strip().lower()
        if username in seen:
            raise RefusedError("There is already somebody called {username}.", username=username)
        seen.add(username)


def found(services: Services, founding: Founding, report: Report) -> tuple[Person, ...]:
    """Found the office in a database that has none, and add its people; what is there already stays.

    Raises RefusedError before anything is written where something is wrong with it.
    """
    weigh_founding(founding)
    services.people.found_office(founding.name, founding.partner, founding.county)
    there = {person.username: person for person in services.people.people()}
    made = []
    for done, newcomer in enumerate(founding.people):
        report(done, len(founding.people))
        username = newcomer.username.strip().lower()
        person = there.get(username)
        if person is None:
            person = services.people.add(username, newcomer.name, newcomer.role, newcomer.passphrase)
        if services.protection.is_protected:
            services.protection.admit(person, newcomer.passphrase)
        made.append(person)
    return tuple(made)


def found_whole(
    home: Path,
    founding: Founding,
    open_office: Callable[[Path], tuple[Services, Closable]],
    report: Report,
) -> None:
    """Make an office in ``home`` that has none: whole, with its accounts, or not at all.

    It is made in a folder of its own and takes its place when it is finished; a power cut in
    between leaves nothing that looks like an office.

    Raises:
        RefusedError: there is an office already, or something is wrong with what was given.
        StorageError: the disk refused.
    """
    if paths.database(home).exists():
        raise RefusedError("This data folder holds an office already: {home}.", home=home)
    weigh_founding(founding)
    part = home / PART
    try:
        home.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(part, ignore_errors=True)
        services, store = open_office(part)
        try:
            found(services, founding, report)
        finally:
            store.close()
        # The keys first: a database without them would open for nobody.
        for made, place in _moves(part, home):
            made.replace(place)
    except OSError as error:
        raise StorageError(
            "The office could not be made in {home}: {reason}.",
            home=home,
            reason=reason_of(error),
            hint="Nothing was made. Choose another folder with --home, or make room on the disk.",
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _moves(part: Path, home: Path) -> Sequence[tuple[Path, Path]]:
    order = (paths.office_keys, paths.attempts, paths.database)
    return [(where(part), where(home)) for where in order if where(part).exists()]


def add_first_manager(services: Services, newcomer: Newcomer) -> Person:
    """Add the manager of an office that a clerk founded alone; otherwise nobody could add one.

    Raises RefusedError where somebody is there who adds people.
    """
    if any(p.enabled and p.role in (Role.MANAGER, Role.ADMINISTRATOR) for p in services.people.people()):
        raise RefusedError("A manager or an administrator adds people.")
    weigh_newcomer(newcomer)
    person = services.people.add(newcomer.username, newcomer.name, newcomer.role, newcomer.passphrase)
    if services.protection.is_protected:
        services.protection.admit(person, newcomer.passphrase)
    return person
