"""The journal file by itself: read from its beginning, never a line run into another, never in the way."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.errors import LockedError
from kmmp_desktop.security.journal_seal import JournalSeal
from kmmp_desktop.services.beginning import Beginning
from kmmp_desktop.services.delivery import Delivery, Letter
from kmmp_desktop.services.writing_cells import CellAct
from kmmp_desktop.storage import journal
from kmmp_desktop.storage.journal import FileJournal

BEGINNING = Beginning(ReturnKey("PROBE", "13813", Period.parse("202611")), "1", "d", (), 1)


def letter() -> Letter:
    act = CellAct((), 0, 0, 0, id=uuid4())
    return Letter(act, BEGINNING, None, UUID(int=7), "W", datetime(2026, 11, 22, tzinfo=UTC))


def cut_off(one: FileJournal) -> None:
    """The program is killed."""
    assert one._file is not None
    one._file.close()
    one._file = None


def test_a_journal_is_read_from_its_beginning_where_holding_it_leaves_the_place_at_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, kept = FileJournal(tmp_path), letter()
    before.append(kept)
    cut_off(before)

    def as_on_windows(file: object) -> bool:
        file.seek(0, os.SEEK_END)  # type: ignore[attr-defined]
        return True

    monkeypatch.setattr(journal, "hold_file", as_on_windows)
    again = FileJournal(tmp_path)
    assert [found for _, found in again.take_up()] == [kept]
    assert list(tmp_path.iterdir()), "what has not arrived stays"
    again.close()


class FullFor:
    """A disk that takes half of one line."""

    def __init__(self, file: object, line: bytes) -> None:
        self._file, self._line = file, line

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)

    def write(self, data: bytes) -> int:
        if self._line in data:
            data = data[: len(data) // 2]
        return self._file.write(data)  # type: ignore[attr-defined,no-any-return]


def test_a_note_that_the_disk_took_half_of_does_not_swallow_the_figure_after_it(tmp_path: Path) -> None:
    one, second = FileJournal(tmp_path), letter()
    first = one.append(letter())
    whole = one._file
    one._file = FullFor(whole, b'"done"')  # type: ignore[assignment]
    one.done(first)
    one._file = whole
    one.append(second)
    cut_off(one)
    again = FileJournal(tmp_path)
    assert second in [found for _, found in again.take_up()]
    again.close()


def test_a_journal_that_cannot_be_taken_away_stops_nobody_from_sending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = FileJournal(tmp_path)
    before.append(letter())
    cut_off(before)
    again = FileJournal(tmp_path)
    [(number, _)] = again.take_up()

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "unlink", refused)
    again.done(number)
    again.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows opens no folders")
def test_the_name_of_a_new_journal_is_on_the_disk_before_its_first_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def noted(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        fsync(handle)

    one = FileJournal(tmp_path / "journals")
    monkeypatch.setattr(os, "fsync", noted)
    one.append(letter())
    one.append(letter())
    assert synced[:2] == ["journals", tmp_path.name]
    assert [Path(name).suffix for name in synced[2:]] == [".journal"] * 2
    cut_off(one)


class SlowDisk:
    """A journal whose disk takes its time at the note that a letter has arrived: until it is let go on."""

    def __init__(self) -> None:
        self.goes_on = threading.Event()

    def append(self, _letter: Letter) -> int:
        return 1

    def done(self, _number: int) -> None:
        self.goes_on.wait()

    def close(self) -> None: ...


def test_a_refusal_reaches_the_one_who_waits_for_it_though_the_note_of_it_takes_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(_post: Delivery, _job: object) -> None:
        time.sleep(0.05)  # the writer waits by now
        raise LockedError("This return was locked in the meantime.")

    monkeypatch.setattr(Delivery, "_deliver", refused)
    disk = SlowDisk()
    post = Delivery(None, disk, patience_s=600)  # type: ignore[arg-type]
    try:
        with pytest.raises(LockedError):
            post.send(letter())
    finally:
        disk.goes_on.set()
    assert post.flush(600)
    assert post.collect(BEGINNING.key) == ()
    post.stop()


def test_a_journal_of_another_office_is_named_and_kept(tmp_path: Path) -> None:
    theirs = FileJournal(tmp_path, JournalSeal(bytes(range(32))))
    theirs.append(letter())
    cut_off(theirs)
    ours = FileJournal(tmp_path, JournalSeal(bytes(32)))
    assert ours.unread == ()
    assert ours.take_up() == ()
    [file] = tmp_path.iterdir()
    assert ours.unread == (file,)
    ours.close()
    assert file.exists()
