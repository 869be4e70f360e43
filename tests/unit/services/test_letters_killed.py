"""Killed in between: a recall or an amendment is there whole or not at all, and going on finishes it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from office_fixtures import THIRD, open_copy
from two_offices import FIRST

from kmmp_desktop.domain.returns import State
from kmmp_desktop.services.demo.office import SetClock

CHILD = """
import os, signal, sys
from pathlib import Path
from uuid import UUID
sys.path[:0] = [{tests!r}, {root!r}]
from office_fixtures import THIRD, open_copy
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.storage.unit_of_work import SqlUnitOfWork

office = open_copy(Path({home!r}), SetClock(THIRD))
revision, path, act, when = UUID({revision!r}), Path({path!r}), {act!r}, {when!r}
clerk, signer = office.person("clerk"), office.signer("clerk") if act == "recall" else None


def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


if when == "before":
    SqlUnitOfWork.commit = die
else:
    commit = SqlUnitOfWork.commit
    SqlUnitOfWork.commit = lambda self: (commit(self), die())
if act == "recall":
    office.services.letters.recalls.recall(revision, signer, "Wrong register.", path)
else:
    office.services.amending.begin(revision, clerk, "Counted again.")
"""


@pytest.fixture
def killed(two):
    two.sent, _ = two.send()

    def kill(act: str, when: str):
        root = Path(__file__).parents[3]
        child = CHILD.format(
            tests=str(root / "tests"),
            root=str(root),
            home=str(two.here.home),
            revision=str(two.sent.id),
            path=str(two.bag / "back.kmmp-recall"),
            act=act,
            when=when,
        )
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(
            [sys.executable, "-c", child], env=environment, capture_output=True, check=False
        )
        assert done.returncode == -signal.SIGKILL, done.stderr.decode()
        return open_copy(two.here.home, SetClock(THIRD))

    return kill


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_recall_is_made_or_not_and_can_be_written_again(two, killed, when):
    office = killed("recall", when)
    with office.work() as work:
        state = work.returns.revision(two.sent.id).state
        kept = work.letters.of_revision(two.sent.id, "recall")
    assert state is (State.SUBMITTED if when == "before" else State.RECALLED)
    assert len(kept) == (0 if when == "before" else 1)
    path = two.bag / "back.kmmp-recall"
    assert not path.exists()
    office.services.letters.recalls.recall(two.sent.id, two.here.signer("clerk"), "Wrong register.", path)
    letters = two.there.services.letters
    assert letters.look(path.name, path.read_bytes()).can_take
    with office.work() as work:
        [letter] = work.letters.of_revision(two.sent.id, "recall")
    assert letter.content == path.read_bytes()


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_amendment_has_begun_whole_or_not_at_all(two, killed, when):
    office = killed("amend", when)
    with office.work() as work:
        found = work.returns.revisions(two.sent.key)
        assert found[0] == two.sent
        if when == "before":
            assert len(found) == 1
        else:
            assert work.returns.cells(found[1].id) == work.returns.cells(two.sent.id) != {}
        assert work.audit.first_broken("office") is None
    if when == "before":
        assert office.services.amending.begin(two.sent.id, office.person("clerk"), "Again.").number == 2
    assert two.sent.key.facility == FIRST
