"""The audit chains: append-only, each entry sealed with the digest of the one before.

The digest of an entry is SHA-256 over the 64 hexadecimal digits of the previous digest (zeros
for the first) followed by this JSON, keys sorted, no spaces, other letters than ASCII escaped::

    {"action":…,"at":"2026-11-22T06:51:31.000000+00:00","body":{…},"by":"<uuid>"|null,
     "chain":…,"number":…,"previous":"<64 hex>"}

Whoever changes, adds or takes out an entry breaks the chain there. Entries cut off at the end
are missed by the chains that have taken the head in, and by every printed head.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select

from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.audit_ports import AuditLine, AuditWanted, Spot
from kmmp_desktop.services.ports import AuditEntry
from kmmp_desktop.storage import audit_pages
from kmmp_desktop.storage.chains import chain_id, chain_name
from kmmp_desktop.storage.ready import Ready
from kmmp_desktop.storage.tables import AUDIT, REVISION
from kmmp_desktop.storage.transaction import Transaction

_log = logging.getLogger(__name__)

START = "0" * 64
"""The head of an empty chain."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS = (AUDIT.c.number, AUDIT.c.at, AUDIT.c.by, AUDIT.c.action, AUDIT.c.body, AUDIT.c.digest)
_CHAIN = select(*_COLUMNS).where(AUDIT.c.chain == bindparam("in_chain")).order_by(AUDIT.c.number)
_HEAD = Ready(
    select(AUDIT.c.number, AUDIT.c.digest)
    .where(AUDIT.c.chain == bindparam("in_chain"))
    .order_by(AUDIT.c.number.desc())
    .limit(1)
)
_APPEND = Ready(insert(AUDIT))


def canonical(data: Any) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)


def seal(entry: Mapping[str, Any]) -> str:
    """Return the digest of an entry given as the JSON data above."""
    return hashlib.sha256((entry["previous"] + canonical(entry)).encode("ascii")).hexdigest()


class SqlAudit:
    """See ``ports.AuditRepository``."""

    def __init__(self, db: Transaction) -> None:
        self._db = db

    def append(
        self, chain: str, at: datetime, by: UUID | None, action: str, body: Mapping[str, Any]
    ) -> AuditEntry:
        self._db.wait_for(chain)
        name = chain_id(chain)
        last = self._db.read(_HEAD, {"in_chain": name}).first()
        number, previous = (last[0] + 1, last[1].hex()) if last else (1, START)
        digest = seal(_sealed(chain, number, at, by, action, body, previous))
        self._db.write(
            _APPEND,
            {
                "chain": name,
                "number": number,
                "at": at,
                "by": by,
                "action": action,
                "body": canonical(body),
                "digest": bytes.fromhex(digest),
            },
        )
        return AuditEntry(chain, number, at, by, action, body, previous, digest)

    def hold(self, chain: str) -> None:
        self._db.wait_for(chain)

    def head(self, chain: str) -> str:
        last = self._db.read(_HEAD, {"in_chain": chain_id(chain)}).first()
        return last[1].hex() if last and isinstance(last[1], bytes) else START

    def entries(self, chain: str) -> tuple[AuditEntry, ...]:
        found: list[AuditEntry] = []
        try:
            for entry, _ in self._walk(chain):
                found.append(entry)
        except (TypeError, ValueError, AttributeError):
            _log.warning("the log cannot be read from entry %s of %s on", len(found) + 1, chain)
        return tuple(found)  # what stands before it; first_broken names the entry itself

    def authors(self, chain: str, actions: Collection[str]) -> frozenset[UUID]:
        """Who made the entries of these actions."""
        rows = self._db.read(
            select(AUDIT.c.by)
            .where(AUDIT.c.chain == chain_id(chain), AUDIT.c.action.in_(sorted(actions)))
            .distinct()
        )
        return frozenset(by for (by,) in rows if by is not None)

    def chains(self) -> tuple[str, ...]:
        rows = self._db.read(select(AUDIT.c.chain).distinct())
        names = sorted(chain_name(bytes(chain)) for (chain,) in rows)
        return tuple(sorted(names, key=lambda name: name != "office"))

    def unheard_of(self) -> tuple[str, ...]:
        signed = REVISION.c.state.not_in((State.DRAFT.value, State.BROUGHT_IN.value))
        revisions = self._db.read(select(REVISION.c.id).where(signed)).scalars()
        return tuple(sorted({str(one) for one in revisions} - set(self.chains())))

    def holders(self, head: str) -> tuple[AuditEntry, ...]:
        digits = head.lower()
        low, high = bytes.fromhex(digits.ljust(64, "0")), bytes.fromhex(digits.ljust(64, "f"))
        rows = self._db.read(
            select(AUDIT.c.chain, *_COLUMNS).where(AUDIT.c.digest >= low, AUDIT.c.digest <= high)
        )
        return tuple(
            AuditEntry(
                chain_name(bytes(chain)), number, at, by, action, _body(text), "", bytes(digest).hex()
            )
            for chain, number, at, by, action, text, digest in rows
        )

    def page(
        self, wanted: AuditWanted, limit: int, spot: Spot | None = None, *, newer: bool = False
    ) -> tuple[AuditLine, ...]:
        return audit_pages.page(self._db, wanted, limit, spot, newer)

    def counts(self, wanted: AuditWanted) -> dict[str, int]:
        return audit_pages.counts(self._db, wanted)

    def first_broken(self, chain: str) -> AuditEntry | None:
        last = AuditEntry(chain, 0, _NEVER, None, "", {}, START, START)
        try:
            for entry, body in self._walk(chain):
                sealed = _sealed(
                    chain, entry.number, entry.at, entry.by, entry.action, entry.body, entry.previous
                )
                # the text too: two ways to write one body would leave a place to hide a change
                if body != canonical(entry.body) or seal(sealed) != entry.digest:
                    return entry
                last = entry
        except (TypeError, ValueError, AttributeError):
            # by hand, SQLite takes letters where a time or a digest should be
            return AuditEntry(chain, last.number + 1, last.at, None, "unreadable", {}, last.digest, "")
        return None

    def _walk(self, chain: str) -> Iterator[tuple[AuditEntry, str]]:
        previous = START
        for number, at, by, action, text, digest in self._db.read(_CHAIN, {"in_chain": chain_id(chain)}):
            entry = AuditEntry(chain, number, at, by, action, _body(text), previous, digest.hex())
            yield entry, text
            previous = entry.digest


def _sealed(
    chain: str,
    number: int,
    at: datetime,
    by: UUID | None,
    action: str,
    body: Mapping[str, Any],
    previous: str,
) -> dict[str, Any]:
    return {
        "chain": chain,
        "number": number,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),  # as it is read back, whatever its zone
        "by": None if by is None else str(by),
        "action": action,
        "body": body,
        "previous": previous,
    }


def _body(text: str) -> Mapping[str, Any]:
    try:
        body = json.loads(text)
    except ValueError:
        body = None
    # somebody has written into the table by hand: show what stands there, first_broken names it
    return body if isinstance(body, dict) else {"unreadable": text}
