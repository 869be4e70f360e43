"""Certificates, trust files, received files, letters and consolidations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

# types as they were with this step: a migration must not change when the program does
IDENTITY = sa.LargeBinary().with_variant(postgresql.UUID(), "postgresql")
MOMENT = sa.BigInteger()


def upgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("recovery_key", sa.LargeBinary()))
        account.add_column(sa.Column("keyring", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("revision") as table:
        table.add_column(sa.Column("why", sa.Text(), nullable=False, server_default=""))
    # by itself: taken away in the same step, the default would not be there for the rows that are copied
    for name, column in (("account", "keyring"), ("revision", "why")):
        with op.batch_alter_table(name) as table:
            table.alter_column(column, server_default=None)
    _people()
    _received()
    _letters()
    _consolidations()


def _people() -> None:
    op.create_table(
        "person_certificate",
        sa.Column("person", IDENTITY, nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_person_certificate_person"),
        sa.PrimaryKeyConstraint("person", "number", name="pk_person_certificate"),
    )
    op.execute(
        "INSERT INTO person_certificate (person, number, certificate) "
        "SELECT id, 1, certificate FROM person WHERE certificate IS NOT NULL"
    )
    op.create_table(
        "outside_person",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("office_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outside_person"),
    )
    op.create_table(
        "trust",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("taken_by", IDENTITY),
        sa.PrimaryKeyConstraint("number", name="pk_trust"),
    )


def _received() -> None:
    op.create_table(
        "submission_file",
        sa.Column("submission", IDENTITY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["submission"], ["submission.id"], name="fk_submission_file_submission"),
        sa.PrimaryKeyConstraint("submission", "kind", name="pk_submission_file"),
    )
    op.create_table(
        "seen_file",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_seen_file"),
    )
    op.create_table(
        "received",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("office", IDENTITY, nullable=False),
        sa.Column("office_name", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("taken_by", IDENTITY),
        sa.Column("record", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"], name="fk_received_revision"),
        sa.PrimaryKeyConstraint("digest", name="pk_received"),
    )
    op.create_index("ix_received_revision", "received", ["revision"])


def _letters() -> None:
    op.create_table(
        "letter",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.Column("revision", IDENTITY),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", IDENTITY),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("office_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"], name="fk_letter_revision"),
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
    )
    op.create_index("ix_letter_revision", "letter", ["revision"])
    op.create_index("ix_letter_digest", "letter", ["digest"])


def _consolidations() -> None:
    op.create_table(
        "consolidation",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", IDENTITY),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consolidation"),
    )
    op.create_index("ix_consolidation_family_period", "consolidation", ["family", "period"])
    op.create_table(
        "consolidation_item",
        sa.Column("consolidation", IDENTITY, nullable=False),
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consolidation"], ["consolidation.id"], name="fk_consolidation_item_consolidation"
        ),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"], name="fk_consolidation_item_revision"),
        sa.PrimaryKeyConstraint("consolidation", "revision", name="pk_consolidation_item"),
    )
    op.create_index("ix_consolidation_item_revision", "consolidation_item", ["revision"])
