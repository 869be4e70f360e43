"""Having files of strangers checked: the port, and the plain way without a process of its own."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol

from kmmp_desktop.domain.verdict import Answer, FileCheck
from kmmp_desktop.os_reasons import reason_of
from kmmp_desktop.services.ports import DocumentMaker, Progress
from kmmp_desktop.text import Message

MOST_BYTES = 30_000_000
"""A return's file is well under 1 MB, a submission of 300 facilities under 10; more is something else."""

_MAGIC = {b"PK\x03\x04": "xlsx", b"%PDF": "pdf"}
_ENDS = {"xlsx": (b"PK\x05\x06", 65_557), "pdf": (b"%%EOF", 1024)}
"""What stands at the end of every such file, and within how many bytes of it."""


class WhyNot(StrEnum):
    """Why a file was not checked at all."""

    UNREADABLE = "unreadable"
    """The system did not give its bytes."""
    TOO_LARGE = "too_large"
    NOT_OURS = "not_ours"
    """Neither workbook nor PDF."""
    EMPTY = "empty"
    """Not one byte."""
    CUT_OFF = "cut_off"
    """It begins as a workbook or PDF does and does not end as one; nothing that stands in it holds."""
    LIMITS = "limits"
    """It ate the time or memory that a check may take, or brought the checking process down."""


@dataclass(frozen=True, slots=True)
class NotChecked(Message):
    """The sentence for the person; ``why`` is for the program."""

    why: WhyNot = WhyNot.NOT_OURS


class Checked(NamedTuple):
    """One file of many."""

    path: Path
    found: FileCheck | Message
    """A ``Message`` (always a ``NotChecked``) where there was nothing to check."""
    digest: bytes
    """SHA-256 of ``content``; empty where the file could not be read."""
    content: bytes
    """The very bytes that were checked; empty where the file could not be read or is too large."""


class FileChecker(Protocol):
    """Signatures, structure and figures of files; says nothing of trust. Threads may share one."""

    def check(self, name: str, content: bytes) -> FileCheck | Message:
        """Check bytes that are in memory. Never raises on bad input."""
        ...

    def check_many(
        self, files: Iterable[tuple[str, Path]], progress: Progress | None = None
    ) -> Iterator[Checked]:
        """Check files, several at a time, and give them back in the order they came in.

        Holds a few files in memory at a time, however many there are. ``progress`` is called after
        each file in the thread of the caller; what it raises ends the work, as leaving the iterator does.
        """
        ...

    def close(self) -> None:
        """End what runs in the background, for good."""
        ...


class PageCheck(Protocol):
    """Whether the pages of a file show its own figures."""

    def shows(self, content: bytes, data: Mapping[str, Any]) -> bool:
        """``False`` means that it could not be shown, not that they differ."""
        ...


class PlainChecker:
    """Checks in this very process: for bytes that this office made itself, and for tests."""

    def __init__(self, makers: Sequence[DocumentMaker]) -> None:
        self._makers = {maker.kind: maker for maker in makers}

    def check(self, name: str, content: bytes) -> FileCheck | Message:
        kind = kind_of(content)
        try:
            return not_ours(content) if kind is None else told(content, self._makers[kind].check(content))
        except MemoryError:
            return beyond_limits()

    def check_many(
        self, files: Iterable[tuple[str, Path]], progress: Progress | None = None
    ) -> Iterator[Checked]:
        listed = tuple(files)
        for done, (name, path) in enumerate(listed, 1):
            content = read_file(path)
            if isinstance(content, Message):
                yield Checked(path, content, b"", b"")
            else:
                yield Checked(path, self.check(name, content), hashlib.sha256(content).digest(), content)
            if progress is not None:
                progress(done, len(listed))

    def close(self) -> None:
        """Nothing runs in the background."""


def kind_of(content: bytes) -> str | None:
    """``xlsx`` or ``pdf`` by the first bytes; ``None`` for everything else and for what is too large."""
    return _MAGIC.get(content[:4]) if len(content) <= MOST_BYTES else None


def not_ours(content: bytes) -> NotChecked:
    """Why ``kind_of`` gave ``None``."""
    if len(content) > MOST_BYTES:
        return _too_large()
    if not content:
        return NotChecked("The file is empty: nothing of it arrived.", why=WhyNot.EMPTY)
    return NotChecked("This is neither an Excel workbook nor a PDF.")


def told(content: bytes, found: FileCheck) -> FileCheck | NotChecked:
    """What a check found; that the file was cut off, where it was and nothing in it held."""
    mark, within = _ENDS[found.kind]
    if found.intact is Answer.YES or mark in content[-within:]:
        return found
    return NotChecked("The file ends too early: only a part of it arrived.", why=WhyNot.CUT_OFF)


def read_file(path: Path) -> bytes | NotChecked:
    """The bytes of a file, or why there are none. Reads no more than a file of ours may have."""
    try:
        if path.exists() and not path.is_file():  # a pipe or a device would be waited for
            return NotChecked("{file} is not a file.", {"file": path.name}, WhyNot.UNREADABLE)
        with path.open("rb") as file:
            content = _at_most(file, MOST_BYTES + 1)
    except OSError as error:
        return NotChecked(
            "{file} cannot be read: {why}.",
            {"file": path.name, "why": reason_of(error)},
            WhyNot.UNREADABLE,
        )
    return content if len(content) <= MOST_BYTES else _too_large()


def _at_most(file: BinaryIO, most: int) -> bytes:
    """As much of the file as there is. Asked for ``most`` at once, Python takes that much memory first."""
    wanted = min(os.fstat(file.fileno()).st_size + 1, most)
    content = file.read(wanted)
    while len(content) == wanted < most:  # it grew meanwhile, or its size is not told
        wanted = min(2 * wanted + 65_536, most)
        content += file.read(wanted - len(content))
    return content


def beyond_limits() -> NotChecked:
    """The file ate time or memory, or brought the checking process down."""
    return NotChecked(
        "This file could not be judged within the limits of time and memory; it is not taken in.",
        why=WhyNot.LIMITS,
    )


def _too_large() -> NotChecked:
    return NotChecked(
        "The file is larger than any return ({limit} MB).",
        {"limit": MOST_BYTES // 1_000_000},
        WhyNot.TOO_LARGE,
    )
