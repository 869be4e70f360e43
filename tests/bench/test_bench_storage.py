"""One committed key against the floor: a bare sqlite3 insert with the same durability, in the same run.

Compare inside a group only: ``pytest tests/bench --benchmark-only --benchmark-group-by=group``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert
from storage_fixtures import ACHIENG, C02, FAMILY, NOON, NOVEMBER, furnish, number, open_file

from kmmp_desktop.domain.cell_json import change_body
from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.storage.cells import to_row
from kmmp_desktop.storage.home import OfficeHome
from kmmp_desktop.storage.tables import CELL, RETURN, REVISION

Benchmark = Callable[..., object]
SHEET = {CellKey(f"KM_X{row:03}"): number(row) for row in range(220)}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeHome]:
    opened = open_file(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The floor: one table, one connection, no checks, flushed at each commit like ours."""
    with closing(sqlite3.connect(tmp_path / "bare.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(
            "CREATE TABLE cell (revision BLOB, element TEXT, category TEXT, number REAL, "
            "PRIMARY KEY (revision, element, category)) WITHOUT ROWID"
        )
        yield connection


def committed_key(office: OfficeHome) -> Callable[[], None]:
    """What the entry screen does at each committed key: cell, audit entry, counters, commit."""
    draft = furnish(office)
    turns = count()

    def save() -> None:
        turn = next(turns)
        with office.work() as work:
            work.returns.put_cells(draft.id, {C02: number(turn)}, ACHIENG.id, NOON)
            work.audit.append(str(draft.id), NOON, ACHIENG.id, "cell", change_body(C02, None, number(turn)))
            stored = work.returns.revision(draft.id)
            assert stored is not None
            work.returns.save_revision(replace(stored, filled=turn))
            work.commit()

    return save


def bare_insert(connection: sqlite3.Connection) -> Callable[[], None]:
    turns = count()

    def save() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT OR REPLACE INTO cell VALUES (?, 'KM_C02', 'ANC', ?)", (ACHIENG.id.bytes, next(turns))
        )
        connection.execute("COMMIT")

    return save


@pytest.mark.benchmark(group="one durable cell")
def test_bare_sqlite3_commit(benchmark: Benchmark, bare: sqlite3.Connection) -> None:
    benchmark(bare_insert(bare))


@pytest.mark.benchmark(group="one durable cell")
def test_committed_key(benchmark: Benchmark, office: OfficeHome) -> None:
    benchmark(committed_key(office))


@pytest.mark.benchmark(group="one durable cell")
def test_committed_key_in_a_long_history(benchmark: Benchmark, office: OfficeHome) -> None:
    save = committed_key(office)
    grow(office)
    benchmark(save)


@pytest.mark.benchmark(group="220 cells in one transaction")
def test_bare_sqlite3_sheet(benchmark: Benchmark, bare: sqlite3.Connection) -> None:
    rows = [(ACHIENG.id.bytes, key.element, key.category, value.value) for key, value in SHEET.items()]

    def save() -> None:
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany("INSERT OR REPLACE INTO cell VALUES (?, ?, ?, ?)", rows)
        bare.execute("COMMIT")

    benchmark(save)


@pytest.mark.benchmark(group="220 cells in one transaction")
def test_sheet(benchmark: Benchmark, office: OfficeHome) -> None:
    draft = furnish(office)

    def save() -> None:
        with office.work() as work:
            work.returns.put_cells(draft.id, SHEET, ACHIENG.id, NOON)
            work.commit()

    benchmark(save)


@pytest.mark.benchmark(group="read a return and its 12 months")
def test_read_twelve_months(benchmark: Benchmark, office: OfficeHome) -> None:
    furnish(office)
    grow(office, cells=True)

    def read() -> None:
        with office.work() as work:
            work.returns.earlier(NOVEMBER, 12)

    benchmark(read)


@pytest.mark.benchmark(group="read a return and its 12 months")
def test_bare_sqlite3_twelve_months(benchmark: Benchmark, office: OfficeHome, tmp_path: Path) -> None:
    furnish(office)
    grow(office, cells=True)
    with closing(sqlite3.connect(tmp_path / "office.db")) as bare:
        ids = [
            row[0]
            for row in bare.execute(
                "SELECT revision.id FROM revision JOIN return ON return.id = revision.return "
                "WHERE family = ? AND facility = ? AND period BETWEEN 202511 AND 202610",
                (FAMILY, NOVEMBER.facility),
            )
        ]
        assert len(ids) == 12
        places = ",".join("?" * 12)
        benchmark(lambda: bare.execute(f"SELECT * FROM cell WHERE revision IN ({places})", ids).fetchall())


def grow(office: OfficeHome, facilities: int = 300, months: int = 24, *, cells: bool = False) -> None:
    """Give the office a history; with ``cells``, the first facility gets its figures too."""
    periods = [NOVEMBER.period.shift(-back) for back in range(1, months + 1)]
    codes = [NOVEMBER.facility, *(str(20_000 + place) for place in range(facilities))]
    columns = {
        "number": 1,
        "state": "brought_in",
        "form_version": "1.0.0",
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
    with office.work() as work:
        work.facilities.put_many(Facility(code, code) for code in codes[1:])
        work.commit()
    with office.engine.begin() as connection:
        connection.execute(
            insert(RETURN),
            [
                {"family": FAMILY, "facility": code, "period": int(str(period))}
                for code in codes
                for period in periods
            ],
        )
        found = connection.execute(RETURN.select().where(RETURN.c.period < int(str(NOVEMBER.period)))).all()
        ids = {(row.facility, Period.parse(str(row.period))): (uuid4(), row.id) for row in found}
        connection.execute(
            insert(REVISION), [{"id": new, "return": of, **columns} for new, of in ids.values()]
        )
        if cells:
            for period in periods:
                fill(connection, ids[NOVEMBER.facility, period][0])


def fill(connection: object, revision: UUID) -> None:
    connection.execute(
        insert(CELL),
        [
            {
                "revision": revision,
                "element": key.element,
                "category": key.category,
                "keying": 1,
                "by": ACHIENG.id,
                "at": NOON,
                **to_row(value),
            }
            for key, value in SHEET.items()
        ],
    )
