"""No query of the daily work reads more as the history grows: each finds its rows by an index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, insert, text
from storage_fixtures import ACHIENG, C02, FAMILY, NOON, NOVEMBER, furnish, number, revision_of, save_cell

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.ports import Position
from kmmp_desktop.storage.home import OfficeHome
from kmmp_desktop.storage.ready import Plain
from kmmp_desktop.storage.tables import RETURN, REVISION
from kmmp_desktop.storage.transaction import Transaction
from kmmp_desktop.storage.unit_of_work import SqlUnitOfWork

DRAFT = UUID(int=77)

DAILY: dict[str, Callable[[SqlUnitOfWork], object]] = {
    "cells": lambda work: work.returns.cells(DRAFT),
    "one cell": lambda work: work.returns.put_cells(DRAFT, {C02: number(1)}, ACHIENG.id, NOON),
    "one blank": lambda work: work.returns.put_cells(DRAFT, {C02: None}, ACHIENG.id, NOON),
    "latest": lambda work: work.returns.latest(NOVEMBER),
    "revisions": lambda work: work.returns.revisions(NOVEMBER),
    "revision": lambda work: work.returns.revision(DRAFT),
    "earlier": lambda work: work.returns.earlier(NOVEMBER, 12),
    "in month": lambda work: work.returns.in_month(FAMILY, NOVEMBER.period),
    "between": lambda work: work.returns.between(FAMILY, Period(2026, 1), Period(2026, 3)),
    "in state": lambda work: work.returns.in_state(FAMILY, State.READY),
    "reasons": lambda work: work.returns.reasons(DRAFT),
    "comments": lambda work: work.returns.comments(DRAFT),
    "story": lambda work: work.returns.changes(DRAFT, C02),
    "last changed": lambda work: work.returns.last_changed(DRAFT),
    "position": lambda work: work.returns.position(ACHIENG.id),
    "put position": lambda work: work.returns.put_position(ACHIENG.id, Position(DRAFT, C02, None)),
    "audit": lambda work: work.audit.append(str(DRAFT), NOON, ACHIENG.id, "cell", {}),
    "head": lambda work: work.audit.head(str(DRAFT)),
    "file": lambda work: work.files.get(DRAFT, "pdf"),
    "submissions": lambda work: work.submissions.of_month(FAMILY, NOVEMBER.period),
    "facility": lambda work: work.facilities.get("13667"),
    "person": lambda work: work.people.by_username("achieng"),
    "setting": lambda work: work.settings.get("x"),
}


@pytest.fixture
def statements(
    office_file: OfficeHome, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[tuple[str, object]]]:
    """What is sent to the database, by SQLAlchemy or by ourselves."""
    sent: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if re.match("SELECT|INSERT|UPDATE|DELETE", statement):
            sent.append((statement, parameters))

    run = Transaction._run

    def note_ready(self: Transaction, plain: Plain, values: Any, *, many: bool = False) -> Any:
        note(None, None, plain.text, tuple(values[0] if many else values))
        return run(self, plain, values, many=many)

    monkeypatch.setattr(Transaction, "_run", note_ready)
    event.listen(office_file.engine, "before_cursor_execute", note)
    yield sent
    event.remove(office_file.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("what", DAILY)
def test_a_daily_query_reads_no_table_from_end_to_end(
    office_file: OfficeHome, statements: list[tuple[str, object]], what: str
) -> None:
    furnish(office_file)
    with office_file.work() as work:
        work.returns.add_revision(replace(revision_of(number=2), id=DRAFT))
        work.commit()
    with office_file.work() as work:
        statements.clear()
        DAILY[what](work)
    assert statements
    with office_file.engine.connect() as connection:
        for statement, parameters in tuple(statements):
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            steps = [row[3] for row in plan]
            assert not [step for step in steps if step.startswith("SCAN")], (statement, steps)


def test_entry_reads_no_more_pages_when_the_history_is_long(office_file: OfficeHome) -> None:
    """Counted in steps of SQLite's own machine, so that no clock is asked."""

    def steps() -> int:
        counted = 0

        def count() -> int:
            nonlocal counted
            counted += 1
            return 0

        with office_file.work() as work:
            raw = work._transaction._connection.connection.driver_connection
            raw.set_progress_handler(count, 1)
            work.returns.cells(draft.id)
            work.returns.earlier(NOVEMBER, 12)
            work.returns.put_cells(draft.id, {C02: number(2)}, ACHIENG.id, NOON)
            work.audit.append(str(draft.id), NOON, ACHIENG.id, "cell", {})
            work.returns.save_revision(draft)
            raw.set_progress_handler(None, 0)
        return counted

    draft = furnish(office_file)
    save_cell(office_file, draft.id, number(1))
    short = steps()
    with office_file.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO facility SELECT value, value, '', '', '', '', '', 1 FROM "
                "(WITH RECURSIVE n(value) AS (SELECT 20000 UNION ALL SELECT value + 1 FROM n "
                "WHERE value < 20999) SELECT value FROM n)"
            )
        )
        connection.execute(
            insert(RETURN),
            [
                {"family": FAMILY, "facility": str(20000 + place), "period": period}
                for place in range(1000)
                for period in (202608, 202609, 202610, 202611)
            ],
        )
        ids = connection.execute(text("SELECT id FROM return WHERE id > 1")).scalars().all()
        columns = {
            "number": 1,
            "state": "draft",
            "form_version": "1",
            "pack_version": "1",
            "services": "[]",
            "created_at": NOON,
            "changed_at": NOON,
            "language": "en",
            "filled": 0,
            "offered": 0,
            "errors": 0,
            "warnings": 0,
            "short_code": "",
            "why": "",
        }
        connection.execute(insert(REVISION), [{"id": uuid4(), "return": of, **columns} for of in ids])
    assert steps() <= short * 1.1
