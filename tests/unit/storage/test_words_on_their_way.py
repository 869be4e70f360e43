"""Words typed while the server is gone: kept on this computer, then on the server, once and in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from shared_office import OCHIENG, WANJIRU, Program, settle_both
from storage_fixtures import server

from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import LockedError, RefusedError, StorageError
from kmmp_desktop.services.audit_facts import Known
from kmmp_desktop.services.audit_words import tell
from kmmp_desktop.services.delivery import Delivery
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.storage.journal import FileJournal

__all__ = ["server"]

ANC, A02 = CellKey("PR_A01", "ANC"), CellKey("PR_A02")
WORDS = ("reason", "control", "comment", "resolve")


@pytest.fixture
def url(server: Any) -> str:
    return server(False)


@pytest.fixture
def program(url: str, tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path / "one", url)
    settle_both(made)
    yield made
    made.close()


@pytest.fixture
def cut(program: Program) -> Iterator[Callable[[bool], None]]:
    """Take this computer off the network, and put it back."""
    real = program.home.work

    def gone() -> Any:
        raise StorageError("gone")

    def turn(off: bool) -> None:
        program.delivery.patience = 0.05 if off else 5.0
        program.home.work = program.delivery._work = gone if off else real
        program.delivery.try_now()

    yield turn
    turn(False)


def said_at(opened: OpenReturn, key: CellKey) -> list[list[str]]:
    return [[comment.text for comment in thread.comments] for thread in opened.threads(key)]


def log_of(program: Program, opened: OpenReturn) -> list[tuple[str, Any]]:
    with program.home.work() as work:
        revision = work.returns.latest(opened.key)
        assert work.audit.first_broken(str(revision.id)) is None
        return [(e.action, e.body) for e in work.audit.entries(str(revision.id)) if e.action in WORDS]


def say_all(opened: OpenReturn) -> None:
    opened.set_reason("PR_A01", "Counted again.")
    opened.set_control_total("PR_A01", 7)
    asked = opened.add_comment(A02, "Is this right?", question=True)
    opened.add_comment(A02, "Yes.", thread=asked.thread)
    opened.resolve(asked.thread, True)


def test_words_wait_here_in_their_order_and_arrive_once(
    program: Program, cut: Callable[[bool], None]
) -> None:
    opened = program.open()
    opened.set(ANC, "1")
    cut(True)
    say_all(opened)
    assert opened.set(A02, "3").kept_here
    standing = program.delivery.standing()
    assert (standing.cells, standing.words) == (1, 5)
    assert opened.reasons["PR_A01"].text == "Counted again."
    assert opened.control_totals["PR_A01"].number == 7
    assert said_at(opened, A02) == [["Is this right?", "Yes."]]
    assert not opened.waiting
    cut(False)
    assert program.delivery.flush(600)
    assert opened.delivered() is not None
    assert all(comment.number > 0 for comment in opened.comments(A02))
    assert [action for action, _ in log_of(program, opened)] == [
        "reason",
        "control",
        "comment",
        "comment",
        "resolve",
    ]
    again = program.open()
    assert again.reasons["PR_A01"].text == "Counted again."
    assert again.control_totals["PR_A01"].number == 7
    assert again.conversation.threads == opened.conversation.threads
    assert again.value(A02).raw == "3"


def test_words_are_taken_back_once_they_have_arrived(program: Program, cut: Callable[[bool], None]) -> None:
    opened = program.open()
    cut(True)
    said = opened.add_comment(A02, "Wrong cell.")
    with pytest.raises(RefusedError, match="still on their way"):
        opened.drop_comment(said)
    cut(False)
    assert program.delivery.flush(600)
    opened.delivered()
    opened.drop_comment(said)
    assert program.open().threads(A02) == ()


def test_words_whose_acknowledgement_was_lost_are_not_said_twice(program: Program, tmp_path: Path) -> None:
    opened = program.open()
    journal = program.journal
    journal.done = lambda _number: None  # the line that says so is lost in a power cut
    say_all(opened)
    journal._file.close()
    journal._file = None
    again = FileJournal(tmp_path / "one" / "journals")
    letters = again.take_up()
    assert len(letters) == 5
    post = Delivery(program.home.work, again)
    post.take_up(letters)
    assert post.flush(600)
    post.stop()
    assert len(log_of(program, opened)) == 5
    assert said_at(program.open(), A02) == [["Is this right?", "Yes."]]


def test_a_reason_that_somebody_else_wrote_meanwhile_stands_and_mine_is_in_the_log(
    program: Program, cut: Callable[[bool], None], url: str, tmp_path: Path
) -> None:
    one, elsewhere = program.open(WANJIRU), Program(tmp_path / "two", url)
    one.set(ANC, "1")
    cut(True)
    one.set_reason("PR_A01", "Mine.")
    elsewhere.open(OCHIENG).set_reason("PR_A01", "Theirs.")
    elsewhere.close()
    cut(False)
    assert program.delivery.flush(600)
    _, refused = one.delivered()
    assert ["Theirs stands" in str(error) for error in refused] == [True]
    one.take_in(one.look())
    assert one.reasons["PR_A01"].text == "Theirs."
    with program.home.work() as work:
        [kept] = [e for e in work.audit.entries(str(one.revision.id)) if e.action == "not_taken"]
    assert kept.body["words"]["text"] == "Mine."
    told = tell(kept, Known())
    assert (told.what.template, told.cell, told.words) == ("Words that came too late", "PR_A01", "Mine.")
    one.set_reason("PR_A01", "Mine, having read theirs.")
    assert program.open().reasons["PR_A01"].text == "Mine, having read theirs."


def test_what_the_other_reads_while_mine_is_on_its_way_does_not_take_it_off_the_screen(
    program: Program, cut: Callable[[bool], None], url: str, tmp_path: Path
) -> None:
    one, elsewhere = program.open(WANJIRU), Program(tmp_path / "two", url)
    one.set(ANC, "1")
    elsewhere.open(OCHIENG).set(A02, "4")
    elsewhere.close()
    one.set_reason("PR_A01", "Mine.")
    news = one.look()
    cut(True)
    one.set_reason("PR_A01", "Mine, and better.")
    one.take_in(replace(news, writes=one._writes))
    assert one.reasons["PR_A01"].text == "Mine, and better."


def test_words_for_a_return_that_was_locked_meanwhile_are_kept_in_its_log(
    program: Program, cut: Callable[[bool], None], url: str, tmp_path: Path
) -> None:
    opened = program.open()
    opened.set(ANC, "1")
    real = program.home.work
    cut(True)
    opened.add_comment(A02, "Too late.")
    with real() as work:
        revision = work.returns.revision(opened.revision.id)
        work.returns.save_revision(replace(revision, state=State.READY))
        work.commit()
    cut(False)
    assert program.delivery.flush(600)
    _, refused = opened.delivered()
    assert [type(error) for error in refused] == [LockedError]
    with program.home.work() as work:
        [kept] = [e for e in work.audit.entries(str(opened.revision.id)) if e.action == "not_taken"]
    assert kept.body["words"]["text"] == "Too late."
