"""A state says how far a return is; whose it is, is another question."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from received_office import (  # noqa: F401
    CODES,
    NOVEMBER,
    SMALL,
    facility,
    pin,
    receiver,
    receiver_home,
    sender,
    sender_home,
    stranger_home,
)
from two_offices import signing_receiver, two  # noqa: F401

from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services import receiving_data
from kmmp_desktop.services.amendment_ports import Said, Speaker, SpokenThread
from kmmp_desktop.services.completion import record_step
from kmmp_desktop.services.receiving_rows import Step, Why
from kmmp_desktop.services.travelling_words import Source, put_words

FIRST = CODES[0]
ANC_START = CellKey("SM_A1", "ANC")


def by_hand(office, edit):
    with closing(sqlite3.connect(office.home / "office.db")) as connection:
        assert connection.execute(edit).rowcount > 0, edit
        connection.commit()


def as_state(office, revision, state):
    with office.work() as work:
        stored, at = work.returns.revision(revision.id), office.clock.now()
        sent_at = stored.submitted_at or at
        changed = replace(stored, state=state, submitted_at=sent_at)
        work.returns.save_revision(changed)
        if state is not State.SUBMITTED:
            record_step(work, changed, at, None, state.value, {})
        work.commit()


@pytest.mark.parametrize("state", [State.SUBMITTED, State.RECEIVED, State.RECALLED])
def test_another_office_never_amends_what_this_office_typed(two, state):  # noqa: F811
    """Also once the return was received elsewhere, or recalled: it is still this office's own."""
    there = two.there

    sent, _ = two.send()
    own = replace(sent, id=uuid4(), state=State.DRAFT)
    with there.work() as work:
        work.returns.add_revision(own)
        work.commit()
    as_state(there, own, state)
    draft = two.sender.amend(two.stands(two.here, sent), A1_ANC=21, A4_ANC=23)
    _, files = two.sign_and_send()
    [row] = there.services.receiving.look(list(files))
    assert draft.number == 2
    assert (row.step, row.judged.why) == (Step.HOLD, Why.OWN), str(row.judged.text)


def test_another_office_never_amends_the_return_of_a_third(two, sender, stranger_home, tmp_path):  # noqa: F811
    _, files = two.send()
    two.take_in(*files)
    stranger = sender(stranger_home)
    pin(two.there, stranger.office)
    stranger.amend(stranger.fill(FIRST), A1_ANC=3, A4_ANC=5)
    _, forged = stranger.sign(FIRST, tmp_path)
    [row] = two.there.services.receiving.look(list(forged))
    assert (row.step, row.judged.why) == (Step.HOLD, Why.CONFLICT), str(row.judged.text)
    assert "Ziwa" in str(row.judged.text)


def test_a_figure_changed_by_hand_is_found_after_the_receipt_too(two):  # noqa: F811
    sent, _ = two.send()
    as_state(two.here, sent, State.RECEIVED)
    assert two.here.services.log.check().holds
    by_hand(two.here, f"UPDATE cell SET number = 77 WHERE revision = X'{sent.id.hex}' AND element = 'SM_A1'")
    [broken] = two.here.services.log.check().broken
    assert "SM_A1" in str(broken.text)


@pytest.mark.parametrize(
    "edit",
    [
        "state = 'recalled'",
        "completed_at = completed_at - 86400000000",
        "approved_at = approved_at - 86400000000",
        "approved_by = completed_by",
        "submitted_at = submitted_at - 864000000000",
    ],
)
def test_state_and_dates_of_a_taken_in_return_are_held_against_its_signed_file(two, edit):  # noqa: F811
    sent, files = two.send()
    two.take_in(*files)
    assert two.there.services.log.check().holds
    by_hand(two.there, f"UPDATE revision SET {edit} WHERE id = X'{sent.id.hex}'")
    assert two.there.services.log.check().broken


def test_a_taken_in_return_that_was_recalled_is_no_break_of_the_log(two):  # noqa: F811
    sent, files = two.send()
    two.take_in(*files)
    as_state(two.there, sent, State.RECALLED)
    report = two.there.services.log.check()
    assert report.holds, [str(broken.text) for broken in report.broken]


def test_the_file_of_a_taken_in_return_is_held_against_the_log(two):  # noqa: F811
    sent, files = two.send()
    two.take_in(*files)
    by_hand(two.there, f"UPDATE signed_file SET content = X'00' WHERE revision = X'{sent.id.hex}'")
    [broken] = two.there.services.log.check().broken
    assert "is not the one that was signed" in str(broken.text)


@pytest.mark.parametrize("edit", ["digest = 'abc'", "at = 'yesterday'", "body = '{'", "number = 'one'"])
def test_a_log_that_cannot_even_be_read_is_named(two, edit):  # noqa: F811
    sent, _ = two.send()
    by_hand(two.here, f"UPDATE audit SET {edit} WHERE number = 2 AND chain = X'{sent.id.hex}'")
    assert two.here.services.log.check().broken


@pytest.mark.parametrize("claimed", ["", "  ", "Ziwa Health Partners, Kisumu"])
def test_nobody_of_another_office_speaks_as_one_of_this_office(two, claimed):  # noqa: F811
    """A speaker without an office is one of this office: no file says so of somebody unknown."""
    sent, _ = two.send()
    said = Said(Speaker(uuid4(), "P. Otieno", "manager", claimed), two.here.clock.now(), "Change it.")
    with two.here.work() as work:
        source = Source(uuid4(), "Bahari Care, Mombasa", claimed)
        put_words(work, sent, [SpokenThread(uuid4(), ANC_START, True, (said,))], source)
        assert not work.amendments.threads(sent.id)


class Certified:
    """The real verifier, where the certificates call the office of both signers otherwise."""

    def __init__(self, real):
        self._real = real

    def steady(self, work=None):
        return self

    def check_many(self, paths, progress=None):
        return self._real.check_many(paths, progress)

    def verdict(self, name, found, seen_at=None):
        said = self._real.verdict(name, found, seen_at)
        named = tuple(replace(one, office_name="Nyanza Care") for one in said.identities)
        return replace(said, identities=named)


def test_a_return_comes_from_the_office_that_its_certificates_name(two):  # noqa: F811
    sent, files = two.send()
    receiving = two.there.services.receiving
    receiving._verifier = Certified(receiving._verifier)
    [row] = receiving.look(list(files))
    assert row.office_name == "Nyanza Care"
    receiving.take(row, two.there.person("mwende"))
    with two.there.work() as work:
        [came] = work.received.of_revision(sent.id)
        assert came.office_name == "Nyanza Care"
        assert work.audit.entries(str(sent.id))[-1].body["office_name"] == "Nyanza Care"


def test_an_office_that_its_certificates_call_otherwise_still_speaks_in_its_own_name(two, monkeypatch):  # noqa: F811
    _, files = two.send()
    receiving, kept = two.there.services.receiving, []
    receiving._verifier = Certified(receiving._verifier)
    monkeypatch.setattr("kmmp_desktop.services.receiving_taking.put_words", lambda *said: kept.append(said))
    read = receiving_data.arrived
    judging = "kmmp_desktop.services.receiving_judging"
    monkeypatch.setattr(f"{judging}.arrived", lambda data: replace(read(data), threads=("a word",)))
    [row] = receiving.look(list(files))
    receiving.take(row, two.there.person("mwende"))
    [(_, _, _, source)] = kept
    assert source.name == "Nyanza Care"
    assert source.says(two.here.services.people.office().name), "as its people call themselves in the file"


def test_what_an_office_has_is_verified_by_when_it_came(two):  # noqa: F811
    _, files = two.send()
    came = two.there.clock.now()
    two.take_in(*files)
    two.there.clock.moment = came + timedelta(days=900)
    verifying, asked = two.there.services.verifying, []
    trust = verifying._trust.identify
    verifying._trust = SimpleNamespace(
        identify=lambda der, signed, seen=None: asked.append(seen) or trust(der, signed, seen)
    )
    verifying.verify(files[0])
    assert asked == [came, came]


def test_a_received_figure_changed_by_hand_is_found_by_the_signed_file_beside_it(two):  # noqa: F811
    """No entry tells of it: the very bytes that its clerk and manager signed do."""
    sent, files = two.send()
    two.take_in(*files)
    assert two.there.services.log.check().holds
    by_hand(two.there, f"UPDATE cell SET number = 77 WHERE revision = X'{sent.id.hex}' AND element = 'SM_A1'")
    [broken] = two.there.services.log.check().broken
    assert "SM_A1[" in str(broken.text)


def quoted(two, sent, name, office, **more):  # noqa: F811
    """What stands at the cell after Bahari's file brought words of somebody."""
    source = Source(uuid4(), "Bahari Care, Mombasa", "Bahari Care, Mombasa")
    said = Said(Speaker(more.get("id", uuid4()), name, "officer", office), two.here.clock.now(), "Right.")
    with two.here.work() as work:
        put_words(work, sent, [SpokenThread(uuid4(), ANC_START, True, (said,), said.at, said.by)], source)
        [thread] = work.amendments.threads(sent.id)
        [shown] = [c for c in work.returns.comments(sent.id)]
    return thread, shown


def test_words_of_the_office_itself_stand_under_its_people(two):  # noqa: F811
    sent, _ = two.send()
    thread, shown = quoted(two, sent, "Z. Juma", "Bahari  care, Mombasa")
    assert (shown.by, shown.text) == ("Z. Juma", "Right.")
    assert thread.said[0].by.office == thread.resolved_by.office == "Bahari Care, Mombasa"


def test_words_of_a_third_office_stand_as_quoted_by_the_office_that_signed(two):  # noqa: F811
    sent, _ = two.send()
    thread, shown = quoted(two, sent, "J. Mwende", "National programme")
    assert (shown.by, shown.text) == ("Bahari Care, Mombasa", "“Right.” (J. Mwende, National programme)")
    assert thread.resolved_by.name == "Bahari Care, Mombasa", "nor can it say for them that it is answered"
    with two.here.work() as work:
        assert work.people.outside(two.there.person("mwende").id) is None


def test_nobody_speaks_under_the_number_of_somebody_of_another_office(two):  # noqa: F811
    """Bahari's file gives its own office's name beside the number of the national officer."""
    sent, _ = two.send()
    _, shown = quoted(two, sent, "J. Mwende", "Bahari Care, Mombasa", id=two.there.person("mwende").id)
    assert shown.by == "Bahari Care, Mombasa"
    assert shown.text == "“Right.” (J. Mwende, Bahari Care, Mombasa)"
