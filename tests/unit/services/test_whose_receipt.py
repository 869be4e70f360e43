"""A receipt counts where this office sends to its office: an officer's, or one that was accepted."""

from dataclasses import replace

import pytest
from received_office import (  # noqa: F401
    CODES,
    receiver,
    receiver_home,
    sender,
    sender_home,
    stranger_home,
)
from two_offices import signing_receiver, two  # noqa: F401

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.returns import State
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.letters import LetterStanding
from kmmp_desktop.services.receiving_rows import Step

FIRST, SECOND = CODES[:2]


@pytest.fixture
def bahari(two, sender, stranger_home):  # noqa: F811
    """Another office whose manager this one knows by a card; it got hold of Ziwa's files."""
    other = sender(stranger_home).office
    home, manager = other.services.people.office(), other.person("manager")
    card = Person(manager.id, "key-b", manager.name, manager.role, manager.certificate)
    ziwa = two.here.services.people.office()
    with two.here.work() as work:
        work.people.put(_of(card, home))
        work.commit()
    with other.work() as work:
        for username in ("clerk", "manager"):
            known = two.here.person(username)
            work.people.put(
                _of(Person(known.id, f"k-{username}", known.name, known.role, known.certificate), ziwa)
            )
        work.commit()
    return other


def _of(person, office):
    return replace(person, office=office.id, office_name=office.name)


def receipt_of(other, files, folder):
    rows = list(other.services.receiving.look(list(files)))
    taken = [other.services.receiving.take(row, other.person("manager")) for row in rows]
    assert {row.step for row in taken} == {Step.TAKEN}, [str(row.judged.text) for row in taken]
    revisions = list(dict.fromkeys(row.revision for row in taken))
    [path] = other.services.letters.receipts.make(revisions, other.signer("manager"), folder)
    return path


def test_a_receipt_of_an_office_that_gave_none_before_asks(two, bahari):  # noqa: F811
    sent, files = two.send()
    path = receipt_of(bahari, files, two.bag / "receipts")
    letters, content, clerk = two.here.services.letters, path.read_bytes(), two.here.person("clerk")
    looked = letters.look(path.name, content)
    assert (looked.standing, looked.asks) == (LetterStanding.HELD, True)
    assert "No receipt of Bahari Care, Mombasa was taken in here before" in str(looked.text)
    assert "accept its receipts" in str(looked.step)
    with pytest.raises(RefusedError):
        letters.take(path.name, content, clerk)
    assert two.stands(two.here, sent).state is State.SUBMITTED

    assert "accepted from now on" in str(letters.expect(path.name, content, clerk))
    assert letters.look(path.name, content).standing is LetterStanding.NEW
    letters.take(path.name, content, clerk)
    assert two.stands(two.here, sent).state is State.RECEIVED
    assert letters.receipts.of(sent.id).office == "Bahari Care, Mombasa"

    other, more = two.send(SECOND)
    later = receipt_of(bahari, more, two.bag / "later")
    assert letters.look(later.name, later.read_bytes()).standing is LetterStanding.NEW
    with two.here.work() as work:
        assert "receipts expected" in [entry.action for entry in work.audit.entries("office")]
    assert other.key.facility == SECOND


def test_a_programme_officer_stands_above_and_is_not_asked_about(two):  # noqa: F811
    sent, files = two.send()
    two.take_in(*files)
    [path] = two.receipts(sent)
    letters = two.here.services.letters
    assert letters.look(path.name, path.read_bytes()).standing is LetterStanding.NEW
    with pytest.raises(RefusedError):
        letters.expect(path.name, path.read_bytes(), two.here.person("clerk"))


def test_a_receipt_for_another_office_says_whose_files_it_is_about(two, bahari):  # noqa: F811
    """Bahari's receipts come in one file for each sender; Ziwa's copy goes astray to a third office."""
    _, files = two.send()
    path = receipt_of(bahari, files, two.bag / "receipts")
    home, manager = bahari.services.people.office(), bahari.person("manager")
    looked = two.there.services.letters.look(path.name, path.read_bytes())
    assert looked.standing is LetterStanding.HELD, "Bahari is not known there"
    with two.there.work() as work:
        work.people.put(
            _of(Person(manager.id, "key-b", manager.name, manager.role, manager.certificate), home)
        )
        work.commit()
    looked = two.there.services.letters.look(path.name, path.read_bytes())
    assert looked.standing is LetterStanding.REFUSED
    assert str(looked.text) == (
        "This receipt is about files of another office (Ziwa Health Partners, Kisumu)."
    )
    assert "Send it on" in str(looked.step)
