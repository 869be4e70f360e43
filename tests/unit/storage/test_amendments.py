"""Copies of revisions and threads of other offices, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from storage_fixtures import ACHIENG, C02, FAMILY, NOON, NOVEMBER, OTIENO, furnish, number, revision_of

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.amendment_ports import Said, Speaker, SpokenThread, thread_in
from kmmp_desktop.services.exchange_ports import OutsidePerson
from kmmp_desktop.services.ports import StoredAccount
from kmmp_desktop.storage.home import OfficeHome

MWENDE = Speaker(uuid4(), "J. Mwende", "officer", "Kisumu County")
START, END = Period(2026, 1), Period(2026, 12)


def asked(text: str = "Is it 7?", by: Speaker = MWENDE) -> SpokenThread:
    return SpokenThread(uuid4(), C02, True, (Said(by, NOON, text),))


def sent(office: OfficeHome, state: State = State.SUBMITTED):
    """A revision with a figure, reasons and words, that has left."""
    first = furnish(office)
    with office.work() as work:
        work.people.put_outside(OutsidePerson(MWENDE.id, MWENDE.name, MWENDE.role, MWENDE.office))
        work.returns.put_cells(first.id, {C02: number(7)}, ACHIENG.id, NOON)
        work.returns.put_cells(first.id, {C02: number(9)}, OTIENO.id, NOON, keying=2)
        work.returns.put_reason(first.id, "W302", "one left", ACHIENG.id, NOON)
        work.returns.put_reason(first.id, "changed:KM_C02[ANC]", "of before", ACHIENG.id, NOON)
        work.returns.put_control_total(first.id, "KM_C02", 7, ACHIENG.id, NOON)
        work.returns.add_comment(first.id, C02, "as on paper", ACHIENG.id, NOON)
        first = replace(first, state=state)
        work.returns.save_revision(first)
        work.commit()
    return first


def test_a_copy_has_figures_reasons_sums_and_words_but_no_second_keying(office: OfficeHome) -> None:
    first = sent(office)
    second = revision_of(number=2)
    with office.work() as work:
        work.amendments.put_threads(first.id, [asked()])
        work.returns.add_revision(second)
        work.amendments.copy(first.id, second.id)
        work.commit()
    with office.work() as work:
        assert work.returns.cells(second.id) == {C02: number(7)}
        assert work.returns.cells(second.id, keying=2) == {}
        assert work.returns.last_changed(second.id) == {C02: ("Achieng Odhiambo", NOON)}
        assert set(work.returns.reasons(second.id)) == {"W302"}
        assert work.returns.control_totals(second.id)["KM_C02"].number == 7
        assert [(c.by, c.text) for c in work.returns.comments(second.id)] == [
            ("Achieng Odhiambo", "as on paper"),
            ("J. Mwende", "Is it 7?"),
        ]
        ids = {thread.id for thread in work.returns.threads(first.id)}
        assert {thread.id for thread in work.returns.threads(second.id)} == {
            thread_in(second.id, thread) for thread in ids
        }
        assert work.returns.cells(first.id) == {C02: number(7)}


@pytest.mark.parametrize("state", [State.SUBMITTED, State.RECEIVED, State.RECALLED])
def test_questions_of_another_office_come_to_a_locked_revision(office: OfficeHome, state: State) -> None:
    first, question = sent(office, state), asked()
    with office.work() as work:
        work.people.put_account(StoredAccount(ACHIENG.id, "$argon2id$", None))
        assert work.amendments.put_threads(first.id, [question]) == 1
        work.commit()
    answered = replace(
        question,
        said=(*question.said, Said(Speaker(ACHIENG.id, ""), NOON + timedelta(hours=1), "No, 8.")),
        resolved_at=NOON + timedelta(hours=2),
        resolved_by=MWENDE,
    )
    with office.work() as work:
        assert work.amendments.put_threads(first.id, [question]) == 0
        assert work.amendments.put_threads(first.id, [answered, answered]) == 1
        work.commit()
    with office.work() as work:
        [thread] = [t for t in work.amendments.threads(first.id) if t.question]
        assert [(s.by.name, s.by.office, s.text) for s in thread.said] == [
            ("J. Mwende", "Kisumu County", "Is it 7?"),
            ("Achieng Odhiambo", "", "No, 8."),
        ]
        assert thread.resolved_by == MWENDE
        assert not thread.waits


def test_an_amendment_in_work_is_not_late_while_the_one_before_still_counts(office: OfficeHome) -> None:
    first = sent(office)
    second = revision_of(number=2)
    with office.work() as work:
        assert work.amendments.sent_before(FAMILY, START, END) == {}
        work.returns.add_revision(second)
        work.commit()
    for state, counts in ((State.SUBMITTED, True), (State.RECEIVED, True), (State.RECALLED, False)):
        with office.work() as work:
            work.returns.save_revision(replace(first, state=state))
            work.commit()
        with office.work() as work:
            assert (second.id in work.amendments.sent_before(FAMILY, START, END)) is counts
            assert work.amendments.sent_before(FAMILY, START, Period(2026, 10)) == {}


def test_questions_that_wait_are_counted_at_the_latest_revision(office: OfficeHome) -> None:
    first = sent(office)
    with office.work() as work:
        work.amendments.put_threads(first.id, [asked("One?"), asked("Two?")])
        work.amendments.put_threads(first.id, [replace(asked("Three?"), resolved_at=NOON)])
        gone = work.amendments.put_threads(first.id, [replace(asked(), key=CellKey("KM_C15"))])
        assert gone == 1
        work.commit()
    with office.work() as work:
        assert work.amendments.waiting(FAMILY, START, END) == {first.id: 3}
        assert work.amendments.waiting(FAMILY, START, Period(2026, 10)) == {}
        work.returns.add_revision(revision_of(NOVEMBER, 2))
        work.commit()
    with office.work() as work:
        assert work.amendments.waiting(FAMILY, START, END) == {}
