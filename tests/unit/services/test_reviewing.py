"""Reviewing a return: decisions kept, questions at cells of a signed return, changes, and the sample."""

import random
from datetime import timedelta

import pytest
from office_fixtures import NOVEMBER, NYOTA

from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import LockedError, RefusedError
from kmmp_desktop.services.demo.figures import month_of
from kmmp_desktop.services.demo.flow import FlowOfClients
from kmmp_desktop.services.review_queue import Weight

ANC = CellKey("KM_C14", "ANC")


@pytest.fixture
def ready(office):
    return office, office.complete(NYOTA).revision


def test_an_exception_is_accepted_on_disk_and_taken_back(ready):
    office, revision = ready
    approval, manager = office.services.approval, office.person("manager")
    check = approval.look(revision.id).checks[0]
    approval.decisions.accept(revision.id, check, manager)
    [(code, accepted)] = approval.look(revision.id).accepted.items()
    assert (code, accepted.name) == (check, "P. Otieno")
    approval.decisions.take_back(revision.id, check, manager)
    assert approval.look(revision.id).accepted == {}
    with office.work() as work:
        assert work.audit.first_broken(str(revision.id)) is None


def test_nobody_decides_about_their_own_return_and_a_clerk_about_none(ready):
    office, revision = ready
    clerk, decisions = office.person("clerk"), office.services.approval.decisions
    with pytest.raises(RefusedError, match="Only a manager"):
        decisions.accept(revision.id, "W302", clerk)
    risen = office.put_in_role("clerk", Role.MANAGER)
    with pytest.raises(RefusedError, match="prepared this return"):
        decisions.ask(revision.id, ANC, "Why?", risen)
    with office.work() as work:
        assert work.returns.threads(revision.id) == ()
        assert all(entry.action != "decided" for entry in work.audit.entries(str(revision.id)))


def test_a_question_at_a_ready_return_goes_to_the_clerk_and_its_answer_comes_back(ready):
    office, revision = ready
    approval, manager = office.services.approval, office.person("manager")
    before = {kind: _file(office, revision, kind) for kind in ("xlsx", "pdf")}
    approval.decisions.ask(revision.id, ANC, "Which register?", manager)
    assert {kind: _file(office, revision, kind) for kind in before} == before, "signed bytes stay"
    assert [t.key for t in approval.look(revision.id).asked] == [ANC]
    with pytest.raises(RefusedError, match="waits for its answer"):
        approval.approve([revision.id], office.signer("manager"))
    approval.send_back(revision.id, manager, "")

    opened = office.open()
    assert opened.state is State.RETURNED
    [thread] = opened.threads(ANC)
    opened.add_comment(ANC, "The blue one: it is 3.", thread=thread.id)
    opened.resolve(thread.id, True)
    words = opened.form.key("P01")
    opened.set(words, "The young mothers' group met.")
    office.services.completion.complete(opened, office.signer("clerk"))

    review = approval.look(revision.id)
    assert (review.questions, review.asked) == ((), ())
    assert [c.text for c in review.threads[0].thread.comments] == [
        "Which register?",
        "The blue one: it is 3.",
    ]
    assert review.earlier.returned
    [change] = review.differences
    assert (change.key, change.after.value) == (words, "The young mothers' group met.")
    approval.approve([revision.id], office.signer("manager"))


def _file(office, revision, kind):
    with office.work() as work:
        return work.files.get(revision.id, kind)


def test_a_question_nobody_answered_is_taken_back_and_the_return_can_be_approved(ready):
    office, revision = ready
    approval, manager = office.services.approval, office.person("manager")
    said = approval.decisions.ask(revision.id, ANC, "Which register?", manager)
    approval.decisions.withdraw(revision.id, said.thread, manager)
    assert approval.look(revision.id).threads == ()
    approval.approve([revision.id], office.signer("manager"))
    with pytest.raises(LockedError):
        approval.decisions.ask(revision.id, ANC, "Too late?", manager)


def test_asking_about_an_accepted_exception_ends_the_acceptance(ready):
    office, revision = ready
    approval, manager = office.services.approval, office.person("manager")
    check = approval.look(revision.id).checks[0]
    approval.decisions.accept(revision.id, check, manager)
    approval.decisions.ask(revision.id, ANC, "Which register?", manager, check=check)
    assert approval.look(revision.id).accepted == {}


def test_what_was_decided_counts_no_more_when_the_return_is_completed_anew(ready):
    office, revision = ready
    approval, manager = office.services.approval, office.person("manager")
    approval.decisions.accept(revision.id, approval.look(revision.id).checks[0], manager)
    office.services.completion.reopen(revision.id, office.person("clerk"))
    office.services.completion.complete(office.open(), office.signer("clerk"))
    assert approval.look(revision.id).accepted == {}


def test_a_return_with_nothing_asked_and_no_note_is_not_sent_back(ready):
    office, revision = ready
    with pytest.raises(RefusedError, match="what the clerk has to look at"):
        office.services.approval.send_back(revision.id, office.person("manager"), " ")


# -- the queue ---------------------------------------------------------------------------------

PLAIN = Weight(0, 0, 0, 0, True, 0)


def test_a_return_is_plain_when_nothing_at_all_is_to_be_looked_at():
    assert PLAIN.plain
    for name in ("explained", "questions", "changed", "large"):
        values = {n: getattr(PLAIN, n) for n in PLAIN.__slots__} | {name: 1}
        assert not Weight(**values).plain
    assert not Weight(0, 0, 0, 0, False, 0).plain, "with no month before, nobody can say"


def test_a_figure_that_moved_by_half_is_weighed(office):
    figures = month_of(FlowOfClients.starting(NYOTA, 2, 12), NOVEMBER)
    _before(office, NYOTA, {c: str(v) for c, v in figures.items() if c[0] == "B"} | {"B01": "900"})
    opened = office.complete(NYOTA)
    queue = office.services.approval.queue
    [item] = office.services.approval.waiting()
    weight = queue.weigh([item])[opened.revision.id]
    assert weight.month_before
    assert weight.explained == opened.revision.warnings
    assert weight.large == 1


def _before(office, mfl, figures):
    opened = office.open(mfl, NOVEMBER.shift(-1))
    opened.set_many({opened.form.key(code): text for code, text in figures.items()})


@pytest.fixture
def lot(office):
    """Eight ready returns of eight facilities; what is weighed does not matter here."""
    from dataclasses import replace

    approval = office.services.approval
    known = next(f for f in office.services.facilities.all() if f.mfl == NYOTA)
    for number in range(8):
        mfl = str(99200 + number)
        more = replace(known, mfl=mfl, name=f"Dispensary {number}")
        office.services.facilities.save(more, office.person("clerk"))
        _ready_at_once(office, mfl)
    queue = approval.queue
    queue._chance = random.Random(7)
    return office, queue, approval.waiting()


def _ready_at_once(office, mfl):
    from dataclasses import replace

    opened = office.open(mfl)
    opened.set(ANC, "3")
    with office.work() as work:
        clerk = office.person("clerk").id
        now = office.clock.now()
        work.returns.save_revision(
            replace(opened.revision, state=State.READY, completed_at=now, completed_by=clerk)
        )
        work.commit()


def test_a_sample_has_to_be_read_before_the_others_go(lot):
    office, queue, items = lot
    manager = office.person("manager")
    with pytest.raises(RefusedError, match="No sample stands"):
        queue.check([items[0].revision.id], manager)
    sample = queue.draw(items, manager)
    assert len(sample.chosen) == 5
    for revision in sample.chosen[:-1]:
        queue.mark_read(revision, manager)
    with pytest.raises(RefusedError, match="1 return of the sample"):
        queue.check([i.revision.id for i in items], manager)
    queue.mark_read(sample.chosen[-1], manager)
    queue.check([i.revision.id for i in items], manager)
    assert queue.sample(manager).unread == ()


def test_a_drawn_return_that_is_sent_back_or_asked_about_ends_the_sample(lot):
    office, queue, items = lot
    manager = office.person("manager")
    sample = queue.draw(items, manager)
    office.services.approval.decisions.ask(sample.chosen[0], ANC, "Why 3?", manager)
    assert queue.sample(manager) is None
    sample = queue.draw([i for i in items if i.revision.id != sample.chosen[0]], manager)
    office.services.approval.send_back(sample.chosen[1], manager, "Count again.")
    assert queue.sample(manager) is None


def test_a_return_outside_the_sample_that_was_completed_anew_is_not_approved_with_it(lot):
    from dataclasses import replace

    office, queue, items = lot
    manager = office.person("manager")
    sample = queue.draw(items, manager)
    for revision in sample.chosen:
        queue.mark_read(revision, manager)
    other = next(i.revision for i in items if i.revision.id not in sample.chosen)
    with office.work() as work:
        later = replace(other, completed_at=other.completed_at + timedelta(minutes=5))
        work.returns.save_revision(later)
        work.commit()
    with pytest.raises(RefusedError, match="since the sample was drawn"):
        queue.check([other.id], manager)
    assert other.id not in queue.sample(manager).of


def test_a_sample_is_not_drawn_from_what_one_prepared_oneself(lot):
    office, queue, items = lot
    risen = office.put_in_role("clerk", Role.MANAGER)
    with pytest.raises(RefusedError, match="prepared this return"):
        queue.draw(items, risen)
    assert not queue.may_join(items[0], PLAIN, risen)
