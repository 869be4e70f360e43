"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

# types as they were with this step: a migration must not change when the program does
IDENTITY = sa.LargeBinary().with_variant(postgresql.UUID(), "postgresql")
MOMENT = sa.BigInteger()


def upgrade() -> None:
    _office()
    _returns()
    _words()
    _papers()


def _office() -> None:
    """The office, its people and its facilities."""
    op.create_table(
        "office",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_office"),
    )
    op.create_table(
        "person",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("certificate", sa.LargeBinary()),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("login", name="uq_person_login"),
    )
    op.create_table(
        "account",
        sa.Column("person", IDENTITY, nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("private_key", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_account_person"),
        sa.PrimaryKeyConstraint("person", name="pk_account"),
    )
    op.create_table(
        "facility",
        sa.Column("mfl", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("sub_county", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("ownership", sa.Text(), nullable=False),
        sa.Column("khis_uid", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("mfl", name="pk_facility"),
    )
    op.create_table(
        "facility_service",
        sa.Column("facility", sa.Text(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer()),
        sa.Column("end", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["facility"], ["facility.mfl"], name="fk_facility_service_facility", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("facility", "place", name="pk_facility_service"),
    )
    op.create_table(
        "facility_form",
        sa.Column("facility", sa.Text(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer()),
        sa.Column("end", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["facility"], ["facility.mfl"], name="fk_facility_form_facility", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("facility", "place", name="pk_facility_form"),
    )


def _returns() -> None:
    """Returns, their revisions and the figures."""
    op.create_table(
        "return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("facility", sa.Text(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["facility"], ["facility.mfl"], name="fk_return_facility"),
        sa.PrimaryKeyConstraint("id", name="pk_return"),
        sa.UniqueConstraint("family", "facility", "period", name="uq_return_family_facility_period"),
    )
    op.create_index("ix_return_family_period", "return", ["family", "period"])
    op.create_table(
        "revision",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("return", sa.Integer(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("form_version", sa.Text(), nullable=False),
        sa.Column("pack_version", sa.Text(), nullable=False),
        sa.Column("services", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", IDENTITY),
        sa.Column("completed_at", MOMENT),
        sa.Column("completed_by", IDENTITY),
        sa.Column("approved_at", MOMENT),
        sa.Column("approved_by", IDENTITY),
        sa.Column("submitted_at", MOMENT),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("short_code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["return"], ["return.id"], name="fk_revision_return"),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.UniqueConstraint("return", "number", name="uq_revision_return_number"),
    )
    op.create_index("ix_revision_state", "revision", ["state"])
    op.create_table(
        "cell",
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("keying", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Double()),
        sa.Column("text", sa.Text()),
        sa.Column("raw", sa.Text()),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("by", IDENTITY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"], name="fk_cell_revision"),
        sa.PrimaryKeyConstraint("revision", "element", "category", "keying", name="pk_cell"),
        sqlite_with_rowid=False,
    )


def _words() -> None:
    """What people wrote beside the figures, and where they stopped."""
    op.create_table(
        "reason",
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", IDENTITY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"], name="fk_reason_revision"),
        sa.PrimaryKeyConstraint("revision", "subject", name="pk_reason"),
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", IDENTITY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"], name="fk_comment_revision"),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
    )
    op.create_index("ix_comment_revision", "comment", ["revision"])
    op.create_table(
        "position",
        sa.Column("person", IDENTITY, nullable=False),
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text()),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_position_person"),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"], name="fk_position_revision"),
        sa.PrimaryKeyConstraint("person", "revision", name="pk_position"),
    )


def _papers() -> None:
    """Signed files, what was sent, the audit chains and settings."""
    op.create_table(
        "signed_file",
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"], name="fk_signed_file_revision"),
        sa.PrimaryKeyConstraint("revision", "kind", name="pk_signed_file"),
    )
    op.create_table(
        "submission",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", IDENTITY),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
    )
    op.create_index("ix_submission_family_period", "submission", ["family", "period"])
    op.create_table(
        "submission_item",
        sa.Column("submission", IDENTITY, nullable=False),
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"], name="fk_submission_item_revision"),
        sa.ForeignKeyConstraint(["submission"], ["submission.id"], name="fk_submission_item_submission"),
        sa.PrimaryKeyConstraint("submission", "revision", name="pk_submission_item"),
    )
    op.create_table(
        "audit",
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", IDENTITY),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number > 0", name="ck_audit_number_from_one"),
        sa.PrimaryKeyConstraint("chain", "number", name="pk_audit"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_setting"),
    )
