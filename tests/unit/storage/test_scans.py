"""Scans on SQLite and PostgreSQL, and the folder their files lie in."""

import errno
import os
import time
from uuid import UUID

import pytest
from storage_fixtures import ACHIENG, NOON, furnish

from kmmp_desktop.errors import NotFoundError, StorageError
from kmmp_desktop.services.ports import Scan
from kmmp_desktop.storage.scans import ScanFolder


def scan(revision: UUID, number: int = 1, **changed) -> Scan:
    facts = {
        "revision": revision,
        "number": number,
        "name": "Nyota, Novemba.pdf",
        "file": f"{number}.pdf",
        "media": "application/pdf",
        "size": 12,
        "pages": 3,
        "digest": bytes(range(32)),
        "anchors": {},
        "by": ACHIENG.id,
        "at": NOON,
        **changed,
    }
    return Scan(**facts)


def test_a_scan_comes_back_as_it_was_kept(office):
    draft = furnish(office)
    one, other = scan(draft.id, 1, anchors={"C": (1, 0.25)}), scan(draft.id, 2)
    with office.work() as work:
        work.scans.add(other)
        work.scans.add(one)
        work.commit()
    with office.work() as work:
        assert work.scans.of(draft.id) == (one, other)
        assert work.scans.files() == {"1.pdf", "2.pdf"}


def test_anchors_are_replaced_and_a_dropped_scan_is_gone(office):
    draft = furnish(office)
    with office.work() as work:
        work.scans.add(scan(draft.id, 1))
        work.scans.add(scan(draft.id, 2))
        work.scans.put_anchors(draft.id, 1, {"A": (0, 0.1), "Z": (2, 0.99999)})
        work.scans.drop(draft.id, 2)
        work.commit()
    with office.work() as work:
        [kept] = work.scans.of(draft.id)
    assert kept.anchors == {"A": (0, 0.1), "Z": (2, 1.0)}


def test_a_file_is_there_whole_or_not_at_all(tmp_path, monkeypatch):
    folder = ScanFolder(tmp_path / "scans")
    name = folder.put(b"paper", ".pdf")
    assert folder.get(name) == b"paper"

    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="full"):
        folder.put(b"more paper", ".pdf")
    assert [p.name for p in (tmp_path / "scans").iterdir()] == [name]


def test_a_folder_that_may_not_be_written_says_so(tmp_path, monkeypatch):
    def read_only(*_args, **_options):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("pathlib.Path.mkdir", read_only)
    with pytest.raises(StorageError, match="read but not written"):
        ScanFolder(tmp_path / "scans").put(b"paper", ".pdf")


def test_a_missing_file_is_said_and_dropping_it_is_no_fault(tmp_path):
    folder = ScanFolder(tmp_path)
    with pytest.raises(NotFoundError, match="is not in the folder"):
        folder.get("gone.pdf")
    folder.drop("gone.pdf")


def test_no_name_leads_out_of_the_folder(tmp_path):
    secret = tmp_path / "office.db"
    secret.write_bytes(b"figures")
    folder = ScanFolder(tmp_path / "scans")
    with pytest.raises(NotFoundError):
        folder.get("../office.db")
    folder.drop("../office.db")
    assert secret.exists()


def test_what_belongs_to_no_return_goes_after_a_day(tmp_path):
    folder = ScanFolder(tmp_path)
    kept, fresh, old = (folder.put(b"paper", ".pdf") for _ in range(3))
    day_ago = time.time() - 90_000
    for name in (kept, old):
        os.utime(tmp_path / name, (day_ago, day_ago))
    folder.sweep(frozenset({kept}))
    assert {p.name for p in tmp_path.iterdir()} == {kept, fresh}
