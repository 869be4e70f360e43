"""What was laid over the forms, and the signed packs it came in, in the database."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.overlays import Overlay, OverlayKind, Pack
from kmmp_desktop.storage.tables import OVERLAY, PACK
from kmmp_desktop.storage.transaction import Transaction


class SqlOverlays:
    """See ``overlays.OverlayRepository``."""

    def __init__(self, db: Transaction) -> None:
        self._db = db

    def all(self, family: str) -> tuple[Overlay, ...]:
        rows = self._db.read(select(OVERLAY).where(OVERLAY.c.family == family).order_by(OVERLAY.c.id))
        return tuple(_overlay(row) for row in rows)

    def add(self, overlay: Overlay, pack: UUID | None = None) -> None:
        self._db.write(
            insert(OVERLAY),
            {
                "family": overlay.family,
                "kind": overlay.kind.value,
                "code": overlay.code,
                "start": int(str(overlay.start)),
                "body": json.dumps(overlay.body, sort_keys=True, allow_nan=False),
                "citation": overlay.citation,
                "by": overlay.by,
                "by_name": overlay.by_name,
                "at": overlay.at,
                "pack": pack,
            },
        )

    def add_pack(self, pack: Pack) -> None:
        self._db.write(
            insert(PACK),
            {
                "id": pack.id,
                "content": pack.content,
                "digest": pack.digest,
                "issued_by": pack.issued_by,
                "issued_at": pack.issued_at,
                "taken_by": pack.taken_by,
                "taken_at": pack.taken_at,
            },
        )

    def pack_of(self, digest: bytes) -> Pack | None:
        row = self._db.read(select(PACK).where(PACK.c.digest == digest)).first()
        if row is None:
            return None
        return Pack(
            row.id,
            bytes(row.content),
            bytes(row.digest),
            row.issued_by,
            row.issued_at,
            row.taken_by,
            row.taken_at,
        )


def _overlay(row: Any) -> Overlay:
    return Overlay(
        row.family,
        OverlayKind(row.kind),
        row.code,
        Period.parse(str(row.start)),
        json.loads(row.body),
        row.citation,
        row.by_name,
        row.at,
        row.by,
    )
