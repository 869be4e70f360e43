"""Checks files of strangers in processes of their own, several at a time, each within limits."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import subprocess
import sys
import weakref
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import LifoQueue

from exports.verify_messages import MOST_ANSWER, read_answer
from exports.verify_watch import Watch
from exports.verify_worker import BEYOND, READY, Limits
from kmmp_desktop.domain.verdict import FileCheck
from kmmp_desktop.errors import KmmpError
from kmmp_desktop.services.checking_files import Checked, beyond_limits, kind_of, not_ours, read_file, told
from kmmp_desktop.services.ports import Progress
from kmmp_desktop.text import Message

MOST_PROCESSES = 4
_START_SECONDS = 60.0
"""To load the libraries, on an old machine that is busy."""
_STARTS = 3
"""A process may be ended from outside before it is ready, too."""
_TRIES = 2
"""A process may be ended from outside; a file that brings down two is told as what it is."""
_AHEAD = 2
"""Files per process that are read before their turn."""
_log = logging.getLogger(__name__)


class _Died(Exception):
    """The process ended, or answered something that is no answer."""


class _BeyondLimits(Exception):
    """The check took too long or too much memory."""


class _Over(Exception):
    """The checker was closed while it checked."""


class WorkerChecker:
    """Fits ``services.checking_files.FileChecker``. Processes start with the first check."""

    def __init__(self, command: Sequence[str], limits: Limits | None = None, processes: int = 0) -> None:
        """``command`` starts ``verify_worker.serve``; ``processes`` 0: one for each core, at most four."""
        self._count = processes or min(os.cpu_count() or 1, MOST_PROCESSES)
        # the last used is taken first: whoever checks one file at a time needs one process only
        self._idle: LifoQueue[_Process] = LifoQueue()
        watch = Watch()
        self._all = [_Process(command, limits or Limits(), watch) for _ in range(self._count)]
        for process in self._all:
            self._idle.put(process)
        self._end = weakref.finalize(self, _stop_all, self._all)

    def check(self, name: str, content: bytes) -> FileCheck | Message:
        """Check bytes in a process of its own. Raises KmmpError where none can be started."""
        kind = kind_of(content)
        if kind is None:
            return not_ours(content)
        process = self._idle.get()
        try:
            for _ in range(_TRIES):
                try:
                    return told(content, process.check(kind, content))
                except _Died:
                    _log.warning("the checking process ended while it checked %s", name)
                except _BeyondLimits:
                    _log.warning("checking %s went beyond the limits", name)
                    break
                except _Over:
                    break
            return beyond_limits()
        finally:
            self._idle.put(process)

    def check_many(
        self, files: Iterable[tuple[str, Path]], progress: Progress | None = None
    ) -> Iterator[Checked]:
        """See ``FileChecker``. Raises KmmpError where no process can be started."""
        listed = tuple(files)
        ahead: deque[Future[Checked]] = deque()
        threads = ThreadPoolExecutor(self._count, "check-files")
        try:
            waiting = iter(listed)
            for name, path in waiting:
                ahead.append(threads.submit(self._check_file, name, path))
                if len(ahead) >= self._count * _AHEAD:
                    break
            for done in range(1, len(listed) + 1):
                checked = ahead.popleft().result()
                following = next(waiting, None)
                if following is not None:
                    ahead.append(threads.submit(self._check_file, *following))
                yield checked
                if progress is not None:
                    progress(done, len(listed))
        finally:
            # what is running ends within its limit, and nobody waits for it
            threads.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        self._end()

    def _check_file(self, name: str, path: Path) -> Checked:
        content = read_file(path)
        if isinstance(content, Message):
            return Checked(path, content, b"", b"")
        return Checked(path, self.check(name, content), hashlib.sha256(content).digest(), content)


def _stop_all(processes: Sequence[_Process]) -> None:
    for process in processes:
        process.stop(for_good=True)


class _Process:
    """One checking process, started when it is needed and again after it died. One thread at a time."""

    def __init__(self, command: Sequence[str], limits: Limits, watch: Watch) -> None:
        self._command = list(command)
        self._limits = limits
        self._watch = watch
        self._running: subprocess.Popen[bytes] | None = None
        self._is_over = False

    def check(self, kind: str, content: bytes) -> FileCheck:
        """Raises _Died, _BeyondLimits; after either the next check starts a new process."""
        running = self._running or self._start()
        with self._watch.over(running, self._limits.seconds_for(len(content))) as watched:
            try:
                return read_answer(_exchange(running, kind, content))
            except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, _Died) as error:
                self.stop()
                raise _BeyondLimits if watched.late else _Died from error
            except _BeyondLimits:
                self.stop()
                raise

    def stop(self, *, for_good: bool = False) -> None:
        self._is_over |= for_good
        running, self._running = self._running, None
        if running is not None:
            running.kill()
            running.wait()
            for pipe in (running.stdin, running.stdout):
                _close(pipe)

    def _start(self) -> subprocess.Popen[bytes]:
        """Raises _Over; KmmpError where none can be started."""
        for _ in range(_STARTS):
            if self._is_over:
                raise _Over
            with contextlib.suppress(OSError):
                # kept before it is ready: closing the checker ends it even while it starts
                running = self._running = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    creationflags=_no_window(),
                )
                with self._watch.over(running, _START_SECONDS) as watched:
                    said = running.stdout.readline(len(READY)) if running.stdout else b""
                if said == READY:
                    return running
                self.stop()
                if watched.late:
                    break
        raise KmmpError(
            "The part of the program that checks files could not be started.",
            hint="Nothing was taken in. Start the program again; if it stays so, install it again.",
        )


def _no_window() -> int:
    """Windows opens a console for a program that was built with one."""
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW
    return 0


def _exchange(running: subprocess.Popen[bytes], kind: str, content: bytes) -> bytes:
    stdin, stdout = running.stdin, running.stdout
    if stdin is None or stdout is None:
        raise _Died
    stdin.write(b"%s %d\n" % (kind.encode("ascii"), len(content)))
    stdin.write(content)
    stdin.flush()
    line = stdout.readline(20)
    if line == BEYOND:
        raise _BeyondLimits
    size = int(line)
    if not 0 < size <= MOST_ANSWER:
        raise _Died
    answer = stdout.read(size)
    if len(answer) != size:
        raise _Died
    return answer


def _close(pipe: object) -> None:
    try:
        pipe.close()  # type: ignore[attr-defined]
    except OSError:  # what was still to be written to a process that is gone
        _log.debug("pipe of a process that is gone")
