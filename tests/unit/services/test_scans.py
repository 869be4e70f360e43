"""Adding, showing and removing the scan of the paper, on a real office with real files."""

import hashlib
import json

import pytest
import scan_files

from kmmp_desktop.errors import FileRefusedError, LockedError, NotFoundError, StorageError
from kmmp_desktop.storage.unit_of_work import SqlUnitOfWork


@pytest.fixture
def draft(office):
    opened = office.open()
    opened.set(opened.form.key("A01"), "2")
    return opened


def folder_of(office):
    return (
        sorted(p.name for p in (office.home / "scans").iterdir()) if (office.home / "scans").exists() else []
    )


def add(office, draft, tmp_path, name="november.pdf", content=None):
    path = scan_files.write(tmp_path, name, scan_files.pdf(2) if content is None else content)
    return office.services.scans.add(draft.revision.id, path, office.person("clerk"))


def test_a_scan_is_copied_under_a_name_that_says_nothing_and_recorded(office, draft, tmp_path):
    scan = add(office, draft, tmp_path, "Achieng, CCC 0412.pdf")
    [file] = folder_of(office)
    assert file == scan.file
    assert "Achieng" not in file
    assert hashlib.sha256((office.home / "scans" / file).read_bytes()).digest() == scan.digest
    assert (scan.pages, scan.media) == (2, "application/pdf")
    with office.work() as work:
        last = work.audit.entries(str(draft.revision.id))[-1]
    assert last.action == "paper added"
    assert last.body["digest"] == scan.digest.hex()
    assert "Achieng" not in json.dumps(dict(last.body))


def test_the_suffix_is_not_believed(office, draft, tmp_path):
    assert add(office, draft, tmp_path, "photo.pdf", scan_files.jpeg()).media == "image/jpeg"


def test_scans_are_laid_in_order_with_the_sizes_of_their_pages(office, draft, tmp_path):
    add(office, draft, tmp_path)
    add(office, draft, tmp_path, "page3.png", scan_files.png())
    laid = office.services.scans.lay(draft.key)
    assert [(one.scan.name, len(one.sizes), one.trouble) for one in laid] == [
        ("november.pdf", 2, None),
        ("page3.png", 1, None),
    ]
    assert office.services.scans.draw(laid[1].scan, 0, 300).width == 300


def test_a_changed_and_a_missing_file_are_said_and_never_shown(office, draft, tmp_path):
    scan, other = add(office, draft, tmp_path), add(office, draft, tmp_path, "b.png", scan_files.png())
    (office.home / "scans" / scan.file).write_bytes(scan_files.pdf(3))
    (office.home / "scans" / other.file).unlink()
    changed, missing = office.services.scans.lay(draft.key)
    assert isinstance(changed.trouble, FileRefusedError)
    assert "changed since" in str(changed.trouble)
    assert isinstance(missing.trouble, NotFoundError)
    with pytest.raises(FileRefusedError):
        office.services.scans.draw(scan, 0, 100)


@pytest.mark.parametrize("content", [b"PK", scan_files.png_bomb(30_000), scan_files.pdf(1)[:-700]])
def test_a_refused_file_leaves_nothing_behind(office, draft, tmp_path, content):
    with pytest.raises(FileRefusedError):
        add(office, draft, tmp_path, "x.pdf", content)
    assert folder_of(office) == []
    assert office.services.scans.of(draft.key) == ()


def test_too_big_too_many_and_twice_are_refused_by_name(office, draft, tmp_path):
    big = tmp_path / "big.pdf"
    with big.open("wb") as file:
        file.truncate(26 * 1024 * 1024)
    with pytest.raises(FileRefusedError, match="26 MB; the most is 25"):
        office.services.scans.add(draft.revision.id, big, office.person("clerk"))
    add(office, draft, tmp_path, "a.pdf", scan_files.pdf(15))
    with pytest.raises(FileRefusedError, match="21 pages"):
        add(office, draft, tmp_path, "b.pdf", scan_files.pdf(6))
    with pytest.raises(FileRefusedError, match="already"):
        add(office, draft, tmp_path, "again.pdf", scan_files.pdf(15))
    with pytest.raises(FileRefusedError, match="cannot be read"):
        office.services.scans.add(draft.revision.id, tmp_path / "gone.pdf", office.person("clerk"))


def test_a_full_database_takes_the_copied_file_back(office, draft, tmp_path, monkeypatch):
    def full(*_):
        raise StorageError("The disk is full.")

    monkeypatch.setattr("kmmp_desktop.storage.audit.SqlAudit.append", full)
    with pytest.raises(StorageError):
        add(office, draft, tmp_path)
    assert folder_of(office) == []


def test_a_server_that_is_gone_after_it_took_the_row_does_not_lose_the_picture(
    office, draft, tmp_path, monkeypatch
):
    real = SqlUnitOfWork.commit

    def unclear(work):
        real(work)
        raise StorageError("The database server of the office cannot be used: it is gone")

    with monkeypatch.context() as gone:
        gone.setattr(SqlUnitOfWork, "commit", unclear)
        with pytest.raises(StorageError):
            add(office, draft, tmp_path)
    [laid] = office.services.scans.lay(draft.key)
    assert laid.trouble is None
    assert folder_of(office) == [laid.scan.file]


def test_a_removed_scan_is_deleted_from_the_disk_and_the_removal_recorded(office, draft, tmp_path):
    scan = add(office, draft, tmp_path)
    office.services.scans.remove(scan, office.person("clerk"))
    assert folder_of(office) == []
    assert office.services.scans.of(draft.key) == ()
    with office.work() as work:
        assert work.audit.entries(str(draft.revision.id))[-1].action == "paper removed"
        assert work.audit.first_broken(str(draft.revision.id)) is None


def test_anchors_are_kept_with_the_scan(office, draft, tmp_path):
    scan = add(office, draft, tmp_path)
    office.services.scans.anchor(scan, {"C": (1, 0.5)}, office.person("clerk"))
    [kept] = office.services.scans.of(draft.key)
    assert kept.anchors == {"C": (1, 0.5)}


def test_a_locked_return_keeps_its_paper_and_takes_none(office, tmp_path):
    opened = office.fill()
    scan = add(office, opened, tmp_path)
    office.services.completion.complete(opened, office.signer("clerk"))
    with pytest.raises(LockedError):
        add(office, opened, tmp_path, "b.png", scan_files.png())
    with pytest.raises(LockedError):
        office.services.scans.remove(scan, office.person("clerk"))
    assert folder_of(office) == [scan.file]
    [laid] = office.services.scans.lay(opened.key)
    assert laid.trouble is None


def test_no_scan_and_no_name_of_one_leaves_the_office(office, tmp_path):
    opened = office.fill()
    add(office, opened, tmp_path, "Achieng.pdf")
    done = office.services.completion.complete(opened, office.signer("clerk"))
    with office.work() as work:
        files = [work.files.get(opened.revision.id, kind) for kind in ("xlsx", "pdf")]
    assert done is not None
    assert all(file is not None and b"Achieng.pdf" not in file.content for file in files)
