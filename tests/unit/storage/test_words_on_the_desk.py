"""Threads, sums of the paper, what was signed before and what is not asked: on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files

import pytest
from storage_fixtures import (
    ACHIENG,
    KISUMU,
    NOON,
    NOVEMBER,
    OTIENO,
    SteppingClock,
    furnish,
    number,
    revision_of,
)

from forms.catalogue import FolderCatalogue
from kmmp_desktop.domain.office import FormSpan, Person, ServiceSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey, Origin
from kmmp_desktop.errors import LockedError, NotFoundError, RefusedError, StorageError
from kmmp_desktop.services.compiled import CompiledForms
from kmmp_desktop.services.control_totals import section_place
from kmmp_desktop.services.entry import EntryService
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.storage.home import OfficeHome

ANC, PN0_6 = CellKey("KM_C14", "ANC"), CellKey("KM_C14", "PN0_6")
FORMS = FolderCatalogue(files("forms").joinpath("definitions"))  # type: ignore[arg-type]
COMPILED = CompiledForms(FORMS)
OCTOBER = Period(2026, 10)
OPEN_FACILITY = replace(KISUMU, services=(), forms=(FormSpan("KMMP_MFR", Period(2024, 1)),))
Open = Callable[..., OpenReturn]


@pytest.fixture
def open_return(office: OfficeHome) -> Open:
    furnish(office)
    entry = EntryService(office.work, FORMS, COMPILED, SteppingClock())
    put_facility(office)

    def opened(person: Person = ACHIENG, period: Period = OCTOBER) -> OpenReturn:
        return entry.open("KMMP_MFR", KISUMU.mfl, period, person)

    return opened


def put_facility(office: OfficeHome, *services: ServiceSpan) -> None:
    with office.work() as work:
        work.facilities.put_many([replace(OPEN_FACILITY, services=services)])
        work.commit()


def story(office: OfficeHome, opened: OpenReturn, action: str) -> list[dict[str, object]]:
    assert opened.revision is not None
    with office.work() as work:
        assert work.audit.first_broken(str(opened.revision.id)) is None
        return [dict(e.body) for e in work.audit.entries(str(opened.revision.id)) if e.action == action]


def lock(office: OfficeHome, opened: OpenReturn, state: State = State.READY) -> None:
    assert opened.revision is not None
    with office.work() as work:
        work.returns.save_revision(replace(opened.revision, state=state))
        work.commit()


# -- threads -----------------------------------------------------------------------------------


def test_a_question_waits_until_somebody_says_that_it_is_answered(
    office: OfficeHome, open_return: Open
) -> None:
    manager = open_return(OTIENO)
    asked = manager.add_comment(ANC, " Why 63? ", question=True)
    clerk = open_return()
    assert clerk.waiting == clerk.commented == {ANC}
    [thread] = clerk.threads(ANC)
    assert (thread.id, thread.question, thread.comments[0].text) == (asked.thread, True, "Why 63?")
    clerk.add_comment(ANC, "Outreach week.", thread=thread.id)
    assert clerk.waiting == {ANC}, "an answer has still to be read"
    manager = open_return(OTIENO)
    [thread] = manager.threads(ANC)
    assert [c.by for c in thread.comments] == ["Otieno Ouma", "Achieng Odhiambo"]
    manager.resolve(thread.id, True)
    assert not manager.waiting
    [again] = open_return().threads(ANC)
    assert (again.resolved_by, again.waits) == ("Otieno Ouma", False)
    assert again.resolved_at is not None
    manager.resolve(thread.id, False)
    assert open_return().waiting == {ANC}
    assert open_return().threads(ANC)[0].resolved_by == ""
    assert [b["done"] for b in story(office, manager, "resolve")] == [True, False]
    assert [b["text"] for b in story(office, manager, "comment")] == ["Why 63?", "Outreach week."]


def test_memory_and_disk_tell_the_same_of_several_threads(open_return: Open) -> None:
    opened = open_return()
    first = opened.add_comment(ANC, "one")
    opened.add_comment(ANC, "two", question=True)
    opened.add_comment(ANC, "to one", thread=first.thread)
    opened.add_comment(PN0_6, "elsewhere")
    assert opened.conversation.threads == open_return().conversation.threads
    assert [len(t.comments) for t in opened.threads(ANC)] == [2, 1]
    assert [c.text for c in opened.comments(ANC)] == ["one", "two", "to one"]


def test_words_are_taken_back_one_at_a_time_and_a_thread_without_words_is_none(
    office: OfficeHome, open_return: Open
) -> None:
    opened = open_return()
    asked = opened.add_comment(ANC, "Which register?", question=True)
    reply = opened.add_comment(ANC, "The blue one.", thread=asked.thread)
    opened.drop_comment(reply)
    assert [c.text for c in open_return().comments(ANC)] == ["Which register?"]
    opened.drop_comment(asked)
    assert not opened.commented
    assert not opened.waiting
    assert open_return().threads(ANC) == ()
    assert [b.get("taken_back", False) for b in story(office, opened, "comment")] == [
        False,
        False,
        True,
        True,
    ]


def test_what_others_said_meanwhile_is_read_when_it_is_looked_at(open_return: Open) -> None:
    clerk, manager = open_return(), open_return(OTIENO)
    clerk.set(ANC, "5")
    manager = open_return(OTIENO)
    assert not clerk.conversation.read_again()
    manager.add_comment(ANC, "Five?", question=True)
    assert clerk.conversation.read_again()
    assert clerk.waiting == {ANC}


def test_a_locked_return_takes_no_words_but_its_questions_can_be_answered(
    office: OfficeHome, open_return: Open
) -> None:
    opened = open_return()
    asked = opened.add_comment(ANC, "Which register?", question=True)
    lock(office, opened)
    locked = open_return()
    with pytest.raises(LockedError):
        locked.add_comment(ANC, "more")
    with pytest.raises(LockedError):
        locked.drop_comment(asked)
    with pytest.raises(LockedError):
        locked.set_control_total("KM_C14", 5)
    assert asked.thread is not None
    locked.resolve(asked.thread, True)
    assert not open_return().waiting


@pytest.mark.parametrize("text", ["", "   ", "\x00", "half \ud800"])
def test_no_words_and_words_that_no_file_can_carry_are_refused(open_return: Open, text: str) -> None:
    opened = open_return()
    with pytest.raises(RefusedError):
        opened.add_comment(ANC, text)
    assert opened.revision is None
    assert not opened.commented


def test_words_stand_at_a_cell_of_the_form_and_in_a_thread_of_that_cell(open_return: Open) -> None:
    opened = open_return()
    said = opened.add_comment(ANC, "here")
    for key in (CellKey("KM_C14", "*"), CellKey("KM_C14", "XX"), CellKey("KM_XX")):
        with pytest.raises(NotFoundError):
            opened.add_comment(key, "nowhere")
    with pytest.raises(NotFoundError):
        opened.add_comment(PN0_6, "another cell's thread", thread=said.thread)
    opened.drop_comment(said)
    assert said.thread is not None
    with pytest.raises(NotFoundError):
        opened.resolve(said.thread, True)


def test_what_could_not_be_written_is_neither_in_memory_nor_on_disk(
    open_return: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_return()
    said = opened.add_comment(ANC, "kept", question=True)
    opened.set_control_total("KM_C14", 5)

    def full() -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(opened, "_work", full)
    assert said.thread is not None
    for act in (
        lambda: opened.add_comment(ANC, "lost"),
        lambda: opened.drop_comment(said),
        lambda: opened.resolve(said.thread, True),  # type: ignore[arg-type]
        lambda: opened.set_control_total("KM_C14", 9),
    ):
        with pytest.raises(StorageError):
            act()
    for seen in (opened, open_return()):
        assert [c.text for c in seen.comments(ANC)] == ["kept"]
        assert seen.waiting == {ANC}
        assert seen.control_totals["KM_C14"].number == 5


# -- sums of the paper ---------------------------------------------------------------------------


def test_the_total_of_a_row_is_held_against_its_cells_as_they_change(
    office: OfficeHome, open_return: Open
) -> None:
    opened = open_return()
    assert opened.control_difference("KM_C14") is None
    opened.set_control_total("KM_C14", 149)
    assert opened.control_difference("KM_C14") == -149
    opened.set(ANC, "52")
    opened.set(PN0_6, "97")
    assert opened.control_difference("KM_C14") == 0.0
    opened.set(PN0_6, "99")
    assert open_return().control_difference("KM_C14") == 2
    assert open_return().control_totals["KM_C14"].by == "Achieng Odhiambo"
    opened.set_control_total("KM_C14", None)
    assert not open_return().control_totals
    assert [(b["before"], b["after"]) for b in story(office, opened, "control")] == [(None, 149), (149, None)]


def test_the_sum_of_a_section_takes_in_every_count_that_is_asked(open_return: Open) -> None:
    opened = open_return()
    place = section_place("C")
    opened.set_many({ANC: "52", PN0_6: "NR", CellKey("KM_C16"): "400", CellKey("KM_A01"): "9"})
    total = opened.paper.sum_of(place)
    assert (total.value, total.counted) == (452, 2)
    assert total.of == sum(not e.is_calculated and len(e.cells) for e in opened.form.sections[2].elements)
    opened.set_control_total(place, 452)
    assert opened.control_difference(place) == 0.0


def test_a_sum_that_is_none_and_a_place_that_is_none_are_refused(open_return: Open) -> None:
    opened = open_return()
    for bad in (-1.0, float("nan"), float("inf"), 1e12):
        with pytest.raises(RefusedError):
            opened.set_control_total("KM_C14", bad)
    for place in ("KM_XX", "section:Z", ""):
        with pytest.raises(NotFoundError):
            opened.set_control_total(place, 4)
    assert opened.revision is None


def test_the_same_sum_again_writes_nothing(office: OfficeHome, open_return: Open) -> None:
    opened = open_return()
    opened.set_control_total("KM_C14", 5)
    opened.set_control_total("KM_C14", 5)
    opened.set_control_total("KM_C10", None)
    assert len(story(office, opened, "control")) == 1


# -- earlier revisions and months ------------------------------------------------------------------


def test_a_cell_that_changed_since_the_last_signed_revision_is_known(
    office: OfficeHome, open_return: Open
) -> None:
    opened = open_return()
    assert opened.signed_before is None
    assert not opened.changed_since_signed(ANC)
    opened.set_many({ANC: "52", PN0_6: "36"})
    lock(office, opened, State.SUBMITTED)
    second = replace(revision_of(opened.key, 2), form_version=opened.form.version)
    with office.work() as work:
        work.returns.add_revision(second)
        work.returns.put_cells(second.id, {ANC: number(52), PN0_6: number(63)}, ACHIENG.id, NOON)
        work.commit()
    amended = open_return()
    assert amended.number == 2
    assert amended.signed_before is not None
    assert amended.signed_before[PN0_6].value == 36
    assert [k for k in amended.form.entry_cells if amended.changed_since_signed(k)] == [PN0_6]
    amended.set(ANC, "")
    assert amended.changed_since_signed(ANC)
    amended.set_many({ANC: "52"}, Origin.PASTED)
    assert not amended.changed_since_signed(ANC), "the same figure, whichever way it came"


def test_the_same_month_of_last_year_and_the_range_are_of_their_months(
    office: OfficeHome, open_return: Open
) -> None:
    for back, figure in ((12, "7"), (11, "3"), (5, "9"), (1, "4")):
        open_return(period=Period(2026, 10).shift(-back)).set(ANC, figure)
    opened = open_return()
    assert opened.same_month_last_year(ANC) == 7
    assert opened.same_month_last_year(PN0_6) is None
    assert opened.same_month_last_year(CellKey("KM_C14", "*")) == 7
    assert opened.earlier.range(ANC) == (3, 9)
    assert opened.earlier.range(PN0_6) is None
    assert opened.last_month(ANC) == 4


def test_what_undo_put_back_is_told_apart_in_the_story(open_return: Open) -> None:
    opened = open_return()
    opened.set(ANC, "63")
    saved = opened.set(ANC, "36")
    opened.restore(saved.before)
    assert [c.undone for c in open_return().history(ANC)] == [False, False, True]


# -- what is not asked -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spans", "said"),
    [
        (
            (ServiceSpan("maternity", None, Period(2026, 6)),),
            "Maternity has not been offered here since July 2026.",
        ),
        ((ServiceSpan("maternity", Period(2027, 1)),), "Maternity is offered here from 1 January 2027."),
        ((), "Maternity is not offered here."),
        (
            (ServiceSpan("maternity", None, Period(2024, 6)), ServiceSpan("maternity", Period(2027, 1))),
            "Maternity is offered here from 1 January 2027.",
        ),
    ],
)
def test_a_cell_that_is_not_asked_says_why_and_since_when(
    office: OfficeHome, open_return: Open, spans: tuple[ServiceSpan, ...], said: str
) -> None:
    put_facility(office, ServiceSpan("anc"), *spans)
    opened = open_return()
    closed = next(e for e in opened.form if e.services == ("maternity",))
    assert str(opened.why_not_offered(closed.total)) == said
    assert opened.why_not_offered(ANC) is None
    section = opened.form.section_of[closed.full].code
    assert opened.around.offer.section_why_not(section) is None, "its other rows are asked"


def test_where_nobody_has_said_which_services_there_are_everything_is_asked(open_return: Open) -> None:
    opened = open_return()
    assert all(opened.why_not_offered(key) is None for key in opened.form.entry_cells)
    assert NOVEMBER.facility == opened.key.facility


@pytest.mark.parametrize("state", [State.READY, State.RECEIVED])
def test_who_reviews_asks_at_a_cell_of_a_signed_revision_and_takes_it_back(
    office: OfficeHome, open_return: Open, state: State
) -> None:
    opened = open_return()
    opened.set(ANC, "63")
    lock(office, opened, state)
    assert opened.revision is not None
    own = opened.revision.id
    with office.work() as work:
        asked = work.returns.add_comment(own, ANC, "Why 63?", OTIENO.id, NOON, question=True, reviewing=True)
        work.commit()
    with office.work() as work:
        assert [t.waits for t in work.returns.threads(own)] == [True]
        with pytest.raises(LockedError):
            work.returns.add_comment(own, ANC, "Not a reviewer", ACHIENG.id, NOON)
    with office.work() as work:
        work.returns.drop_comment(own, asked.number, reviewing=True)
        work.commit()
    with office.work() as work:
        assert work.returns.threads(own) == ()


@pytest.mark.parametrize("state", [State.APPROVED, State.SUBMITTED, State.RECALLED])
def test_nobody_asks_at_what_was_approved_or_left(
    office: OfficeHome, open_return: Open, state: State
) -> None:
    opened = open_return()
    opened.set(ANC, "63")
    lock(office, opened, state)
    assert opened.revision is not None
    with office.work() as work, pytest.raises(LockedError):
        work.returns.add_comment(opened.revision.id, ANC, "Why?", OTIENO.id, NOON, reviewing=True)
