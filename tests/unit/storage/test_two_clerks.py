"""Two clerks at one return, in a file and on a real server: neither loses a cell."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from shared_office import OCHIENG, WANJIRU, Program, settle_both, stored
from storage_fixtures import NOON

from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.domain.values import CellKey, Origin
from kmmp_desktop.errors import LockedError, NotFoundError
from kmmp_desktop.services.news import News
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.ports import UnitOfWork

KAMAU = Person(uuid4(), "kamau", "D. Kamau", Role.CLERK)
A02, A03, ANC, PN = (
    CellKey("PR_A02"),
    CellKey("PR_A03", "Y"),
    CellKey("PR_A01", "ANC"),
    CellKey("PR_A01", "PN"),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def programs(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Program, Program]]:
    """Two programs on one database: two windows on a file, or two computers and a server."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("server")(False)
    folders = (tmp_path / "one", tmp_path / "two" if url else tmp_path / "one")
    made = tuple(Program(folder, url) for folder in folders)
    settle_both(made[0])
    with made[0].home.work() as work:
        work.people.put(KAMAU)
        work.commit()
    yield made  # type: ignore[misc]
    for program in made:
        program.close()


@pytest.fixture
def both(programs: tuple[Program, Program]) -> tuple[OpenReturn, OpenReturn]:
    return programs[0].open(WANJIRU), programs[1].open(OCHIENG)


@pytest.fixture
def third(programs, both) -> Iterator[OpenReturn]:
    """One more clerk who has opened the return before anybody typed, on a connection of his own."""
    url = url_of(programs)
    program = Program(programs[0].folder.with_name("three") if url else programs[0].folder, url)
    yield program.open(KAMAU)
    program.close()


def url_of(programs: tuple[Program, Program]) -> str:
    engine = programs[0].home.engine
    return engine.url.render_as_string(hide_password=False) if engine.dialect.name == "postgresql" else ""


def follow(opened: OpenReturn) -> None:
    news = opened.look()
    assert news is not None
    opened.take_in(news)


def test_two_who_begin_one_return_write_into_one_revision(programs, both) -> None:
    one, two = both
    one.set(A02, "7")
    two.set(A03, "8")
    assert one.revision.id == two.revision.id
    assert (stored(programs[0], A02), stored(programs[0], A03)) == ("7", "8")


def test_a_cell_that_somebody_else_changed_is_not_overwritten_and_what_was_typed_is_kept(
    programs, both
) -> None:
    one, two = both
    one.set(A02, "7")
    saved = two.set(A02, "9")
    assert saved.conflicts == (A02,)
    assert saved.changed == ()
    assert stored(programs[0], A02) == "7"
    assert two.value(A02).raw == "7"
    conflict = two.conflicts[A02]
    assert (conflict.late.raw, conflict.late_by) == ("9", OCHIENG.name)
    assert (conflict.first.raw, conflict.first_by) == ("7", WANJIRU.name)
    again = programs[0].open(WANJIRU)
    assert again.conflicts == {A02: conflict}  # also for whoever opens the return tomorrow


def test_the_same_figure_typed_twice_is_no_conflict(programs, both) -> None:
    one, two = both
    one.set(A02, "7")
    assert two.set(A02, "7").conflicts == ()
    assert not two.conflicts


@pytest.mark.parametrize(("late", "holds"), [(True, "9"), (False, "7")])
def test_a_contested_cell_is_settled_either_way_and_the_log_says_how(programs, both, late, holds) -> None:
    one, two = both
    one.set(A02, "7")
    two.set(A02, "9")
    two.settle_conflict(A02, late=late)
    assert stored(programs[0], A02) == holds
    assert not two.conflicts
    assert not programs[0].open().conflicts
    with programs[0].home.work() as work:
        entries = work.audit.entries(str(two.revision.id))
        assert work.audit.first_broken(str(two.revision.id)) is None
    assert [e.body["kept"] for e in entries if e.action == "settled"] == ["late" if late else "first"]
    with pytest.raises(NotFoundError):
        two.settle_conflict(A02, late=True)


def test_typing_over_a_contested_cell_settles_it(programs, both) -> None:
    one, two = both
    one.set(A02, "7")
    two.set(A02, "9")
    two.set(A02, "8")
    assert stored(programs[0], A02) == "8"
    assert not programs[0].open().conflicts


def test_a_block_is_written_but_for_the_cells_that_somebody_else_changed(programs, both) -> None:
    one, two = both
    one.set(ANC, "3")
    saved = two.set_many({ANC: "5", PN: "6", A02: "7"}, Origin.PASTED)
    assert set(saved.changed) == {PN, A02}
    assert saved.conflicts == (ANC,)
    assert [stored(programs[0], k) for k in (ANC, PN, A02)] == ["3", "6", "7"]


def test_undo_does_not_take_back_what_somebody_else_typed_since(programs, both) -> None:
    one, two = both
    one.set(A02, "7")
    follow(two)
    two.set(A02, "9")
    saved = one.restore({A02: None})
    assert saved.conflicts == (A02,)
    assert stored(programs[0], A02) == "9"


def test_a_blanked_cell_is_a_change_like_another(programs, both) -> None:
    one, two = both
    one.set(A02, "7")
    follow(two)
    one.set(A02, "")
    assert two.set(A02, "9").conflicts == (A02,)
    assert stored(programs[0], A02) is None
    assert two.conflicts[A02].first is None
    assert two.conflicts[A02].first_by == WANJIRU.name


def test_what_the_other_typed_is_seen_with_its_totals_and_counts(both) -> None:
    one, two = both
    one.set_many({ANC: "3", PN: "4"})
    assert two.look() is not None
    news = two.look()
    saved = two.take_in(news)
    assert {ANC, PN} <= set(saved.touched)
    assert two.value(ANC).raw == "3"
    assert two.counts() == one.counts()
    assert two.total("PR_A01").value == 7
    assert two.look(news) is None  # as long as nobody writes


def test_news_that_were_read_before_an_own_figure_do_not_take_it_back(both) -> None:
    one, two = both
    one.set(A02, "7")
    news = two.look()
    two.set(A03, "1")
    assert two.take_in(news) is None
    assert two.value(A03).raw == "1"


def test_the_number_of_filled_cells_is_right_whoever_wrote_them(programs, both) -> None:
    one, two = both
    one.set(A02, "7")
    two.set(A03, "8")
    one.set(ANC, "1")
    with programs[0].home.work() as work:
        [revision] = work.returns.in_month("PROBE", one.key.period)
    assert revision.filled == 3


def test_a_return_begun_and_locked_by_somebody_else_is_not_begun_again(programs, both) -> None:
    one, two = both
    one.set(A02, "7")
    from dataclasses import replace

    from kmmp_desktop.domain.returns import State

    with programs[0].home.work() as work:
        revision = work.returns.revision(one.revision.id)
        work.returns.save_revision(replace(revision, state=State.READY))
        work.commit()
    with pytest.raises(LockedError):
        two.set(A03, "8")
    assert stored(programs[0], A03) is None


def three_type(both: tuple[OpenReturn, OpenReturn], third: OpenReturn) -> None:
    one, two = both
    one.set(A02, "7")
    two.set(A02, "9")
    third.set(A02, "8")


def open_ones(program: Program) -> list[tuple[str, str]]:
    """What whoever opens the return now has to decide, in turn."""
    found = program.open(WANJIRU).contested.get(A02, ())
    return [(one.late_by, one.late.raw) for one in found]


def test_what_a_third_person_typed_hides_nobodys_figure_and_is_decided_in_its_turn(
    programs, both, third
) -> None:
    three_type(both, third)
    assert open_ones(programs[0]) == [(OCHIENG.name, "9"), (KAMAU.name, "8")]
    one = programs[0].open(WANJIRU)
    one.settle_conflict(A02, late=True)
    assert stored(programs[0], A02) == "9"
    assert one.conflicts[A02].late.raw == "8"
    assert open_ones(programs[0]) == [(KAMAU.name, "8")]
    one.settle_conflict(A02, late=False)
    assert stored(programs[0], A02) == "9"
    assert not one.conflicts
    assert open_ones(programs[0]) == []


def test_a_decision_ends_only_what_its_maker_had_seen(programs, both, third) -> None:
    one, two = both
    one.set(A02, "7")
    two.set(A02, "9")
    decider = programs[0].open(WANJIRU)
    third.set(A02, "8")  # after the decider looked
    decider.settle_conflict(A02, late=False)
    assert open_ones(programs[0]) == [(KAMAU.name, "8")]
    follow(decider)
    assert decider.conflicts[A02].late.raw == "8"


def test_typing_over_a_cell_that_three_contest_decides_all_that_was_seen(programs, both, third) -> None:
    three_type(both, third)
    programs[0].open(WANJIRU).set(A02, "6")
    assert stored(programs[0], A02) == "6"
    assert open_ones(programs[0]) == []


def test_a_decision_of_a_program_of_before_ends_everything_that_was_contested(programs, both, third) -> None:
    three_type(both, third)
    with programs[0].home.work() as work:
        body = {"cell": str(A02), "kept": "first"}
        work.audit.append(str(both[0].revision.id), NOON, WANJIRU.id, "settled", body)
        work.commit()
    assert open_ones(programs[0]) == []


@pytest.fixture
def looks(both: tuple[OpenReturn, OpenReturn], monkeypatch: pytest.MonkeyPatch) -> list[News]:
    """What another thread reads at the moment at which the first clerk writes: what stood there before."""
    one, _ = both
    one.set(A02, "7")
    looked: list[News] = []
    work, begun = one._work, threading.local()

    def just_before() -> UnitOfWork:
        if not getattr(begun, "yes", False):
            begun.yes = True  # its own reading is no writing
            news = one.look()
            assert news is not None
            looked.append(news)
            begun.yes = False
        return work()

    if one.delivery is None:
        monkeypatch.setattr(one, "_work", just_before)
    else:
        send = one.delivery.send
        monkeypatch.setattr(one.delivery, "send", lambda letter: (looked.append(one.look()), send(letter))[1])
    return looked


def test_a_figure_is_not_taken_from_the_screen_by_a_look_from_the_moment_it_was_written(both, looks) -> None:
    one, _ = both
    one.set(ANC, "12")
    assert ANC not in looks[-1].cells
    assert one.take_in(looks[-1]) is None
    assert one.value(ANC).raw == "12"
    again = one.look()
    assert again.cells[ANC].raw == "12"
    assert one.take_in(again) is not None


def test_nor_is_a_reason(both, looks) -> None:
    one, _ = both
    one.set_reason("W1", "Counted twice.")
    assert not looks[-1].reasons
    assert one.take_in(looks[-1]) is None
    assert one.reasons["W1"].text == "Counted twice."
