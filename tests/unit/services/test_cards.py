"""A card says of which office its person is: for that one they sign, and for no other."""

import base64
import json
from dataclasses import replace

import pytest
from office_fixtures import PASSPHRASE
from received_office import (  # noqa: F401
    CODES,
    receiver,
    receiver_home,
    sender,
    sender_home,
    stranger_home,
)
from two_offices import signing_receiver, two  # noqa: F401

from kmmp_desktop.domain.document import canonical_bytes
from kmmp_desktop.domain.identity import Standing
from kmmp_desktop.domain.office import Role
from kmmp_desktop.domain.verdict import Answer
from kmmp_desktop.errors import FileRefusedError, RefusedError
from kmmp_desktop.security.facts import CertificateReader
from kmmp_desktop.services.letter_contents import about_of, head_of
from kmmp_desktop.services.letters import LetterStanding
from kmmp_desktop.services.receiving_rows import Step, Why
from kmmp_desktop.services.roster import RosterService
from kmmp_desktop.services.sealed_files import seal

FIRST = CODES[0]


def card_of(office, username, folder):
    path = folder / f"{username}.card"
    person = office.person(username)
    office.services.roster.write_card(person, path)
    return path, person


def pinner(office):
    """A roster whose manager is whoever asks: the fixture's receiver has an officer alone."""
    manager = replace(office.person("mwende"), role=type(office.person("mwende").role).MANAGER)
    roster = RosterService(office.work, office.clock, CertificateReader())
    return lambda path, fingerprint, **more: roster.pin(path, fingerprint, manager, **more)


def forget_offices(office):
    """As a pin lies there that was made before cards said the office."""
    with office.work() as work:
        for person in work.people.all():
            if person.office is not None:
                work.people.put(replace(person, office=None, office_name=""))
        work.commit()


def test_a_card_carries_the_office_and_its_person_signs_for_that_one(two, sender, stranger_home, tmp_path):  # noqa: F811
    bahari = sender(stranger_home).office
    path, clerk = card_of(bahari, "clerk", tmp_path)
    known = pinner(two.there)(path, clerk.fingerprint)
    home = bahari.services.people.office()
    assert (known.office, known.office_name) == (home.id, "Bahari Care, Mombasa")
    identity = two.there.services.verifying._trust.identify(clerk.certificate, None)
    assert (identity.standing, identity.office) == (Standing.ROSTER, home.id)


def test_people_of_a_card_sign_nothing_for_another_office(two, sender, stranger_home, tmp_path):  # noqa: F811
    """Bahari's people are known; they put Ziwa's name and number over their own signatures."""
    bahari = sender(stranger_home)
    for username in ("clerk", "manager"):
        path, person = card_of(bahari.office, username, tmp_path)
        pinner(two.there)(path, person.fingerprint)
    ziwa = two.here.services.people.office()
    with bahari.office.work() as work:
        work.people.set_office(ziwa)
        work.commit()
    bahari.fill(FIRST)
    _, forged = bahari.sign(FIRST, two.bag)
    verdict = two.there.services.verifying.verify(forged[0])
    assert verdict.intact is Answer.YES
    assert verdict.who is Answer.NO
    assert "signs for Bahari Care, Mombasa, but the file is one of another office" in str(verdict.who_text)
    [row] = two.there.services.receiving.look(list(forged))
    assert (row.step, row.judged.why) == (Step.REFUSE, Why.WRONG_ROLE)


def test_letters_of_a_card_speak_for_its_office_alone(two, sender, stranger_home, tmp_path):  # noqa: F811
    bahari = sender(stranger_home)
    sent, files = two.send()
    two.take_in(*files)
    path, person = card_of(bahari.office, "manager", tmp_path)
    pinner(two.there)(path, person.fingerprint)
    office = two.here.services.people.office()
    data = {**head_of(office, person, two.there.clock.now()), **about_of(sent, "x"), "why": "Because."}
    forged = seal("recall", data, bahari.office.signer("manager"))
    looked = two.there.services.letters.look("a.kmmp-recall", forged)
    assert looked.standing is LetterStanding.REFUSED
    assert "but the letter speaks for" in str(looked.text)


def test_a_pin_of_old_says_no_office_and_is_asked_for_again(two, tmp_path):  # noqa: F811
    _, files = two.send()
    forget_offices(two.there)
    [row] = two.there.services.receiving.look(list(files))
    assert (row.step, row.judged.why) == (Step.HOLD, Why.UNKNOWN_KEY)
    assert "For which office A. Wanjiru signs is not known here." in str(row.judged.text)
    assert "new card" in str(row.judged.to_do)
    for username in ("clerk", "manager"):
        path, person = card_of(two.here, username, tmp_path)
        known = pinner(two.there)(path, person.fingerprint)
        assert known.office == two.here.services.people.office().id
    [row] = two.there.services.receiving.look(list(files))
    assert row.step is Step.TAKE


def test_a_letter_of_a_pin_of_old_is_held(two):  # noqa: F811
    sent, files = two.send()
    two.take_in(*files)
    [path] = two.receipts(sent)
    forget_offices(two.here)
    looked = two.here.services.letters.look(path.name, path.read_bytes())
    assert looked.standing is LetterStanding.HELD
    assert "take in a new card of J. Mwende" in str(looked.step)


def changed(path, **fields):
    data = json.loads(path.read_bytes())
    data.update(fields)
    path.write_bytes(canonical_bytes(data))
    return path


def test_a_card_whose_office_is_not_that_of_its_certificate_is_refused(two, sender, stranger_home, tmp_path):  # noqa: F811
    bahari = sender(stranger_home).office
    path, clerk = card_of(bahari, "clerk", tmp_path)
    ziwa = two.here.services.people.office()
    changed(path, office={"id": str(ziwa.id), "name": ziwa.name})
    with pytest.raises(FileRefusedError, match="another person or office than the certificate"):
        pinner(two.there)(path, clerk.fingerprint)
    changed(path, certificate=base64.b64encode(b"none").decode())
    with pytest.raises((FileRefusedError, RefusedError)):
        pinner(two.there)(path, clerk.fingerprint)


def test_an_office_has_one_name_here(two, tmp_path):  # noqa: F811
    """A card with the number of an office that is known, under a name that is not."""
    path, clerk = card_of(two.here, "clerk", tmp_path)
    changed(path, office={"id": str(two.here.services.people.office().id), "name": "Nyeri Mothers"})
    with two.there.work() as work:  # the clerk was pinned before cards said the office, the manager after
        work.people.put(replace(work.people.get(clerk.id), office=None, office_name=""))
        work.commit()
    with pytest.raises(RefusedError, match="is known here as Ziwa Health Partners, Kisumu"):
        pinner(two.there)(path, clerk.fingerprint)


def with_another_key(office, username, folder):
    """The card of somebody who lost key and passphrase and made a new one."""
    person = office.person(username)
    with office.work() as work:
        work.people.put(replace(person, certificate=None))
        work.commit()
    office.services.people.unlock(office.person(username), PASSPHRASE).lock()
    return card_of(office, username, folder)


def test_a_new_key_of_somebody_known_is_pinned_once_they_said_why_in_words(two, tmp_path):  # noqa: F811
    _, files = two.send()
    before = two.here.person("manager")
    old_card, _ = card_of(two.here, "manager", tmp_path)
    old_card = old_card.rename(tmp_path / "old.card")
    path, person = with_another_key(two.here, "manager", tmp_path)
    with pytest.raises(RefusedError, match="another key already") as refused:
        pinner(two.there)(path, person.fingerprint)
    said = f"{refused.value} {refused.value.hint}"
    assert before.fingerprint in said
    assert person.fingerprint in said
    assert "ask why it is new" in said
    known = pinner(two.there)(path, person.fingerprint, new_key=True)
    assert known.certificate == person.certificate != before.certificate
    with two.there.work() as work:
        entry = work.audit.entries("office")[-1]
    assert (entry.action, entry.body["key_before"]) == ("person known", before.fingerprint)
    identify = two.there.services.verifying._trust.identify
    assert identify(before.certificate, None).role is Role.MANAGER, "what was signed before stays theirs"
    [row] = two.there.services.receiving.look(list(files))
    assert row.step is Step.TAKE
    with pytest.raises(RefusedError, match="has given up"):
        pinner(two.there)(old_card, before.fingerprint, new_key=True)


def test_a_new_key_for_another_office_is_nobodys(two, sender, stranger_home, tmp_path):  # noqa: F811
    path, person = with_another_key(two.here, "manager", tmp_path)
    with two.there.work() as work:
        bahari = sender(stranger_home).office.services.people.office()
        known = work.people.get(person.id)
        work.people.put(replace(known, office=bahari.id, office_name=bahari.name))
        work.commit()
    with pytest.raises(RefusedError, match="another key already, for Bahari"):
        pinner(two.there)(path, person.fingerprint, new_key=True)


def test_a_card_of_the_older_version_says_why_it_is_refused(two, tmp_path):  # noqa: F811
    path, clerk = card_of(two.here, "clerk", tmp_path)
    changed(path, kmmp_card=1, office="Ziwa Health Partners, Kisumu")
    with pytest.raises(FileRefusedError, match="does not say of which office A"):
        pinner(two.there)(path, clerk.fingerprint)


def test_a_card_is_looked_at_before_anything_is_believed(two, sender, stranger_home, tmp_path):  # noqa: F811
    path, clerk = card_of(sender(stranger_home).office, "clerk", tmp_path)
    roster = two.there.services.roster
    looked = roster.look(path)
    assert (looked.person.name, looked.known, looked.is_here) == (clerk.name, None, False)
    pinner(two.there)(path, clerk.fingerprint)
    assert roster.look(path).is_here
    before = two.here.person("manager")
    path, newer = with_another_key(two.here, "manager", tmp_path)
    looked = roster.look(path)
    assert (looked.known.fingerprint, looked.is_here) == (before.fingerprint, False)
    pinner(two.there)(path, newer.fingerprint, new_key=True, why="The laptop was stolen.")
    with two.there.work() as work:
        entry = work.audit.entries("office")[-1]
    assert (entry.body["key_before"], entry.body["why"]) == (before.fingerprint, "The laptop was stolen.")
