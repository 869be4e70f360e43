"""The tables of an office's database (SQLAlchemy Core).

How a figure lies here: ``return`` (form, facility, month) - ``revision`` - ``cell``. A change of
these tables goes with a migration in ``migrations/versions``; a test compares the two.

People are named in ``by`` columns without a foreign key: a receiving office keeps figures that
were written by people of other offices.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from kmmp_desktop.storage.columns import Identity, Moment, TypedText

SCHEMA = "0005"
"""The newest migration: the version of database that this program reads and writes."""

METADATA = MetaData(
    naming_convention={
        # names by rule, so that a later migration can address every constraint on both databases
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

OFFICE = Table(
    "office",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("name", Text, nullable=False),
    Column("partner", Text, nullable=False),
    Column("county", Text, nullable=False),
    Column("is_demo", Boolean, nullable=False),
)

PERSON = Table(
    "person",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("username", Text, nullable=False),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("certificate", LargeBinary),
    Column("enabled", Boolean, nullable=False),
    Column("office", Identity),
    Column("office_name", Text, nullable=False),
    Column("disabled_at", Moment),
    Column("handed_to", Identity),
)
"""``login`` is the user name without capitals: two people may not differ by those alone. ``office``: of
somebody whose certificate was pinned here by hand; null: of this office, or not said."""

ACCOUNT = Table(
    "account",
    METADATA,
    Column("person", ForeignKey("person.id"), primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("private_key", LargeBinary),
    Column("recovery_key", LargeBinary),
    Column("keyring", Text, nullable=False),
)
"""``recovery_key``: the same key once more, in an envelope that the recovery sheet opens. ``keyring``: name
of the entry in the computer's keyring without which ``private_key`` does not open; empty: none."""

PERSON_CERTIFICATE = Table(
    "person_certificate",
    METADATA,
    Column("person", ForeignKey("person.id"), primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("certificate", LargeBinary, nullable=False),
)
"""Every certificate a person ever had, oldest first: what was signed with an older one stays theirs."""

OUTSIDE_PERSON = Table(
    "outside_person",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("office_name", Text, nullable=False),
)
"""People of other offices whose figures or words are here; they have no account and cannot sign in."""

FACILITY = Table(
    "facility",
    METADATA,
    Column("mfl", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("county", Text, nullable=False),
    Column("sub_county", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("ownership", Text, nullable=False),
    Column("khis_uid", Text, nullable=False),
    Column("active", Boolean, nullable=False),
)

FACILITY_SERVICE = Table(
    "facility_service",
    METADATA,
    Column("facility", ForeignKey("facility.mfl", ondelete="CASCADE"), primary_key=True),
    Column("place", SmallInteger, primary_key=True, autoincrement=False),
    Column("service", Text, nullable=False),
    Column("start", Integer),
    Column("end", Integer),
)
"""Months are whole numbers, 202611. ``place`` keeps the order in which they were given."""

FACILITY_FORM = Table(
    "facility_form",
    METADATA,
    Column("facility", ForeignKey("facility.mfl", ondelete="CASCADE"), primary_key=True),
    Column("place", SmallInteger, primary_key=True, autoincrement=False),
    Column("family", Text, nullable=False),
    Column("start", Integer),
    Column("end", Integer),
)

RETURN = Table(
    "return",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("family", Text, nullable=False),
    Column("facility", ForeignKey("facility.mfl"), nullable=False),
    Column("period", Integer, nullable=False),
    UniqueConstraint("family", "facility", "period"),
    Index("ix_return_family_period", "family", "period"),
)

REVISION = Table(
    "revision",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("return", ForeignKey("return.id"), nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("form_version", Text, nullable=False),
    Column("pack_version", Text, nullable=False),
    Column("services", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", Identity),
    Column("completed_at", Moment),
    Column("completed_by", Identity),
    Column("approved_at", Moment),
    Column("approved_by", Identity),
    Column("submitted_at", Moment),
    Column("language", Text, nullable=False),
    Column("filled", Integer, nullable=False),
    Column("offered", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("short_code", Text, nullable=False),
    Column("why", TypedText, nullable=False),
    UniqueConstraint("return", "number"),
)
"""``services`` is a JSON array of codes. ``why``: what an amendment was begun for."""

CELL = Table(
    "cell",
    METADATA,
    Column("revision", ForeignKey("revision.id"), primary_key=True),
    Column("element", Text, primary_key=True),
    Column("category", Text, primary_key=True),
    Column("keying", SmallInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("number", Double),
    Column("text", TypedText),
    Column("raw", TypedText),
    Column("origin", Text, nullable=False),
    Column("by", Identity, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_with_rowid=False,
)
"""One row per filled cell; see ``cells.py`` for what each kind fills.

The key is the row: without SQLite's hidden row number the file is less than half as large, and
a revision's cells lie together on a few pages however long the history grows.
"""

REASON = Table(
    "reason",
    METADATA,
    Column("revision", ForeignKey("revision.id"), primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("text", TypedText, nullable=False),
    Column("by", Identity, nullable=False),
    Column("at", Moment, nullable=False),
)

THREAD = Table(
    "thread",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("revision", ForeignKey("revision.id"), nullable=False, index=True),
    Column("element", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("question", Boolean, nullable=False),
    Column("resolved_at", Moment),
    Column("resolved_by", Identity),
)
"""What people say to one another at a cell; ``question``: it waits for an answer until it is resolved."""

COMMENT = Table(
    "comment",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("thread", ForeignKey("thread.id"), nullable=False, index=True),
    Column("text", TypedText, nullable=False),
    Column("by", Identity, nullable=False),
    Column("at", Moment, nullable=False),
)

CONTROL_TOTAL = Table(
    "control_total",
    METADATA,
    Column("revision", ForeignKey("revision.id"), primary_key=True),
    Column("place", Text, primary_key=True),
    Column("number", Double, nullable=False),
    Column("by", Identity, nullable=False),
    Column("at", Moment, nullable=False),
)
"""Sums as the paper states them. ``place``: full code of a row, or ``section:C`` for all its counts."""

KEYING = Table(
    "keying",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("revision", ForeignKey("revision.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("cells", Text, nullable=False),
    Column("by", Identity, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
)
"""A second keying. ``cells``: JSON array of [element, category, why it was chosen], in paper order."""

KEYING_RESULT = Table(
    "keying_result",
    METADATA,
    Column("keying", ForeignKey("keying.id"), primary_key=True),
    Column("element", Text, primary_key=True),
    Column("category", Text, primary_key=True),
    Column("first", TypedText),
    Column("second", TypedText),
    Column("tries", SmallInteger, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
"""Both keyings of a cell as JSON, whichever of them was right; ``outcome`` says which."""

SCAN = Table(
    "scan",
    METADATA,
    Column("revision", ForeignKey("revision.id"), primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("media", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("pages", SmallInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("anchors", Text, nullable=False),
    Column("by", Identity, nullable=False),
    Column("at", Moment, nullable=False),
)
"""Pictures of the paper: ``file`` lies in the home's ``scans`` folder, ``digest`` is its SHA-256.

``anchors``: JSON object, section code -> [page from 0, height from 0 (top) to 1], where the section begins.
"""

POSITION = Table(
    "position",
    METADATA,
    Column("person", ForeignKey("person.id"), primary_key=True),
    Column("revision", ForeignKey("revision.id"), primary_key=True),
    Column("element", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("draft", TypedText),
    Column("turn", Integer, nullable=False),
)
"""The row of a person with the highest ``turn`` is where that person last stood."""

SIGNED_FILE = Table(
    "signed_file",
    METADATA,
    Column("revision", ForeignKey("revision.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("approved", Boolean, nullable=False),
)

SUBMISSION = Table(
    "submission",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("family", Text, nullable=False),
    Column("period", Integer, nullable=False),
    Column("folder", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Identity),
    Index("ix_submission_family_period", "family", "period"),
)

SUBMISSION_ITEM = Table(
    "submission_item",
    METADATA,
    Column("submission", ForeignKey("submission.id"), primary_key=True),
    Column("revision", ForeignKey("revision.id"), primary_key=True),
    Column("place", Integer, nullable=False),
)

SUBMISSION_FILE = Table(
    "submission_file",
    METADATA,
    Column("submission", ForeignKey("submission.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""The signed files of a whole month, as they left: sending it again copies these bytes."""

TRUST = Table(
    "trust",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("taken_by", Identity),
)
"""Signed trust files of the programme's authority; the one with the highest number counts."""

SEEN_FILE = Table(
    "seen_file",
    METADATA,
    Column("digest", LargeBinary, primary_key=True),
    Column("at", Moment, nullable=False),
)
"""When a file was looked at first (SHA-256): a certificate has to have been good then too."""

RECEIVED = Table(
    "received",
    METADATA,
    Column("digest", LargeBinary, primary_key=True),
    Column("revision", ForeignKey("revision.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("office", Identity, nullable=False),
    Column("office_name", Text, nullable=False),
    Column("partner", Text, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("taken_by", Identity),
    Column("record", Text, nullable=False),
)
"""Files of other offices that were taken in, by SHA-256. ``record``: JSON of what verification said then."""

LETTER = Table(
    "letter",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("sent", Boolean, nullable=False),
    Column("revision", ForeignKey("revision.id"), index=True),
    Column("digest", LargeBinary, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Identity),
    Column("by_name", Text, nullable=False),
    Column("office_name", Text, nullable=False),
)
"""Receipts, questions and recalls as signed files: ``sent`` from here, or read here.

A file that speaks of several returns has a row for each of them, with one digest.
"""

CONSOLIDATION = Table(
    "consolidation",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("family", Text, nullable=False),
    Column("period", Integer, nullable=False),
    Column("level", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", Identity),
    Column("content", Text, nullable=False),
    Index("ix_consolidation_family_period", "family", "period"),
)
"""Totals made of a month. ``level``: county, partner or national; ``content`` is JSON."""

CONSOLIDATION_ITEM = Table(
    "consolidation_item",
    METADATA,
    Column("consolidation", ForeignKey("consolidation.id"), primary_key=True),
    Column("revision", ForeignKey("revision.id"), primary_key=True, index=True),
    Column("place", Integer, nullable=False),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("chain", LargeBinary, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("by", Identity),
    Column("action", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    CheckConstraint("number > 0", name="number_from_one"),
    Index("ix_audit_at_chain_number", "at", "chain", "number"),
    sqlite_with_rowid=False,
)
"""``chain``: the 16 bytes of a revision's id, or a name. See ``audit.py`` for the digest. By time all chains
are read as one, a page at a time."""

PACK = Table(
    "pack",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("issued_by", Text, nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("taken_by", Identity),
    Column("taken_at", Moment, nullable=False),
)
"""Signed files of changes to forms, as they were issued here or taken in."""

OVERLAY = Table(
    "overlay",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("family", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("citation", TypedText, nullable=False),
    Column("by", Identity),
    Column("by_name", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("pack", ForeignKey("pack.id")),
    Index("ix_overlay_family_start", "family", "start"),
)
"""A standard, setting or check of a form as it is from a month on (``start``, 202611); the last one counts.

``body`` is JSON: what the form file says in that place, or null for a check that is made no more.
"""

FINDING_STEP = Table(
    "finding_step",
    METADATA,
    Column("revision", ForeignKey("revision.id"), primary_key=True),
    Column("check", Text, primary_key=True),
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("text", TypedText),
    Column("by", Identity),
    Column("at", Moment, nullable=False),
)
"""The life of a finding: open, fixed, explained, accepted, returned, one row a step."""

SETTING = Table(
    "setting",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", TypedText, nullable=False),
)

PRESENCE = Table(
    "presence",
    METADATA,
    Column("revision", ForeignKey("revision.id"), primary_key=True),
    Column("person", Identity, primary_key=True),
    Column("element", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
"""At which cell of a return somebody is, and since when they were last heard of; old rows mean nothing."""
