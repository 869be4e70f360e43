"""Who works where in a shared office, the office of pinned people, how an account ended; the log by time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

# types as they were with this step: a migration must not change when the program does
IDENTITY = sa.LargeBinary().with_variant(postgresql.UUID(), "postgresql")
MOMENT = sa.BigInteger()


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("office", IDENTITY))
        person.add_column(sa.Column("office_name", sa.Text(), nullable=False, server_default=""))
        person.add_column(sa.Column("disabled_at", MOMENT))
        person.add_column(sa.Column("handed_to", IDENTITY))
    # by itself: taken away in the same step, the default would not be there for the rows that are copied
    with op.batch_alter_table("person") as person:
        person.alter_column("office_name", server_default=None)
    op.create_table(
        "presence",
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("person", IDENTITY, nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"], name="fk_presence_revision"),
        sa.PrimaryKeyConstraint("revision", "person", name="pk_presence"),
    )
    op.create_index("ix_audit_at_chain_number", "audit", ["at", "chain", "number"])
