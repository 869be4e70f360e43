"""Statements that skip SQLAlchemy say and bring the same as those that do not."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from kmmp_desktop.errors import RefusedError
from kmmp_desktop.storage.home import OfficeHome
from kmmp_desktop.storage.ready import Ready
from kmmp_desktop.storage.tables import AUDIT, PERSON, SEEN_FILE, SETTING

NOW = datetime(2026, 12, 3, 7, 42, 7, 123456, tzinfo=UTC)
AUDITED = {
    "chain": b"x" * 16,
    "number": 1,
    "at": NOW,
    "by": uuid4(),
    "action": "read",
    "body": "{}",
    "digest": b"d" * 32,
}


def test_a_ready_statement_takes_and_gives_what_sqlalchemy_does(office: OfficeHome) -> None:
    asked = select(AUDIT).where(AUDIT.c.chain == bindparam("in_chain"))
    with office.work() as work:
        db = work._transaction
        db.write(Ready(insert(AUDIT)), AUDITED)
        db.write(Ready(insert(AUDIT)), [{**AUDITED, "number": n, "by": None} for n in (2, 3)])
        ready, where = Ready(asked), {"in_chain": b"x" * 16}
        assert [tuple(row) for row in db.read(ready, where)] == [tuple(row) for row in db.read(asked, where)]
        first = db.read(ready, where).first()
        assert (first.at, first.by, bytes(first.digest)) == (NOW, AUDITED["by"], b"d" * 32)
        named = [dict(row) for row in db.read(asked, where).mappings()]
        assert [dict(row) for row in db.read(ready, where).mappings()] == named
        assert db.read(ready, where).mappings().first() == named[0]
        assert db.read(ready, {"in_chain": b"y"}).first() is None
        assert db.read(ready, {"in_chain": b"y"}).scalar() is None
        assert db.read(ready, {"in_chain": b"y"}).mappings().first() is None


def test_rows_that_share_some_values_keep_their_own(office: OfficeHome) -> None:
    one, other, later = uuid4(), uuid4(), NOW.replace(year=2027)
    said = [(1, one, NOW), (2, one, later), (3, None, NOW), (4, other, NOW), (5, other, NOW), (6, one, NOW)]
    with office.work() as work:
        db = work._transaction
        db.write(Ready(insert(AUDIT)), [{**AUDITED, "number": n, "by": by, "at": at} for n, by, at in said])
        rows = db.read(select(AUDIT.c.number, AUDIT.c.by, AUDIT.c.at).order_by(AUDIT.c.number))
        assert [tuple(row) for row in rows] == said


def test_values_that_the_statement_brings_itself_count(office: OfficeHome) -> None:
    asked = Ready(select(PERSON.c.id).where(PERSON.c.enabled.is_(True), PERSON.c.name == "nobody").limit(1))
    with office.work() as work:
        assert work._transaction.read(asked).scalar() is None


def test_a_ready_write_is_undone_with_its_transaction(office: OfficeHome) -> None:
    with office.work() as work:
        work._transaction.write(Ready(insert(SEEN_FILE)), {"digest": b"s" * 32, "at": NOW})
    with office.work() as work:
        assert work.received.seen(b"s" * 32) is None


def test_faults_are_told_as_sqlalchemy_tells_them(office: OfficeHome) -> None:
    twice = Ready(insert(SEEN_FILE))
    with office.work() as work:
        work._transaction.write(twice, {"digest": b"s" * 32, "at": NOW})
        with pytest.raises(RefusedError, match="at this moment"):
            work._transaction.write(twice, {"digest": b"s" * 32, "at": NOW})
    with office.work() as work, pytest.raises(IntegrityError) as told:
        work._transaction.write(Ready(insert(SETTING)), {"name": "a", "value": None})
    assert "'a'" not in str(told.value)


def test_a_value_that_was_forgotten_is_no_null(office: OfficeHome) -> None:
    asked = Ready(select(SETTING.c.value).where(SETTING.c.name == bindparam("in_name")))
    with office.work() as work, pytest.raises((TypeError, StatementError), match="in_name"):
        work._transaction.read(asked)
