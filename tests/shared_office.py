"""Two clerks of one office, each with a program of their own, in a file or on a real server."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

from entry_office import FULL, NOVEMBER, NYOTA, WANJIRU, Office, StandingClock

from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.delivery import Delivery
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.presence import Presence
from kmmp_desktop.storage.home import open_home
from kmmp_desktop.storage.journal import FileJournal

OCHIENG = Person(uuid4(), "ochieng", "B. Ochieng", Role.CLERK)
SMALL_FORM = Path(__file__).parent / "ui" / "entry" / "forms"


class Program(Office):
    """One running program: its own connections, and its own journal where the office is on a server."""

    def __init__(self, folder: Path, url: str = "", clock: Any = None, patience_s: float = 60.0) -> None:
        super().__init__(folder, clock, SMALL_FORM)
        self.folder = folder
        self.journal: FileJournal | None = None
        self.delivery: Delivery | None = None
        if url:
            self.home.close()
            self.move_to(url, patience_s)

    def move_to(self, url: str, patience_s: float) -> None:
        self.home = open_home(self.folder, clock=self.clock, url=url)
        self.journal = FileJournal(self.folder / "journals")
        self.delivery = Delivery(self.home.work, self.journal, patience_s=patience_s)
        self.delivery.take_up(self.journal.take_up())
        self.entry._work = self.home.work
        self.entry._between._work = self.home.work
        self.entry.delivery = self.delivery
        self.entry.presence = Presence(self.home.work, self.clock)

    def open(self, person: Person = WANJIRU, family: str = "PROBE") -> OpenReturn:
        return self.entry.open(family, NYOTA, NOVEMBER, person)

    def close(self) -> None:
        if self.delivery is not None:
            self.delivery.stop()
        super().close()


def settle_both(program: Program) -> None:
    """Facility and both clerks."""
    program.settle("pmtct", families=(FULL, "KMMP_HF", "PROBE"))
    with program.home.work() as work:
        work.people.put(OCHIENG)
        work.commit()


def stored(program: Program, key: CellKey) -> str | None:
    """What the database holds in a cell."""
    with program.home.work() as work:
        [revision] = work.returns.in_month("PROBE", NOVEMBER)
        value = work.returns.cells(revision.id).get(key)
    return value.raw if value else None


__all__ = ["OCHIENG", "WANJIRU", "Program", "StandingClock", "settle_both", "stored"]
