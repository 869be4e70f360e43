"""Which cells of a revision were keyed apart and left so."""

from __future__ import annotations

from uuid import UUID

from kmmp_desktop.domain.keying import Outcome, Result
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.ports import UnitOfWork


def keyings_apart(work: UnitOfWork, revision: UUID) -> dict[CellKey, Result]:
    """Results of finished second keyings that were left open after another value had been typed."""
    latest = work.keyings.latest_results(revision)
    return {
        key: result
        for key, (_, result) in latest.items()
        if result.outcome is Outcome.OPEN and result.was_keyed
    }
