"""What travels between offices is kept as it came, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from storage_fixtures import ACHIENG, C02, FAMILY, NOON, NOVEMBER, OTIENO, furnish, number, revision_of

from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.errors import LockedError
from kmmp_desktop.services.exchange_ports import (
    Consolidation,
    Letter,
    OutsidePerson,
    Received,
    StoredTrust,
    SubmissionFile,
)
from kmmp_desktop.services.ports import StoredAccount, Submission
from kmmp_desktop.storage.home import OfficeHome

OUTSIDER = OutsidePerson(uuid4(), "Wanjiru Kamau", "clerk", "Bahari office")


def test_every_certificate_a_person_had_stays_theirs(office: OfficeHome) -> None:
    with office.work() as work:
        work.people.put(ACHIENG)
        assert work.people.certificates(ACHIENG.id) == ()
        for certificate in (b"own", b"issued", b"issued", b"renewed"):
            work.people.put(replace(ACHIENG, certificate=certificate))
        work.people.put(OTIENO)
        work.commit()
    with office.work() as work:
        assert work.people.certificates(ACHIENG.id) == (b"own", b"issued", b"renewed")
        assert work.people.holder(b"own") == replace(ACHIENG, certificate=b"renewed")
        assert work.people.holder(b"certificate") == OTIENO
        assert work.people.holder(b"nobody's") is None


def test_an_account_keeps_its_recovery_envelope_and_its_entry_in_the_keyring(office: OfficeHome) -> None:
    account = StoredAccount(ACHIENG.id, "$argon2id$", b"key", b"recovery", "entry")
    with office.work() as work:
        work.people.put(ACHIENG)
        work.people.put_account(account)
        work.commit()
    with office.work() as work:
        assert work.people.account(ACHIENG.id) == account


def test_words_and_figures_of_people_of_other_offices_carry_their_names(office: OfficeHome) -> None:
    draft = furnish(office)
    with office.work() as work:
        work.people.put_outside(OUTSIDER)
        work.returns.put_cells(draft.id, {C02: number(7)}, OUTSIDER.id, NOON)
        work.returns.put_reason(draft.id, "W302", "one left", OUTSIDER.id, NOON)
        work.returns.add_comment(draft.id, C02, "is it 7?", OUTSIDER.id, NOON, None, True)
        work.commit()
    with office.work() as work:
        assert work.people.outside(OUTSIDER.id) == OUTSIDER
        assert work.people.get(OUTSIDER.id) is None
        assert work.returns.last_changed(draft.id)[C02][0] == OUTSIDER.name
        assert work.returns.reasons(draft.id)["W302"].by == OUTSIDER.name
        assert work.returns.threads(draft.id)[0].comments[0].by == OUTSIDER.name


@pytest.mark.parametrize("state", [State.RECEIVED, State.RECALLED])
def test_a_revision_that_came_from_elsewhere_is_written_once_and_never_again(
    office: OfficeHome, state: State
) -> None:
    furnish(office)
    came = replace(revision_of(replace(NOVEMBER, period=Period(2026, 9)), 2, state), why="digits swapped")
    with office.work() as work:
        work.returns.add_revision(came)
        work.returns.put_cells(came.id, {C02: number(3)}, OUTSIDER.id, NOON)
        work.commit()
    with office.work() as work:
        assert work.returns.revision(came.id) == came
        with pytest.raises(LockedError):
            work.returns.put_cells(came.id, {C02: number(4)}, OUTSIDER.id, NOON)


def test_the_trust_file_with_the_highest_number_counts(office: OfficeHome) -> None:
    with office.work() as work:
        assert work.trust.newest() is None
        for number_, content in ((3, b"three"), (12, b"twelve"), (7, b"seven")):
            work.trust.add(StoredTrust(number_, content, NOON, ACHIENG.id))
        work.commit()
    with office.work() as work:
        assert work.trust.newest() == StoredTrust(12, b"twelve", NOON, ACHIENG.id)


def test_received_files_are_known_again_by_their_bytes(office: OfficeHome) -> None:
    draft = furnish(office)
    later = NOON + timedelta(days=1)
    came = Received(
        b"d" * 32, draft.id, "xlsx", "a.xlsx", uuid4(), "Bahari", "Bahari", NOON, later, None, {"who": "x"}
    )
    with office.work() as work:
        assert work.received.first_seen(came.digest, NOON) == NOON
        assert work.received.first_seen(came.digest, later) == NOON
        work.received.add(came)
        work.commit()
    with office.work() as work:
        assert work.received.get(came.digest) == came
        assert work.received.get(b"e" * 32) is None
        assert work.received.of_revision(draft.id) == (came,)
        assert work.received.of_month(FAMILY, NOVEMBER.period) == (came,)
        assert work.received.of_month(FAMILY, Period(2026, 10)) == ()
        assert work.received.first_seen(came.digest, later) == NOON


def test_many_files_are_noted_as_seen_at_once_and_the_first_time_counts(office: OfficeHome) -> None:
    later = NOON + timedelta(days=1)
    with office.work() as work:
        work.received.first_seen(b"a" * 32, NOON)
        work.received.saw([b"a" * 32, b"b" * 32], later)
        work.received.saw([], later)
        work.commit()
    with office.work() as work:
        assert [work.received.seen(letter * 32) for letter in (b"a", b"b", b"c")] == [NOON, later, None]


def test_letters_of_a_revision_come_with_those_whose_revision_was_not_here(office: OfficeHome) -> None:
    draft = furnish(office)
    recall = Letter(
        uuid4(), "recall", False, draft.id, b"1" * 32, "1", b"one", NOON, None, "M. Otieno", "County"
    )
    early = replace(recall, id=uuid4(), revision=None, digest=b"2" * 32, name="2")
    sent = replace(early, id=uuid4(), sent=True, digest=b"3" * 32)
    receipt = replace(early, id=uuid4(), kind="receipt", digest=b"4" * 32)
    with office.work() as work:
        for letter in (recall, early, sent, receipt):
            work.letters.add(letter)
        work.commit()
    with office.work() as work:
        assert work.letters.of_or_none(draft.id, "recall") == (recall, early)
        assert work.letters.of_or_none(uuid4(), "recall") == (early,)


def test_letters_come_back_by_return_by_bytes_and_by_direction(office: OfficeHome) -> None:
    draft = furnish(office)
    asked = Letter(
        uuid4(), "questions", False, draft.id, b"q" * 32, "q", b"one", NOON, None, "M. Otieno", "County"
    )
    receipt = replace(asked, id=uuid4(), kind="receipt", digest=b"r" * 32, at=NOON + timedelta(hours=1))
    with office.work() as work:
        work.letters.add(receipt)
        work.letters.add(asked)
        work.commit()
    with office.work() as work:
        assert work.letters.of_revision(draft.id) == (asked, receipt)
        assert work.letters.of_revision(draft.id, "receipt") == (receipt,)
        assert work.letters.by_digest(b"q" * 32) == (asked,)
        assert work.letters.all("questions", False) == (asked,)
        assert work.letters.all("questions", True) == ()


def test_a_consolidation_knows_the_revisions_it_used(office: OfficeHome) -> None:
    draft = furnish(office)
    other = revision_of(replace(NOVEMBER, period=Period(2026, 8)))
    made = Consolidation(
        uuid4(),
        FAMILY,
        NOVEMBER.period,
        "county",
        "Kisumu",
        NOON,
        OTIENO.id,
        (other.id, draft.id),
        {"totals": [1]},
    )
    with office.work() as work:
        work.returns.add_revision(other)
        work.consolidations.add(made)
        work.commit()
    with office.work() as work:
        assert work.consolidations.of_month(FAMILY, NOVEMBER.period) == (made,)
        assert work.consolidations.using(draft.id) == (made,)
        assert work.consolidations.using(uuid4()) == ()


def test_the_files_of_a_whole_month_are_kept_with_their_submission(office: OfficeHome) -> None:
    draft = furnish(office)
    sent = Submission(uuid4(), FAMILY, NOVEMBER.period, "/out", NOON, OTIENO.id, (draft.id,))
    files = (
        SubmissionFile(sent.id, "pdf", "month.pdf", b"%PDF"),
        SubmissionFile(sent.id, "xlsx", "month.xlsx", b"PK"),
    )
    with office.work() as work:
        work.submissions.add(sent)
        for file in files:
            work.submissions.put_file(file)
        work.commit()
    with office.work() as work:
        assert work.submissions.files(sent.id) == files
        assert work.submissions.files(uuid4()) == ()
