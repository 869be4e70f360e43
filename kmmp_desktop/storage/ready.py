"""Statements made ready once; on a file they go to the driver itself: the way there costs more than they do.

A folder of files asks the same dozen questions a thousand times. SQLAlchemy builds the text once here, and
its types convert what goes in and comes out, as everywhere else; on a server it runs the statement too.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Executable, Select
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any] | None


class Ready:
    """A statement with the same names for its values each time; no ``IN`` of a list."""

    def __init__(self, statement: Executable) -> None:
        self.statement = statement
        self._plain: dict[tuple[str, ...], Plain] = {}

    def plain(self, dialect: Dialect, names: tuple[str, ...]) -> Plain:
        """The statement in the words of a file's database, for values of these names."""
        found = self._plain.get(names)
        if found is None:
            found = self._plain[names] = Plain(self.statement, dialect, names)
        return found


class Plain:
    """Text, order of values and conversions of one statement."""

    def __init__(self, statement: Executable, dialect: Dialect, names: tuple[str, ...]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(names))  # type: ignore[attr-defined]
        assert isinstance(compiled, SQLCompiler)
        self.text = str(compiled)
        given = compiled.params
        unsaid = [n for n, bind in compiled.binds.items() if bind.required and n not in names]
        if unsaid:
            raise TypeError(f"values without which the statement means nothing: {unsaid}")
        self._in: list[tuple[str, Any, Convert]] = [
            (name, given.get(name), compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup or ()
        ]
        self._out: list[tuple[int, Callable[[Any], Any]]] = []
        self.columns: tuple[str, ...] = ()
        self._row: Callable[..., Any] = tuple
        if isinstance(statement, Select):
            columns = list(statement.selected_columns)
            self.columns = tuple(str(column.key) for column in columns)
            named: Any = namedtuple("Row", self.columns, rename=True)  # type: ignore[misc]
            self._row = named._make
            for place, column in enumerate(columns):
                convert = column.type.dialect_impl(dialect).result_processor(dialect, None)
                if convert is not None:
                    self._out.append((place, convert))

    def values(self, said: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the statement, as the driver takes them."""
        return [
            said.get(name, given) if convert is None else convert(said.get(name, given))
            for name, given, convert in self._in
        ]

    def rows(self, said: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """The values of many rows: what is the very same in row after row is converted once."""
        columns = []
        for name, given, convert in self._in:
            column = [row.get(name, given) for row in said]
            if convert is not None:
                before, converted = column[0], convert(column[0])
                for place, value in enumerate(column):
                    if value is not before:
                        before, converted = value, convert(value)
                    column[place] = converted
            columns.append(column)
        return list(zip(*columns, strict=True))

    def row(self, stored: Sequence[Any]) -> Any:
        if self._out:
            stored = list(stored)
            for place, convert in self._out:
                stored[place] = convert(stored[place])
        return self._row(stored)


class Found:
    """The rows of an answer; the part of SQLAlchemy's results that the repositories use."""

    def __init__(self, plain: Plain, rows: Sequence[Sequence[Any]]) -> None:
        self._plain, self._rows = plain, rows

    def __iter__(self) -> Iterator[Any]:
        return map(self._plain.row, self._rows)

    def all(self) -> list[Any]:
        return list(self)

    def first(self) -> Any:
        return self._plain.row(self._rows[0]) if self._rows else None

    def scalar(self) -> Any:
        return self._plain.row(self._rows[0])[0] if self._rows else None

    def scalar_one(self) -> Any:
        [row] = self._rows
        return self._plain.row(row)[0]

    def mappings(self) -> Mapped:
        return Mapped(self._plain.columns, self)


class Mapped:
    """The rows by the names of their columns."""

    def __init__(self, names: Sequence[str], found: Found) -> None:
        self._names, self._found = names, found

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return (dict(zip(self._names, row, strict=True)) for row in self._found)

    def first(self) -> Mapping[str, Any] | None:
        return next(iter(self), None)
