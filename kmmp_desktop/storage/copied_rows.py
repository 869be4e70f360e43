"""Every row of an office copied from one kind of database into another."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from kmmp_desktop.services.backup_ports import Report
from kmmp_desktop.storage.tables import METADATA

_ROWS = 2_000


def copy_rows(source: Connection, into: Connection, report: Report | None = None) -> None:
    """Every row of every table, parents before children; the tables of ``into`` are empty."""
    tables = METADATA.sorted_tables
    for place, table in enumerate(tables):
        rows = source.execution_options(yield_per=_ROWS).execute(select(table))
        for part in rows.mappings().partitions(_ROWS):
            into.execute(insert(table), [dict(row) for row in part])
            if report is not None:
                report("copy", place, len(tables))
        if report is not None:
            report("copy", place + 1, len(tables))
