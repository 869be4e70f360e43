"""What somebody who helps needs to know of a database: kind, version and sizes; nothing that stands in it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CursorResult, Engine, Select, func, literal_column, select, text

from kmmp_desktop.services.support import DatabaseFacts
from kmmp_desktop.storage.tables import AUDIT, FACILITY, RETURN, REVISION, SCHEMA
from kmmp_desktop.storage.transaction import Transaction


def database_facts(engine: Engine) -> DatabaseFacts:
    """Raises StorageError."""
    db = Transaction(engine)
    try:
        counts = {
            table.name: int(db.read(select(func.count()).select_from(table)).scalar_one())
            for table in (FACILITY, RETURN, REVISION, AUDIT)
        }
        size: Select[Any]
        if db.dialect == "sqlite":
            size = select(
                literal_column("(SELECT page_count FROM pragma_page_count())")
                * literal_column("(SELECT page_size FROM pragma_page_size())")
            )
            kind, engine_version = "file", _sqlite(db)
        else:
            size = select(func.pg_database_size(func.current_database()))
            version = engine.dialect.server_version_info or ()
            kind, engine_version = "server", f"PostgreSQL {'.'.join(map(str, version))}"
        return DatabaseFacts(kind, engine_version, SCHEMA, int(db.read(size).scalar_one()), counts)
    finally:
        db.close()


def _sqlite(db: Transaction) -> str:
    """The library that reads this file: an encrypted one is read by another than Python's own."""
    version = db.read(select(literal_column("sqlite_version()"))).scalar_one()
    answer = db.read(text("PRAGMA cipher_version"))
    # only SQLCipher knows the question; the other library answers with no rows at all
    cipher = answer.scalar() if isinstance(answer, CursorResult) and answer.returns_rows else None
    return f"SQLite {version}, SQLCipher {cipher}" if cipher else f"SQLite {version}"
