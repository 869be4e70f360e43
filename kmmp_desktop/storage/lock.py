"""Keeps a second window off the same office; the operating system frees it when a window dies."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from kmmp_desktop.domain.period import east_africa
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.storage.faults import border

_BYTE = 2**30
"""The byte that is locked, far behind the text: Windows lets nobody read a locked byte."""


class WindowLock:
    """Holds ``window.lock`` from ``take`` to ``release``, or until the process ends in any way.

    What the file says (who, since when) is for people; whether it is held is asked of the system,
    so that a file left behind by a killed window holds nobody up.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._held: IO[str] | None = None

    def take(self, user: str, now: datetime) -> None:
        """Hold the lock; raises RefusedError with who holds it since when."""
        with border(str(self._file)):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            held = self._file.open("a+", encoding="utf-8")
        if not _lock(held):
            held.seek(0)
            text = held.read()
            held.close()
            raise _refusal(text)
        with border(str(self._file)):
            held.truncate(0)
            json.dump(
                {
                    "user": user,
                    "since": now.isoformat(),
                    "process": os.getpid(),
                    "computer": socket.gethostname(),
                },
                held,
            )
            held.flush()
        self._held = held

    def release(self) -> None:
        """Let go; nothing happens where nothing is held. The file stays, since it names nobody any more."""
        if self._held is not None:
            self._held.truncate(0)
            self._held.close()
            self._held = None


def is_held_by_another(file: Path) -> bool:
    """Whether a window of another process holds the lock."""
    if not file.exists():
        return False
    with border(str(file)), file.open("a+", encoding="utf-8") as probe:
        if _lock(probe):
            return False
        probe.seek(0)
        return f'"process": {os.getpid()},' not in probe.read()


def refuse_another(file: Path) -> None:
    """Raise RefusedError, as ``WindowLock.take``, where a window of another process holds the lock."""
    if is_held_by_another(file):
        raise _refusal(file.read_text("utf-8"))


@contextmanager
def short_lock(file: Path, seconds: float = 20.0) -> Iterator[None]:
    """Hold a file's lock for a moment, waiting for others. Raises RefusedError after ``seconds``."""
    with border(str(file)):
        held = file.open("a+", encoding="utf-8")
    with held:
        until = time.monotonic() + seconds
        while not _lock(held):
            if time.monotonic() > until:
                raise RefusedError(
                    "Another program is changing who may open this office, and it did not finish in time.",
                    hint="Wait until it is done, then do it again.",
                )
            time.sleep(0.05)
        yield


def hold_or_none(file: Path) -> IO[str] | None:
    """The open file, locked until it is closed or the process ends; None where somebody else holds it."""
    held = file.open("a+", encoding="utf-8")
    if _lock(held):
        return held
    held.close()
    return None


def _refusal(text: str) -> RefusedError:
    hint = "Go to that window. If there is none to be seen, end process {process} or restart the computer."
    try:
        who = json.loads(text)
        since = east_africa(datetime.fromisoformat(who["since"]))
        return RefusedError(
            "This office is open already: in a window of {user} on {computer}, since {since} EAT.",
            hint=hint,
            user=who["user"],
            computer=who["computer"],
            since=f"{since:%d/%m/%Y %H:%M}",
            process=who["process"],
        )
    except (ValueError, KeyError, TypeError):
        return RefusedError("This office is open already in another window.", hint="Go to that window.")


def hold_file(file: IO[bytes]) -> bool:
    """Hold an open file until it is closed or the process ends; False where another process holds it."""
    return _lock(file)


def _lock(file: IO[Any]) -> bool:
    """Lock without waiting; the lock ends when the file is closed."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            file.seek(0, os.SEEK_END)
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
