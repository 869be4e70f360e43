"""The file of a signed pack: canonical, read strictly, written whole."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from kmmp_desktop.domain.document import canonical_bytes
from kmmp_desktop.errors import FileRefusedError
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.plain_file import refuse_no_file
from kmmp_desktop.services.practice_files import is_marked, said_of

SUFFIX = ".kmmp-pack"
VERSION = 2
"""The newest that is read. Version 2 may have tables; programs that know none refuse it as newer."""
MOST_BYTES = 8 * 1024 * 1024
"""A pack of every check of every form is some 200 KB."""


def version_of(kinds: Iterable[str]) -> int:
    """The oldest version that can say these kinds of changes: older programs take what they understand."""
    return 2 if "table" in kinds else 1


def sealed(inner: bytes, certificate: bytes, signature: bytes, version: int, practice: bool = False) -> bytes:
    """The file: canonical too, so that no byte of it can be another one. One of ``practice`` says so."""
    parts = {"content": inner, "certificate": certificate, "signature": signature}
    return canonical_bytes(
        {
            "kmmp_pack": version,
            **said_of(practice),
            **{name: base64.b64encode(part).decode() for name, part in parts.items()},
        }
    )


def opened_pack(name: str, content: bytes) -> tuple[bytes, bytes, bytes, int]:
    """Content, certificate, signature, version. Raises FileRefusedError."""
    try:
        outer = json.loads(content)
        version = outer["kmmp_pack"]
        if type(version) is not int or version < 1:
            raise no_pack(name)
        if version > VERSION:
            raise FileRefusedError(
                '"{name}" was made by a newer version of this program.',
                name=name,
                hint="Install the newer version, then take it in.",
            )
        inner, certificate, signature = (
            base64.b64decode(outer[part], validate=True) for part in ("content", "certificate", "signature")
        )
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        raise no_pack(name) from error
    if sealed(inner, certificate, signature, version, is_marked(outer)) != content:
        raise changed_pack(name)
    return inner, certificate, signature, version


def parsed_pack(name: str, inner: bytes, version: int) -> Mapping[str, Any]:
    """What was signed, of the version that stands on the file too."""
    try:
        data = json.loads(inner)
        if data["kmmp"] != version or data["kind"] != "pack":
            raise no_pack(name)
        UUID(data["id"])
        moment(data["issued_at"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise no_pack(name) from error
    found: Mapping[str, Any] = data
    return found


def stamp(moment: datetime) -> str:
    """UTC to the second, as files carry it: ``2026-12-03T08:34:00Z``."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def moment(text: str) -> datetime:
    """What ``stamp`` wrote; raises ValueError for anything else, and for a year that no clock here shows."""
    found = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    if not 2000 <= found.year < 2200:
        raise ValueError(f"the year of {text}")
    return found


def digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def no_pack(name: str) -> FileRefusedError:
    return FileRefusedError(
        '"{name}" is not a pack of this program, or it is damaged.',
        name=name,
        hint="Nothing was taken in. Ask for the file once more.",
    )


def changed_pack(name: str) -> FileRefusedError:
    return FileRefusedError(
        '"{name}" was changed after it was signed.',
        name=name,
        hint="Nothing was taken in. Ask for the file once more.",
    )


def read_pack(path: Path) -> bytes:
    try:
        refuse_no_file(path)
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise FileRefusedError(
            "{file} cannot be read: {why}.", file=path.name, why=reason_of(error)
        ) from error
    if len(content) > MOST_BYTES:
        raise no_pack(path.name)
    return content


def write_whole(path: Path, content: bytes) -> None:
    """Whole or not at all: under another name first, then renamed."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise FileRefusedError(
            "{file} was not written: {why}", file=path, why=reason_of(error)
        ) from error
