"""Entry workbooks that come back: looked at, corrected, taken in whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from office_fixtures import FULL, NOVEMBER, NYOTA, ZIWA

from kmmp_desktop.domain.values import Origin
from kmmp_desktop.errors import FileRefusedError, StorageError
from kmmp_desktop.services.proposals import Offered
from kmmp_desktop.services.taking_in import Step, TakingIn, without_rivals
from kmmp_desktop.text import Message


@dataclass
class Book:
    mfl: str
    texts: dict[str, str]
    family: str = FULL
    period = NOVEMBER
    offered: tuple[Offered, ...] = ()
    notes: tuple[Message, ...] = ()
    file: str = "n.xlsx"
    digest: str = "ab" * 32


@dataclass
class Books:
    """Workbooks by file name: a facility and its texts, or the error of a file that is none."""

    office: object
    known: dict[str, Book | FileRefusedError] = field(default_factory=dict)

    def put(self, name: str, mfl: str = NYOTA, **texts: str) -> Path:
        form = self.office.services.forms.newest(FULL)
        book = Book(mfl, texts)
        book.offered = tuple(Offered(f"D{n}", form.key(c), t) for n, (c, t) in enumerate(texts.items()))
        self.known[name] = book
        return Path(name)

    def read(self, path: Path) -> Book:
        found = self.known[path.name]
        if isinstance(found, FileRefusedError):
            raise found
        return found

    def check(self, book: Book, opened: object) -> None:
        if book.texts.get("C09") == "666":
            raise FileRefusedError("This workbook is for form version 9.")


@pytest.fixture
def books(office) -> Books:
    return Books(office)


@pytest.fixture
def taking(office, books) -> TakingIn:
    return TakingIn(books, office.services.entry)


def test_a_file_says_what_it_would_bring_and_nothing_is_written(office, books, taking):
    opened = office.open()
    opened.set_many({opened.form.key("C07"): "4", opened.form.key("C09"): "5"})
    path = books.put("n.xlsx", C07="4", C09="6", C15="3")
    file = taking.look(path, office.person("clerk"))
    assert (file.step, file.facility) == (Step.TAKE, "Nyota Health Centre")
    assert (file.new, file.changed, file.same, file.rejected) == (1, 1, 1, 0)
    assert office.open().value(opened.form.key("C15")) is None


def test_a_file_with_one_bad_cell_is_not_taken_at_all_until_it_is_corrected(office, books, taking):
    person = office.person("clerk")
    file = taking.look(books.put("n.xlsx", C07="4", C09="=5+"), person)
    assert (file.step, file.rejected) == (Step.FIX, 1)
    assert taking.take(file, person).step is Step.FIX
    assert not office.open().cells
    proposal = taking.proposal(file, person)[0].with_text("D1", "5")
    file = taking.corrected(file, proposal)
    assert file.step is Step.TAKE
    assert taking.take(file, person).step is Step.TAKEN
    opened = office.open()
    assert [opened.value(opened.form.key(c)).raw for c in ("C07", "C09")] == ["4", "5"]
    assert opened.value(opened.form.key("C07")).origin is Origin.IMPORTED
    with office.work() as work:
        [entry] = [e for e in work.audit.entries(str(opened.revision.id)) if e.action == "cells"]
    assert (entry.body["file"], entry.body["sha256"]) == ("n.xlsx", "ab" * 32)
    assert len(entry.body["cells"]) == 2


def test_doing_it_twice_changes_nothing(office, books, taking):
    person = office.person("clerk")
    path = books.put("n.xlsx", C07="4")
    assert taking.take(taking.look(path, person), person).step is Step.TAKEN
    changes = len(office.open().history(office.open().form.key("C07")))
    again = taking.look(path, person)
    assert again.step is Step.SAME
    assert taking.take(again, person).step is Step.SAME
    assert len(office.open().history(office.open().form.key("C07"))) == changes


def test_what_cannot_be_used_is_refused_by_name_and_the_rest_goes_on(office, books, taking):
    books.known["notes.xlsx"] = FileRefusedError("This is no entry workbook.")
    person = office.person("clerk")
    assert str(taking.look(Path("notes.xlsx"), person).why) == "This is no entry workbook."
    unknown = taking.look(books.put("x.xlsx", mfl="99999", C07="1"), person)
    assert (unknown.step, "99999" in str(unknown.why)) == (Step.REFUSE, True)
    version = taking.look(books.put("v.xlsx", C09="666"), person)
    assert (version.step, str(version.why)) == (Step.REFUSE, "This workbook is for form version 9.")
    assert version.facility == "Nyota Health Centre"
    assert taking.take(version, person) == version


def test_a_locked_return_takes_nothing(office, books, taking):
    office.complete()
    person = office.person("clerk")
    file = taking.look(books.put("n.xlsx", C07="4"), person)
    assert file.step is Step.REFUSE
    assert "Marked as ready" in str(file.why)


def test_a_return_that_was_locked_after_the_look_is_left_alone(office, books, taking):
    person = office.person("clerk")
    file = taking.look(books.put("n.xlsx", C07="7777"), person)
    office.complete()
    assert taking.take(file, person).step is Step.REFUSE


def test_two_files_for_one_return_wait_for_a_choice(office, books, taking):
    person = office.person("clerk")
    files = [
        taking.look(books.put("a.xlsx", C07="4"), person),
        taking.look(books.put("b.xlsx", C07="5"), person),
        taking.look(books.put("a copy.xlsx", C07="4"), person),
        taking.look(books.put("z.xlsx", mfl=ZIWA, C07="4"), person),
    ]
    judged = without_rivals(files)
    assert [f.step for f in judged] == [Step.TWICE, Step.TWICE, Step.TWICE, Step.TAKE]
    assert str(judged[0].why) == "b.xlsx is for the same return."
    left = without_rivals([judged[0], judged[2], judged[3]])
    assert [f.step for f in left] == [Step.TAKE, Step.TAKE, Step.TAKE]


def test_a_full_disk_is_told_and_the_file_stays_to_be_taken(office, books, taking, monkeypatch):
    person = office.person("clerk")
    file = taking.look(books.put("n.xlsx", C07="4"), person)

    def full(*_args: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr("kmmp_desktop.services.open_return.OpenReturn.set_many", full)
    with pytest.raises(StorageError):
        taking.take(file, person)
