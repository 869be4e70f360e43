"""Ends checking processes that took too long: one thread for all, since one for each file would cost more."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Watched:
    """A process at work. ``late`` tells why it died."""

    running: subprocess.Popen[bytes]
    until: float
    late: bool = False


class Watch:
    """Kills a process when its time is up. Threads may share one; its own thread ends when it is idle."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._watched: set[Watched] = set()
        self._thread: threading.Thread | None = None
        self._wakes = 0.0

    @contextmanager
    def over(self, running: subprocess.Popen[bytes], seconds: float) -> Iterator[Watched]:
        """Watch a process for as long as the block lasts."""
        one = Watched(running, time.monotonic() + seconds)
        with self._changed:
            self._watched.add(one)
            if self._thread is None:
                self._wakes = one.until
                self._thread = threading.Thread(target=self._run, name="watch-checks", daemon=True)
                self._thread.start()
            elif one.until < self._wakes:
                self._changed.notify()
        try:
            yield one
        finally:
            with self._changed:
                self._watched.discard(one)

    def _run(self) -> None:
        with self._changed:
            while self._watched:
                self._wakes = min(one.until for one in self._watched)
                self._changed.wait(max(0.0, self._wakes - time.monotonic()))
                for one in [one for one in self._watched if one.until <= time.monotonic()]:
                    one.late = True
                    one.running.kill()
                    self._watched.discard(one)
            self._thread = None
