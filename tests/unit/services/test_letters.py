"""Letters between two real offices: receipts, questions, recalls, and the amendment that answers."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from office_fixtures import PASSPHRASE, THIRD
from received_office import NOVEMBER, SMALL, facility
from two_offices import FIRST, ON_BOTH, SECOND

from kmmp_desktop.domain.identity import Identity, Standing
from kmmp_desktop.domain.office import Office, Role
from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import FileRefusedError, RefusedError
from kmmp_desktop.security.signed import signed_by
from kmmp_desktop.services.amended import subject_of
from kmmp_desktop.services.completion_items import REASON
from kmmp_desktop.services.exchange_ports import Consolidation
from kmmp_desktop.services.letter_contents import about_of, head_of
from kmmp_desktop.services.letters import LetterStanding, letter_service
from kmmp_desktop.services.receiving_files import files_in
from kmmp_desktop.services.sealed_files import seal
from kmmp_desktop.text import Message

ANC_START, ANC_NEW = CellKey("SM_A1", "ANC"), CellKey("SM_A2", "ANC")
NEW, ALREADY, HELD, REFUSED = (
    LetterStanding.NEW,
    LetterStanding.ALREADY,
    LetterStanding.HELD,
    LetterStanding.REFUSED,
)


def look(office, path):
    return office.services.letters.look(path.name, path.read_bytes())


def take(office, path, username="clerk"):
    return str(office.services.letters.take(path.name, path.read_bytes(), office.person(username)))


# -- receipts --------------------------------------------------------------------------------


@ON_BOTH
def test_a_receipt_turns_the_senders_return_to_received_with_who_and_when(two):
    sent, files = two.send()
    two.take_in(*files)
    [path] = two.receipts(sent)
    looked = look(two.here, path)
    assert (looked.standing, looked.revision, looked.signer) == (NEW, sent.id, "J. Mwende")
    assert str(looked.text) == (
        "Received by National programme on 3 December 2026, 10:42. "
        f"The receipt matches revision 1 of Facility {FIRST}, November 2026."
    )
    assert take(two.here, path) == str(looked.text)
    assert two.stands(two.here, sent).state is State.RECEIVED
    word = two.here.services.letters.receipts.of(sent.id)
    assert (word.by, word.office, word.at) == (
        "J. Mwende",
        "National programme",
        THIRD.replace(microsecond=0),
    )


def test_a_receipt_that_is_read_twice_changes_nothing(two):
    sent, files = two.send()
    two.take_in(*files)
    [path] = two.receipts(sent)
    take(two.here, path)
    with two.here.work() as work:
        before = (work.returns.revision(sent.id), work.audit.head("office"))
    assert look(two.here, path).standing is ALREADY
    with pytest.raises(RefusedError):
        take(two.here, path)
    with two.here.work() as work:
        assert (work.returns.revision(sent.id), work.audit.head("office")) == before


def test_one_receipt_for_a_batch_and_the_same_bytes_where_it_is_written_again(two):
    sent = [two.send(mfl) for mfl in (FIRST, SECOND)]
    two.take_in(*(file for _, files in sent for file in files))
    [path] = two.receipts(*(revision for revision, _ in sent))
    content = path.read_bytes()
    path.unlink()
    two.there.clock.moment = THIRD + timedelta(hours=2)
    [again] = two.receipts(*(revision for revision, _ in sent))
    assert (again.name, again.read_bytes()) == (path.name, content)
    assert str(look(two.here, path).text) == (
        "National programme received 2 returns. The receipt matches every one."
    )
    take(two.here, path)
    assert {two.stands(two.here, revision).state for revision, _ in sent} == {State.RECEIVED}


def test_a_receipt_is_signed_anew_by_whoever_was_certified_since(two):
    """What was signed before the certificate came is on hold elsewhere, and would be for ever."""
    sent, files = two.send()
    two.take_in(*files)
    [path] = two.receipts(sent)
    first = two.there.services.letters.receipts._box.open(path.name, path.read_bytes())
    two.there.services.certificates.renew(two.there.person("mwende"), PASSPHRASE)
    two.there.signers.clear()
    [again] = two.receipts(sent)
    second = two.there.services.letters.receipts._box.open(again.name, again.read_bytes())
    assert second.certificate == two.there.signer("mwende").certificate
    assert second.certificate != first.certificate
    assert again != path, "the first one may have been sent: it is not written over"


def test_a_receipt_for_each_return_where_that_is_wanted(two):
    sent = [two.send(mfl) for mfl in (FIRST, SECOND)]
    two.take_in(*(file for _, files in sent for file in files))
    paths = two.receipts(*(revision for revision, _ in sent), one_each=True)
    assert [path.name for path in paths] == [f"{m}_202611_SMALL_r1.kmmp-receipt" for m in (FIRST, SECOND)]


def test_a_receipt_for_other_bytes_than_were_sent_is_refused(two):
    sent, files = two.send()
    two.take_in(*files)
    [path] = two.receipts(sent)
    with two.here.work() as work:  # the office has other bytes of this revision than those that arrived
        file = work.files.get(sent.id, "xlsx")
        work.files.put(replace(file, content=file.content + b" "))
        work.commit()
    looked = look(two.here, path)
    assert looked.standing is REFUSED
    assert "for other files than those that were sent" in str(looked.text)
    assert two.stands(two.here, sent).state is State.SUBMITTED


class Trust:
    """A trust check that has been told what to say."""

    def __init__(self, standing, office=None, person=None):
        self.said = Identity(
            standing, "J. Mwende", Role.OFFICER, person, office, "", Message("The key was looked up.")
        )

    def known(self, certificate):
        return None

    def identify(self, certificate, signed_at, seen_at=None):
        return self.said


def letters_with(office, *identity):
    trust = Trust(*identity)
    return letter_service(office.work, office.clock, office.services.forms, trust, signed_by)


@pytest.mark.parametrize(
    ("standing", "judged"),
    [
        (Standing.UNKNOWN, HELD),
        (Standing.LIST_TOO_OLD, HELD),
        (Standing.NOT_YET, HELD),
        (Standing.REVOKED, REFUSED),
        (Standing.EXPIRED, REFUSED),
        (Standing.BROKEN, REFUSED),
    ],
)
def test_a_receipt_whose_signer_is_not_confirmed_is_said_and_changes_nothing(two, standing, judged):
    sent, files = two.send()
    two.take_in(*files)
    [path] = two.receipts(sent)
    letters = letters_with(two.here, standing)
    looked = letters.look(path.name, path.read_bytes())
    assert looked.standing is judged
    assert "That is not confirmed: The key was looked up." in str(looked.text)
    assert str(looked.step).startswith("Hold it" if judged is HELD else "Ask")
    with pytest.raises(RefusedError):
        letters.take(path.name, path.read_bytes(), two.here.person("clerk"))
    assert two.stands(two.here, sent).state is State.SUBMITTED


def test_a_certificate_of_the_programme_speaks_for_its_own_office_and_person_alone(two):
    sent, files = two.send()
    two.take_in(*files)
    [path] = two.receipts(sent)
    with two.there.work() as work:
        office, officer = work.people.office().id, two.there.person("mwende").id
    good = letters_with(two.here, Standing.CHAIN, office, officer)
    assert good.look(path.name, path.read_bytes()).standing is NEW
    for wrong in ((uuid4(), officer), (office, uuid4())):
        looked = letters_with(two.here, Standing.CHAIN, *wrong).look(path.name, path.read_bytes())
        assert looked.standing is REFUSED
        assert "but the letter speaks for" in str(looked.text)


def test_another_office_that_the_programme_knows_recalls_nothing_of_this_one(two):
    sent, files = two.send()
    two.take_in(*files)
    path = recall(two, sent)
    with two.here.work() as work:
        own = work.people.office().id
    clerk = two.here.person("clerk").id
    good = letters_with(two.there, Standing.CHAIN, own, clerk)
    assert good.look(path.name, path.read_bytes()).standing is NEW
    with two.there.work() as work:  # what is here came from somebody else
        [file] = work.received.of_revision(sent.id)
    stranger = letters_with(two.there, Standing.ROSTER, uuid4(), clerk)
    assert stranger.look(path.name, path.read_bytes()).standing is REFUSED
    assert file.office == own


def test_an_office_that_speaks_for_itself_recalls_nothing_that_another_has_sent(two):
    sent, files = two.send()
    two.take_in(*files)
    other, signer = Office(uuid4(), "Nyanza Care", "Nyanza"), two.here.signer("clerk")
    head = head_of(other, signer.person, two.here.clock.now())
    content = seal("recall", {**head, **about_of(sent, "Facility"), "why": "Not ours."}, signer)
    letters = letters_with(two.there, Standing.CHAIN, other.id, signer.person.id)
    looked = letters.look("x.kmmp-recall", content)
    assert looked.standing is REFUSED
    assert "that it has not sent" in str(looked.text)
    assert two.stands(two.there, sent).state is State.RECEIVED


def test_an_office_does_not_receive_from_itself_nor_gives_receipts_for_its_own(two):
    sent, files = two.send()
    with pytest.raises(RefusedError, match="not taken in from another office"):
        two.here.services.letters.receipts.make([sent.id], two.here.signer("manager"), two.bag)
    two.take_in(*files)
    [path] = two.receipts(sent)
    looked = look(two.there, path)
    assert looked.standing is REFUSED
    assert "written in this office" in str(looked.text)


@pytest.mark.parametrize("place", [40, 400, -40])
def test_a_letter_with_one_changed_byte_is_refused(two, place):
    sent, files = two.send()
    two.take_in(*files)
    [path] = two.receipts(sent)
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    with pytest.raises(FileRefusedError):
        two.here.services.letters.look(path.name, bytes(content))


# -- recall ----------------------------------------------------------------------------------


def recall(two, sent, why="The register of another month was typed."):
    path = two.bag / "back.kmmp-recall"
    two.here.services.letters.recalls.recall(sent.id, two.here.signer("clerk"), why, path)
    return path


def test_a_recall_before_anybody_received_it(two):
    sent, files = two.send()
    path = recall(two, sent)
    assert two.stands(two.here, sent).state is State.RECALLED
    looked = look(two.there, path)
    assert looked.standing is NEW
    assert str(looked.text).endswith("November 2026: The register of another month was typed.")
    take(two.there, path, "mwende")
    assert look(two.there, path).standing is ALREADY
    [row] = two.there.services.receiving.look(list(files_in(files)))
    assert row.judged.why.value == "recalled"
    assert "register of another month" in str(row.judged.to_do)


def test_a_recall_of_what_is_here_but_has_no_receipt_makes_it_count_no_more(two):
    sent, files = two.send()
    two.take_in(*files)
    take(two.there, recall(two, sent), "mwende")
    assert two.stands(two.there, sent).state is State.RECALLED
    with pytest.raises(RefusedError, match="was recalled: no receipt"):
        two.receipts(sent)


def test_a_recall_comes_too_late_once_a_receipt_was_given_and_cannot_be_made_once_it_was_read(two):
    sent, files = two.send()
    two.take_in(*files)
    [receipt] = two.receipts(sent)
    late = look(two.there, recall(two, sent))
    assert late.standing is REFUSED
    assert str(late.text).startswith("Too late: a receipt for revision 1")
    crossed = look(two.here, receipt)
    assert crossed.standing is REFUSED
    assert "before it was recalled here. Amend the return." in str(crossed.text)

    other, files = two.send(SECOND)
    two.take_in(*files)
    [receipt] = two.receipts(other)
    take(two.here, receipt)
    with pytest.raises(RefusedError, match=r"was received, so it cannot be recalled\. Amend it instead\."):
        recall(two, other)


def test_a_recall_that_cannot_be_written_changes_nothing_and_can_be_written_again(two, tmp_path):
    sent, _ = two.send()
    recalls, signer = two.here.services.letters.recalls, two.here.signer("clerk")
    with pytest.raises(FileRefusedError):
        recalls.recall(sent.id, signer, "Wrong month.", tmp_path / "no folder" / "a.kmmp-recall")
    assert two.stands(two.here, sent).state is State.SUBMITTED
    first = recall(two, sent).read_bytes()
    again = tmp_path / "again.kmmp-recall"
    recalls.recall(sent.id, signer, "", again)
    assert again.read_bytes() == first
    assert [path for path in two.bag.iterdir() if path.name.startswith(".")] == []


def test_nobody_else_recalls_what_an_office_sent(two):
    sent, files = two.send()
    two.take_in(*files)
    with pytest.raises(RefusedError, match="came from another office"):
        two.there.services.letters.recalls.recall(sent.id, two.here.signer("clerk"), "x", two.bag / "x")


# -- amendment -------------------------------------------------------------------------------


def amend(two, sent, why="The tally sheet was counted again."):
    return two.here.services.amending.begin(sent.id, two.here.person("clerk"), why)


def test_an_amendment_begins_with_everything_and_leaves_the_first_revision_alone(two):
    two.sender.fill(FIRST)
    opened = two.here.services.entry.open(SMALL, FIRST, NOVEMBER, two.here.person("clerk"))
    opened.set_reason("KEEP", "Counted by two people.")
    opened.add_comment(ANC_NEW, "As the register has it.")
    opened.set_control_total("SM_A1", 32)
    sent, _ = two.sign_and_send()
    with two.here.work() as work:
        before = (work.returns.cells(sent.id), work.returns.reasons(sent.id), work.files.get(sent.id, "xlsx"))
        written = work.returns.last_changed(sent.id)
    two.here.clock.moment = THIRD + timedelta(days=4)
    new = amend(two, sent)
    assert (new.number, new.state, new.why) == (2, State.DRAFT, "The tally sheet was counted again.")
    assert new.id != sent.id
    assert (new.form_version, new.pack_version) == (sent.form_version, sent.pack_version)
    with two.here.work() as work:
        assert work.returns.cells(new.id) == before[0]
        assert work.returns.last_changed(new.id) == written
        assert work.returns.reasons(new.id) == before[1]
        assert [c.text for c in work.returns.comments(new.id)] == ["As the register has it."]
        assert work.returns.control_totals(new.id)["SM_A1"].number == 32
    opened = two.here.services.entry.open(SMALL, FIRST, NOVEMBER, two.here.person("clerk"))
    assert (opened.number, opened.locked_why) == (2, None)
    opened.set(ANC_START, "21")
    assert opened.changed_since_signed(ANC_START)
    with two.here.work() as work:
        assert work.returns.revision(sent.id) == sent
        after = (work.returns.cells(sent.id), work.returns.reasons(sent.id), work.files.get(sent.id, "xlsx"))
    assert after == before


@pytest.mark.parametrize("state", [State.DRAFT, State.READY, State.APPROVED, State.BROUGHT_IN])
def test_only_what_has_left_is_amended(two, state):
    revision = two.sender.fill(FIRST)
    with two.here.work() as work:
        work.returns.save_revision(replace(work.returns.revision(revision.id), state=state))
        work.commit()
    with pytest.raises(RefusedError, match="Only a return that was sent"):
        amend(two, revision)


def test_who_amends_why_and_only_once(two):
    sent, files = two.send()
    with pytest.raises(RefusedError, match="Only a clerk amends"):
        two.here.services.amending.begin(sent.id, two.here.person("manager"), "x")
    with pytest.raises(RefusedError, match="Write why"):
        amend(two, sent, "  ")
    two.take_in(*files)
    with pytest.raises(RefusedError):
        two.there.services.amending.begin(sent.id, two.here.person("clerk"), "Mine now.")
    amend(two, sent)
    with pytest.raises(RefusedError, match="Revision 2 amends this one already"):
        amend(two, sent)


def test_every_changed_cell_needs_its_reason_and_one_put_back_needs_none(two):
    sent, _ = two.send()
    amend(two, sent)
    opened = two.here.services.entry.open(SMALL, FIRST, NOVEMBER, two.here.person("clerk"))
    opened.set_many({ANC_START: "21", CellKey("SM_A4", "ANC"): "23"})
    completion = two.here.services.completion
    changed = [item for item in completion.look(opened).items if item.group == "changed"]
    assert [(str(i.what), i.needs) for i in changed] == [
        ("Was 20 in revision 1, is 21 now.", REASON),
        ("Was 22 in revision 1, is 23 now.", REASON),
    ]
    with pytest.raises(RefusedError, match="write 2 reasons"):
        completion.complete(opened, two.here.signer("clerk"))
    opened.set_reason(subject_of(ANC_START), "One client was counted in October.")
    opened.set(CellKey("SM_A4", "ANC"), "22")
    opened.set(ANC_START, "20")
    assert [item for item in completion.look(opened).items if item.group == "changed"] == []


def test_the_document_of_an_amendment_says_what_it_amends_and_a_first_revision_says_nothing(two):
    sent, files = two.send()
    first = two.here.services.verifying.verify(files[0]).data
    assert "amends" not in first
    assert "conversation" not in first
    amend(two, sent)
    opened = two.here.services.entry.open(SMALL, FIRST, NOVEMBER, two.here.person("clerk"))
    opened.set_many({ANC_START: "21", CellKey("SM_A4", "ANC"): "23"})
    for key in (ANC_START, CellKey("SM_A4", "ANC")):
        opened.set_reason(subject_of(key), f"Counted again: {key.element}.")
    second, files = two.sign_and_send()
    data = two.here.services.verifying.verify(files[0]).data
    assert data["amends"] == {
        "revision": str(sent.id),
        "number": 1,
        "short_code": sent.short_code,
        "why": "The tally sheet was counted again.",
        "changes": [
            {
                "cell": "SM_A1[ANC]",
                "before": {"kind": "number", "value": 20},
                "after": {"kind": "number", "value": 21},
                "reason": "Counted again: SM_A1.",
                "by": "A. Wanjiru",
            },
            {
                "cell": "SM_A4[ANC]",
                "before": {"kind": "number", "value": 22},
                "after": {"kind": "number", "value": 23},
                "reason": "Counted again: SM_A4.",
                "by": "A. Wanjiru",
            },
        ],
    }
    two.here.services.amending.begin(second.id, two.here.person("clerk"), "Once more.")
    with two.here.work() as work:
        third = work.returns.latest(sent.key)
        assert not [s for s in work.returns.reasons(third.id) if s.startswith("changed:")]


# -- questions, and their answers in the next revision ------------------------------------------


def ask(two, revision, text="Does this count the September clients?"):
    """Whoever reviews what was taken in writes at a cell; the question then waits there."""
    return two.ask(revision, ANC_START, text, "By the 10th.")


@ON_BOTH
def test_questions_travel_to_the_cells_and_the_answers_come_back_in_the_next_revision(two):
    sent, files = two.send()
    two.take_in(*files)
    path = ask(two, sent)
    looked = look(two.here, path)
    assert looked.standing is NEW
    assert str(looked.text) == (
        f"National programme asks 1 question about revision 1 of Facility {FIRST}, November 2026."
    )
    take(two.here, path)
    assert look(two.here, path).standing is ALREADY
    assert two.here.services.letters.questions.note(sent.id) == "By the 10th."
    clerk = two.here.person("clerk")
    opened = two.here.services.entry.open(SMALL, FIRST, NOVEMBER, clerk)
    assert opened.waiting == {ANC_START}
    [comment] = opened.comments(ANC_START)
    assert (comment.by, comment.text) == ("J. Mwende", "Does this count the September clients?")

    amend(two, sent)
    opened = two.here.services.entry.open(SMALL, FIRST, NOVEMBER, clerk)
    assert opened.waiting == {ANC_START}
    [thread] = opened.threads(ANC_START)
    opened.add_comment(ANC_START, "Yes, one: taken out.", thread=thread.id)
    opened.resolve(thread.id, True)
    opened.add_comment(ANC_NEW, "Between us: ask the nurse.")
    opened.set_many({ANC_START: "19", CellKey("SM_A4", "ANC"): "21"})
    for key in (ANC_START, CellKey("SM_A4", "ANC")):
        opened.set_reason(subject_of(key), "One September client taken out.")
    _, files = two.sign_and_send()
    taken = two.take_in(*files)
    there = two.there.services.entry.open(SMALL, FIRST, NOVEMBER, two.there.person("mwende"))
    assert (there.number, there.waiting) == (2, frozenset())
    assert [(c.by, c.text) for c in there.comments(ANC_START)] == [
        ("J. Mwende", "Does this count the September clients?"),
        ("A. Wanjiru", "Yes, one: taken out."),
    ]
    assert there.comments(ANC_NEW) == ()
    assert there.changed_since_signed(ANC_START)
    assert taken.number == 2
    assert two.stands(two.there, sent).state is State.RECEIVED


def test_words_put_into_the_mouth_of_the_receiving_office_are_left_out(two):
    sent, files = two.send()
    two.take_in(*files)
    take(two.here, ask(two, sent))
    amend(two, sent)
    with two.here.work() as work:
        latest = work.returns.latest(sent.key)
        [thread] = work.amendments.threads(latest.id)
        forged = replace(thread.said[0], text="The county agrees with everything.")
        work.amendments.put_threads(latest.id, [replace(thread, said=(*thread.said, forged))])
        work.commit()
    _, files = two.sign_and_send()
    two.take_in(*files)
    there = two.there.services.entry.open(SMALL, FIRST, NOVEMBER, two.there.person("mwende"))
    assert [c.text for c in there.comments(ANC_START)] == ["Does this count the September clients?"]


def test_questions_about_what_this_office_never_sent_or_sent_otherwise_are_refused(two):
    sent, files = two.send()
    two.take_in(*files)
    path = ask(two, sent)
    with two.here.work() as work:
        work.returns.save_revision(replace(sent, short_code="AAAA-BBBB-CCCC"))
        work.commit()
    assert look(two.here, path).standing is REFUSED


def test_nothing_asked_is_no_letter(two):
    sent, files = two.send()
    two.take_in(*files)
    with pytest.raises(RefusedError, match="Nothing is asked"):
        two.there.services.letters.ask(sent.id, two.there.signer("mwende"), two.bag / "a.kmmp-questions")


# -- totals that used the revision before ----------------------------------------------------------


@ON_BOTH
def test_taking_an_amendment_in_says_which_totals_used_the_revision_before(two):
    sent, files = two.send()
    two.take_in(*files)
    with two.there.work() as work:
        for place in ("Kisumu", "Ziwa", ""):
            work.consolidations.add(
                Consolidation(uuid4(), SMALL, NOVEMBER, "county", place, THIRD, None, (sent.id,), {})
            )
        work.commit()
    amend(two, sent)
    second, files = two.sign_and_send()
    taken = two.take_in(*files)
    assert "3 consolidations used revision 1." in [str(note) for note in taken.judged.notes]
    [said] = two.there.services.amending.used(second.id)
    assert str(said) == "3 consolidations used revision 1."


# -- the list of what is owed ------------------------------------------------------------------------


def row_of(office, mfl=FIRST):
    rows = office.services.worklist.month(SMALL, NOVEMBER).rows
    return next(row for row in rows if row.facility.mfl == mfl)


def test_the_worklist_knows_questions_amendments_and_recalls(two):
    sent, files = two.send()
    two.take_in(*files)
    path = ask(two, sent)
    for mfl in (FIRST, SECOND):
        two.here.services.facilities.save(facility(mfl, NOVEMBER), None)
    two.here.clock.moment = two.there.clock.moment = THIRD + timedelta(days=20)  # overdue, had it not left
    assert row_of(two.here).group == 2
    take(two.here, path)
    asked = row_of(two.here)
    assert (str(asked.due), asked.group, asked.overdue) == ("1 question", 0, ())
    amend(two, sent)
    amending = row_of(two.here)
    assert (str(amending.due), amending.bucket, amending.overdue) == ("amends revision 1", "draft", ())
    assert two.here.services.worklist.month(SMALL, NOVEMBER).on_time == 1  # what was sent in time, was

    other, _ = two.send(SECOND)
    recall(two, other)
    recalled = row_of(two.here, SECOND)
    assert (recalled.bucket, recalled.group, recalled.overdue) == ("draft", 0, (NOVEMBER,))
    amend(two, other)
    assert row_of(two.here, SECOND).overdue == (NOVEMBER,)
