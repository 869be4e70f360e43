"""The plug is pulled while files are being taken in: each is in whole, or not at all; going on finishes."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from received_office import CODES, NOVEMBER, SMALL, receiver, receiver_home, send_all, sender, sender_home

__all__ = ["receiver", "receiver_home", "sender", "sender_home"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
ROOT = Path(__file__).parents[2]
COUNT, KILLS = 16, 6
MOST_AT_ONCE = 6
"""So many files are taken in before the signal arrives, where it is late."""


@pytest.fixture(scope="module")
def inbox(sender, tmp_path_factory):
    return send_all(sender(), CODES[:COUNT], tmp_path_factory.mktemp("inbox"))


def start(home: Path, folder: Path, most: int) -> subprocess.Popen[str]:
    script = Path(__file__).with_name("receiving_child.py")
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    return subprocess.Popen(
        [sys.executable, str(script), str(home), str(folder), str(most)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )


def only_whole_files(office) -> set[str]:
    """Every revision here has its cells, its bytes, its origin and an unbroken chain; returns their ids."""
    with office.work() as work:
        found = work.returns.in_month(SMALL, NOVEMBER)
        for revision in found:
            assert len(work.returns.cells(revision.id)) == 15
            received = work.received.of_revision(revision.id)
            assert received
            for file in received:
                content = work.files.get(revision.id, file.kind).content
                assert hashlib.sha256(content).digest() == file.digest
            assert work.audit.first_broken(str(revision.id)) is None
        assert work.audit.first_broken("office") is None
        return {str(revision.id) for revision in found}


def test_killed_halfway_leaves_whole_files_and_what_was_said_to_be_in_is_in(receiver, inbox):
    dice, said, killed = random.Random(11), set(), 0
    while killed < KILLS and len(only_whole_files(receiver)) < COUNT - MOST_AT_ONCE:
        child = start(receiver.home, inbox, MOST_AT_ONCE)
        assert child.stdout is not None
        child.stdout.readline()
        for _ in range(dice.randrange(2)):
            word, _, revision = child.stdout.readline().strip().partition(" ")
            if word == "taken_in":
                said.add(revision)
        time.sleep(dice.random() * 0.01)
        child.send_signal(signal.SIGKILL)
        killed += 1
        rest, _ = child.communicate()
        said.update(line.partition(" ")[2] for line in rest.splitlines() if line.startswith("taken_in "))
        assert said <= only_whole_files(receiver)
    assert killed >= 2, "everything was in before anybody could be killed"
    assert len(said) < COUNT, "the kills came after everything was in"
    child = start(receiver.home, inbox, COUNT + 1)
    child.communicate(timeout=600)
    assert child.returncode == 0
    assert len(only_whole_files(receiver)) == COUNT
