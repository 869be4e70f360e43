"""The log file of a home: what the program did and what went wrong, for whoever helps.

Never figures, names or keys: code that logs writes counts, ids and file names, and of an error
the log keeps where it happened and its kind, not its words (a database error quotes the values).
"""

from __future__ import annotations

import logging
import re
import time
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

from kmmp_desktop import paths
from kmmp_desktop.errors import KmmpError

OURS = ("kmmp_desktop", "ui", "forms", "exports", "main")
"""Only these write to the file: libraries name people and values as they like."""

_FILE = re.compile(r"[\\/]|\.[A-Za-z][A-Za-z0-9]{1,4}$")
"""A path, or the name of a file."""
_SIZE = 1_000_000
_KEPT = 3
_LINE = "%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"


def start_log(home: Path, level: int = logging.INFO) -> logging.Handler | None:
    """Write the log of this process to ``logs/kmmp.log``; ``None`` where the folder refuses.

    A log that cannot be written never stops the work. Close the handler with ``stop_log``.
    """
    file = paths.log_file(home)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = _QuietHandler(file, maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(DiscreetFormatter(_LINE))
    for name in OURS:
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).setLevel(level)
    return handler


def stop_log(handler: logging.Handler | None) -> None:
    """Close what ``start_log`` opened."""
    if handler is not None:
        for name in OURS:
            logging.getLogger(name).removeHandler(handler)
        handler.close()


class _QuietHandler(RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """Lose the line: the disk is full, or another program is turning the file over."""


class DiscreetFormatter(logging.Formatter):
    """Times in UTC; of an exception its kind and its places, for a ``KmmpError`` its template too."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def converter(self, seconds: float | None) -> time.struct_time:
        return time.gmtime(seconds)

    def format(self, record: logging.LogRecord) -> str:
        """A line without the words of errors and the names of files that were given to it."""
        if isinstance(record.args, tuple) and record.args:
            kept = record.args
            record.args = tuple(_discreet(each) for each in kept)
            record.message = record.getMessage()
            try:
                return super().format(record)
            finally:
                record.args = kept
        return super().format(record)

    def formatException(self, ei: object) -> str:
        error = ei[1] if isinstance(ei, tuple) else None
        return "\n".join(_told(error)) if isinstance(error, BaseException) else ""


def told(error: BaseException) -> str:
    """Kinds and places of an error and what led to it: nothing that somebody typed, and no user's name."""
    return "\n".join(_told(error))


def _discreet(given: object) -> object:
    """Of an error its kind, of a file its ending: both are named after people, places and values."""
    if isinstance(given, KmmpError):
        return f"{type(given).__name__}: {given.message.template}"
    if isinstance(given, BaseException):
        return type(given).__name__
    if isinstance(given, Path) or (isinstance(given, str) and _FILE.search(given)):
        return f"*{Path(str(given)).suffix.lower()}"
    return given


def _told(error: BaseException) -> list[str]:
    """Innermost cause first, as Python prints it."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [*_told(before), "  which led to"] if before is not None else []
    for frame in traceback.extract_tb(error.__traceback__):
        place = "/".join(Path(frame.filename).parts[-3:])  # the front of a path names the user
        lines.append(f"  {place}:{frame.lineno} in {frame.name}")
    said = f": {error.message.template}" if isinstance(error, KmmpError) else ""
    return [*lines, f"  {type(error).__name__}{said}"]
