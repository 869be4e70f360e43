"""Runs the migrations on the connection that ``upgrade.py`` hands over; there is no alembic.ini."""

from __future__ import annotations

from alembic import context

from kmmp_desktop.storage.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite changes a table by building it anew
    transaction_per_migration=False,  # all of it or nothing: the caller's transaction
)
context.run_migrations()
