"""Entry workbooks in the office: given out, judged in a folder, taken in whole or not at all."""

import hashlib
import shutil
from dataclasses import replace

import pytest
from entry_book_office import addresses, fill, write_book
from office_fixtures import FULL, NOVEMBER, NYOTA, ZIWA, office, office_template

from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import Origin
from kmmp_desktop.errors import FileRefusedError, LockedError, StorageError
from kmmp_desktop.services.open_return import LOCKED

__all__ = ["office", "office_template"]


class Stop(Exception):
    """What a person's Cancel raises."""


def quiet(done, of):
    pass


@pytest.fixture
def back(office, tmp_path):
    """A folder with the workbook of Nyota, filled with a few figures."""
    folder = tmp_path / "back"
    folder.mkdir()
    opened = office.open()
    path = write_book(opened, folder / "nyota.xlsx")
    where = addresses(opened, path)
    fill(
        path,
        {
            where["B01"]: 41,
            where["B13"]: 40,
            where["B03"]: "=5+",
            where["B04"]: "12 (est.)",
            where["A01"]: "2",
        },
    )
    return folder, where


def test_nothing_is_written_before_it_is_applied(office, back):
    [outcome] = office.services.books.import_folder(back[0], office.person("clerk"), quiet)
    assert [str(i.offered.key) for i in outcome.accepted] == ["KM_A01", "KM_B01", "KM_B13"]
    assert {i.offered.address for i in outcome.rejected} == {back[1]["B03"], back[1]["B04"]}
    assert office.open().revision is None


def test_applied_figures_are_imported_ones_in_one_audit_entry_that_names_the_file(office, back):
    folder, _ = back
    [outcome] = office.services.books.import_folder(folder, office.person("clerk"), quiet)
    office.services.books.apply(outcome, office.person("clerk"))
    opened = office.open()
    key = opened.form.key("B01")
    assert (opened.value(key).value, opened.value(key).origin) == (41, Origin.IMPORTED)
    assert opened.value(opened.form.key("B03")) is None
    with office.work() as work:
        entries = [e for e in work.audit.entries(str(opened.revision.id)) if e.action != "started"]
    [entry] = entries
    assert entry.body["file"] == "nyota.xlsx"
    assert entry.body["sha256"] == hashlib.sha256((folder / "nyota.xlsx").read_bytes()).hexdigest()
    assert len(opened.history(key)) == 1


def test_a_second_time_everything_is_already_the_same(office, back):
    folder, where = back
    fill(folder / "nyota.xlsx", {where["B03"]: None, where["B04"]: None})
    for _ in range(2):
        [outcome] = office.services.books.import_folder(folder, office.person("clerk"), quiet)
        office.services.books.apply(outcome, office.person("clerk"))
    [outcome] = office.services.books.import_folder(folder, office.person("clerk"), quiet)
    assert outcome.already_the_same
    assert office.services.books.apply(outcome, office.person("clerk")) is None


def test_a_rejected_cell_is_put_right_in_place(office, back):
    folder, where = back
    [outcome] = office.services.books.import_folder(folder, office.person("clerk"), quiet)
    right = replace(outcome, proposal=outcome.proposal.with_text(where["B03"], "5"))
    office.services.books.apply(right, office.person("clerk"))
    opened = office.open()
    assert opened.value(opened.form.key("B03")).value == 5


def test_a_full_disk_while_applying_changes_nothing(office, back, monkeypatch):
    folder, _ = back
    [outcome] = office.services.books.import_folder(folder, office.person("clerk"), quiet)
    from kmmp_desktop.services.open_return import OpenReturn

    def fails(*_):
        raise StorageError("The disk is full.")

    monkeypatch.setattr(OpenReturn, "transact", fails)
    with pytest.raises(StorageError):
        office.services.books.apply(outcome, office.person("clerk"))
    monkeypatch.undo()
    assert not office.open().cells


def test_wrong_facility_month_and_form_are_refused_by_name(office, back):
    books = office.services.books
    book = books.read(back[0] / "nyota.xlsx")
    books.check(book, office.open())
    for opened, words in (
        (office.open(ZIWA), ("Nyota Health Centre (MFL 99104)", "Ziwa Dispensary (MFL 99105)")),
        (office.open(period=NOVEMBER.shift(-1)), ("November 2026", "October 2026")),
    ):
        with pytest.raises(FileRefusedError) as caught:
            books.check(book, opened)
        assert all(word in str(caught.value) for word in words)
    for other, words in (
        (replace(book, family="KMMP_HF"), ("KMMP_HF", FULL)),
        (replace(book, form_version="2.0.0"), ("2.0.0", "1.0.0")),
        (replace(book, form_digest="0"), ("1.0.0",)),
    ):
        with pytest.raises(FileRefusedError) as caught:
            books.check(other, office.open())
        assert all(word in str(caught.value) for word in words)


def test_a_locked_return_refuses_its_workbook_and_gets_none(office, back, tmp_path):
    office.complete()
    [outcome] = office.services.books.import_folder(back[0], office.person("clerk"), quiet)
    assert outcome.refused.template == LOCKED[State.READY].template
    with pytest.raises(LockedError):
        office.services.books.write(office.open(), tmp_path / "x.xlsx")
    assert not (tmp_path / "x.xlsx").exists()


def test_a_folder_gives_one_outcome_for_each_file(office, back, tmp_path):
    folder, _ = back
    write_book(office.open(ZIWA), folder / "ziwa.xlsx")
    (folder / "broken.xlsx").write_bytes((folder / "ziwa.xlsx").read_bytes()[:5000])
    (folder / "~$nyota.xlsx").write_bytes(b"lock")
    (folder / "note.txt").write_text("hello")
    seen = []
    outcomes = office.services.books.import_folder(
        folder, office.person("clerk"), lambda done, of: seen.append((done, of))
    )
    found = {o.path.name: o for o in outcomes}
    assert sorted(found) == ["broken.xlsx", "nyota.xlsx", "ziwa.xlsx"]
    assert found["broken.xlsx"].refused
    assert found["ziwa.xlsx"].already_the_same
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_two_files_for_one_return_are_both_refused(office, back):
    folder, where = back
    shutil.copy(folder / "nyota.xlsx", folder / "other.xlsx")
    one, other = office.services.books.import_folder(folder, office.person("clerk"), quiet)
    assert one.refused is None
    assert str(other.refused) == 'It is the same file as "nyota.xlsx".'
    fill(folder / "other.xlsx", {where["B01"]: 42})
    outcomes = office.services.books.import_folder(folder, office.person("clerk"), quiet)
    assert ["other.xlsx" in str(o.refused) or "nyota.xlsx" in str(o.refused) for o in outcomes] == [
        True,
        True,
    ]


def test_a_folder_without_workbooks_is_refused(office, tmp_path):
    with pytest.raises(FileRefusedError, match="There are 0 workbooks"):
        office.services.books.import_folder(tmp_path, office.person("clerk"), quiet)


def test_judging_can_be_stopped(office, back):
    def stop(done, of):
        raise Stop

    with pytest.raises(Stop):
        office.services.books.import_folder(back[0], office.person("clerk"), stop)


def test_a_month_is_written_into_a_folder_and_can_be_stopped(office, tmp_path):
    clerk, books = office.person("clerk"), office.services.books
    written = books.write_month(FULL, NOVEMBER, (), tmp_path, quiet, person=clerk)
    assert [p.name for p in written.files] == [
        f"{NYOTA}_202611_KMMP_MFR_entry.xlsx",
        f"{ZIWA}_202611_KMMP_MFR_entry.xlsx",
    ]
    assert [books.read(p).mfl for p in written.files] == [NYOTA, ZIWA]
    assert written.left_out == ()
    stopped = tmp_path / "stopped"
    stopped.mkdir()

    def stop(done, of):
        if done == 1:
            raise Stop

    with pytest.raises(Stop):
        books.write_month(FULL, NOVEMBER, (), stopped, stop, person=clerk)
    [whole] = stopped.iterdir()
    assert books.read(whole).mfl == NYOTA


def test_a_month_leaves_out_locked_and_derived_returns_by_name(office, tmp_path):
    office.complete()
    clerk, books = office.person("clerk"), office.services.books
    written = books.write_month(FULL, NOVEMBER, (), tmp_path, quiet, person=clerk)
    [(mfl, why)] = written.left_out
    assert mfl == NYOTA
    assert "Marked as ready" in str(why)
    derived = books.write_month("KMMP_HF", NOVEMBER, (ZIWA,), tmp_path, quiet, person=clerk)
    assert "Derived from" in str(derived.left_out[0][1])


def test_a_folder_that_is_not_there_is_told(office, tmp_path):
    with pytest.raises(StorageError, match="is not there"):
        office.services.books.write(office.open(), tmp_path / "nowhere" / "x.xlsx")
