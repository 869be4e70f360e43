"""One connection at work: reads, the first write, commit; faults leave it as sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, overload

from sqlalchemy import Connection, CursorResult, Engine, Executable, Row
from sqlalchemy.exc import DBAPIError

from kmmp_desktop.storage.database import WRITES, name_of
from kmmp_desktop.storage.faults import border
from kmmp_desktop.storage.reaching import reach
from kmmp_desktop.storage.ready import Found, Plain, Ready

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
            self._connection: Connection = reach(engine)
        self._writing = False

    @overload
    def read(self, statement: Ready, values: Mapping[str, Any] | None = None) -> Found: ...
    @overload
    def read(self, statement: Executable, values: Mapping[str, Any] | None = None) -> AnyResult: ...
    def read(
        self, statement: Executable | Ready, values: Mapping[str, Any] | None = None
    ) -> AnyResult | Found:
        """The rows of an answer. ``Ready`` statements skip SQLAlchemy where the office is a file."""
        with border(self.place):
            if isinstance(statement, Ready):
                if self.dialect == "sqlite":
                    said = values or {}
                    plain = statement.plain(self._connection.dialect, tuple(said))
                    return Found(plain, self._run(plain, plain.values(said)).fetchall())
                statement = statement.statement
            return self._connection.execute(statement, values)

    def _run(self, plain: Plain, values: Any, *, many: bool = False) -> Any:
        """Hand a statement to the driver; its faults leave as SQLAlchemy tells them."""
        if not self._connection.in_transaction():
            self._connection.begin()
        driver, dialect = self._connection.connection.driver_connection, self._connection.dialect
        assert driver is not None
        assert dialect.dbapi is not None
        faults = dialect.dbapi.Error
        try:
            return (driver.executemany if many else driver.execute)(plain.text, values)
        except faults as error:
            raise DBAPIError.instance(
                plain.text, values, error, faults, hide_parameters=True, dialect=dialect, ismulti=many
            ) from error

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

    def write(self, statement: Executable | Ready, values: Rows | None = None) -> int:
        """Run a change; return how many rows it touched (-1 where the driver cannot tell)."""
        self.start_writing()
        with border(self.place):
            if isinstance(statement, Ready):
                if self.dialect == "sqlite" and values:
                    return self._write_plain(statement, values)
                statement = statement.statement
            return self._connection.execute(statement, values).rowcount

    def _write_plain(self, statement: Ready, values: Rows) -> int:
        rows = [values] if isinstance(values, Mapping) else values
        plain = statement.plain(self._connection.dialect, tuple(rows[0]))
        if len(rows) == 1:
            return int(self._run(plain, plain.values(rows[0])).rowcount)
        return int(self._run(plain, plain.rows(rows), many=True).rowcount)

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
