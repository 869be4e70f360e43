"""What can go wrong with a disk while somebody types: each trouble comes and goes in the running program."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from entry_office import StandingClock
from sqlalchemy import Engine, event


@contextmanager
def file_may_not_grow(home: Path, _engine: Engine, _clock: StandingClock) -> Iterator[None]:
    """The log cannot grow by a byte (RLIMIT_FSIZE, which holds for root too)."""
    assert sys.platform != "win32"
    import resource

    size = (home / "office.db-wal").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def only_reading(_home: Path, engine: Engine, _clock: StandingClock) -> Iterator[None]:
    """Folder and file may be read and not written, as SQLite says it of such a file."""
    with _at_each_use(
        engine,
        lambda raw: raw.execute("pragma query_only = 0"),
        lambda raw: raw.execute("pragma query_only = 1"),
    ):
        yield


@contextmanager
def somebody_else_writes(home: Path, _engine: Engine, _clock: StandingClock) -> Iterator[None]:
    """Another program holds the right to write for a long time."""
    other = sqlite3.connect(home / "office.db", isolation_level=None)
    other.execute("begin immediate")
    yield
    other.execute("rollback")
    other.close()


@contextmanager
def clock_set_back(_home: Path, _engine: Engine, clock: StandingClock) -> Iterator[None]:
    """Somebody sets the clock of the computer back by a month, and right again."""
    moment = clock.moment
    clock.moment = moment - timedelta(days=31)
    yield
    clock.moment = moment + timedelta(minutes=1)


TROUBLES: dict[str, Callable[[Path, Engine, StandingClock], Any]] = {
    "file may not grow": file_may_not_grow,
    "only reading": only_reading,
    "somebody else writes": somebody_else_writes,
    "clock set back": clock_set_back,
}


@contextmanager
def _at_each_use(
    engine: Engine, well: Callable[[Any], object], ill: Callable[[Any], object]
) -> Iterator[None]:
    """Do ``ill`` to every connection that is taken while the trouble lasts, and ``well`` after it."""
    lasts = True

    def taken(raw: Any, _record: object, _proxy: object) -> None:
        (ill if lasts else well)(raw)

    event.listen(engine, "checkout", taken)
    yield
    lasts = False
