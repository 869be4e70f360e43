"""The server is gone in mid-entry: entry goes on here; all that was acknowledged arrives, once, in order."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from crashing_server import CrashingServer, crashing
from shared_office import OCHIENG, WANJIRU, Program, settle_both, stored

from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import LockedError, StorageError
from kmmp_desktop.security.journal_seal import JournalSeal
from kmmp_desktop.services.delivery import Delivery
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.storage.home import open_home
from kmmp_desktop.storage.journal import FileJournal

__all__ = ["crashing"]

ANC, PN, A02 = CellKey("PR_A01", "ANC"), CellKey("PR_A01", "PN"), CellKey("PR_A02")


@pytest.fixture
def url(crashing: CrashingServer) -> str:
    return crashing.database()


@pytest.fixture
def program(url: str, tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path / "one", url, patience_s=60)
    settle_both(made)
    yield made
    made.close()


def arrived(program: Program, within_s: float = 600) -> None:
    assert program.delivery.flush(within_s)
    program.delivery.patience = 60


def entries(program: Program, opened: OpenReturn) -> list[object]:
    with program.home.work() as work:
        revision = work.returns.latest(opened.key)
        assert work.audit.first_broken(str(revision.id)) is None
        return [e for e in work.audit.entries(str(revision.id)) if e.action in ("cell", "cells")]


def test_figures_typed_while_the_server_is_gone_are_kept_here_and_arrive_once_and_in_order(
    program: Program, crashing: CrashingServer
) -> None:
    opened = program.open()
    assert not opened.set(ANC, "1").kept_here
    crashing.crash()
    program.delivery.patience = 0.4
    for number in range(10):
        assert opened.set(A02, str(number)).kept_here
    opened.set(PN, "5")
    assert opened.waiting_here == {A02, PN}
    assert program.delivery.standing().cells == 2
    assert program.delivery.standing().trouble is not None
    assert opened.value(A02).raw == "9"
    crashing.start()
    arrived(program)
    assert opened.delivered() is not None
    assert [stored(program, key) for key in (ANC, A02, PN)] == ["1", "9", "5"]
    assert len(entries(program, opened)) == 12
    assert not opened.conflicts
    assert not opened.set(A02, "10").kept_here
    assert program.delivery.standing().trouble is None


def said_at(opened: OpenReturn, key: CellKey) -> list[list[str]]:
    return [[comment.text for comment in thread.comments] for thread in opened.threads(key)]


def type_and_hang(folder: str, url: str, pipe: object) -> None:
    """A program that types with the server gone, then waits to be killed."""
    program = Program(Path(folder), url, patience_s=60)
    opened = program.open()
    opened.set(ANC, "1")
    pipe.send("typed one")  # type: ignore[attr-defined]
    pipe.recv()  # type: ignore[attr-defined]
    program.delivery.patience = 0.2
    for number in range(5):
        assert opened.set(A02, str(number)).kept_here
    opened.set_reason("PR_A01", "Counted again.")
    asked = opened.add_comment(A02, "Is this right?", question=True)
    opened.add_comment(A02, "Yes.", thread=asked.thread)
    pipe.send("typed all")  # type: ignore[attr-defined]
    time.sleep(600)


def test_what_was_typed_with_the_server_gone_arrives_after_the_program_was_killed(
    program: Program, crashing: CrashingServer, url: str, tmp_path: Path
) -> None:
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    child = spawn.Process(target=type_and_hang, args=(str(tmp_path / "two"), url, there))
    child.start()
    assert here.poll(600)
    assert here.recv() == "typed one"
    crashing.crash()
    here.send("go on")
    assert here.poll(600)
    assert here.recv() == "typed all"
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    crashing.start()
    [left] = (tmp_path / "two" / "journals").iterdir()
    again = Program(tmp_path / "two", url)
    try:
        arrived(again)
        opened = again.open()
        assert (opened.value(ANC).raw, opened.value(A02).raw) == ("1", "4")
        assert len(entries(again, opened)) == 6
        assert opened.reasons["PR_A01"].text == "Counted again."
        assert said_at(opened, A02) == [["Is this right?", "Yes."]]
        assert not left.exists()
    finally:
        again.close()


def test_an_act_whose_acknowledgement_was_lost_is_not_done_twice(
    program: Program, url: str, tmp_path: Path
) -> None:
    opened = program.open()
    journal = program.journal
    journal.done = lambda _number: None  # the line that says so is lost in a power cut
    opened.set(ANC, "1")
    opened.set(ANC, "2")
    journal._file.close()
    journal._file = None
    again = FileJournal(tmp_path / "one" / "journals")
    letters = again.take_up()
    assert len(letters) == 2
    home = open_home(tmp_path, clock=program.clock, url=url)
    post = Delivery(home.work, again)
    post.take_up(letters)
    assert post.flush(600)
    assert stored(program, ANC) == "2"
    assert len(entries(program, opened)) == 2
    post.stop()
    home.close()


def test_what_somebody_else_changed_meanwhile_is_contested_and_not_overwritten(
    program: Program, crashing: CrashingServer, url: str, tmp_path: Path
) -> None:
    one, elsewhere = program.open(WANJIRU), Program(tmp_path / "two", url)
    one.set(ANC, "1")
    program.home.work, real = lambda: (_ for _ in ()).throw(StorageError("gone")), program.home.work
    program.delivery._work = program.home.work  # this computer alone is cut off
    program.delivery.patience = 0.4
    assert one.set(A02, "7").kept_here
    elsewhere.open(OCHIENG).set(A02, "9")
    program.home.work = program.delivery._work = real
    program.delivery.try_now()
    arrived(program)
    saved, refused = one.delivered()
    assert (saved.conflicts, refused) == ((A02,), ())
    assert one.value(A02).raw == "9"
    assert one.conflicts[A02].late.raw == "7"
    elsewhere.close()


def test_figures_for_a_return_that_was_locked_meanwhile_are_kept_in_its_log(
    program: Program, url: str, tmp_path: Path
) -> None:
    from dataclasses import replace

    from kmmp_desktop.domain.returns import State

    opened = program.open()
    opened.set(ANC, "1")
    real = program.delivery._work
    program.delivery._work = lambda: (_ for _ in ()).throw(StorageError("gone"))
    program.delivery.patience = 0.4
    assert opened.set(A02, "7").kept_here
    with real() as work:
        revision = work.returns.revision(opened.revision.id)
        work.returns.save_revision(replace(revision, state=State.READY))
        work.commit()
    program.delivery._work = real
    arrived(program)
    _, refused = opened.delivered()
    assert [type(error) for error in refused] == [LockedError]
    with real() as work:
        [kept] = [e for e in work.audit.entries(str(opened.revision.id)) if e.action == "not_taken"]
    assert kept.body["cells"] == [{"cell": "PR_A02", "value": {"kind": "number", "value": 7}}]


def test_a_full_disk_of_this_computer_acknowledges_nothing(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = program.open()
    opened.set(ANC, "1")
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", lambda _file: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(StorageError, match="full"):
            opened.set(A02, "7")
    assert opened.value(A02) is None
    assert stored(program, A02) is None
    opened.set(A02, "8")
    assert stored(program, A02) == "8"


def test_a_journal_is_sealed_and_a_torn_line_is_passed_over(program: Program, tmp_path: Path) -> None:
    opened = program.open()
    sent: list[object] = []
    journal = FileJournal(tmp_path / "sealed", JournalSeal(b"k" * 32))
    program.delivery._journal.append = lambda letter: (sent.append(letter), journal.append(letter))[1]
    opened.set(ANC, "12345")
    opened.set(A02, "7")
    [file] = (tmp_path / "sealed").iterdir()
    assert b"12345" not in file.read_bytes()
    assert b"PR_A0" not in file.read_bytes()
    journal._file.close()
    with file.open("ab") as torn:
        torn.write(b"dG9ybg")
    again = FileJournal(tmp_path / "sealed", JournalSeal(b"k" * 32))
    assert [letter for _, letter in again.take_up()] == sent
    again.close()
