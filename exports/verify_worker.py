"""The process that opens files of strangers: takes bytes, answers JSON, and may use little of the machine."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from exports.verify_messages import write_answer
from kmmp_desktop.services.checking_files import MOST_BYTES
from kmmp_desktop.services.ports import DocumentMaker

READY = b"ready\n"
BEYOND = b"limits\n"
"""The check ran out of memory; the process ends after saying so."""
_FILES_UNSWEPT = 10
_SPARE_SECONDS = 5
"""The parent's clock decides; processor time only ends a process that has lost its parent."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one check may use. Processor and memory only where the system can be told (not on Windows)."""

    seconds: float = 20.0
    """Of the clock on the wall, for a file of next to nothing."""
    seconds_per_megabyte: float = 10.0
    memory: int = 1_000_000_000
    """Bytes of address space of the process, libraries included."""

    def seconds_for(self, size: int) -> float:
        """For a file of ``size`` bytes."""
        return self.seconds + self.seconds_per_megabyte * size / 1_000_000


def serve(makers: Sequence[DocumentMaker], limits: Limits) -> int:
    """Answer until the input ends. Each request: ``xlsx 1234`` in a line, then so many bytes.

    Each answer: its length in a line, then JSON. Returns the exit code.
    """
    requests, answers = _pipes()
    _confine(limits)
    by_kind = {maker.kind: maker for maker in makers}
    gc.disable()  # a quarter of the time of a PDF; swept between two files instead
    answers.write(READY)
    answers.flush()
    handled, loaded = 0, set[str]()
    while line := requests.readline(40):
        kind, _, size = line.decode("ascii").partition(" ")
        content = requests.read(min(int(size), MOST_BYTES))
        _allow(limits.seconds_for(len(content)))
        try:
            answer = write_answer(by_kind[kind].check(content))
            answers.write(b"%d\n" % len(answer))
            answers.write(answer)
            answers.flush()
        except MemoryError:
            answers.write(BEYOND)
            answers.flush()
            return 1
        handled += 1
        if kind not in loaded:
            # the libraries of this kind of file are there now and stay: not swept with every tenth file
            loaded.add(kind)
            gc.collect()
            gc.freeze()
        elif handled % _FILES_UNSWEPT == 0:
            gc.collect()
    return 0


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """The two ends that speak to the parent; what anything prints goes nowhere near them."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nowhere, standard)
    return requests, answers


def _confine(limits: Limits) -> None:
    """Whatever a crafted file makes a library do: no files written, no processes, bounded memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's
    logging.getLogger().addHandler(logging.StreamHandler(sys.stderr) if sys.stderr else logging.NullHandler())
    if sys.platform == "win32":
        return
    import resource  # POSIX only

    bounds = {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for what, most in bounds.items():
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):  # a stricter limit stands already, or the system has none
            logging.getLogger(__name__).info("limit %s could not be set", what)


def _allow(seconds: float) -> None:
    """Processor time for one more check, counted from now."""
    if sys.platform == "win32":
        return
    import resource  # POSIX only

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + _SPARE_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
