"""After a damaged database: facilities, accounts and words that were logged since the backup come back."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

from backup_office import KEY, PASSPHRASE, open_office
from storage_fixtures import ACHIENG, C02, KISUMU, NOON, SteppingClock, number, open_file, save_cell

import wiring
from kmmp_desktop import paths
from kmmp_desktop.domain.office import Facility, FormSpan, Person, Role, ServiceSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.security.office_key import OpenOffice
from kmmp_desktop.security.sealing import FileSealer
from kmmp_desktop.services.backup_ports import Secret
from kmmp_desktop.services.facilities import FacilityService
from kmmp_desktop.services.log_check import LogService
from kmmp_desktop.services.logged_facilities import logged, read_logged
from kmmp_desktop.storage.rekeying import finish, rekey
from kmmp_desktop.storage.scans import ScanFolder
from tests.unit.services.test_rescue import now, recover, spoil, values

NEW = bytes(range(64, 96))
NYOTA = Facility(
    "13666",
    "Nyota Health Centre",
    "Kisumu",
    "Nyando",
    level="3",
    services=(ServiceSpan("pmtct", Period(2025, 1), None),),
    forms=(FormSpan("KMMP_MFR", Period(2026, 1), Period(2026, 12)),),
)
BARASA = Person(UUID(int=77), "barasa", "Barasa Wekesa", Role.MANAGER)
THREAD, OTHER = UUID(int=501), UUID(int=502)


def test_a_facility_is_read_from_the_log_as_it_was() -> None:
    assert read_logged(logged(NYOTA)) == NYOTA
    assert read_logged(logged(KISUMU)) == KISUMU


def test_what_the_log_holds_whole_comes_back_and_what_it_does_not_is_said(tmp_path: Path) -> None:
    office = open_office(tmp_path / "home", protected=True)
    (tmp_path / "usb").mkdir()
    path = office.backups.make(tmp_path / "usb", None).path
    facilities, chain = FacilityService(office.store.work, SteppingClock()), str(office.revision.id)
    facilities.save(NYOTA, None)
    with office.store.work() as work:
        work.people.put(BARASA)
        body = {"person": str(BARASA.id), "username": "barasa", "name": BARASA.name, "role": "manager"}
        work.audit.append("office", NOON, ACHIENG.id, "person added", body)
        work.audit.append("office", NOON, BARASA.id, "signed in", {})
        closed = {"person": str(ACHIENG.id), "why": "x"}
        work.audit.append("office", NOON, BARASA.id, "account closed", closed)
        work.commit()
    fresh = replace(office.revision, id=uuid4(), key=replace(office.revision.key, facility=NYOTA.mfl))
    with office.store.work() as work:
        work.returns.add_revision(fresh)
        body = {"family": "KMMP_MFR", "facility": NYOTA.mfl, "period": "202611", "form_version": "1.0.0"}
        work.audit.append(str(fresh.id), NOON, BARASA.id, "started", body)
        said = {"subject": str(C02), "text": "14 or 41?", "thread": str(THREAD), "question": True}
        more = {"subject": str(C02), "text": "thrown away", "thread": str(OTHER), "question": False}
        for body in (said, more, {**more, "taken_back": True}):
            work.audit.append(chain, NOON, BARASA.id, "comment", body)
        work.audit.append(
            chain, NOON, BARASA.id, "resolve", {"subject": str(C02), "thread": str(THREAD), "done": True}
        )
        work.audit.append("office", NOON, BARASA.id, "passphrase changed", {"fingerprint": ""})
        work.audit.append("office", NOON, BARASA.id, "account opened", {"person": str(ACHIENG.id)})
        work.commit()
    save_cell(office.store, fresh.id, number(7))
    office.close()
    (office.home / "office.db").open("r+b").close()
    recovery = recover(office, path)
    assert [(u.what, u.value, str(u.why)) for u in recovery.replay.left] == [
        ("passphrase changed", "", "The log does not hold everything that belongs to it: do it again."),
        (
            "person added",
            "Barasa Wekesa",
            "Barasa Wekesa is back, without a passphrase: give a new one under Tools, My key.",
        ),
    ]
    assert recovery.replay.office == 4
    assert (recovery.replay.figures, recovery.replay.returns) == (5, 2)
    again = now(office)
    with again.store.work() as work:
        assert work.facilities.get(NYOTA.mfl) == NYOTA
        back = work.people.by_username("barasa")
        assert back is not None
        assert (back.id, back.name, back.role) == (BARASA.id, BARASA.name, Role.MANAGER)
        assert work.people.account(back.id) is not None
        person = work.people.get(ACHIENG.id)
        assert person is not None
        assert person.enabled
        [thread] = work.returns.threads(office.revision.id)
        assert (thread.id, thread.question, thread.waits) == (THREAD, True, False)
        assert [one.text for one in thread.comments] == ["14 or 41?"]
        assert work.returns.cells(fresh.id)[C02].value == 7
        assert work.audit.first_broken("office") is None
        assert work.audit.first_broken(chain) is None
    report = LogService(again.store.work, None).check()  # type: ignore[arg-type]  # no received file to verify
    assert report.holds, report.broken
    again.close()


def test_what_was_typed_after_a_change_of_the_key_comes_back_into_a_backup_of_before(tmp_path: Path) -> None:
    """Backup, key changed, a figure and a picture, and then the disk fails: the passphrase is the same."""
    office = open_office(tmp_path / "home", protected=True)
    (tmp_path / "usb").mkdir()
    path = office.backups.make(tmp_path / "usb", None).path
    old, home = office.protection, office.home
    office.close()
    new = OpenOffice(NEW, paths.office_keys(home), contextlib.nullcontext)
    sealed = FileSealer(NEW).seal("key of before", KEY)
    rekey(home, KEY, NEW, lambda file: old.hand_on(new, [ACHIENG], file), sealed, lambda *_: None)
    finish(home, lambda _sealed: ScanFolder(paths.scans(home)), FileSealer(new.derive("scans")))
    picture = ScanFolder(paths.scans(home), FileSealer(new.derive("scans"))).put(b"the paper", ".jpg")
    store = open_file(home, keys=lambda: NEW)
    save_cell(store, office.revision.id, number(77), before=number(14))
    store.close()
    spoil(home / "office.db", 2, 3)
    rescue = wiring.rescue(home, SteppingClock())
    recovery = rescue.recover(rescue.look(path, Secret(PASSPHRASE, "Achieng")))
    assert recovery.replay.figures == 1
    again = now(office)
    assert values(again)[str(C02)] == 77
    sealer = FileSealer(again.protection.derive("scans"))
    assert ScanFolder(paths.scans(home), sealer).get(picture) == b"the paper"
    again.close()
