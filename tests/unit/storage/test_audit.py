"""The audit chains notice every hand in the table."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from storage_fixtures import ACHIENG, NOON

from kmmp_desktop.storage.home import OfficeHome

CHAIN = "11111111-2222-3333-4444-555555555555"


def fill(office: OfficeHome, chain: str = CHAIN, count: int = 5) -> None:
    with office.work() as work:
        for number in range(count):
            work.audit.append(
                chain, NOON + timedelta(seconds=number), ACHIENG.id, "cell", {"n": number, "t": "é\x00"}
            )
        work.commit()


def by_hand(office: OfficeHome, statement: str, **values: object) -> None:
    with office.engine.begin() as connection:
        assert connection.execute(text(statement), {"chain": UUID(CHAIN).bytes, **values}).rowcount == 1


def test_each_entry_is_sealed_with_the_digest_of_the_one_before(office: OfficeHome) -> None:
    fill(office)
    with office.work() as work:
        entries = work.audit.entries(CHAIN)
        assert work.audit.head(CHAIN) == entries[-1].digest
        assert work.audit.first_broken(CHAIN) is None
    assert [e.number for e in entries] == [1, 2, 3, 4, 5]
    assert [e.previous for e in entries] == ["0" * 64, *(e.digest for e in entries[:-1])]
    assert entries[2].body == {"n": 2, "t": "é\x00"}
    assert (entries[2].by, entries[2].at) == (ACHIENG.id, NOON + timedelta(seconds=2))


def test_a_stranger_can_recompute_the_digest_from_the_description(office: OfficeHome) -> None:
    with office.work() as work:
        entry = work.audit.append("office", NOON, None, "founded", {"name": "Kisumu ½"})
    written = (
        '{"action":"founded","at":"2026-11-22T12:00:00.123456+00:00","body":{"name":"Kisumu \\u00bd"},'
        '"by":null,"chain":"office","number":1,"previous":"' + "0" * 64 + '"}'
    )
    assert entry.digest == hashlib.sha256(("0" * 64 + written).encode()).hexdigest()


def test_chains_do_not_touch_one_another(office: OfficeHome) -> None:
    fill(office)
    fill(office, "office", 2)
    with office.work() as work:
        assert work.audit.head(str(uuid4())) == "0" * 64
        assert [e.number for e in work.audit.entries("office")] == [1, 2]
        assert work.audit.entries(str(uuid4())) == ()


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE audit SET body = replace(body, '2', '7') WHERE chain = :chain AND number = 3", 3),
        (
            'UPDATE audit SET body = \'{"n": 2, "t": "\\u00e9\\u0000"}\' WHERE chain = :chain AND number = 3',
            3,
        ),
        ("UPDATE audit SET body = 'no JSON' WHERE chain = :chain AND number = 3", 3),
        ("UPDATE audit SET body = '[]' WHERE chain = :chain AND number = 3", 3),
        ("UPDATE audit SET at = at + 1 WHERE chain = :chain AND number = 2", 2),
        ('UPDATE audit SET "by" = NULL WHERE chain = :chain AND number = 1', 1),
        ("UPDATE audit SET action = 'cells' WHERE chain = :chain AND number = 5", 5),
        ("UPDATE audit SET digest = :other WHERE chain = :chain AND number = 4", 4),
        ("UPDATE audit SET number = 9 WHERE chain = :chain AND number = 5", 9),
        ("DELETE FROM audit WHERE chain = :chain AND number = 1", 2),
        ("DELETE FROM audit WHERE chain = :chain AND number = 3", 4),
    ],
)
def test_a_row_edited_by_hand_is_named(office: OfficeHome, change: str, broken: int) -> None:
    fill(office)
    by_hand(office, change, **({"other": b"\x01" * 32} if ":other" in change else {}))
    with office.work() as work:
        found = work.audit.first_broken(CHAIN)
        assert found is not None
        assert found.number == broken
        assert len(work.audit.entries(CHAIN)) >= 4  # and the chain can still be shown


def test_a_row_put_in_by_hand_is_named(office: OfficeHome) -> None:
    fill(office)
    body = json.dumps({"n": 6})
    by_hand(
        office,
        'INSERT INTO audit (chain, number, at, "by", action, body, digest) '
        "VALUES (:chain, 6, 1, NULL, 'cell', :body, :digest)",
        body=body,
        digest=b"\x01" * 32,
    )
    with office.work() as work:
        assert work.audit.first_broken(CHAIN).number == 6


def test_what_is_no_time_and_no_digest_at_all_is_named_too(office_file: OfficeHome) -> None:
    """SQLite lets a hand write letters into a column of numbers."""
    fill(office_file)
    by_hand(office_file, "UPDATE audit SET digest = 'letters' WHERE chain = :chain AND number = 3")
    with office_file.work() as work:
        assert work.audit.first_broken(CHAIN).number == 3
    by_hand(office_file, "UPDATE audit SET at = 'noon' WHERE chain = :chain AND number = 2")
    with office_file.work() as work:
        assert work.audit.first_broken(CHAIN).number == 2


def test_two_programs_appending_to_one_chain_wait_for_each_other(office: OfficeHome) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def append(count: int) -> None:
        for _ in range(count):
            fill(office, count=1)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(append, 15) for _ in range(4)]:
            done.result()
    with office.work() as work:
        assert len(work.audit.entries(CHAIN)) == 60
        assert work.audit.first_broken(CHAIN) is None
