"""Small signed files among received ones: recalls, trust files, certificates, packs; each has its own row."""

from dataclasses import replace
from datetime import timedelta

import pytest
from authority_fixtures import QUICK, WORDS
from office_fixtures import PASSPHRASE, THIRD
from received_office import (  # noqa: F401
    CODES,
    NOVEMBER,
    SMALL,
    Sender,
    receiver,
    receiver_home,
    sender,
    sender_home,
    stranger_home,
)
from two_offices import FIRST, signing_receiver, two  # noqa: F401

from kmmp_desktop.domain.form import Status
from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.returns import State
from kmmp_desktop.security.authority_keys import AuthoritySecurity
from kmmp_desktop.security.signed import signed_by
from kmmp_desktop.services.authority import AuthorityService
from kmmp_desktop.services.receiving_files import files_in
from kmmp_desktop.services.receiving_list import beside
from kmmp_desktop.services.receiving_rows import Step, Why, ready


def look(office, *paths):
    return beside(office.services.receiving.look(list(files_in(paths))))


def take_all(office, *paths):
    """Everything that can be, in its order; by the name of the file."""
    taken = {}
    service, person = office.services.receiving, office.person("mwende")
    service.take_all(ready(look(office, *paths)), person, lambda file: taken.update({file.path: file}))
    return taken


def test_a_recall_in_the_same_folder_is_read_before_the_return_it_takes_back(two, tmp_path):  # noqa: F811
    sent, [path] = two.send()
    letter = two.bag / "back.kmmp-recall"
    two.here.services.letters.recalls.recall(sent.id, two.here.signer("manager"), "Wrong register.", letter)
    rows = {row.path: row for row in look(two.there, two.bag)}
    assert rows[letter].judged.why is Why.LETTER
    taken = take_all(two.there, two.bag)
    assert taken[letter].step is Step.TAKEN
    assert (taken[path].step, taken[path].judged.why) == (Step.REFUSE, Why.RECALLED)
    assert "Wrong register." in str(taken[path].judged.to_do)
    with two.there.work() as work:
        assert work.returns.in_month(SMALL, NOVEMBER) == ()


def test_a_receipt_that_comes_back_turns_the_row_of_the_sender_to_received(two):  # noqa: F811
    sent, files = two.send()
    two.take_in(*files)
    [receipt] = two.receipts(sent)
    service, clerk = two.here.services.receiving, two.here.person("clerk")
    [row] = service.look([receipt])
    assert (row.step, row.kind) == (Step.TAKE, "receipt")
    assert service.take(row, clerk).step is Step.TAKEN
    assert two.stands(two.here, sent).state is State.RECEIVED
    [again] = service.look([receipt])
    assert again.step is Step.HERE


def test_a_pack_of_checks_is_one_of_the_files(receiver, sender, tmp_path):  # noqa: F811
    office = sender().office
    services, clock = office.services, office.clock
    clock.moment = THIRD - timedelta(days=20)
    with office.work() as work:
        work.people.put(replace(office.person("manager"), role=Role.OFFICER))
        work.commit()
    officer = office.person("manager")
    services.standards.confirm(
        SMALL, "STD_LOAD", "80", "clients", Status.PROGRAMME_SETTING, "Circular 4", NOVEMBER.shift(2), officer
    )
    signer = services.people.unlock(officer, PASSPHRASE)
    services.packs.issue(tmp_path / "checks.kmmp-pack", signer)
    with receiver.work() as work:
        work.people.put(replace(work.people.get(officer.id), role=Role.OFFICER))
        work.commit()
    [row] = look(receiver, tmp_path)
    assert (row.step, row.kind) == (Step.TAKE, "pack"), str(row.judged.text)
    assert take_all(receiver, tmp_path)[row.path].step is Step.TAKEN
    [again] = look(receiver, tmp_path)
    assert again.step is Step.HERE


@pytest.fixture
def certified(sender, tmp_path):  # noqa: F811
    """Ziwa with certificates of the programme's authority, which it took in as received files."""
    return certify(sender().office, tmp_path)


def certify(office, tmp_path):
    office.signers = {}
    authority = AuthorityService(AuthoritySecurity(office.clock, QUICK), signed_by, office.clock)
    opened = authority.create(tmp_path / "authority", "Kenya Mentor Mother Program", WORDS)
    files = tmp_path / "issued"
    files.mkdir()
    certificates = []
    for username in ("clerk", "manager"):
        person, request = office.person(username), tmp_path / f"{username}.kmmp-request"
        office.services.certificates.request(person, PASSPHRASE, request)
        asked = authority.ask(tmp_path / "authority", request)
        issued = opened.issue(request, asked.fingerprint, files, new_office=True)
        [row] = office.services.receiving.look([issued])
        assert row.step is Step.HOLD, "nobody has compared the programme's root yet"
        assert "trust file first" in str(row.judged.to_do)
        certificates.append((person, issued))
    first = opened.publish(tmp_path / "issued")
    read = office.services.trust.look(first.name, first.read_bytes()).summary
    office.services.trust.take(first, office.person("manager"), read.fingerprint)
    for person, issued in certificates:
        [row] = office.services.receiving.look([issued])
        assert (row.step, row.kind) == (Step.TAKE, "certificate"), str(row.judged.text)
        assert office.services.receiving.take(row, person).step is Step.TAKEN
    return office, opened


def test_returns_of_a_certified_office_are_known_by_the_trust_file_and_refused_when_revoked(
    certified,
    receiver,  # noqa: F811
    sender,  # noqa: F811
    tmp_path,
):
    office, opened = certified
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    Sender(office).send(CODES[0], inbox)
    later = Sender(office).send(CODES[1], tmp_path)
    [row] = look(receiver, inbox)
    assert row.judged.why is Why.UNKNOWN_KEY, "no trust file is here yet"
    first = opened.publish(tmp_path)
    [held] = look(receiver, first)
    assert (held.step, held.kind) == (Step.HOLD, "trust"), "the first one is compared by a person"
    trust, officer = receiver.services.trust, receiver.person("mwende")
    looked = trust.look(first.name, first.read_bytes())
    trust.take(first, officer, looked.summary.fingerprint)
    [row] = look(receiver, inbox)
    assert row.step is Step.TAKE, str(row.judged.text)
    assert row.trusted_by == "trust file 2"
    assert take_all(receiver, inbox)[row.path].step is Step.TAKEN

    [fine] = look(receiver, later)
    receiver.clock.moment = office.clock.moment = THIRD + timedelta(days=1)
    opened.revoke_person(office.person("manager").id, "Lost laptop.")
    second = opened.publish(tmp_path)
    [newer] = look(receiver, second)
    assert (newer.step, newer.kind) == (Step.TAKE, "trust")
    receiver.services.receiving.take(newer, officer)
    after = receiver.services.receiving.take(fine, officer)
    assert (after.step, after.judged.why) == (Step.REFUSE, Why.REVOKED), "judged before the revocation came"
    with receiver.work() as work:
        assert {r.key.facility for r in work.returns.in_month(SMALL, NOVEMBER)} == {CODES[0]}


def test_a_letter_that_was_changed_is_refused_in_its_row(two, tmp_path):  # noqa: F811
    sent, _ = two.send()
    letter = two.bag / "back.kmmp-recall"
    two.here.services.letters.recalls.recall(sent.id, two.here.signer("manager"), "Wrong register.", letter)
    content = bytearray(letter.read_bytes())
    content[len(content) // 2] ^= 1
    letter.write_bytes(bytes(content))
    [row] = look(two.there, letter)
    assert row.step in (Step.REFUSE, Step.LEAVE)
    assert FIRST not in str(row.key)


def test_what_was_signed_before_the_certificate_is_held_and_its_amendment_is_taken_in(
    receiver,  # noqa: F811
    sender,  # noqa: F811
    stranger_home,  # noqa: F811
    tmp_path,
):
    """The advice on hold works: a revision without a changed figure, signed with the certificate."""
    early = sender(stranger_home)
    office = early.office
    early.fill(CODES[0])
    revision, [path] = early.sign(CODES[0], tmp_path)
    office, opened = certify(office, tmp_path)
    first = opened.publish(tmp_path)
    read = receiver.services.trust.look(first.name, first.read_bytes()).summary
    receiver.services.trust.take(first, receiver.person("mwende"), read.fingerprint)
    [row] = look(receiver, path)
    assert (row.step, row.judged.why) == (Step.HOLD, Why.UNKNOWN_KEY)
    assert "ask it to amend the return" in str(row.judged.to_do)

    with office.work() as work:
        sent = replace(work.returns.revision(revision.id), state=State.SUBMITTED)
        work.returns.save_revision(sent)
        work.commit()
    office.services.amending.begin(sent.id, office.person("clerk"), "Signed with the certificate.")
    later, [path] = Sender(office).sign(CODES[0], tmp_path)
    [row] = look(receiver, path)
    assert (later.number, row.step) == (2, Step.TAKE), str(row.judged.text)


def test_what_a_manager_signed_before_leaving_stays_and_what_comes_later_is_refused(
    certified,
    receiver,  # noqa: F811
    sender,  # noqa: F811
    tmp_path,
):
    office, opened = certified
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    seen = Sender(office).send(CODES[0], inbox)
    unseen = Sender(office).send(CODES[1], tmp_path)
    first = opened.publish(tmp_path)
    officer, trust = receiver.person("mwende"), receiver.services.trust
    trust.take(first, officer, trust.look(first.name, first.read_bytes()).summary.fingerprint)
    [row] = look(receiver, seen)
    assert row.step is Step.TAKE

    receiver.clock.moment = office.clock.moment = THIRD + timedelta(days=1)
    opened.revoke_person(office.person("manager").id, "Moved to Nakuru.", left=True)
    receiver.clock.moment = THIRD + timedelta(days=4)
    second = opened.publish(tmp_path)
    trust.take(second, officer)
    [row] = look(receiver, seen)
    assert row.step is Step.TAKE, "these bytes were here before"
    [row] = look(receiver, unseen)
    assert (row.step, row.judged.why) == (Step.REFUSE, Why.EXPIRED)
    assert any("had left" in str(note) for note in row.judged.notes)
