"""Puts one office into the place of another, by renames that can be gone on with after a power cut."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Engine, func, select, text

from kmmp_desktop import paths
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.flushing import flush_folder
from kmmp_desktop.storage import lock
from kmmp_desktop.storage.connecting import errors_of, open_raw
from kmmp_desktop.storage.copied_rows import copy_rows
from kmmp_desktop.storage.database import WRITES, name_of, no_key, sqlite_engine
from kmmp_desktop.storage.faults import border
from kmmp_desktop.storage.office_seal import keep_seals, seals_in
from kmmp_desktop.storage.tables import METADATA, OFFICE, PERSON

NOTE = "restore.json"
"""What is being done, while it is being done."""
_PARTS = ("office.db", "office.db-wal", "office.db-shm", "office.keys", "scans", "forms")
"""The log goes with its database before anything else, or it would be taken for the log of the new one."""


def swap(
    home: Path, ready: Path, aside: str, key: bytes | None, before: Callable[[], object] = lambda: None
) -> Path | None:
    """Rename the present office into ``home / aside`` and what lies in ``ready`` into its place.

    ``before``: done with ``ready`` once it is known that nobody has the office open.

    Raises:
        RefusedError: another program has the office open; nothing was changed.
        StorageError: the disk refused a rename; the next start goes on with it.
    """
    there = paths.database(home).exists()
    if there:
        _see_closed(paths.database(home), key)
    before()
    note = {"ready": ready.relative_to(home).as_posix(), "aside": aside, "step": "aside"}
    with border(str(home)):
        _write_note(home, note)
        _finish(home, note)
    return home / aside if there else None


def finish_swap(home: Path) -> bool:
    """Bring a swap to its end that a power cut has stopped; whether there was one.

    Called before an office is opened. A swap that a window is doing at this moment is left to it.
    """
    try:
        note = json.loads((home / NOTE).read_text("utf-8"))
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        # The note is written whole before the first rename, so nothing was moved yet.
        with suppress(OSError):
            (home / NOTE).unlink()
        return False
    if lock.is_held_by_another(paths.window_lock(home)):
        return False
    with border(str(home)):
        _finish(home, note)
    return True


def _finish(home: Path, note: dict[str, str]) -> None:
    ready, aside = home / note["ready"], home / Path(note["aside"]).name
    if note["step"] == "aside":  # everything in the home is still the office of before
        aside.mkdir(exist_ok=True)
        for part in _PARTS:
            if (home / part).exists():
                (home / part).rename(aside / part)
        flush_folder(aside)
        flush_folder(home)
        note = {**note, "step": "ready"}
        _write_note(home, note)
    for part in _PARTS:
        if (ready / part).exists():
            (ready / part).rename(home / part)
    flush_folder(home)
    (home / NOTE).unlink(missing_ok=True)
    flush_folder(home)
    with suppress(OSError):
        aside.rmdir()  # there was nothing to put aside


def _write_note(home: Path, note: dict[str, str]) -> None:
    part = home / f".{NOTE}.part"
    with part.open("w", encoding="utf-8") as file:
        json.dump(note, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(home / NOTE)
    flush_folder(home)


def _see_closed(file: Path, key: bytes | None) -> None:
    """Leave the write-ahead log, which folds it in and works only where nobody else has the database open:
    another program that is between two of its writes would go on writing into what was put aside."""
    try:
        with closing(open_raw(file, key, timeout=1)) as connection:
            busy = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete"
    except errors_of(key) as error:
        if "locked" not in str(error):
            return  # damaged: it is put aside as it is
        busy = True
    if busy:
        raise RefusedError(
            "Another program has this office open, so it cannot be put aside now.",
            hint="Close the other window, or wait until the command is done; then restore again.",
        )


def keep_files(home: Path, ready: Path) -> None:
    """Pictures and forms of ``ready`` that ``home`` has not: an office on a server has them beside it."""
    with border(str(home)):
        for file in sorted(each for name in ("scans", "forms") for each in (ready / name).rglob("*")):
            to = home / file.relative_to(ready)
            if file.is_file() and not to.exists():
                to.parent.mkdir(parents=True, exist_ok=True)
                file.rename(to)


def fill_server(engine: Engine, ready: Path, key: bytes | None) -> None:
    """Write every row of the office in ``ready`` into a server that has no office yet, in one transaction.

    Raises:
        RefusedError: there is an office on the server.
        StorageError: the server cannot be used; nothing was written.
    """
    source = sqlite_engine(
        ready / paths.DATABASE, busy_timeout_ms=1000, keys=(lambda: key) if key else no_key
    )
    place = name_of(engine)
    try:
        with border(place), source.connect() as rows, engine.connect() as into:
            into.execution_options(**{WRITES: True})
            with rows.begin(), into.begin():
                if any(into.execute(select(func.count()).select_from(t)).scalar() for t in (OFFICE, PERSON)):
                    raise RefusedError(
                        "There is an office on {place} already; a backup is restored into an empty one only.",
                        place=place,
                        hint="Make an empty database on the server and connect to that, "
                        "or restore into a folder of this computer.",
                    )
                own = seals_in(into)  # what locks the files of the computers that are connected already
                for table in reversed(METADATA.sorted_tables):
                    into.execute(table.delete())
                copy_rows(rows, into)
                keep_seals(into, (*own, *seals_in(into)))
                for name in _numbered():
                    into.execute(
                        text(
                            f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), "
                            f'(SELECT coalesce(max(id), 0) + 1 FROM "{name}"), false)'
                        )
                    )
    finally:
        source.dispose()


def _numbered() -> Iterator[str]:
    """Tables whose rows the database numbers."""
    for table in METADATA.sorted_tables:
        column = table.autoincrement_column
        if column is not None and column.name == "id":
            yield table.name
