"""What can be read of the log of a damaged office, and how it is handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kmmp_desktop.services.ports import AuditEntry


@dataclass(frozen=True, slots=True)
class Salvaged:
    """Entries by chain and number, as they were found: none is proven, and a number may have several."""

    entries: Mapping[str, Mapping[int, Iterable[AuditEntry]]]
    pages: int
    """Pages of the damaged file."""
    bad: int
    """Pages that could not be opened at all."""


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows a known entry of one chain."""

    proven: tuple[AuditEntry, ...]
    missing: int | None
    """Number of the first entry that is missing or does not hold; None where nothing stands beyond."""
    beyond: tuple[AuditEntry, ...]
    """Entries behind the gap: they were read, and nothing proves them."""


class LogSalvage(Protocol):
    """Reads a damaged database page by page."""

    def read(self, home: Path, key: bytes | None, report: Callable[[str, int, int], None]) -> Salvaged: ...


FollowOn = Callable[[Mapping[int, Iterable[AuditEntry]], int, str], Tail]
"""Entries of a chain, number and digest of the last known one -> what follows it."""
