"""One backup as a file: manifest, database, scans, forms and slots in one sealed stream."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO, cast
from uuid import UUID

from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.services.backup_ports import (
    BackupSeal,
    Facts,
    Manifest,
    Opened,
    Report,
    Sealed,
    Secret,
)
from kmmp_desktop.services.practice_files import is_marked, said_of
from kmmp_desktop.services.protection_ports import OfficeKey

MANIFEST = "manifest.json"
DATABASE = "office.db"
SLOTS = "office.keys"
FOLDERS = ("scans", "forms")
_STEP = 1024 * 1024
_MOST_MANIFEST = 64 * 1024 * 1024
_NAME = re.compile(r"[^/\\:\x00-\x1f]{1,240}")


def contents(home: Path, database: Path) -> dict[str, Path]:
    """What goes into a backup, by its path in the home; ``database`` is the snapshot."""
    found = {DATABASE: database}
    if (home / SLOTS).is_file():
        found[SLOTS] = home / SLOTS
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")) if (home / folder).is_dir() else ():
            name = path.relative_to(home).as_posix()
            if path.is_file() and not path.is_symlink() and not path.name.startswith(".") and _is_ours(name):
                found[name] = path
    return found


def digests(files: Mapping[str, Path]) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 of each."""
    found = {}
    for name, path in files.items():
        with path.open("rb") as file:
            found[name] = (os.fstat(file.fileno()).st_size, hashlib.file_digest(file, "sha256").hexdigest())
    return found


def write(to: Sealed, manifest: Manifest, files: Mapping[str, Path], report: Report) -> None:
    """Write everything; ``report`` is told MiB. A file that changed since its digest is told on reading."""
    total = sum(size for size, _ in manifest.files.values())
    done = 0
    with tarfile.open(fileobj=cast("IO[bytes]", _Told(to)), mode="w|", format=tarfile.PAX_FORMAT) as archive:
        said = json.dumps(_plain(manifest), sort_keys=True, ensure_ascii=True).encode()
        archive.addfile(_entry(MANIFEST, len(said)), io.BytesIO(said))
        for name, (size, _) in manifest.files.items():
            with files[name].open("rb") as file:

                def told(count: int) -> None:
                    nonlocal done
                    done += count
                    report("write", done // _STEP, max(1, total // _STEP))

                archive.addfile(_entry(name, size), _Reading(file, told))
    to.finish()


def read_manifest(file: BinaryIO, name: str, seal: BackupSeal, secret: Secret | OfficeKey) -> Manifest:
    """Only what the backup says of itself. Raises as ``BackupSeal.reader``."""
    with _archive(seal.reader(file, name, secret), name) as archive:
        return _manifest(archive, name)


def extract(
    file: BinaryIO, name: str, seal: BackupSeal, secret: Secret | OfficeKey, into: Path, report: Report
) -> tuple[Manifest, bytes | None]:
    """Read everything to the last byte into the folder ``into``; the manifest and the key of the database.

    Raises FileRefusedError where a file is not the one of the manifest.
    """
    opened = seal.reader(file, name, secret)
    done = 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        report("check", done // _STEP, max(1, total // _STEP))

    with _archive(opened, name) as archive:
        manifest = _manifest(archive, name)
        total = sum(size for size, _ in manifest.files.values())
        seen = set()
        for member in _members(archive, name):
            if member.name not in manifest.files or member.name in seen or not member.isreg():
                raise _not_as_said(name, member.name)
            seen.add(member.name)
            source = archive.extractfile(member)
            assert source is not None
            if _copied(source, into / member.name, told) != manifest.files[member.name]:
                raise _not_as_said(name, member.name)
        if seen != set(manifest.files):
            raise _not_as_said(name, min(set(manifest.files) - seen))
    while opened.stream.read(_STEP):  # what a tar leaves unread is authenticated too
        pass
    return manifest, opened.database_key


def _archive(opened: Opened, name: str) -> tarfile.TarFile:
    try:
        return tarfile.open(fileobj=opened.stream, mode="r|")
    except tarfile.TarError as error:
        raise _not_as_said(name, MANIFEST) from error


def _members(archive: tarfile.TarFile, name: str) -> Iterator[tarfile.TarInfo]:
    try:
        while (member := archive.next()) is not None:
            yield member
    except tarfile.TarError as error:
        raise _not_as_said(name, MANIFEST) from error


def _manifest(archive: tarfile.TarFile, name: str) -> Manifest:
    first = next(_members(archive, name), None)
    source = archive.extractfile(first) if first is not None and first.name == MANIFEST else None
    if first is None or source is None or first.size > _MOST_MANIFEST:
        raise _not_as_said(name, MANIFEST)
    try:
        manifest = _read(json.loads(source.read()))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _not_as_said(name, MANIFEST) from error
    if DATABASE not in manifest.files:
        raise _not_as_said(name, DATABASE)
    strange = next((each for each in manifest.files if not _is_ours(each)), None)
    if strange is not None:  # a name that would lead out of the folder
        raise _not_as_said(name, strange)
    return manifest


def _is_ours(name: str) -> bool:
    if name in (DATABASE, SLOTS):
        return True
    first, *rest = name.split("/")
    return (
        first in FOLDERS
        and 1 <= len(rest) <= 3
        and all(_NAME.fullmatch(part) and part not in (".", "..") for part in rest)
    )


def _copied(source: IO[bytes], to: Path, told: Callable[[int], None]) -> tuple[int, str]:
    to.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with to.open("xb") as file:
        while data := source.read(_STEP):
            file.write(data)
            digest.update(data)
            size += len(data)
            told(len(data))
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


class _Told:
    """What tarfile wants of a stream to write to."""

    def __init__(self, to: Sealed) -> None:
        self._to = to

    def write(self, data: bytes) -> int:
        return self._to.write(data)


class _Reading(io.RawIOBase):
    """A file that tells how much of it was read."""

    def __init__(self, file: BinaryIO, told: Callable[[int], None]) -> None:
        self._file, self._told = file, told

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(min(size, _STEP) if size >= 0 else -1)
        self._told(len(data))
        return data


def _plain(manifest: Manifest) -> dict[str, Any]:
    return {
        "kmmp_backup": 2 if manifest.database_key else 1,  # a program that knows no such key takes none
        "office": manifest.office,
        "name": manifest.name,
        **said_of(manifest.practice),
        "partner": manifest.partner,
        "made_at": manifest.made_at.isoformat(),
        "made_by": manifest.made_by,
        "program": manifest.program,
        "protected": manifest.protected,
        "schema": manifest.facts.schema,
        "counts": dict(manifest.facts.counts),
        "heads": dict(manifest.facts.heads),
        "last_at": manifest.facts.last_at.isoformat() if manifest.facts.last_at else None,
        "last_by": str(manifest.facts.last_by) if manifest.facts.last_by else None,
        "files": {name: list(said) for name, said in manifest.files.items()},
        **({"database_key": manifest.database_key.hex()} if manifest.database_key else {}),
    }


def _read(data: dict[str, Any]) -> Manifest:
    key = data.get("database_key")
    if data["kmmp_backup"] != (1 if key is None else 2):
        raise ValueError(data["kmmp_backup"])
    made_at = datetime.fromisoformat(data["made_at"])
    if made_at.tzinfo is None:
        raise ValueError("a time without its zone")
    return Manifest(
        str(data["office"]),
        str(data["name"]),
        str(data["partner"]),
        made_at,
        str(data["made_by"]),
        str(data["program"]),
        bool(data["protected"]),
        Facts(
            str(data["schema"]),
            {str(table): int(count) for table, count in data["counts"].items()},
            {str(chain): str(head) for chain, head in data["heads"].items()},
            datetime.fromisoformat(data["last_at"]) if data["last_at"] else None,
            UUID(data["last_by"]) if data["last_by"] else None,
        ),
        {str(name): (int(size), str(digest)) for name, (size, digest) in data["files"].items()},
        is_marked(data),
        bytes.fromhex(key) if key is not None else None,
    )


def _not_as_said(name: str, what: str) -> FileRefusedError:
    return FileRefusedError(
        "{name} does not hold what it says: {what} is missing, or is another file.",
        name=name,
        what=what[:120],
        hint="A scan may have been added while the backup was made. Make it again, or use another backup.",
    )
