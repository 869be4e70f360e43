"""Packs of changed standards and checks, and the life of findings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

# types as they were with this step: a migration must not change when the program does
IDENTITY = sa.LargeBinary().with_variant(postgresql.UUID(), "postgresql")
MOMENT = sa.BigInteger()


def upgrade() -> None:
    op.create_table(
        "pack",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("taken_by", IDENTITY),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pack"),
        sa.UniqueConstraint("digest", name="uq_pack_digest"),
    )
    op.create_table(
        "overlay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("by", IDENTITY),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("pack", IDENTITY),
        sa.ForeignKeyConstraint(["pack"], ["pack.id"], name="fk_overlay_pack"),
        sa.PrimaryKeyConstraint("id", name="pk_overlay"),
    )
    op.create_index("ix_overlay_family_start", "overlay", ["family", "start"])
    op.create_table(
        "finding_step",
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("check", sa.Text(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("by", IDENTITY),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"], name="fk_finding_step_revision"),
        sa.PrimaryKeyConstraint("revision", "check", "number", name="pk_finding_step"),
    )
