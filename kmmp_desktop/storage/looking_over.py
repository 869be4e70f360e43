"""Looks a database over after an unclean end: at once what can be bounded, the whole of a large one later.

``quick_check`` reads every page: 44 s at 1.8 GB. A cut tears what was written last, so that is what is read
at once: header and size, the list of tables, the free pages, the newest entries of the log, the figures of
the returns changed last. The rest is read in the background.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from kmmp_desktop.services.backup_ports import Report
from kmmp_desktop.storage.database import name_of
from kmmp_desktop.storage.faults import border, damaged

WHOLE_BELOW = 128 * 1024 * 1024
"""Bytes: up to here the whole file is read at once, 3 s at most."""
WANTED = "check.wanted"
"""Stands in the home until the whole of the file has been read."""
_ENTRIES, _RETURNS = 500, 50
_STEPS = 200_000
"""Of SQLite's machine between two reports: some hundredths of a second."""


def look_over(engine: Engine, home: Path) -> None:
    """Raises StorageError where the file is damaged. A large one is marked for a check of all of it."""
    place = name_of(engine)
    file = Path(place)
    with border(place), engine.connect() as connection:
        if file.stat().st_size < WHOLE_BELOW:
            _quick_check(connection, place)
            (home / WANTED).unlink(missing_ok=True)
            return
        (home / WANTED).touch()
        pages = _number(connection, "PRAGMA page_count")
        size = _number(connection, "PRAGMA page_size")
        if file.stat().st_size % size or _number(connection, "PRAGMA freelist_count") > pages:
            raise damaged(place)
        names = (
            connection.execute(text("SELECT name FROM sqlite_schema WHERE type = 'table'")).scalars().all()
        )
        for name in names:
            if '"' not in name and not name.startswith("sqlite_"):
                connection.execute(text(f'SELECT * FROM "{name}" LIMIT 1')).all()
        _newest(connection)


def _number(connection: Connection, pragma: str) -> int:
    return int(connection.execute(text(pragma)).scalar() or 0)


def _quick_check(connection: Connection, place: str) -> None:
    if connection.execute(text("PRAGMA quick_check(1)")).scalar() != "ok":
        raise damaged(place)


def _newest(connection: Connection) -> None:
    """Read what was written last; a torn page shows by itself. Whether the log is honest, Verify log says."""
    connection.execute(text("SELECT * FROM audit ORDER BY at DESC LIMIT :most"), {"most": _ENTRIES}).all()
    changed = connection.execute(
        text("SELECT id FROM revision ORDER BY changed_at DESC LIMIT :most"), {"most": _RETURNS}
    )
    for (revision,) in changed.all():
        connection.execute(text("SELECT * FROM cell WHERE revision = :id"), {"id": revision}).all()


def check_whole(engine: Engine, home: Path, report: Report) -> None:
    """Read every page of the open office; raises StorageError. ``report`` may raise to stop."""
    place = name_of(engine)
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        with telling(raw, report), border(place):
            _quick_check(connection, place)
    (home / WANTED).unlink(missing_ok=True)


@contextmanager
def telling(raw: Any, report: Report) -> Iterator[None]:
    """``report`` hears of a check that goes on in this driver's connection; what it raises ends the check."""
    stopped: list[BaseException] = []

    def told() -> int:
        try:
            report("check", 0, 0)
        except BaseException as error:  # noqa: BLE001 - SQLite calls this and knows no exceptions
            stopped.append(error)
            return 1
        return 0

    raw.set_progress_handler(told, _STEPS)
    try:
        yield
    except Exception:
        if stopped:
            raise stopped[0] from None
        raise
    finally:
        raw.set_progress_handler(None, 0)
