"""Insert or replace, said to each database in its own words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from kmmp_desktop.storage.ready import Ready

Inserts = dict[str, Any]
"""One ready statement per dialect: building it anew would cost more than running it."""


def replacing(table: Table) -> Inserts:
    """An insert that replaces the row with the same primary key."""
    keys = [column.name for column in table.primary_key]
    ready: Inserts = {}
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert)):
        statement = insert(table)
        rest = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
        ready[name] = Ready(statement.on_conflict_do_update(index_elements=keys, set_=rest))
    return ready


def keeping(table: Table, *keys: str) -> Inserts:
    """An insert that leaves a row with the same ``keys`` as it is."""
    return {
        "sqlite": Ready(sqlite.insert(table).on_conflict_do_nothing(index_elements=keys)),
        "postgresql": Ready(postgresql.insert(table).on_conflict_do_nothing(index_elements=keys)),
    }
