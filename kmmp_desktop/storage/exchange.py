"""Trust files, received files, letters and consolidations in the database."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, insert, or_, select

from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.exchange_ports import Consolidation, Letter, Received, StoredTrust
from kmmp_desktop.storage.ready import Ready
from kmmp_desktop.storage.tables import (
    CONSOLIDATION,
    CONSOLIDATION_ITEM,
    LETTER,
    RECEIVED,
    RETURN,
    REVISION,
    SEEN_FILE,
    TRUST,
)
from kmmp_desktop.storage.transaction import Transaction
from kmmp_desktop.storage.upsert import keeping

# ready statements: building one anew costs as much as running it, and a folder of files asks thousands
_SEEN = keeping(SEEN_FILE, "digest")
_SEEN_AT = Ready(select(SEEN_FILE.c.at).where(SEEN_FILE.c.digest == bindparam("in_digest")))
_NUMBER = Ready(select(func.max(TRUST.c.number)))
_NEWEST = select(TRUST).order_by(TRUST.c.number.desc()).limit(1)
_IN_ORDER = select(RECEIVED).order_by(RECEIVED.c.taken_at, RECEIVED.c.name)
_BY_DIGEST = Ready(_IN_ORDER.where(RECEIVED.c.digest == bindparam("in_digest")))
_OF_REVISION = Ready(_IN_ORDER.where(RECEIVED.c.revision == bindparam("in_revision")))
_ADD_RECEIVED = Ready(insert(RECEIVED))
_LETTERS = select(LETTER).order_by(LETTER.c.at, LETTER.c.name)
_OF_OR_NONE = Ready(
    _LETTERS.where(
        LETTER.c.kind == bindparam("in_kind"),
        LETTER.c.sent.is_(False),
        or_(LETTER.c.revision.is_(None), LETTER.c.revision == bindparam("in_revision")),
    )
)
_LETTER_NAMES = (
    "id",
    "kind",
    "sent",
    "revision",
    "digest",
    "name",
    "content",
    "at",
    "by",
    "by_name",
    "office_name",
)


class SqlTrust:
    """See ``exchange_ports.TrustRepository``."""

    def __init__(self, db: Transaction) -> None:
        self._db = db

    def number(self) -> int:
        return self._db.read(_NUMBER).scalar() or 0

    def newest(self) -> StoredTrust | None:
        row = self._db.read(_NEWEST).first()
        return (
            None if row is None else StoredTrust(row.number, bytes(row.content), row.taken_at, row.taken_by)
        )

    def add(self, trust: StoredTrust) -> None:
        self._db.write(
            insert(TRUST),
            {
                "number": trust.number,
                "content": trust.content,
                "taken_at": trust.taken_at,
                "taken_by": trust.taken_by,
            },
        )


class SqlReceived:
    """See ``exchange_ports.ReceivedRepository``."""

    def __init__(self, db: Transaction) -> None:
        self._db = db

    def get(self, digest: bytes) -> Received | None:
        found = self._read(_BY_DIGEST, {"in_digest": digest})
        return found[0] if found else None

    def of_revision(self, revision: UUID) -> tuple[Received, ...]:
        return self._read(_OF_REVISION, {"in_revision": revision})

    def of_month(self, family: str, period: Period) -> tuple[Received, ...]:
        return self._read(
            _IN_ORDER.join(REVISION, REVISION.c.id == RECEIVED.c.revision)
            .join(RETURN, RETURN.c.id == REVISION.c["return"])
            .where(RETURN.c.family == family, RETURN.c.period == int(str(period)))
        )

    def all(self) -> tuple[Received, ...]:
        return self._read(_IN_ORDER)

    def _read(
        self, statement: Select[Any] | Ready, values: Mapping[str, Any] | None = None
    ) -> tuple[Received, ...]:
        rows = self._db.read(statement, values)
        return tuple(
            Received(
                bytes(row.digest),
                row.revision,
                row.kind,
                row.name,
                row.office,
                row.office_name,
                row.partner,
                row.seen_at,
                row.taken_at,
                row.taken_by,
                json.loads(row.record),
            )
            for row in rows
        )

    def add(self, received: Received) -> None:
        self._db.write(
            _ADD_RECEIVED,
            {
                "digest": received.digest,
                "revision": received.revision,
                "kind": received.kind,
                "name": received.name,
                "office": received.office,
                "office_name": received.office_name,
                "partner": received.partner,
                "seen_at": received.seen_at,
                "taken_at": received.taken_at,
                "taken_by": received.taken_by,
                "record": json.dumps(received.record, sort_keys=True, allow_nan=False),
            },
        )

    def first_seen(self, digest: bytes, at: datetime) -> datetime:
        found = self.seen(digest)
        if found is None:
            self._db.write(_SEEN[self._db.dialect], {"digest": digest, "at": at})
            found = self.seen(digest)
            assert found is not None
        return found

    def seen(self, digest: bytes) -> datetime | None:
        found: datetime | None = self._db.read(_SEEN_AT, {"in_digest": digest}).scalar()
        return found

    def saw(self, digests: Sequence[bytes], at: datetime) -> None:
        if digests:
            self._db.write(_SEEN[self._db.dialect], [{"digest": digest, "at": at} for digest in digests])


class SqlLetters:
    """See ``exchange_ports.LetterRepository``."""

    def __init__(self, db: Transaction) -> None:
        self._db = db

    def add(self, letter: Letter) -> None:
        self._db.write(insert(LETTER), {name: getattr(letter, name) for name in _LETTER_NAMES})

    def of_revision(self, revision: UUID, kind: str = "") -> tuple[Letter, ...]:
        wanted = _LETTERS.where(LETTER.c.revision == revision)
        return self._read(wanted.where(LETTER.c.kind == kind) if kind else wanted)

    def by_digest(self, digest: bytes) -> tuple[Letter, ...]:
        return self._read(_LETTERS.where(LETTER.c.digest == digest))

    def all(self, kind: str, sent: bool) -> tuple[Letter, ...]:
        return self._read(_LETTERS.where(LETTER.c.kind == kind, LETTER.c.sent == sent))

    def of_or_none(self, revision: UUID, kind: str) -> tuple[Letter, ...]:
        return self._read(_OF_OR_NONE, {"in_kind": kind, "in_revision": revision})

    def _read(
        self, statement: Select[Any] | Ready, values: Mapping[str, Any] | None = None
    ) -> tuple[Letter, ...]:
        rows = self._db.read(statement, values).mappings()
        return tuple(Letter(**{name: row[name] for name in _LETTER_NAMES}) for row in rows)


class SqlConsolidations:
    """See ``exchange_ports.ConsolidationRepository``."""

    def __init__(self, db: Transaction) -> None:
        self._db = db

    def add(self, consolidation: Consolidation) -> None:
        self._db.write(
            insert(CONSOLIDATION),
            {
                "id": consolidation.id,
                "family": consolidation.family,
                "period": int(str(consolidation.period)),
                "level": consolidation.level,
                "place": consolidation.place,
                "made_at": consolidation.made_at,
                "made_by": consolidation.made_by,
                "content": json.dumps(consolidation.content, sort_keys=True, allow_nan=False),
            },
        )
        items = [
            {"consolidation": consolidation.id, "revision": revision, "place": place}
            for place, revision in enumerate(consolidation.revisions)
        ]
        if items:
            self._db.write(insert(CONSOLIDATION_ITEM), items)

    def of_month(self, family: str, period: Period) -> tuple[Consolidation, ...]:
        return self._read(
            select(CONSOLIDATION).where(
                CONSOLIDATION.c.family == family, CONSOLIDATION.c.period == int(str(period))
            )
        )

    def using(self, revision: UUID) -> tuple[Consolidation, ...]:
        return self._read(
            select(CONSOLIDATION)
            .join(CONSOLIDATION_ITEM, CONSOLIDATION_ITEM.c.consolidation == CONSOLIDATION.c.id)
            .where(CONSOLIDATION_ITEM.c.revision == revision)
        )

    def _read(self, statement: Select[Any]) -> tuple[Consolidation, ...]:
        rows = self._db.read(statement.order_by(CONSOLIDATION.c.made_at)).all()
        return tuple(
            Consolidation(
                row.id,
                row.family,
                Period.parse(str(row.period)),
                row.level,
                row.place,
                row.made_at,
                row.made_by,
                self._revisions(row.id),
                json.loads(row.content),
            )
            for row in rows
        )

    def _revisions(self, consolidation: UUID) -> tuple[UUID, ...]:
        item = CONSOLIDATION_ITEM.c
        rows = self._db.read(
            select(item.revision).where(item.consolidation == consolidation).order_by(item.place)
        )
        return tuple(revision for (revision,) in rows)
