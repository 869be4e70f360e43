"""Verify log, where another office's return was taken in: nothing of it is changed or hidden by hand."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from office_fixtures import THIRD, open_copy
from ready_made import ready_made
from received_office import CODES, receiver_home, sender, sender_home  # noqa: F401

from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.demo.office import SetClock

FIRST = CODES[0]


@pytest.fixture(scope="session")
def taken_home(receiver_home, sender, tmp_path_factory):  # noqa: F811
    """The national office once it has taken in a return with a warning and its reason."""

    def make(home):
        shutil.copytree(receiver_home, home)
        sends, receives = sender(), open_copy(home, SetClock(THIRD))
        path = sends.send(FIRST, tmp_path_factory.mktemp("bag"), B6="09/12/2026")
        [row] = receives.services.receiving.look([path])
        receives.services.receiving.take(row, receives.person("mwende"))
        assert receives.services.log.check().holds
        receives.store.close()

    return ready_made(tmp_path_factory, "log-of-received", make)


@pytest.fixture
def office(taken_home, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(taken_home, home)
    return open_copy(home, SetClock(THIRD))


def by_hand(office, *edits):
    with closing(sqlite3.connect(office.home / "office.db")) as connection:
        for edit in edits:
            assert connection.execute(edit).rowcount > 0, edit
        connection.commit()


def said_of(office):
    return [str(broken.text) for broken in office.services.log.check().broken]


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
def test_no_state_hides_that_the_file_of_a_taken_in_return_is_gone(office, state):
    """Only one's own return goes back to draft, and loses its files on the way."""
    by_hand(
        office,
        "DELETE FROM signed_file",
        f"UPDATE revision SET state = '{state.value}'",
        "UPDATE cell SET number = 77 WHERE element = 'SM_A1'",
    )
    [text] = said_of(office)
    assert text == "The kept signed file of the kind xlsx is gone."


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE reason SET text = 'Nothing was amiss.'",
        "DELETE FROM reason",
        "INSERT INTO reason SELECT revision, 'W999', text, \"by\", at FROM reason LIMIT 1",
    ],
    ids=["another", "none", "one-more"],
)
def test_a_reason_of_a_taken_in_return_is_the_one_that_was_signed(office, edit):
    by_hand(office, edit)
    [text] = said_of(office)
    assert text.startswith("The reason at")
