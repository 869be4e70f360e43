"""A backup of an office on a server lays none of its figures on this computer in the clear, killed or not."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from backup_office import PASSPHRASE, BackedOffice, open_office, seal
from storage_fixtures import ACHIENG, C02, SteppingClock

from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.backup_ports import Secret
from kmmp_desktop.services.restoring import RestorePlan, Restorer
from kmmp_desktop.storage.backup_copies import SqlCopies

RIGHT = Secret(PASSPHRASE, "Achieng")
WORDS = "asked for the register of the ward"


@pytest.fixture
def office(server: Any, tmp_path: Path) -> Iterator[BackedOffice]:
    (tmp_path / "home").mkdir()
    (tmp_path / "usb").mkdir()
    made = open_office(tmp_path / "home", url=server(False))
    assert made.revision is not None
    with made.store.work() as work:
        work.returns.add_comment(made.revision.id, C02, WORDS, ACHIENG.id, made.clock.now())
        work.commit()
    yield made
    made.close()


class Watch:
    """Reads every file of a home at each step of the work, and once it is over."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.steps: set[str] = set()
        self.seen: set[str] = set()
        self.open: set[str] = set()

    def __call__(self, step: str, _done: int, _of: int) -> None:
        self.steps.add(step)
        self.look()

    def look(self) -> None:
        for path in self._home.rglob("*"):
            with contextlib.suppress(FileNotFoundError):
                if path.is_file() and (content := path.read_bytes()):
                    self.seen.add(path.name)
                    if WORDS.encode() in content or content.startswith(b"SQLite format 3"):
                        self.open.add(path.name)


def make(office: BackedOffice, folder: Path, report: Any) -> Path:
    return office.backups.make(folder, ACHIENG, report, passphrase=PASSPHRASE).path


def test_neither_while_it_is_made_and_proven_nor_while_it_is_checked(
    office: BackedOffice, tmp_path: Path
) -> None:
    watch = Watch(office.home)
    made = make(office, tmp_path / "usb", watch)
    office.backups.check(made, RIGHT, watch)
    plan = office.backups.look(made, RIGHT, watch)
    watch.look()
    assert watch.steps == {"copy", "write", "check"}
    assert "office.db" in watch.seen
    assert watch.open == set()
    assert repr(plan.manifest.database_key) not in repr(plan.manifest)
    plan.drop()


@pytest.mark.parametrize("at", ["copy", "check"])
def test_nor_does_a_killed_program_leave_any(office: BackedOffice, tmp_path: Path, at: str) -> None:
    office.store.engine.dispose()  # a child that is killed takes no connection of ours along

    def killed(step: str, done: int, of: int) -> None:
        if step == at and (done == of or step != "copy"):
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            make(office, tmp_path / "usb", killed)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    watch = Watch(tmp_path)
    watch.look()
    assert "office.db" in watch.seen
    assert watch.open == set()


def plan_for(path: Path, home: Path) -> tuple[Restorer, RestorePlan]:
    home.mkdir(exist_ok=True)
    clock = SteppingClock()
    restorer = Restorer(home, clock, seal(), SqlCopies(home, clock), ())
    return restorer, restorer.look(path, RIGHT, None, lambda *_: None)


def test_a_restore_that_is_refused_can_be_done_again_with_what_was_unpacked(
    office: BackedOffice, tmp_path: Path
) -> None:
    path = make(office, tmp_path / "usb", lambda *_: None)
    shutil.copytree(office.home, tmp_path / "file")
    open_office(tmp_path / "file", filled=False).close()
    busy = sqlite3.connect(tmp_path / "file" / "office.db", isolation_level=None)
    busy.execute("SELECT count(*) FROM cell").fetchone()
    restorer, plan = plan_for(path, tmp_path / "file")
    with pytest.raises(RefusedError, match="Another program has this office open"):
        restorer.restore(plan, None)
    assert not (plan.ready / "office.db").read_bytes().startswith(b"SQLite")
    busy.close()
    restorer.restore(plan, None)
    with contextlib.closing(sqlite3.connect(tmp_path / "file" / "office.db")) as there:
        assert there.execute("SELECT text FROM comment").fetchall() == [(WORDS,)]
        assert there.execute("PRAGMA integrity_check").fetchone() == ("ok",)
