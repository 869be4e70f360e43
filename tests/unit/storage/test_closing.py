"""An office that was closed has no connection left, though a thread was still reading when it was."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from storage_fixtures import SteppingClock

from kmmp_desktop import paths
from kmmp_desktop.storage.home import OfficeHome, open_home
from tests.unit.storage.test_protecting import KEY, do_protect, figure, office_in_the_clear
from tests.unit.storage.test_rekeying import NEW, do_rekey


@pytest.fixture(autouse=True)
def no_chance() -> Iterator[None]:
    """Python's cleaning does not come round meanwhile: it would close what was left by chance."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


class Reader(threading.Thread):
    """Background work of a window: it reads while the window goes, and is done a moment later."""

    def __init__(self, office: OfficeHome, *, begins_late: bool = False) -> None:
        super().__init__()
        self._office, self._late = office, begins_late
        self.reading, self.may_end = threading.Event(), threading.Event()
        self.start()
        self.reading.wait()

    def run(self) -> None:
        if self._late:
            self.reading.set()
            self.may_end.wait()
        with self._office.work() as work:
            work.facilities.all()
            self.reading.set()
            self.may_end.wait()

    def end(self) -> None:
        self.may_end.set()
        self.join()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    office_in_the_clear(made)
    do_protect(made)
    return made


@pytest.mark.parametrize("begins_late", [False, True])
def test_no_log_is_left_beside_the_file_when_the_last_reader_is_done(home: Path, begins_late: bool) -> None:
    office = open_home(home, clock=SteppingClock(), keys=lambda: KEY)
    reader = Reader(office, begins_late=begins_late)
    office.close()
    reader.end()
    assert not list(home.glob(f"{paths.DATABASE}-*"))


def test_the_key_is_changed_as_soon_as_the_window_of_before_has_read_to_its_end(home: Path) -> None:
    office = open_home(home, clock=SteppingClock(), keys=lambda: KEY)
    reader = Reader(office)
    office.close()
    reader.end()
    do_rekey(home)
    assert figure(home, NEW) == 19
