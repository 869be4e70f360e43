"""One connection at work: reads, the first write, commit; faults leave it as sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Executable, Row

from kmmp_desktop.storage.database import WRITES, name_of
from kmmp_desktop.storage.faults import border

Rows = Mapping[str, Any] | Sequence[Mapping[str, Any]]
AnyRow = Row[*tuple[Any, ...]]
AnyResult = CursorResult[*tuple[Any, ...]]


class Transaction:
    """What repositories speak to; a ``UnitOfWork`` owns one.

    On SQLite, reading takes a snapshot and locks nobody out. The first write lets the snapshot
    go and waits for its turn to write (``BEGIN IMMEDIATE``): a snapshot that has grown old can
    never be written on, so holding it would make a writer fail instead of wait. What has to hold
    together with a write is therefore read again after ``start_writing``.
    """

    def __init__(self, engine: Engine) -> None:
        self.place = name_of(engine)
        self.dialect = engine.dialect.name
        with border(self.place):
            self._connection: Connection = engine.connect()
        self._writing = False

    def read(self, statement: Executable, values: Mapping[str, Any] | None = None) -> AnyResult:
        with border(self.place):
            return self._connection.execute(statement, values)

    def read_plain(
        self, statement: Executable, values: Mapping[str, Any] | None = None
    ) -> Sequence[tuple[Any, ...]]:
        """All rows as the driver gives them: nothing converted, no names; for thousands of rows."""
        with border(self.place):
            result = self._connection.execute(statement, values)
            assert result.cursor is not None
            rows: Sequence[tuple[Any, ...]] = result.cursor.fetchall()
            result.close()
            return rows

    def write(self, statement: Executable, values: Rows | None = None) -> int:
        """Run a change; return how many rows it touched (-1 where the driver cannot tell)."""
        self.start_writing()
        with border(self.place):
            return self._connection.execute(statement, values).rowcount

    def start_writing(self) -> None:
        """Become the writer: from here on nobody else changes what is read."""
        if self._writing:
            return
        if self.dialect == "sqlite":
            with border(self.place):
                if self._connection.in_transaction():
                    self._connection.rollback()
                self._connection.execution_options(**{WRITES: True})
                self._connection.begin()
        self._writing = True

    def wait_for(self, name: str) -> None:
        """Keep others who wait for the same name out until the end of the transaction."""
        self.start_writing()
        if self.dialect == "postgresql":
            with border(self.place):
                self._connection.exec_driver_sql(
                    "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (name,)
                )

    def commit(self) -> None:
        with border(self.place):
            self._connection.commit()
        if self._writing:
            self._writing = False
            self._connection.execution_options(**{WRITES: False})

    def close(self) -> None:
        """Give the connection back; what was not committed is undone."""
        with border(self.place):
            self._connection.close()
