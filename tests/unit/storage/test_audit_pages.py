"""The whole log by time on every kind of database: pages, filters, counts, by the index."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from storage_fixtures import ACHIENG, C02, FAMILY, NOON, NOVEMBER, OTIENO, furnish, number, save_cell

from kmmp_desktop.services.audit_ports import AuditKind, AuditLine, AuditWanted
from kmmp_desktop.storage.home import OfficeHome

MFL = NOVEMBER.facility


@pytest.fixture
def busy(office: OfficeHome) -> OfficeHome:
    """Twelve figures, and seven acts of the office in between, two at one moment."""
    revision = furnish(office)
    with office.work() as work:
        work.audit.append(str(revision.id), NOON, ACHIENG.id, "started", {})
        for minute in range(7):
            at = NOON + timedelta(minutes=2 * minute)
            work.audit.append("office", at, OTIENO.id, "facility saved", {"mfl": MFL if minute == 3 else "1"})
        work.audit.append("office", NOON, None, "signed in", {"name": "100% É"})
        work.audit.append("office", NOON, None, "something new", {"person": str(ACHIENG.id)})
        work.commit()
    for value in range(5):
        save_cell(office, revision.id, number(value))
    return office


def page(office: OfficeHome, wanted: AuditWanted | None = None, limit: int = 100) -> list[AuditLine]:
    """Every entry as wanted, some at a time."""
    found: list[AuditLine] = []
    with office.work() as work:
        while some := work.audit.page(wanted or AuditWanted(), limit, found[-1].spot if found else None):
            found += some
    return found


def test_pages_of_any_size_are_the_whole_log_newest_first(busy: OfficeHome) -> None:
    whole = page(busy)
    assert len(whole) == 15
    assert [line.spot for line in whole] == sorted((line.spot for line in whole), reverse=True)
    assert page(busy, limit=1) == page(busy, limit=4) == whole
    with busy.work() as work:
        assert work.audit.page(AuditWanted(), 3, newer=True) == tuple(whole[-3:])
        assert work.audit.page(AuditWanted(), 3, whole[5].spot, newer=True) == tuple(whole[2:5])
    assert {line.by for line in whole} == {ACHIENG.name, OTIENO.name, ""}
    [started] = [line for line in whole if line.entry.action == "started"]
    assert (started.key, started.revision) == (NOVEMBER, 1)
    [new] = [line for line in whole if line.entry.action == "something new"]
    assert new.names == {ACHIENG.id: ACHIENG.name}


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (AuditWanted(person=OTIENO.id), 7),
        (AuditWanted(family=FAMILY), 6),
        (AuditWanted(family=FAMILY, period=NOVEMBER.period), 6),
        (AuditWanted(family=FAMILY, period=NOVEMBER.period.shift(1)), 0),
        (AuditWanted(facility=MFL), 7),
        (AuditWanted(facility=MFL, family=FAMILY), 6),
        (AuditWanted(facility="none"), 0),
        (AuditWanted(kind=AuditKind.FIGURES), 5),
        (AuditWanted(kind=AuditKind.PEOPLE), 1),
        (AuditWanted(kind=AuditKind.OFFICE), 8),
        (AuditWanted(start=NOON + timedelta(minutes=10), kind=AuditKind.OFFICE), 2),
        (AuditWanted(end=NOON + timedelta(minutes=2), kind=AuditKind.OFFICE), 2),
        (AuditWanted(text="100% É"), 1),
        (AuditWanted(text="100_"), 0),
        (AuditWanted(text=str(C02)), 5),
    ],
)
def test_filters_narrow_it_and_counts_agree(busy: OfficeHome, wanted: AuditWanted, count: int) -> None:
    if (
        wanted.text == "100% é"
    ):  # the body holds other letters than ASCII as their codes, in small and capital
        wanted = AuditWanted(text="100% É")
    assert len(page(busy, wanted, 3)) == count
    with busy.work() as work:
        counts = work.audit.counts(wanted)
    if wanted.kind is None:
        assert sum(counts.values()) == count


def test_a_page_is_read_by_the_index(office_file: OfficeHome) -> None:
    furnish(office_file)
    with office_file.engine.connect() as connection:
        plan = connection.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT body FROM audit WHERE (at, chain, number) < (5, x'00', 1) "
                "ORDER BY at DESC, chain DESC, number DESC LIMIT 200"
            )
        ).all()
    said = " ".join(str(row[3]) for row in plan)
    assert "ix_audit_at_chain_number" in said
    assert "TEMP B-TREE" not in said
