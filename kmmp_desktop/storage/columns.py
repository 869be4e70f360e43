"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Dialect, LargeBinary, Text, Uuid
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Identity(TypeDecorator[UUID]):
    """A UUID as 16 bytes; PostgreSQL's own ``uuid`` there.

    Not text: a revision's id stands in the key of every one of its cells, and a national
    database has more than 100 million cells, so 36 letters would be gigabytes of hyphens.
    """

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Uuid())
        return dialect.type_descriptor(LargeBinary())

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> object:
        return value if value is None or dialect.name == "postgresql" else value.bytes

    def process_result_value(self, value: object, dialect: Dialect) -> UUID | None:
        return UUID(bytes=value) if isinstance(value, bytes) else value  # type: ignore[return-value]


class Moment(TypeDecorator[datetime]):
    """A moment in UTC as whole microseconds since 1970: exact, ordered, without a time zone."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class TypedText(TypeDecorator[str]):
    """Text exactly as a person typed it, whatever it holds.

    PostgreSQL takes no NUL and neither database half a surrogate pair, and both can come out of
    a paste. Such text is kept as ESC and a JSON string; all other text stands as it is.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or (value.isascii() and "\x00" not in value and not value.startswith("\x1b")):
            return value
        plain = "\x00" not in value and not value.startswith("\x1b")
        if plain and not any("\ud800" <= letter <= "\udfff" for letter in value):
            return value
        return "\x1b" + json.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return read_typed(value)


def read_typed(value: str | None) -> str | None:
    """A text as it was typed, from how ``TypedText`` keeps it."""
    return json.loads(value[1:]) if value and value[0] == "\x1b" else value
