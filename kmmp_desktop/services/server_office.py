"""An office on a server: looked at before anything is done, then joined, made, or moved there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kmmp_desktop import paths
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.connection_file import Connection, read_address, read_connection, write_connection
from kmmp_desktop.services.permits import permit

Report = Callable[[str, int, int], None]

FILE = "office.moved-to-server.db"
FILE_STAYS = (
    "The file of before stays in the data folder as {file}. Where it lies in the clear, the first backup "
    "that is made on this computer locks it: make one now."
)
"""Catalogue text."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What lies in a database on a server."""

    version: str | None
    """Of its tables; None: the database is empty."""
    office: str = ""
    people: int = 0


class Servers(Protocol):
    """PostgreSQL: implemented in ``storage``. Each raises StorageError with what is wrong."""

    known: str
    """The version of tables that this program reads and writes."""

    def look(self, url: str) -> Seen:
        """Changes nothing. Raises ServerPasswordError; StorageError for a database of something else."""
        ...

    def make(self, url: str) -> None:
        """Make the tables in an empty database."""
        ...

    def move(self, url: str, home: Path, report: Report, switch: Callable[[], object]) -> Mapping[str, int]:
        """Copy the office of the file in ``home`` into an empty database, whole or not at all.

        Nobody writes into the file meanwhile. ``switch`` is called once everything is there; after it the
        file takes no act any more. Returns the rows by table, compared on both sides, as are the heads of
        every log.
        """
        ...


class Passwords(Protocol):
    """Where the password of a server is kept: implemented in ``security``."""

    def find(self, connection: Connection) -> str:
        """From KMMP_DATABASE_PASSWORD or the computer's keyring; "": the driver may know one (pgpass)."""
        ...

    def keep(self, connection: Connection, password: str) -> bool:
        """Put it into the keyring; False where the computer has none: it is asked at each start."""
        ...

    def forget(self, connection: Connection) -> None: ...


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """A server that answered. ``repr`` shows no password."""

    connection: Connection
    password: str
    seen: Seen

    @property
    def is_empty(self) -> bool:
        return self.seen.version is None or (not self.seen.office and not self.seen.people)

    def __repr__(self) -> str:
        return f"Found({self.connection.place})"


class ServerOffice:
    """Connects the office in ``home`` with a server. Slow: off the GUI thread."""

    def __init__(self, home: Path, servers: Servers, passwords: Passwords) -> None:
        self.home, self._servers, self._passwords = home, servers, passwords

    @property
    def connection(self) -> Connection | None:
        """The server of this home; None: its office is a file, or there is none. Raises StorageError."""
        return read_connection(self.home)

    @property
    def has_file(self) -> bool:
        """Whether an office lies in this home as a file."""
        return paths.database(self.home).exists()

    def look(self, address: str, password: str = "") -> Found:
        """Ask a server what it has; changes nothing.

        Raises:
            RefusedError: this is no address, or the tables are of another version (both are named).
            ServerPasswordError: the password is missing or wrong.
            StorageError: it cannot be reached, or there is something else in the database.
        """
        connection, written = read_address(address)
        secret = password or written or self._passwords.find(connection)
        seen = self._servers.look(connection.with_password(secret))
        if seen.version is not None and seen.version != self._servers.known:
            raise RefusedError(
                "The office on {place} has tables of version {found}, and this program works with "
                "version {known}.",
                hint="Use the same version of KMMP Desktop on every computer of the office.",
                place=connection.place,
                found=seen.version,
                known=self._servers.known,
            )
        return Found(connection, secret, seen)

    def connect(self, found: Found, by: Person | None = None) -> bool:
        """Work with this server from the next start on; makes the tables in an empty database.

        Whether the password could be kept on this computer. Raises RefusedError where this folder holds an
        office as a file: it is moved, or the server is used from another folder.
        """
        if self.connection is not None:
            _permit_one(by)
        if self.has_file:
            raise RefusedError(
                "There is an office in {home} already.",
                home=self.home,
                hint="Move it to the empty server (office connect --move), or use another folder.",
            )
        if found.seen.version is None:
            self._servers.make(found.connection.with_password(found.password))
        return self._switch(found)

    def move(self, found: Found, report: Report, by: Person) -> Mapping[str, int]:
        """Copy this folder's office to an empty server and work there from the next start on.

        Nothing is switched before everything is there. The file stays, renamed: it is not used any more.
        """
        permit(by, Action.CONNECT)
        if not found.is_empty:
            raise RefusedError(
                "There is an office on {place} already; this one can only move into an empty database.",
                place=found.connection.place,
                hint="Make a new database on the server and connect to that.",
            )
        url = found.connection.with_password(found.password)
        return self._servers.move(url, self.home, report, lambda: self._switch(found))

    def disconnect(self, by: Person | None) -> None:
        """Forget the server and its password; what lies on it stays there."""
        _permit_one(by)
        connection = self.connection
        if connection is None:
            raise RefusedError("This office is not on a server.")
        write_connection(self.home, None)
        self._passwords.forget(connection)

    def url(self, connection: Connection) -> str:
        """The address to open, with the password where one is known."""
        return connection.with_password(self._passwords.find(connection))

    def give_password(self, password: str) -> None:
        """Keep a password that was asked at the start; raises as ``look`` where it is wrong."""
        connection = self.connection
        assert connection is not None
        self._servers.look(connection.with_password(password))
        self._passwords.keep(connection, password)

    def _switch(self, found: Found) -> bool:
        kept = self._passwords.keep(found.connection, found.password) if found.password else True
        write_connection(self.home, found.connection)
        return kept


def _permit_one(by: Person | None) -> None:
    """Who changes where an office is has to be somebody; an office that cannot be opened asks nobody."""
    if by is not None:
        permit(by, Action.CONNECT)
