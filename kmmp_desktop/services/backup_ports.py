"""What backups are made of, and what they need from storage and security."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from uuid import UUID

from kmmp_desktop.services.ports import Work
from kmmp_desktop.services.protection_ports import OfficeKey

SUFFIX = ".kmmp-backup"

Report = Callable[[str, int, int], None]
"""Called with (step, done, of): ``copy``, ``write``, ``check``. May raise to stop the work."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a database holds, counted. Two copies of one moment have equal facts."""

    schema: str
    counts: Mapping[str, int]
    """Rows by table."""
    heads: Mapping[str, str]
    """Digest of the newest entry (64 hex) by audit chain."""
    last_at: datetime | None = None
    """When the newest entry of any chain was written, and who wrote it."""
    last_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; it lies inside, where nobody can change it without the key."""

    office: str
    """Id of the office."""
    name: str
    partner: str
    made_at: datetime
    made_by: str
    """Name of the person; empty: by the schedule."""
    program: str
    protected: bool
    facts: Facts
    files: Mapping[str, tuple[int, str]]
    """Size and SHA-256 (hex) of every file in it, by its path in the home."""
    practice: bool = False
    """Of an office of practice: restored in practice only."""
    database_key: bytes | None = field(default=None, repr=False)
    """Of an office on a server: what its database is locked with, here and wherever it is unpacked."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was opened again after it was written, and counted."""

    path: Path
    made_at: datetime
    size: int
    """Bytes."""
    returns: int
    digest: str
    """SHA-256 of the file, 64 hex digits."""


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """What opens a backup: somebody's user name and passphrase, or the office recovery code (no name).

    A backup of an office in the clear opens with the passphrase of who made it, whatever the name says.
    ``repr`` shows nothing.
    """

    text: str
    username: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A backup whose key is known: what is in it, and the key of its database (``None``: in the clear)."""

    stream: BinaryIO
    database_key: bytes | None = field(default=None)


class Sealed(Protocol):
    """A file being encrypted. What is not ended by ``finish`` stays a file without its end."""

    def write(self, data: bytes, /) -> int: ...
    def finish(self) -> None: ...


class BackupSeal(Protocol):
    """Encrypts a backup on its way to the disk, and opens it again."""

    def writer(self, to: BinaryIO, office: OfficeKey, passphrase: str) -> Sealed:
        """What is written into it arrives in ``to`` encrypted.

        A protected office needs no passphrase: the slots of its people open the backup.
        """
        ...

    def reader(self, file: BinaryIO, name: str, secret: Secret | OfficeKey) -> Opened:
        """Open for reading; every byte that comes out was authenticated.

        ``secret`` may be the open office itself. Raises WrongPassphraseError, and FileRefusedError with
        ``name`` for no backup, cut off, a changed byte, an unknown version (now or while it is read).
        """
        ...


class OfficeCopies(Protocol):
    """The database of this office as a whole: copied, examined, swapped."""

    @property
    def on_server(self) -> bool: ...
    @property
    def known_schema(self) -> str:
        """The newest version of database that this program reads."""
        ...

    def own_facts(self) -> Facts:
        """Heads and newest entry of the open office; no counts."""
        ...

    def snapshot(self, to: Path, report: Report, key: bytes | None) -> Facts:
        """Copy one moment of the database into a SQLite file, locked with ``key``: ``own_key`` for a file,
        one of its own for a server. Raises StorageError."""
        ...

    def examine(self, file: Path, key: bytes | None, report: Report | None = None) -> Facts:
        """``integrity_check`` and count a database file. Raises StorageError: damaged, foreign."""
        ...

    def whole_check_wanted(self) -> bool: ...
    def check_whole(self, report: Report) -> None:
        """Read every page of the open database. Raises StorageError."""
        ...

    def own_key(self) -> bytes | None:
        """The key of the database while it is open; ``None`` in the clear."""
        ...

    def left_in_clear(self) -> Path | None:
        """The file of an office that has moved to a server, where anybody can read it."""
        ...

    def lock_left(self) -> None:
        """Encrypt that file with a key that lies on the server; where that fails it stays, and is tried again
        with the next backup."""
        ...

    def open_copy(self, home: Path, key: bytes | None) -> AbstractContextManager[Work]:
        """Open the office that lies in another folder, migrated where it is older. Raises StorageError."""
        ...

    def swap(self, ready: Path, aside: str, key: bytes | None, *, passing: bool = False) -> Path | None:
        """Put the office in ``ready`` into the place of this one, which is put whole into the folder
        ``aside`` of the home; return that folder (``None``: there was nothing). This office is closed then.

        ``passing``: the key is of the backup alone; a file gets its place in the clear, as its office was.

        Raises:
            RefusedError: another program has it open; or it is on a server and not empty.
        """
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """When and where backups are made on this computer."""

    folder: str = ""
    """Empty: nobody has chosen one."""
    hour: int = 16
    minute: int = 0
    """East Africa Time: after it the backup of the day is made."""
    newest: int = 10
    monthly: int = 12
    """Kept: so many of the newest, and the last of each of so many months."""
    days: int = 1
    """Scheduled: so often; 0: only by hand."""


BESIDE = (
    "The folder is on the same disk as the data of the office: what takes the disk takes both. "
    "A USB stick or another disk is safer."
)
"""Catalogue text."""


@dataclass(frozen=True, slots=True)
class BackupState:
    """The state at a glance."""

    plan: Plan
    last: Backup | None
    """The last good one that was made on this computer."""
    overdue: bool
    trouble: Mapping[str, Any] | None
    """The sentence of the last try where it failed: ``message``, ``hint`` (templates), ``params``, ``at``."""
    scheduled: bool
    """False in an office whose data lie in the clear: a backup by itself would need a passphrase."""
    beside: bool = False
    """Whether the folder for backups, or the last one, lies on the disk of the office."""
    practice: bool = False
    """The data are made up: they stay in the clear, and nothing is overdue."""
