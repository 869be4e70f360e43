"""A damaged office: restored from its backup, and what was typed since played back as far as it is proven."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from backup_office import KEY, PASSPHRASE, BackedOffice, open_office, seal
from storage_fixtures import ACHIENG, C02, KISUMU, NOON, SteppingClock, number, save_cell

from forms.additions import office_forms
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.security.raw_pages import page_opener
from kmmp_desktop.services.backup_ports import Secret
from kmmp_desktop.services.log_check import LogService
from kmmp_desktop.services.rescue import Recovery, Rescue
from kmmp_desktop.services.restoring import Restorer
from kmmp_desktop.storage.backup_copies import SqlCopies
from kmmp_desktop.storage.restoring import finish_swap
from kmmp_desktop.storage.salvage import Salvager, tail

RIGHT = Secret(PASSPHRASE, "Achieng")
C03 = CellKey("KM_C03")


def rescue(home: Path) -> Rescue:
    clock = SteppingClock()
    copies = SqlCopies(home, clock)
    restorer = Restorer(home, clock, seal(), copies, ())
    return Rescue(home, clock, restorer, copies, office_forms(home), Salvager(page_opener), tail, finish_swap)


@pytest.fixture(params=[False, True], ids=["clear", "protected"])
def damaged(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[BackedOffice, Path]:
    """An office with a backup, and 300 figures typed after it; closed."""
    office = open_office(tmp_path / "home", protected=request.param)
    (tmp_path / "usb").mkdir()
    backup = office.backups.make(tmp_path / "usb", ACHIENG, passphrase=PASSPHRASE)
    before = number(14)
    for value in range(100, 400):
        save_cell(office.store, office.revision.id, number(value), before=before)
        before = number(value)
    save_cell(office.store, office.revision.id, number(62.5), C03)
    with office.store.work() as work:
        work.returns.put_reason(office.revision.id, "W302", "the other clinic was closed", ACHIENG.id, NOON)
        body = {"subject": "W302", "text": "the other clinic was closed"}
        work.audit.append(str(office.revision.id), NOON, ACHIENG.id, "reason", body)
        work.commit()
    office.close()
    return office, backup.path


def spoil(file: Path, *pages: int) -> None:
    content = bytearray(file.read_bytes())
    for page in pages:
        content[(page - 1) * 4096 : page * 4096] = b"\x5a" * 4096
    file.write_bytes(content)


def pages_of(office: BackedOffice, table: str) -> list[int]:
    """Leaf pages that hold rows of a table: told by what stands in them."""
    from kmmp_desktop.storage.salvage_pages import Pages

    file = office.home / "office.db"
    opener = (lambda salt: page_opener(KEY, salt)) if office.protection.is_protected else None
    words = {"audit": b'"origin":"typed"', "cell": b"KM_C02"}[table]
    found = [
        number
        for number, page in Pages(file, opener)
        if words in page and (table == "audit") == (b'"origin"' in page)
    ]
    assert found
    return found


def recover(office: BackedOffice, path: Path) -> Recovery:
    service = rescue(office.home)
    return service.recover(service.look(path, RIGHT))


def now(office: BackedOffice) -> BackedOffice:
    return open_office(office.home, protected=office.protection.is_protected, filled=False)


def values(office: BackedOffice) -> dict[str, object]:
    with office.store.work() as work:
        chain = next(c for c in work.audit.chains() if c != "office")
        assert work.audit.first_broken(chain) is None
        assert work.audit.first_broken("office") is None
        return {str(k): v.value for k, v in work.returns.cells(UUID(chain)).items()}


@pytest.mark.parametrize("what", ["cells", "header", "every second page"])
def test_figures_typed_after_the_backup_come_back(damaged: tuple[BackedOffice, Path], what: str) -> None:
    office, path = damaged
    file = office.home / "office.db"
    audit = pages_of(office, "audit")
    if what == "cells":
        spoil(file, *pages_of(office, "cell"))
    elif what == "header":
        content = bytearray(file.read_bytes())
        start = 16 if office.protection.is_protected else 0  # the salt is all that cannot be done without
        content[start:200] = b"\x5a" * (200 - start)
        file.write_bytes(content)
    else:
        spoil(file, *(p for p in range(2, file.stat().st_size // 4096, 2) if p not in audit))
    recovery = recover(office, path)
    assert recovery.aside is not None
    assert (recovery.aside / "office.db").exists()
    assert recovery.replay.figures == 302
    again = now(office)
    assert values(again) == {str(C02): 399, str(C03): 62.5}
    with again.store.work() as work:
        [revision] = work.returns.in_month("KMMP_MFR", Period(2026, 11))
        assert work.returns.reasons(revision.id)["W302"].text == "the other clinic was closed"
        assert revision.filled == 2
        actions = [e.action for e in work.audit.entries("office")]
    assert actions[-2:] == ["log played back", "restored from"]
    report = LogService(again.store.work, None).check()  # type: ignore[arg-type]  # no received file to verify
    assert report.holds, report.broken
    again.close()


def test_a_lost_page_of_the_log_ends_what_is_proven_and_the_rest_is_listed(
    damaged: tuple[BackedOffice, Path],
) -> None:
    office, path = damaged
    pages = pages_of(office, "audit")
    spoil(office.home / "office.db", pages[len(pages) // 2])
    recovery = recover(office, path)
    assert 0 < recovery.replay.figures < 302
    last = [u for u in recovery.replay.left if u.what == str(C02)][-1]
    assert last.value == "399"
    assert "could not be read" in str(last.why)
    assert "Kisumu County Hospital" in str(last.place)
    again = now(office)
    assert values(again)[str(C02)] == 99 + recovery.replay.figures
    again.close()


def test_a_file_that_was_cut_off_gives_what_its_rest_proves(damaged: tuple[BackedOffice, Path]) -> None:
    office, path = damaged
    file = office.home / "office.db"
    content = file.read_bytes()
    file.write_bytes(content[: len(content) - 4096 * 10])
    recovery = recover(office, path)
    again = now(office)
    found = values(again)
    assert found[str(C02)] == (14 if recovery.replay.figures == 0 else min(99 + recovery.replay.figures, 399))
    again.close()


def test_entries_that_somebody_wrote_into_the_damaged_file_are_not_played(
    damaged: tuple[BackedOffice, Path],
) -> None:
    office, path = damaged
    if office.protection.is_protected:
        return  # a changed page does not open at all: the test above
    file = office.home / "office.db"
    content = file.read_bytes()
    forged = content.replace(
        b'"after":{"kind":"number","value":250}', b'"after":{"kind":"number","value":999}'
    )
    assert forged != content
    file.write_bytes(forged)
    recovery = recover(office, path)
    assert recovery.replay.figures == 150  # 100 to 249
    again = now(office)
    assert values(again)[str(C02)] == 249
    again.close()


def test_a_return_begun_after_the_backup_comes_back_and_a_signature_is_listed(tmp_path: Path) -> None:
    office = open_office(tmp_path / "home", protected=True)
    (tmp_path / "usb").mkdir()
    path = office.backups.make(tmp_path / "usb", None).path
    from dataclasses import replace

    from storage_fixtures import NOVEMBER, revision_of

    fresh = replace(revision_of(), id=uuid4(), key=replace(NOVEMBER, period=Period(2026, 10)))
    with office.store.work() as work:
        work.returns.add_revision(fresh)
        body = {"family": "KMMP_MFR", "facility": KISUMU.mfl, "period": "202610", "form_version": "1.0.0"}
        work.audit.append(str(fresh.id), NOON, ACHIENG.id, "started", body)
        work.audit.append("office", NOON, ACHIENG.id, "person added", {"id": "x"})
        work.commit()
    save_cell(office.store, fresh.id, number(7))
    with office.store.work() as work:
        work.audit.append(str(fresh.id), NOON, ACHIENG.id, "completed", {"files": {}})
        work.commit()
    save_cell(office.store, fresh.id, number(8), before=number(7))
    office.close()
    recovery = recover(office, path)
    assert [(u.what, str(u.place)) for u in recovery.replay.left] == [
        ("completed", "Kisumu County Hospital, October 2026"),
        ("person added", "the office"),
    ]
    again = now(office)
    with again.store.work() as work:
        stored = work.returns.revision(fresh.id)
        assert stored is not None
        assert stored.key.period == Period(2026, 10)
        assert work.returns.cells(fresh.id)[C02].value == 8
        assert work.audit.first_broken(str(fresh.id)) is None
    again.close()


def test_what_is_in_the_log_beside_the_database_comes_back_too(tmp_path: Path) -> None:
    """The power went: the newest commits stand in office.db-wal only, and the database is damaged."""
    import shutil

    office = open_office(tmp_path / "home")
    (tmp_path / "usb").mkdir()
    path = office.backups.make(tmp_path / "usb", ACHIENG, passphrase=PASSPHRASE).path
    save_cell(office.store, office.revision.id, number(77), before=number(14))
    assert (office.home / "office.db-wal").stat().st_size > 0
    kept = tmp_path / "kept"
    shutil.copytree(office.home, kept)
    office.close()
    shutil.rmtree(office.home)
    kept.rename(office.home)
    spoil(office.home / "office.db", 1, 2, 3)
    assert recover(office, path).replay.figures == 1
    again = now(office)
    assert values(again)[str(C02)] == 77
    again.close()
