"""Databases as released programs wrote them, with a row in every table."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from kmmp_desktop.storage.connecting import open_raw

DUMPS = sorted((Path(__file__).parent / "upgrade" / "released").glob("*.sql"))
_SAMPLES = {"BLOB": bytes(range(16)), "DOUBLE": 62.5, "BOOLEAN": 1}


def load(file: Path, dump: Path, key: bytes | None) -> None:
    """A database as the released program wrote it, and a row in every table that has none."""
    with closing(open_raw(file, key)) as connection:
        connection.executescript(dump.read_text("utf-8"))
        connection.execute("PRAGMA foreign_keys = ON")
        waiting = [table for table in tables(connection) if not rows(connection, table)]
        while waiting:  # a table after those it points at
            table = waiting.pop(0)
            row = sample(connection, table)
            if row is None:
                waiting.append(table)
                continue
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join("?" * len(row))
            connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(row.values()))
        connection.commit()
        assert all(rows(connection, table) for table in tables(connection))


def sample(connection: sqlite3.Connection, table: str) -> dict[str, Any] | None:
    """A row that fits; None while a table it points at is empty."""
    parents = {f[3]: (f[2], f[4] or "id") for f in connection.execute(f'PRAGMA foreign_key_list("{table}")')}
    row: dict[str, Any] = {}
    for _, name, kind, _, _, _ in connection.execute(f'PRAGMA table_info("{table}")'):
        if name in parents:
            parent, column = parents[name]
            found = connection.execute(f'SELECT "{column}" FROM "{parent}"').fetchone()
            if found is None:
                return None
            row[name] = found[0]
        elif "INT" in kind.upper():
            row[name] = 202611
        elif kind.upper() == "TEXT":
            row[name] = f"{name} ½ O'Hara"
        else:
            row[name] = _SAMPLES.get(kind.upper(), _SAMPLES["BLOB"])
    return row


def tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return [name for (name,) in found if name != "alembic_version" and not name.startswith("sqlite_")]


def rows(connection: sqlite3.Connection, table: str, columns: list[str] | None = None) -> list[Any]:
    wanted = ", ".join(f'"{name}"' for name in columns) if columns else "*"
    return sorted(connection.execute(f'SELECT {wanted} FROM "{table}"').fetchall(), key=repr)
