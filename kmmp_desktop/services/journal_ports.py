"""The journal on this computer: what has been acknowledged and is perhaps not on the server yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from kmmp_desktop.services.delivery import Letter


class Journal(Protocol):
    """Append-only; when ``append`` has returned, the letter is on the disk of this computer."""

    @property
    def unread(self) -> tuple[Path, ...]:
        """Journals of earlier runs with something in them that cannot be read here; they are kept."""
        ...

    def append(self, letter: Letter) -> int:
        """Keep a letter; its number. Raises StorageError: nothing was kept."""
        ...

    def done(self, number: int) -> None:
        """The letter has arrived. May be lost in a power cut: it is then sent again, and known."""
        ...

    def close(self) -> None:
        """Let go; a journal in which nothing waits is taken away."""
        ...


class Cipher(Protocol):
    """Keeps the lines of a journal from other eyes; ``security`` implements it."""

    def seal(self, plain: bytes) -> bytes: ...
    def open(self, sealed: bytes) -> bytes:
        """Raises ValueError for anything that was not sealed with this key."""
        ...
