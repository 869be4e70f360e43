"""A whole office on a real PostgreSQL server: moved there, then worked in from first figure to Verify log."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from office_fixtures import FULL, NOVEMBER, NYOTA, PASSPHRASE, THIRD, ZIWA, Office, office_template
from received_office import CODES, SMALL, receiver_home, sender, sender_home, sent
from received_office import NOVEMBER as MONTH
from sqlalchemy import create_engine, text
from storage_fixtures import C02

import main
import serving
from kmmp_desktop import paths
from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.domain.returns import State
from kmmp_desktop.errors import RefusedError, StorageError
from kmmp_desktop.services.backup_ports import Secret
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.connection_file import read_address, read_connection, write_connection
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.storage import servers
from kmmp_desktop.storage.backup_copies import count
from kmmp_desktop.storage.office_seal import office_seal
from kmmp_desktop.storage.tables import SCHEMA
from kmmp_desktop.texts.catalogue import Catalogue
from opening import entrance, protect_office, scan_folder

__all__ = ["office_template", "receiver_home", "sender", "sender_home", "sent"]

MWENDE = Person(uuid4(), "admin", "J. Mwende", Role.ADMINISTRATOR)


def no_report(*_how_far: object) -> None:
    pass


@pytest.fixture
def moved(office_template: Path, server, tmp_path: Path) -> Iterator[Office]:
    """The office of the other tests, moved to an empty database and opened there."""
    home = tmp_path / "home"
    shutil.copytree(office_template, home)
    before, store = main.open_office(home, SetClock(THIRD), Catalogue())
    manager = before.people.find("manager")
    store.close()
    at = serving.server_office(home)
    counts = at.move(at.look(server(True)), no_report, manager)
    assert counts["person"] == 2
    clock = SetClock(THIRD)
    services, opened = main.open_office(home, clock, Catalogue())
    assert opened.engine.dialect.name == "postgresql"
    services.entry.delivery.patience = 60  # a busy machine
    yield Office(home, clock, services, opened.work, {}, opened)
    opened.close()


def test_a_month_goes_through_an_office_on_a_server_to_the_verified_log(
    moved: Office, tmp_path: Path
) -> None:
    done = [moved.complete(mfl).revision.id for mfl in (NYOTA, ZIWA)]
    moved.services.approval.approve(done, moved.signer("manager"))
    plan = moved.services.exporting.plan(FULL, NOVEMBER)
    moved.services.exporting.export(plan, tmp_path / "sent", moved.person("manager"))
    [one, *_] = sorted((tmp_path / "sent").rglob("*.xlsx"))
    assert moved.services.verifying.verify(one).intact.value == "yes"
    with moved.work() as work:
        assert {work.returns.revision(r).state for r in done} == {State.SUBMITTED}
    report = moved.services.log.check()
    assert report.holds, report.broken
    assert moved.services.log.compare(one).answer.value == "yes"
    assert not paths.database(moved.home).exists()  # nobody opens the file of before by mistake
    assert moved.services.worklist.month(FULL, NOVEMBER)


def test_moving_is_refused_where_an_office_is_and_leaves_this_one_where_it_was(
    moved: Office, office_template: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(office_template, other)
    at = serving.server_office(other)
    found = at.look(read_connection(moved.home).url)
    assert found.seen.office == "Ziwa Health Partners, Kisumu"
    with pytest.raises(RefusedError, match="an office on"):
        at.move(found, no_report, moved.person("manager"))
    with pytest.raises(RefusedError, match="an office in"):
        at.connect(found)
    assert read_connection(other) is None
    assert paths.database(other).exists()


def test_nothing_is_switched_before_everything_is_there(
    office_template: Path, server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, url = tmp_path / "home", server(True)
    shutil.copytree(office_template, home)
    services, store = main.open_office(home, SetClock(THIRD), Catalogue())
    manager = services.people.find("manager")
    store.close()
    real = servers.fill_server

    def lossy(engine, *given: object) -> None:
        real(engine, *given)
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM account"))

    monkeypatch.setattr(servers, "fill_server", lossy)
    at = serving.server_office(home)
    with pytest.raises(StorageError, match="not what lies in"):
        at.move(at.look(url), no_report, manager)
    assert read_connection(home) is None
    assert at.look(url).is_empty


def test_nobody_writes_into_the_file_of_an_office_while_it_moves_and_nobody_after(
    office_template: Path, server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, url = tmp_path / "home", server(True)
    shutil.copytree(office_template, home)
    command, store = main.open_office(home, SetClock(THIRD), Catalogue(), 50)  # had it open all the time
    manager, before = command.people.find("manager"), command.log.check()
    real, tried = servers.fill_server, []

    def meddled(*given: object) -> None:
        real(*given)
        with pytest.raises(StorageError, match="Another program is writing"):
            rename(command, manager)
        tried.append(True)

    monkeypatch.setattr(servers, "fill_server", meddled)
    at = serving.server_office(home)
    at.move(at.look(url), no_report, manager)
    assert tried
    with pytest.raises(RefusedError, match="has moved to a server"):
        rename(command, manager)
    assert command.log.check() == before  # what lies in the file is what moved
    store.close()
    paths.connection(home).unlink()  # the server is gone for good, and somebody puts the file back
    again, store = main.open_office(home, SetClock(THIRD), Catalogue())
    rename(again, manager)
    store.close()


def test_where_the_folder_cannot_be_switched_the_server_is_empty_again_and_the_file_goes_on(
    office_template: Path, server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, url = tmp_path / "home", server(True)
    shutil.copytree(office_template, home)
    services, store = main.open_office(home, SetClock(THIRD), Catalogue())
    manager = services.people.find("manager")
    picture = services.scans._store.put(b"%PDF a picture", ".pdf")
    at = serving.server_office(home)

    def full(_found: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(at, "_switch", full)
    with pytest.raises(StorageError, match="full"):
        at.move(at.look(url), no_report, manager)
    assert at.look(url).is_empty
    rename(services, manager)
    assert services.scans._store.get(picture) == b"%PDF a picture"
    store.close()


def rename(services: Services, by: Person) -> None:
    """An act that writes: a facility gets another name."""
    [ziwa] = [one for one in services.facilities.all() if one.mfl == ZIWA]
    services.facilities.save(replace(ziwa, name=f"Ziwa {uuid4().hex}"), by)


def test_only_who_may_connect_moves_an_office(moved: Office, server) -> None:
    at = serving.server_office(moved.home)
    with pytest.raises(RefusedError):
        at.move(at.look(server(True)), no_report, moved.person("clerk"))
    with pytest.raises(RefusedError):
        at.disconnect(moved.person("clerk"))


@pytest.mark.parametrize("version", ["0004", "9999"])
def test_another_version_is_refused_and_both_are_named(server, tmp_path: Path, version: str) -> None:
    url = server(False)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    engine.dispose()
    with pytest.raises(RefusedError) as refused:
        serving.server_office(tmp_path).look(url)
    assert version in str(refused.value)
    assert SCHEMA in str(refused.value)


def test_a_database_of_something_else_is_refused_and_untouched(server, tmp_path: Path) -> None:
    url = server(True)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE wages (name text)"))
    with pytest.raises(StorageError, match="not a database of KMMP"):
        serving.server_office(tmp_path).look(url)
    with engine.connect() as connection:
        tables = connection.execute(
            text("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")
        ).scalar()
    engine.dispose()
    assert tables == 1


def test_an_empty_database_becomes_an_office_and_the_note_has_no_password(server, tmp_path: Path) -> None:
    at = serving.server_office(tmp_path)
    found = at.look(server(True), "s3cret")
    at.connect(found)
    assert "s3cret" not in paths.connection(tmp_path).read_text()
    assert at.look(found.connection.url).seen.version == SCHEMA
    at.disconnect(None)
    assert read_connection(tmp_path) is None


def test_a_server_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    connection = read_address("postgresql://kmmp@127.0.0.1:9/kmmp?connect_timeout=2")[0]
    write_connection(tmp_path, connection)
    with pytest.raises(StorageError, match="cannot be used"):
        main.open_office(tmp_path, SetClock(THIRD), Catalogue())
    assert json.loads(paths.connection(tmp_path).read_text())["address"] == connection.url


def test_a_national_office_on_a_server_receives_files_and_writes_a_receipt(
    receiver_home: Path, sent: Path, server, tmp_path: Path
) -> None:
    home, url = tmp_path / "national", server(True)
    shutil.copytree(receiver_home, home)
    at = serving.server_office(home)
    at.move(at.look(url), no_report, MWENDE)
    clock = SetClock(THIRD)
    services, opened = main.open_office(home, clock, Catalogue())
    office = Office(home, clock, services, opened.work, {}, opened)
    try:
        mwende = office.person("mwende")
        [row] = services.receiving.look([sent / f"{CODES[0]}_202611_SMALL_r1.xlsx"])
        services.receiving.take(row, mwende)
        with opened.work() as work:
            [revision] = work.returns.in_month(SMALL, MONTH)
        assert revision.state is State.RECEIVED
        assert services.log.check().holds
    finally:
        opened.close()


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_a_copied_folder_of_a_laptop_shows_nothing_that_was_typed_or_pictured(
    moved: Office, tmp_path: Path
) -> None:
    laptop = tmp_path / "laptop"
    write_connection(laptop, read_connection(moved.home))
    services, opened = main.open_office(laptop, SetClock(THIRD), Catalogue())
    services.entry.delivery.patience = 60
    try:
        at_desk = services.entry.open(FULL, ZIWA, NOVEMBER, services.people.find("clerk"))
        at_desk.set(C02, "41")
        picture = services.scans._store.put(b"%PDF-1.4 shown on paper", ".pdf")
        services.entry.delivery._work = lambda: (_ for _ in ()).throw(StorageError("gone"))
        services.entry.delivery.patience = 0.1
        assert at_desk.set(C02, "73419").kept_here
        lies = bytes_in(laptop)
        assert list((laptop / "journals").iterdir())
        assert list((laptop / "scans").iterdir())
        for word in (b"73419", b"KM_C02", b"shown on paper", b"clerk", b"manager", b"Ziwa", b"Achieng"):
            assert word not in lies, word
    finally:
        opened.close()
    assert list((laptop / "journals").iterdir())  # it waits, locked, for the next start
    again, opened = main.open_office(laptop, SetClock(THIRD), Catalogue())
    try:
        assert again.entry.delivery.flush(600)
        at_desk = again.entry.open(FULL, ZIWA, NOVEMBER, again.people.find("clerk"))
        assert at_desk.value(C02).raw == "73419"
        assert again.scans._store.get(picture) == b"%PDF-1.4 shown on paper"
    finally:
        opened.close()
    assert not list((laptop / "journals").iterdir())


def test_pictures_of_a_time_before_are_locked_at_the_next_start(moved: Office, tmp_path: Path) -> None:
    laptop = tmp_path / "laptop"
    write_connection(laptop, read_connection(moved.home))
    (laptop / "scans").mkdir()
    (laptop / "scans" / "one.pdf").write_bytes(b"%PDF in the clear")
    services, opened = main.open_office(laptop, SetClock(THIRD), Catalogue())
    pictures = services.scans._store
    opened.close()
    pictures.lock_clear()  # as the window does once nothing waits to be sent
    assert b"in the clear" not in (laptop / "scans" / "one.pdf").read_bytes()
    assert pictures.get("one.pdf") == b"%PDF in the clear"


def test_a_protected_office_moves_with_its_scans_and_asks_for_no_key_on_the_server(
    office_template: Path, server, tmp_path: Path
) -> None:
    home, url = tmp_path / "home", server(True)
    shutil.copytree(office_template, home)
    services, store = main.open_office(home, SetClock(THIRD), Catalogue())
    manager = services.people.find("manager")
    store.close()
    key = protect_office(
        home,
        "manager",
        PASSPHRASE,
        SetClock(THIRD),
        lambda key: main.open_office(home, SetClock(THIRD), Catalogue(), key=key),
        no_report,
    )
    scan_folder(home, key).put(b"%PDF a picture", ".pdf")
    [scan] = paths.scans(home).iterdir()
    assert b"picture" not in scan.read_bytes()
    at = serving.server_office(home, key)
    at.move(at.look(url), no_report, manager)
    assert b"picture" not in scan.read_bytes()
    assert not entrance(home, SetClock(THIRD)).is_closed
    services, store = main.open_office(home, SetClock(THIRD), Catalogue())
    assert services.people.sign_in("clerk", PASSPHRASE).username == "clerk"
    assert services.scans._store.get(scan.name) == b"%PDF a picture"
    store.close()


def test_a_protected_office_comes_back_onto_a_server_with_pictures_that_open_there(
    office_template: Path, server, tmp_path: Path
) -> None:
    home, other, usb = tmp_path / "home", tmp_path / "other", tmp_path / "usb"
    shutil.copytree(office_template, home)
    usb.mkdir()
    other.mkdir()

    def opened(key):
        return main.open_office(home, SetClock(THIRD), Catalogue(), key=key)

    key = protect_office(home, "manager", PASSPHRASE, SetClock(THIRD), opened, no_report)
    picture = scan_folder(home, key).put(b"%PDF a picture", ".pdf")
    services, store = opened(key)
    backup = services.backups.make(usb, services.people.find("manager")).path
    store.close()
    at = serving.server_office(other)
    at.connect(at.look(server(True), ""))
    services, store = main.open_office(other, SetClock(THIRD), Catalogue())
    plan = services.backups.look(backup, Secret(PASSPHRASE, "manager"), no_report)
    services.backups.restore(plan, None)
    store.close()
    assert b"picture" not in (paths.scans(other) / picture).read_bytes()
    services, store = main.open_office(other, SetClock(THIRD), Catalogue())
    assert services.scans._store.get(picture) == b"%PDF a picture"
    assert services.people.sign_in("manager", PASSPHRASE).username == "manager"
    store.close()


def test_the_file_of_before_stays_in_the_clear_until_the_first_backup_which_locks_it(
    moved: Office, tmp_path: Path
) -> None:
    file = moved.home / "office.moved-to-server.db"
    assert moved.services.backups.left_in_clear() == file
    assert b"Ziwa" in file.read_bytes()
    (tmp_path / "usb").mkdir()
    moved.services.backups.make(tmp_path / "usb", moved.person("manager"), passphrase=PASSPHRASE)
    assert moved.services.backups.left_in_clear() is None
    assert b"Ziwa" not in file.read_bytes()
    assert not file.read_bytes().startswith(b"SQLite")
    assert [path.name for path in moved.home.glob("office.*")] == [file.name]
    assert count(file, office_seal(moved.store.engine)).counts["person"] == 2, "whole, under the server's key"
