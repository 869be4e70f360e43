"""Pictures of the paper: their rows in the database, and the folder their files lie in."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select, update

from kmmp_desktop.errors import NotFoundError, StorageError
from kmmp_desktop.flushing import flush_folder
from kmmp_desktop.services.ports import Scan
from kmmp_desktop.services.protection_ports import Sealer
from kmmp_desktop.storage.faults import border
from kmmp_desktop.storage.tables import SCAN
from kmmp_desktop.storage.transaction import Transaction

_LOG = logging.getLogger(__name__)

DAY_S = 86_400
"""A file that nobody names may be one whose row is being written at this moment; not after a day."""


class SqlScans:
    """See ``ports.ScanRepository``."""

    def __init__(self, db: Transaction) -> None:
        self._db = db

    def of(self, revision: UUID) -> tuple[Scan, ...]:
        """Scans of a revision in the order they were added."""
        rows = self._db.read(select(SCAN).where(SCAN.c.revision == revision).order_by(SCAN.c.number))
        return tuple(_scan(row) for row in rows)

    def add(self, scan: Scan) -> None:
        self._db.write(
            insert(SCAN),
            {
                "revision": scan.revision,
                "number": scan.number,
                "name": scan.name,
                "file": scan.file,
                "media": scan.media,
                "size": scan.size,
                "pages": scan.pages,
                "digest": scan.digest,
                "anchors": _written(scan.anchors),
                "by": scan.by,
                "at": scan.at,
            },
        )

    def put_anchors(self, revision: UUID, number: int, anchors: Mapping[str, tuple[int, float]]) -> None:
        self._db.write(
            update(SCAN)
            .where(SCAN.c.revision == revision, SCAN.c.number == number)
            .values(anchors=_written(anchors))
        )

    def drop(self, revision: UUID, number: int) -> None:
        self._db.write(delete(SCAN).where(SCAN.c.revision == revision, SCAN.c.number == number))

    def files(self) -> frozenset[str]:
        return frozenset(self._db.read(select(SCAN.c.file)).scalars())


def _written(anchors: Mapping[str, tuple[int, float]]) -> str:
    return json.dumps({code: [page, round(height, 4)] for code, (page, height) in sorted(anchors.items())})


def _scan(row: Any) -> Scan:
    anchors = {str(code): (int(page), float(at)) for code, (page, at) in json.loads(row.anchors).items()}
    return Scan(
        row.revision,
        row.number,
        row.name,
        row.file,
        row.media,
        row.size,
        row.pages,
        bytes(row.digest),
        anchors,
        row.by,
        row.at,
    )


class ScanFolder:
    """See ``ports.ScanStore``. In a protected office ``sealer`` locks what is written."""

    def __init__(self, folder: Path, sealer: Sealer | None = None) -> None:
        self._folder = folder
        self._sealer = sealer

    def put(self, content: bytes, suffix: str) -> str:
        """Write under another name, force it to the disk, rename: whole or not at all."""
        name = f"{uuid4()}{suffix}"
        self._write(name, self._sealer.seal(name, content) if self._sealer else content)
        return name

    def lock_anew(self, sealer: Sealer) -> int:
        """Write every picture anew, locked by ``sealer``: the office goes to a server. How many.

        Cut off, it is done again; what ``sealer`` opens already stays.
        """
        if not self._folder.is_dir():
            return 0
        changed = 0
        for file in sorted(self._folder.iterdir()):
            if file.name.startswith(".") or not file.is_file():
                continue
            with border(str(file)):
                content = file.read_bytes()
            if self._sealer is not None:
                try:
                    content = self._sealer.open(file.name, content)
                except StorageError:
                    sealer.open(file.name, content)  # done before, or it is damaged: then said
                    continue
            self._write(file.name, sealer.seal(file.name, content))
            changed += 1
        return changed

    def lock_clear(self) -> int:
        """Lock what still lies in the clear; may run beside other work in the folder. How many."""
        if self._sealer is None or not self._folder.is_dir():
            return 0
        with border(str(self._folder)):
            files = sorted(self._folder.iterdir())
        locked = 0
        for file in files:
            if file.name.startswith(".") or not file.is_file():
                continue
            with border(str(file)):
                with file.open("rb") as opened:
                    if self._sealer.is_sealed(opened.read(64)):
                        continue
                content = file.read_bytes()
            self._write(file.name, self._sealer.seal(file.name, content))
            locked += 1
        return locked

    def _write(self, name: str, content: bytes) -> None:
        part = self._folder / f".{name}.{secrets.token_hex(4)}.part"
        with border(str(self._folder)):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                with part.open("xb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(self._folder / name)
            except BaseException:
                with contextlib.suppress(OSError):
                    part.unlink(missing_ok=True)
                raise
            flush_folder(self._folder)

    def seal_all(self) -> int:
        """As ``lock_clear``, with nobody else at work: what killed writers left goes too."""
        locked = self.lock_clear()
        with border(str(self._folder)):
            for left in self._folder.glob(".*.part"):
                left.unlink(missing_ok=True)
        return locked

    def get(self, file: str) -> bytes:
        try:
            with border(str(self._folder / file)):
                content = self._path(file).read_bytes()
        except Exception as error:
            if isinstance(error.__cause__, FileNotFoundError):
                raise NotFoundError(
                    "The picture {file} is not in the folder {folder} any more.",
                    file=file,
                    folder=self._folder,
                    hint="Put it back from a copy of the folder, or take the picture off and add it again.",
                ) from error
            raise
        return self._sealer.open(self._path(file).name, content) if self._sealer else content

    def drop(self, file: str) -> None:
        """Delete; one that is gone already is no fault."""
        with border(str(self._folder / file)):
            self._path(file).unlink(missing_ok=True)

    def sweep(self, keep: frozenset[str]) -> None:
        """What a program that was killed between file and row has left behind may show names: it goes."""
        oldest = time.time() - DAY_S
        with contextlib.suppress(OSError):
            for path in self._folder.iterdir():
                if path.name not in keep and path.is_file() and path.stat().st_mtime < oldest:
                    path.unlink(missing_ok=True)
                    _LOG.info("%s belonged to no return and was deleted", path.name)

    def _path(self, file: str) -> Path:
        # The name comes out of a database that somebody may have brought along.
        return self._folder / Path(file).name
