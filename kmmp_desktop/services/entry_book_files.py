"""What the entry workbook service needs from a file format, and what a read workbook holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.ports import FormCatalogue
from kmmp_desktop.services.proposals import Offered
from kmmp_desktop.text import Message


@dataclass(frozen=True, slots=True)
class EntryBook:
    """An entry workbook that came back. Nothing in it is trusted: it only offers texts to cells."""

    file: str
    """Name without folders."""
    digest: str
    """SHA-256 of the file as it was read, hex."""
    family: str
    mfl: str
    facility: str
    """Name of the facility as it stands in the file."""
    period: Period
    form_version: str
    form_digest: str
    revision: int
    """The revision number at the time the workbook was made."""
    offered: tuple[Offered, ...]
    """Every filled cell of the form in paper order, then what stands where nothing should."""
    notes: tuple[Message, ...] = ()
    """Locked cells that were changed, cells that were emptied: told, never acted on."""
    practice: bool = False
    """Made by an office of practice."""


class EntryBookMaker(Protocol):
    """Makes and reads entry workbooks: implemented in ``exports``."""

    suffix: str
    """With a dot."""

    def build(self, opened: OpenReturn, office: str, at: datetime, language: str) -> bytes:
        """The workbook of a return with what is in it so far. ``office`` is the partner's name."""
        ...

    def save(self, path: Path, content: bytes) -> None:
        """Write it whole or not at all. Raises StorageError."""
        ...

    def read(self, path: Path, forms: FormCatalogue) -> EntryBook:
        """Read strictly: no formula is worked out, no cached value is believed.

        Raises FileRefusedError, by name, for a file that is none of ours, damaged, locked by a password,
        of a form version that this office does not have, or with rows or columns put in, taken out or moved.
        """
        ...
