"""One moment of an office copied: while others write, from a server and back; large files looked over."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from backup_office import PASSPHRASE, open_office
from storage_fixtures import ACHIENG, C02, OTIENO, SteppingClock, number, open_file, save_cell

from kmmp_desktop.errors import DamagedError, RefusedError
from kmmp_desktop.services.backup_ports import Secret
from kmmp_desktop.storage import looking_over
from kmmp_desktop.storage.backup_copies import SqlCopies
from kmmp_desktop.storage.looking_over import WANTED, check_whole, look_over

RIGHT = Secret(PASSPHRASE, "Achieng")


def test_a_copy_is_of_one_moment_though_somebody_goes_on_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kmmp_desktop.storage import backup_copies

    monkeypatch.setattr(backup_copies, "_PAGES", 5)
    office = open_office(tmp_path / "home")
    assert office.revision is not None
    copies = SqlCopies(office.home, office.clock, office.store.engine)
    values = iter(range(100, 10_000))
    before = number(14)

    def write(_step: str, _done: int, _of: int) -> None:
        nonlocal before
        value = number(next(values))
        writer = threading.Thread(
            target=save_cell, args=(office.store, office.revision.id, value), kwargs={"before": before}
        )
        writer.start()
        writer.join()
        before = value

    facts = copies.snapshot(tmp_path / "copy.db", write, None)
    assert before != number(14)
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT number FROM cell").fetchall() == [(14.0,)]
    assert facts == copies.examine(tmp_path / "copy.db", None)
    assert facts.heads != copies.own_facts().heads
    office.close()


def test_an_office_on_a_server_is_backed_up_and_restored_to_a_file_and_to_an_empty_server(
    server: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "usb").mkdir()
    office = open_office(tmp_path / "home", url=server(False))
    request.addfinalizer(office.close)
    assert office.revision is not None
    with office.store.work() as work:
        work.returns.add_comment(office.revision.id, C02, "asked\x00 twice", ACHIENG.id, office.clock.now())
        work.settings.put("kept", "Neno ½")
        work.commit()
    (tmp_path / "home" / "scans").mkdir()
    (tmp_path / "home" / "scans" / "a.pdf").write_bytes(b"a page of paper")
    made = office.backups.make(tmp_path / "usb", ACHIENG, passphrase=PASSPHRASE)
    manifest = office.backups.check(made.path, RIGHT)
    assert manifest.facts.heads.items() <= office.copies.own_facts().heads.items() | {
        ("office", manifest.facts.heads["office"])
    }
    plan = office.backups.look(made.path, RIGHT)
    with pytest.raises(RefusedError, match="There is an office on"):
        office.backups.restore(plan, OTIENO)

    new = open_office(tmp_path / "new", filled=False)  # a file of this computer
    new.close()
    from backup_office import seal

    from kmmp_desktop.services.restoring import Restorer

    for place, engine in (
        (tmp_path / "file", None),
        (tmp_path / "other", open_file(tmp_path, url=server(False))),
    ):
        place.mkdir()
        clock = SteppingClock()
        copies = SqlCopies(place, clock, engine.engine if engine else None)
        restorer = Restorer(place, clock, seal(), copies, ())
        restorer.restore(restorer.look(made.path, RIGHT, None, lambda *_: None), None)
        assert (place / "scans" / "a.pdf").read_bytes() == b"a page of paper"
        there = engine or open_file(place)
        with there.work() as work:
            assert work.audit.first_broken("office") is None
            assert work.returns.cells(office.revision.id)[C02].value == 14
            [thread] = work.returns.threads(office.revision.id)
            assert thread.comments[0].text == "asked\x00 twice"
            assert work.settings.get("kept") == "Neno ½"
            # the numbers that the database gives go on
            work.returns.add_comment(office.revision.id, C02, "more", ACHIENG.id, clock.now())
            work.commit()
        there.close()
    office.close()


def unclean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(looking_over, "WHOLE_BELOW", 0)  # as if it were large
    office = open_office(tmp_path / "home")
    with office.store.work() as work:
        for place in range(600):
            work.settings.put(f"name {place}", "x" * 300)
        work.commit()
    return office


def test_a_large_file_is_looked_over_at_once_and_read_whole_in_the_background(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = unclean(tmp_path, monkeypatch)
    look_over(office.store.engine, office.home)
    assert office.backups.whole_check_wanted()
    office.backups.check_whole()
    assert not (office.home / WANTED).exists()
    office.close()


def test_what_the_bounded_look_does_not_read_the_whole_check_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = unclean(tmp_path, monkeypatch)
    office.close()
    file = office.home / "office.db"
    content = bytearray(file.read_bytes())
    at = content.index(b"name 300")
    content[at - at % 4096 : at - at % 4096 + 32] = b"\xff" * 32
    file.write_bytes(content)
    office = open_file(office.home)
    look_over(office.engine, tmp_path / "home")
    with pytest.raises(DamagedError):
        check_whole(office.engine, tmp_path / "home", lambda *_: None)
    assert (tmp_path / "home" / WANTED).exists()  # and the next start looks again
    office.close()


@pytest.mark.parametrize("word", [b"KM_C02", b'"origin":"typed"'])
def test_a_torn_page_of_what_was_written_last_is_found_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: bytes
) -> None:
    office = unclean(tmp_path, monkeypatch)
    office.close()
    file = office.home / "office.db"
    content = bytearray(file.read_bytes())
    at = content.index(word)
    content[at - at % 4096 : at - at % 4096 + 64] = b"\xff" * 64
    file.write_bytes(content)
    store = open_file(office.home)
    with pytest.raises(DamagedError):
        look_over(store.engine, office.home)
    store.close()
