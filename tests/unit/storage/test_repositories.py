"""Every repository keeps what it is given, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from storage_fixtures import (
    ACHIENG,
    C02,
    FAMILY,
    KISUMU,
    NOON,
    NOVEMBER,
    OTIENO,
    furnish,
    number,
    revision_of,
    save_cell,
)

from kmmp_desktop.domain.cell_json import block_body
from kmmp_desktop.domain.office import Facility, FormSpan, Office, Role, ServiceSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey, State
from kmmp_desktop.domain.values import CellKey, CellValue, Kind, Missing, Origin
from kmmp_desktop.errors import LockedError, NotFoundError, RefusedError
from kmmp_desktop.services.ports import Position, SignedFile, StoredAccount, Submission
from kmmp_desktop.storage.home import OfficeHome


def test_facilities_come_back_with_services_and_forms_in_their_order(office: OfficeHome) -> None:
    other = Facility("99104", "Ahero", services=(ServiceSpan("ANC", end=Period(2026, 1)),))
    with office.work() as work:
        work.facilities.put_many([KISUMU, other])
        work.commit()
    with office.work() as work:
        assert work.facilities.get("13667") == KISUMU
        assert work.facilities.all() == (other, KISUMU)
        assert work.facilities.get("00000") is None
        assert work.facilities.count() == 2


def test_putting_a_facility_again_replaces_it_and_keeps_its_returns(office: OfficeHome) -> None:
    furnish(office)
    changed = replace(KISUMU, name="Kisumu", services=(), forms=(FormSpan(FAMILY),), active=False)
    with office.work() as work:
        work.facilities.put_many([KISUMU, changed])
        work.commit()
    with office.work() as work:
        assert work.facilities.get(KISUMU.mfl) == changed
        assert work.facilities.all() == ()
        assert work.facilities.count() == 0
        assert work.returns.latest(NOVEMBER) is not None


def test_people_and_office_come_back(office: OfficeHome) -> None:
    first = Office(uuid4(), "Kisumu office", "Partner", "Kisumu")
    second = replace(first, id=uuid4(), is_demo=True)
    with office.work() as work:
        assert work.people.office() is None
        work.people.set_office(first)
        work.people.set_office(second)
        work.people.put(OTIENO)
        work.people.put(ACHIENG)
        work.people.put_account(StoredAccount(ACHIENG.id, "$argon2id$", None))
        work.people.put_account(StoredAccount(ACHIENG.id, "$argon2id$2", b"\x00key"))
        work.people.put(replace(ACHIENG, role=Role.ADMINISTRATOR, enabled=False))
        work.commit()
    with office.work() as work:
        assert work.people.office() == second
        assert work.people.by_username("ACHIENG") == replace(ACHIENG, role=Role.ADMINISTRATOR, enabled=False)
        assert work.people.get(OTIENO.id) == OTIENO
        assert [p.name for p in work.people.all()] == ["Achieng Odhiambo", "Otieno Ouma"]
        assert work.people.account(ACHIENG.id) == StoredAccount(ACHIENG.id, "$argon2id$2", b"\x00key")
        assert work.people.account(OTIENO.id) is None
        assert work.people.by_username("nobody") is None


def test_two_people_may_not_share_a_user_name_whatever_its_capitals(office: OfficeHome) -> None:
    with office.work() as work:
        work.people.put(ACHIENG)
        with pytest.raises(RefusedError, match="same thing"):
            work.people.put(replace(OTIENO, username="aCHIENG"))


def test_a_revision_comes_back_whole(office: OfficeHome) -> None:
    draft = furnish(office)
    full = replace(
        draft,
        state=State.APPROVED,
        completed_at=NOON,
        completed_by=ACHIENG.id,
        approved_at=NOON + timedelta(microseconds=1),
        approved_by=OTIENO.id,
        submitted_at=NOON,
        language="sw",
        filled=3,
        offered=4,
        errors=1,
        warnings=2,
        short_code="KM7Q-2R9D-VX41",
        services=(),
    )
    with office.work() as work:
        assert work.returns.revision(draft.id) == draft
        work.returns.save_revision(full)
        work.commit()
    with office.work() as work:
        assert work.returns.revision(draft.id) == full
        assert work.returns.revision(uuid4()) is None


def test_a_return_has_each_revision_number_once(office: OfficeHome) -> None:
    draft = furnish(office)
    second = revision_of(number=2)
    with office.work() as work:
        work.returns.add_revision(second)
        work.commit()
    with office.work() as work, pytest.raises(RefusedError, match="same thing"):
        work.returns.add_revision(revision_of(number=2))
    with office.work() as work:
        assert work.returns.revisions(NOVEMBER) == (draft, second)
        assert work.returns.latest(NOVEMBER) == second


def test_screens_see_the_latest_revision_of_each_return_once(office: OfficeHome) -> None:
    furnish(office)
    ahero = Facility("99104", "Ahero")
    october = ReturnKey(FAMILY, KISUMU.mfl, Period(2026, 10))
    second, other = (
        revision_of(number=2, state=State.READY),
        revision_of(ReturnKey(FAMILY, "99104", NOVEMBER.period)),
    )
    earlier, foreign = revision_of(october), revision_of(ReturnKey("KMMP_HF", KISUMU.mfl, NOVEMBER.period))
    with office.work() as work:
        work.facilities.put_many([ahero])
        for revision in (second, other, earlier, foreign):
            work.returns.add_revision(revision)
        work.commit()
    with office.work() as work:
        assert work.returns.in_month(FAMILY, NOVEMBER.period) == (second, other)
        assert work.returns.in_month(FAMILY, NOVEMBER.period, [State.READY]) == (second,)
        assert work.returns.between(FAMILY, Period(2026, 10), Period(2026, 11)) == (earlier, second, other)
        assert work.returns.between(FAMILY, Period(2026, 12), Period(2027, 11)) == ()


def test_returns_of_any_month_are_found_by_the_state_of_their_latest_revision(office: OfficeHome) -> None:
    furnish(office)
    second = revision_of(number=2, state=State.READY)
    october = revision_of(ReturnKey(FAMILY, KISUMU.mfl, Period(2026, 10)), state=State.READY)
    with office.work() as work:
        work.returns.add_revision(second)
        work.returns.add_revision(october)
        work.commit()
    with office.work() as work:
        assert work.returns.in_state(FAMILY, State.READY) == (october, second)
        assert work.returns.in_state(FAMILY, State.DRAFT) == ()
        assert work.returns.in_state("KMMP_HF", State.READY) == ()


def test_earlier_months_are_those_in_reach_newest_first_with_their_figures(office: OfficeHome) -> None:
    furnish(office)
    month = {
        back: revision_of(ReturnKey(FAMILY, KISUMU.mfl, NOVEMBER.period.shift(-back)))
        for back in (1, 2, 12, 13)
    }
    again = revision_of(month[2].key, number=2, state=State.BROUGHT_IN)
    with office.work() as work:
        for back, revision in month.items():
            work.returns.add_revision(revision)
            work.returns.put_cells(revision.id, {C02: number(back)}, ACHIENG.id, NOON)
        work.returns.add_revision(again)
        work.returns.put_cells(again.id, {C02: number(22)}, ACHIENG.id, NOON)
        work.returns.put_cells(again.id, {C02: number(99)}, ACHIENG.id, NOON, keying=2)
        work.commit()
    with office.work() as work:
        found = work.returns.earlier(NOVEMBER, 12)
        assert [(m.period, m.number, m.state) for m in found] == [
            (Period(2026, 10), 1, State.DRAFT),
            (Period(2026, 9), 2, State.BROUGHT_IN),
            (Period(2025, 11), 1, State.DRAFT),
        ]
        assert [m.values for m in found] == [{C02: number(1)}, {C02: number(22)}, {C02: number(12)}]
        assert work.returns.earlier(ReturnKey(FAMILY, KISUMU.mfl, Period(1990, 2)), 12) == ()


def test_cells_are_replaced_and_none_deletes(office: OfficeHome) -> None:
    draft = furnish(office)
    a, b, c = CellKey("KM_A01"), CellKey("KM_C02", "ANC"), CellKey("KM_C02", "PNC")
    missing = CellValue(Kind.MISSING, Missing.NOT_REPORTED, "NR", Origin.IMPORTED)
    with office.work() as work:
        work.returns.put_cells(draft.id, {a: number(1), b: number(2), c: number(3)}, ACHIENG.id, NOON)
        work.returns.put_cells(draft.id, {a: number(0), b: None, c: missing}, OTIENO.id, NOON)
        work.returns.put_cells(draft.id, {a: number(9)}, OTIENO.id, NOON, keying=2)
        work.commit()
    with office.work() as work:
        assert work.returns.cells(draft.id) == {a: number(0), c: missing}
        assert work.returns.cells(draft.id, keying=2) == {a: number(9)}
        assert work.returns.last_changed(draft.id) == {a: (OTIENO.name, NOON), c: (OTIENO.name, NOON)}
        work.returns.put_cells(draft.id, {a: None, c: None}, OTIENO.id, NOON)
        assert work.returns.cells(draft.id) == {}


def test_a_unit_of_work_that_is_left_without_commit_changes_nothing(office: OfficeHome) -> None:
    draft = furnish(office)
    with office.work() as work:
        work.returns.put_cells(draft.id, {C02: number(1)}, ACHIENG.id, NOON)
        work.audit.append("office", NOON, None, "x", {})
    with office.work() as work:
        assert work.returns.cells(draft.id) == {}
        assert work.audit.head("office") == "0" * 64


def test_a_unit_of_work_may_commit_more_than_once(office: OfficeHome) -> None:
    with office.work() as work:
        work.settings.put("a", "1")
        work.commit()
        assert work.settings.get("a") == "1"
        work.settings.put("a", "2")
        work.commit()
        work.settings.put("a", "3")
    with office.work() as work:
        assert work.settings.get("a") == "2"
        assert work.settings.get("b") is None


@pytest.mark.parametrize("state", [State.READY, State.APPROVED, State.SUBMITTED])
def test_no_cell_of_a_locked_revision_can_be_written_even_by_a_window_that_still_shows_a_draft(
    office: OfficeHome, state: State
) -> None:
    draft = furnish(office)
    with office.work() as work:
        work.returns.save_revision(replace(draft, state=state))
        work.commit()
    with pytest.raises(LockedError):
        save_cell(office, draft.id, number(1))
    with office.work() as work:
        assert work.returns.cells(draft.id) == {}


def test_a_step_is_refused_when_another_made_one_since_it_was_read(office: OfficeHome) -> None:
    draft = furnish(office)
    with office.work() as mine:
        seen = mine.returns.latest(NOVEMBER)
        with office.work() as theirs:
            theirs.returns.save_revision(replace(draft, state=State.READY))
            theirs.commit()
        with pytest.raises(RefusedError, match="in the meantime"):
            mine.returns.save_revision(replace(seen, filled=7))
    with office.work() as work:
        assert work.returns.revision(draft.id).state is State.READY


def test_saving_a_revision_that_is_not_there_is_said(office: OfficeHome) -> None:
    with office.work() as work, pytest.raises(NotFoundError):
        work.returns.save_revision(revision_of())


def test_reasons_are_replaced_and_empty_text_takes_one_away(office: OfficeHome) -> None:
    draft = furnish(office)
    with office.work() as work:
        work.returns.put_reason(draft.id, "W302", "old", ACHIENG.id, NOON)
        work.returns.put_reason(draft.id, "W302", "Sababu: ½ 🙂", OTIENO.id, NOON)
        work.returns.put_reason(draft.id, "KM_C15", "No register", uuid4(), NOON)
        work.returns.put_reason(draft.id, "W303", "gone", ACHIENG.id, NOON)
        work.returns.put_reason(draft.id, "W303", "", ACHIENG.id, NOON)
        work.commit()
    with office.work() as work:
        reasons = work.returns.reasons(draft.id)
        assert {s: (r.text, r.by, r.at) for s, r in reasons.items()} == {
            "W302": ("Sababu: ½ 🙂", OTIENO.name, NOON),
            "KM_C15": ("No register", "", NOON),
        }


def test_comments_come_back_oldest_first(office: OfficeHome) -> None:
    draft = furnish(office)
    with office.work() as work:
        for text in ("one", "two\x00", "three \ud83d"):
            work.returns.add_comment(draft.id, C02, text, ACHIENG.id, NOON)
        work.commit()
    with office.work() as work:
        assert [(c.key, c.text, c.by, c.at) for c in work.returns.comments(draft.id)] == [
            (C02, text, ACHIENG.name, NOON) for text in ("one", "two\x00", "three \ud83d")
        ]


def test_the_last_position_is_the_one_put_last(office: OfficeHome) -> None:
    first = furnish(office)
    second = revision_of(ReturnKey(FAMILY, KISUMU.mfl, Period(2026, 10)))
    with office.work() as work:
        work.returns.add_revision(second)
        work.returns.put_position(ACHIENG.id, Position(first.id, C02, None))
        work.returns.put_position(ACHIENG.id, Position(second.id, CellKey("KM_A01"), "1\x002"))
        work.returns.put_position(OTIENO.id, Position(first.id, C02, "7"))
        work.commit()
    with office.work() as work:
        assert work.returns.position(ACHIENG.id) == Position(second.id, CellKey("KM_A01"), "1\x002")
        work.returns.put_position(ACHIENG.id, Position(first.id, CellKey("KM_A02"), ""))
        assert work.returns.position(ACHIENG.id) == Position(first.id, CellKey("KM_A02"), "")
        assert work.returns.position_in(ACHIENG.id, second.id) == Position(
            second.id, CellKey("KM_A01"), "1\x002"
        )
        work.returns.clear_position(ACHIENG.id)
        assert work.returns.position(ACHIENG.id) is None
        assert work.returns.position_in(ACHIENG.id, first.id) is None
        assert work.returns.position(OTIENO.id) is not None


def test_the_story_of_a_cell_comes_from_the_chain_oldest_first(office: OfficeHome) -> None:
    draft = furnish(office)
    other, alike = CellKey("KM_C02", "PNC"), CellKey("KMXC02", "ANC")
    save_cell(office, draft.id, number(18))
    save_cell(office, draft.id, number(5), other)
    save_cell(office, draft.id, number(6), alike)
    zero = CellValue(Kind.NUMBER, 0, "0", Origin.BULK_ZERO)
    with office.work() as work:
        work.audit.append(
            str(draft.id),
            NOON,
            OTIENO.id,
            "cells",
            block_body([(other, number(5), None), (C02, number(18), zero)]),
        )
        work.audit.append(str(draft.id), NOON, OTIENO.id, "reason", {"subject": "KM_C02[ANC]", "text": "x"})
        work.commit()
    with office.work() as work:
        story = work.returns.changes(draft.id, C02)
    assert [(c.key, c.by, c.at, c.before, c.after) for c in story] == [
        (C02, ACHIENG.name, NOON, None, number(18)),
        (C02, OTIENO.name, NOON, number(18), zero),
    ]


def test_signed_files_are_kept_byte_for_byte_and_discarded_together(office: OfficeHome) -> None:
    draft = furnish(office)
    book = SignedFile(draft.id, "xlsx", "a.xlsx", bytes(range(256)) * 50, False)
    with office.work() as work:
        work.files.put(book)
        work.files.put(replace(book, kind="pdf", name="a.pdf"))
        work.files.put(replace(book, approved=True, content=book.content + b"!"))
        work.commit()
    with office.work() as work:
        assert work.files.get(draft.id, "xlsx") == replace(book, approved=True, content=book.content + b"!")
        assert work.files.sizes(draft.id) == {"xlsx": 12_801, "pdf": 12_800}
        work.files.discard(draft.id)
        assert work.files.get(draft.id, "xlsx") is work.files.get(draft.id, "pdf") is None


def test_submissions_of_a_month_come_back_with_their_revisions_in_order(office: OfficeHome) -> None:
    first = furnish(office)
    second = revision_of(number=2)
    month = NOVEMBER.period
    sent = Submission(uuid4(), FAMILY, month, "/out", NOON, OTIENO.id, (second.id, first.id))
    later = replace(sent, id=uuid4(), at=NOON + timedelta(1), by=None, revisions=())
    with office.work() as work:
        work.returns.add_revision(second)
        work.submissions.add(later)
        work.submissions.add(sent)
        work.submissions.add(replace(sent, id=uuid4(), period=month.shift(1)))
        work.commit()
    with office.work() as work:
        assert work.submissions.of_month(FAMILY, month) == (sent, later)
        assert work.submissions.of_month("KMMP_HF", month) == ()
