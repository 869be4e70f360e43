"""The file of an office that moves to a server: nobody writes into it meanwhile, and nobody after.

The turn to write is held while everything is copied and until the folder works with the server. Before it is
let go, the file is closed: a program that had it open all the time, and waited, is told instead of writing
where nobody looks any more. A file that somebody puts back under its name, with no server noted beside it, is
opened again.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from kmmp_desktop import paths
from kmmp_desktop.storage.connecting import errors_of, open_raw
from kmmp_desktop.storage.faults import MOVED, border
from kmmp_desktop.storage.office_seal import NAME

_LOG = logging.getLogger(__name__)

_WAIT_S = 10.0
_GATE = "office_moved"
"""Name of the trigger: every act writes into the log, so it is enough there."""
_CLOSE = f"CREATE TRIGGER {_GATE} BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, '{MOVED}'); END"
_CLOSED = text(f"SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = '{_GATE}'")


@contextmanager
def held_still(home: Path, key: bytes | None) -> Iterator[Callable[[], None]]:
    """Nobody else writes into the file until the block ends; call what it gives once the office has moved.

    The key that locks pictures on a server is in the file from then on, moved or not. Raises StorageError
    where another program goes on writing.
    """
    file = paths.database(home)
    with border(str(file)), closing(open_raw(file, key, timeout=_WAIT_S, isolation_level=None)) as held:
        held.execute(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
            (NAME, secrets.token_hex(32)),
        )
        held.execute("BEGIN IMMEDIATE")

        def moved() -> None:
            try:
                held.execute(_CLOSE)
                held.execute("COMMIT")
            except errors_of(key):  # the office is on the server already: that is not taken back
                _LOG.warning("the file of an office that has moved could not be closed", exc_info=True)

        try:
            yield moved
        finally:
            if held.in_transaction:
                held.execute("ROLLBACK")


def open_again(engine: Engine, home: Path) -> None:
    """Let a file be written that had moved and was put back; nothing where it never moved."""
    place = str(paths.database(home))
    with border(place), engine.connect() as connection:
        closed = connection.execute(_CLOSED).first() is not None
        if closed and not paths.connection(home).exists():
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {_GATE}")
            connection.commit()
