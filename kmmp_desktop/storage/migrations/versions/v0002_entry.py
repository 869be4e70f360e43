"""Threads at cells, control totals, second keyings and pictures of the paper."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

# types as they were with this step: a migration must not change when the program does
IDENTITY = sa.LargeBinary().with_variant(postgresql.UUID(), "postgresql")
MOMENT = sa.BigInteger()


def upgrade() -> None:
    _threads()
    _control_totals()
    _keyings()
    _scans()


def _threads() -> None:
    """Every cell that had comments gets one thread, which takes them in."""
    op.create_table(
        "thread",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("question", sa.Boolean(), nullable=False),
        sa.Column("resolved_at", MOMENT),
        sa.Column("resolved_by", IDENTITY),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"], name="fk_thread_revision"),
        sa.PrimaryKeyConstraint("id", name="pk_thread"),
    )
    op.create_index("ix_thread_revision", "thread", ["revision"])
    op.rename_table("comment", "comment_before")
    if op.get_bind().dialect.name == "postgresql":  # names of keys are one for the whole schema there
        op.execute("ALTER TABLE comment_before DROP CONSTRAINT pk_comment")
        op.execute("ALTER SEQUENCE comment_id_seq RENAME TO comment_before_id_seq")
    op.drop_index("ix_comment_revision", "comment_before")
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread", IDENTITY, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", IDENTITY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["thread"], ["thread.id"], name="fk_comment_thread"),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
    )
    op.create_index("ix_comment_thread", "comment", ["thread"])
    db = op.get_bind()
    server = db.dialect.name == "postgresql"
    places = db.execute(sa.text("SELECT DISTINCT revision, element, category FROM comment_before")).all()
    for place in places:
        made = uuid4()
        known = {
            "id": made if server else made.bytes,
            "revision": place[0],
            "element": place[1],
            "category": place[2],
        }
        db.execute(
            sa.text(
                "INSERT INTO thread (id, revision, element, category, question) "
                "VALUES (:id, :revision, :element, :category, FALSE)"
            ),
            known,
        )
        db.execute(
            sa.text(
                'INSERT INTO comment (thread, text, "by", at) SELECT :id, text, "by", at FROM comment_before '
                "WHERE revision = :revision AND element = :element AND category = :category ORDER BY id"
            ),
            known,
        )
    op.drop_table("comment_before")


def _control_totals() -> None:
    op.create_table(
        "control_total",
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("number", sa.Double(), nullable=False),
        sa.Column("by", IDENTITY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"], name="fk_control_total_revision"),
        sa.PrimaryKeyConstraint("revision", "place", name="pk_control_total"),
    )


def _keyings() -> None:
    op.create_table(
        "keying",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("by", IDENTITY, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"], name="fk_keying_revision"),
        sa.PrimaryKeyConstraint("id", name="pk_keying"),
    )
    op.create_index("ix_keying_revision", "keying", ["revision"])
    op.create_table(
        "keying_result",
        sa.Column("keying", IDENTITY, nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("first", sa.Text()),
        sa.Column("second", sa.Text()),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["keying"], ["keying.id"], name="fk_keying_result_keying"),
        sa.PrimaryKeyConstraint("keying", "element", "category", name="pk_keying_result"),
    )


def _scans() -> None:
    op.create_table(
        "scan",
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.SmallInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("anchors", sa.Text(), nullable=False),
        sa.Column("by", IDENTITY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revision.id"], name="fk_scan_revision"),
        sa.PrimaryKeyConstraint("revision", "number", name="pk_scan"),
    )
