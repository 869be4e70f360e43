"""The port through which checks travel to and from other systems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kmmp_desktop.domain.form import Check, Form
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.text import Message


@dataclass(frozen=True, slots=True)
class MappingTable:
    """What a server calls our cells: ``uid``, ``uid.uid``, or codes in their place."""

    operands: Mapping[CellKey, str]


@dataclass(frozen=True, slots=True)
class Untold:
    """A rule that did not travel, and why; or one that did, and what differs."""

    code: str
    why: Message


@dataclass(frozen=True, slots=True)
class WrittenRules:
    """Rules as the other system has them; one check may have become several."""

    rules: tuple[Mapping[str, Any], ...]
    left_out: tuple[Untold, ...]
    content: bytes
    """The file to hand over."""


@dataclass(frozen=True, slots=True)
class ReadRules:
    """Checks made of another system's rules."""

    checks: tuple[Check, ...]
    left_out: tuple[Untold, ...]
    differing: tuple[Untold, ...]


class RuleExchange(Protocol):
    """Implemented in ``exports`` for DHIS2's ``validationRules``."""

    def mapping(self, path: Path, form: Form) -> MappingTable:
        """Read a mapping table; raises FileRefusedError naming every faulty line."""
        ...

    def write(
        self, form: Form, mapping: MappingTable, checks: Iterable[str] | None = None, language: str = "en"
    ) -> WrittenRules: ...

    def read(self, path: Path, form: Form, mapping: MappingTable, standard: str) -> ReadRules:
        """Raises FileRefusedError where the file holds no rules."""
        ...
