"""The authority's one file: its book and its locked keys, signed by the root, written whole."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from kmmp_desktop.domain.authority import Act, AuthorityBook, Issued, OfficeEntry, PersonEntry
from kmmp_desktop.domain.document import canonical_bytes
from kmmp_desktop.domain.office import Role
from kmmp_desktop.errors import FileRefusedError, NotFoundError, RefusedError
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.pack_files import moment, write_whole
from kmmp_desktop.services.practice_files import is_marked, said_of
from kmmp_desktop.services.sealed_files import SignatureCheck

FILE = "programme.kmmp-authority"
BEFORE = "programme.kmmp-authority.before"
"""The file as it was before the last act."""
PUBLISHED = "published"
VERSION = 1
MOST_BYTES = 256 * 1024 * 1024

Vault = Mapping[str, str]
"""Locked keys by name, base64; only the passphrase opens them."""


def exists(folder: Path) -> bool:
    return (folder / FILE).is_file()


def read_book(folder: Path, signed: SignatureCheck) -> tuple[AuthorityBook, Vault, bytes]:
    """Return the book, the locked keys, and the bytes of the file as they are now.

    Raises:
        NotFoundError: there is no authority in this folder.
        FileRefusedError: it cannot be read, or was changed by something else than this program.
    """
    path = folder / FILE
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError(
            "There is no programme authority in {folder}.",
            folder=folder,
            hint="Choose the folder that it was set up in.",
        ) from error
    except OSError as error:
        raise FileRefusedError(
            "{file} cannot be read: {why}.", file=path.name, why=reason_of(error)
        ) from error
    try:
        outer = json.loads(content)
        if outer["kmmp_authority"] != VERSION:
            raise ValueError(outer["kmmp_authority"])
        inner, signature = (base64.b64decode(outer[part], validate=True) for part in ("content", "signature"))
        data = json.loads(inner)
        book = _book(data)
        vault = {str(name): str(locked) for name, locked in data["keys"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise _damaged(path) from error
    if not signed(book.root, inner, signature):
        raise _damaged(path)
    return book, vault, content


def write_book(
    folder: Path,
    book: AuthorityBook,
    vault: Vault,
    sign: Callable[[bytes], bytes],
    before: bytes | None,
) -> bytes:
    """Write it whole; return the bytes. ``before``: what was read; None: there must be no file yet.

    Raises RefusedError where somebody else wrote in between, FileRefusedError where nothing can be written.
    """
    path = folder / FILE
    inner = canonical_bytes({**_data(book), "keys": dict(vault)})
    content = canonical_bytes(
        {
            "kmmp_authority": VERSION,
            "content": base64.b64encode(inner).decode(),
            "signature": base64.b64encode(sign(inner)).decode(),
        }
    )
    try:
        now = path.read_bytes()
    except FileNotFoundError:
        now = None
    except OSError as error:
        raise FileRefusedError(
            "{file} cannot be read: {why}.", file=path.name, why=reason_of(error)
        ) from error
    if now != before:
        raise RefusedError(
            "The folder of the authority was changed by another window.",
            hint="Nothing was done. Open it again.",
        )
    if before is not None:
        write_whole(folder / BEFORE, before)
    write_whole(path, content)
    return content


def _damaged(path: Path) -> FileRefusedError:
    return FileRefusedError(
        "{file} is damaged, or something else than this program changed it.",
        file=path,
        hint="Put back the copy you keep of this folder. The file before the last act is {before}.",
        before=BEFORE,
    )


def _data(book: AuthorityBook) -> dict[str, Any]:
    return {
        "id": str(book.id),
        "programme": book.programme,
        **said_of(book.practice),
        "founded_at": _time(book.founded_at),
        "root": _bytes(book.root),
        "number": book.number,
        "published_at": _time(book.published_at),
        "valid_until": _time(book.valid_until),
        "offices": [
            {"id": str(o.id), "name": o.name, "partner": o.partner, "issued": [_issued(i) for i in o.issued]}
            for o in book.offices
        ],
        "people": [
            {
                "id": str(p.id),
                "name": p.name,
                "role": p.role.value,
                "office": str(p.office),
                "issued": [_issued(i) for i in p.issued],
                "asked_with": [list(pair) for pair in p.asked_with],
                "withdrawn": list(p.withdrawn),
            }
            for p in book.people
        ],
        "acts": [{"at": _time(a.at), "what": a.what, "about": a.about} for a in book.acts],
    }


def _book(data: Mapping[str, Any]) -> AuthorityBook:
    return AuthorityBook(
        UUID(data["id"]),
        str(data["programme"]),
        moment(data["founded_at"]),
        base64.b64decode(data["root"], validate=True),
        tuple(
            OfficeEntry(
                UUID(o["id"]),
                str(o["name"]),
                tuple(_read_issued(i) for i in o["issued"]),
                str(o.get("partner", "")),
            )
            for o in data["offices"]
        ),
        tuple(
            PersonEntry(
                UUID(p["id"]),
                str(p["name"]),
                Role(p["role"]),
                UUID(p["office"]),
                tuple(_read_issued(i) for i in p["issued"]),
                tuple((str(key), str(digest)) for key, digest in p["asked_with"]),
                tuple(str(digest) for digest in p["withdrawn"]),
            )
            for p in data["people"]
        ),
        int(data["number"]),
        _moment(data["published_at"]),
        _moment(data["valid_until"]),
        tuple(Act(moment(a["at"]), str(a["what"]), str(a["about"])) for a in data["acts"]),
        is_marked(data),
    )


def _issued(issued: Issued) -> dict[str, Any]:
    return {
        "certificate": _bytes(issued.certificate),
        "key": issued.key,
        "at": _time(issued.at),
        "ends": _time(issued.ends),
        "role": issued.role.value if issued.role else None,
        "revoked_at": _time(issued.revoked_at),
        "why": issued.why,
        "left": issued.left,
    }


def _read_issued(data: Mapping[str, Any]) -> Issued:
    return Issued(
        base64.b64decode(data["certificate"], validate=True),
        str(data["key"]),
        moment(data["at"]),
        moment(data["ends"]),
        Role(data["role"]) if data["role"] else None,
        _moment(data["revoked_at"]),
        str(data["why"]),
        bool(data.get("left", False)),
    )


def _bytes(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _time(at: datetime | None) -> str | None:
    return None if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _moment(text: str | None) -> datetime | None:
    return None if text is None else moment(text)
