"""An office that signs and sends, an office that receives, and the files that go to and fro between them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from office_fixtures import THIRD, Office, open_copy
from office_on_server import on_server
from ready_made import ready_made
from received_office import CODES

from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.amendment_ports import Said, Speaker, SpokenThread
from kmmp_desktop.services.completion import record_step
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.services.receiving_files import files_in
from kmmp_desktop.services.receiving_rows import Step

FIRST, SECOND = CODES[:2]


class Two:
    """An office that sends, an office that receives, and the bag in which files go to and fro."""

    def __init__(self, sender: Any, receiver: Office, bag: Path) -> None:
        self.sender, self.here, self.there, self.bag = sender, sender.office, receiver, bag
        officer = receiver.person("mwende")
        assert officer.certificate is not None
        office = receiver.services.people.office()
        assert office is not None
        card = Person(
            officer.id,
            "key-mwende",
            officer.name,
            officer.role,
            officer.certificate,
            office=office.id,
            office_name=office.name,
        )
        with self.here.work() as work:  # the sender knows the officer by her card
            work.people.put(card)
            work.commit()

    def send(self, mfl=FIRST):
        """A return that was signed, approved, and has left."""
        self.sender.fill(mfl)
        return self.sign_and_send(mfl)

    def sign_and_send(self, mfl=FIRST):
        revision, files = self.sender.sign(mfl, self.bag)
        with self.here.work() as work:
            sent = replace(revision, state=State.SUBMITTED, submitted_at=self.here.clock.now())
            work.returns.save_revision(sent)
            record_step(work, sent, sent.submitted_at, None, "submitted", {})
            work.commit()
        return sent, files

    def take_in(self, *files):
        receiving = self.there.services.receiving
        for row in list(receiving.look(list(files_in(files)))):
            taken = receiving.take(row, self.there.person("mwende"))
            assert taken.step is Step.TAKEN, (str(taken.judged.text), str(taken.judged.to_do))
        return taken

    def receipts(self, *revisions, **more):
        signer = self.there.signer("mwende")
        return self.there.services.letters.receipts.make(
            [r.id for r in revisions], signer, self.bag / "receipts", **more
        )

    def ask(self, revision: Any, key: CellKey, text: str, note: str = "") -> Path:
        """A question of the receiving office at a cell of what it took in, as a letter."""
        officer = self.there.person("mwende")
        said = Said(Speaker(officer.id, officer.name), self.there.clock.now(), text)
        with self.there.work() as work:
            work.amendments.put_threads(revision.id, [SpokenThread(uuid4(), key, True, (said,))])
            work.commit()
        path = self.bag / "asked.kmmp-questions"
        return self.there.services.letters.ask(revision.id, self.there.signer("mwende"), path, note)

    def stands(self, office, revision):
        with office.work() as work:
            return work.returns.revision(revision.id)


@pytest.fixture(scope="session")
def signing_receiver(receiver_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The receiving office once its officer has a key."""

    def make(home: Path) -> None:
        shutil.copytree(receiver_home, home)
        office = open_copy(home, SetClock(THIRD))
        office.signer("mwende")
        office.store.close()

    return ready_made(tmp_path_factory, "signing-receiver", make)


ON_BOTH = pytest.mark.parametrize("two", ["sqlite", "postgresql"], indirect=True)
"""A test of letters with both offices in files, and both on a server."""


@pytest.fixture
def two(
    request: pytest.FixtureRequest, sender: Any, signing_receiver: Path, tmp_path: Path
) -> Iterator[Two]:
    bag = tmp_path / "bag"
    bag.mkdir()
    copy = tmp_path / "receiver"
    shutil.copytree(signing_receiver, copy)
    sends, receives = sender(), open_copy(copy, SetClock(THIRD))
    on_a_server = getattr(request, "param", "sqlite") == "postgresql"
    if on_a_server:
        new = request.getfixturevalue("server")
        sends, receives = type(sends)(on_server(sends.office, new(True))), on_server(receives, new(True))
    yield Two(sends, receives, bag)
    if on_a_server:  # before the server goes
        sends.office.store.close()
        receives.store.close()
