"""The log of a damaged database, as far as it can be read, and proven link by link from a good copy on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from kmmp_desktop import paths
from kmmp_desktop.services.ports import AuditEntry
from kmmp_desktop.services.salvage_ports import Salvaged, Tail
from kmmp_desktop.storage.audit import START, canonical, seal
from kmmp_desktop.storage.faults import border
from kmmp_desktop.storage.salvage_pages import OpenPage, Pages, records

_COLUMNS = 7
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FAR = 2**62
Opener = Callable[[bytes, bytes], OpenPage]
"""Key and salt of an encrypted file -> how its pages are opened."""


class Salvager:
    """See ``salvage_ports.LogSalvage``."""

    def __init__(self, opener: Opener) -> None:
        self._opener = opener

    def read(self, home: Path, key: bytes | None, report: Callable[[str, int, int], None]) -> Salvaged:
        file = paths.database(home)
        found: dict[str, dict[int, list[AuditEntry]]] = {}
        with border(str(file)):
            pages = Pages(file, None if key is None else lambda salt: self._opener(key, salt))
            for read, row in enumerate(records(pages, _COLUMNS)):
                if read % 500 == 0:
                    report("salvage", 0, 0)
                entry = _entry(row)
                if entry is not None:
                    known = found.setdefault(entry.chain, {}).setdefault(entry.number, [])
                    if entry not in known:
                        known.append(entry)
        return Salvaged(found, pages.count, pages.bad)


def tail(found: Mapping[int, Iterable[AuditEntry]], number: int, head: str) -> Tail:
    """What follows entry ``number`` with the digest ``head``: link by link, until one is missing or does
    not hold; what stands beyond that cannot be proven."""
    proven: list[AuditEntry] = []
    digest, at = head or START, number
    while True:
        linked = next((each for e in found.get(at + 1, ()) if (each := _linked(e, digest))), None)
        if linked is None:
            break
        proven.append(linked)
        digest, at = linked.digest, at + 1
    beyond = [entry for place in sorted(found) if place > at for entry in found[place]]
    return Tail(tuple(proven), at + 1 if beyond else None, tuple(beyond))


def _linked(entry: AuditEntry, previous: str) -> AuditEntry | None:
    sealed = {
        "chain": entry.chain,
        "number": entry.number,
        "at": entry.at.isoformat(timespec="microseconds"),
        "by": None if entry.by is None else str(entry.by),
        "action": entry.action,
        "body": entry.body,
        "previous": previous,
    }
    if seal(sealed) != entry.digest:
        return None
    return AuditEntry(
        entry.chain, entry.number, entry.at, entry.by, entry.action, entry.body, previous, entry.digest
    )


def _entry(row: tuple[Any, ...]) -> AuditEntry | None:
    """An entry, where these seven values can be one."""
    chain, number, at, by, action, body, digest = row
    if not (
        isinstance(chain, bytes)
        and isinstance(number, int)
        and number > 0
        and isinstance(at, int)
        and 0 <= at < _FAR
        and (by is None or (isinstance(by, bytes) and len(by) == 16))
        and isinstance(action, str)
        and isinstance(body, str)
        and isinstance(digest, bytes)
        and len(digest) == 32
    ):
        return None
    try:
        data = json.loads(body)
        name = str(UUID(bytes=chain)) if len(chain) == 16 else chain.decode()
        moment = _EPOCH + timedelta(microseconds=at)
    except (ValueError, OverflowError):
        return None
    if not isinstance(data, dict) or canonical(data) != body:
        return None
    return AuditEntry(
        name, number, moment, UUID(bytes=by) if by is not None else None, action, data, "", digest.hex()
    )
