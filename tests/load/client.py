"""One clerk of the load test: a program of its own, typing as fast as it is answered."""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path
from uuid import UUID

from entry_office import FULL, Office

from kmmp_desktop.domain.office import Person, Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.clock import SystemClock
from kmmp_desktop.services.delivery import Delivery
from kmmp_desktop.services.entry import EntryService
from kmmp_desktop.storage.home import open_home
from kmmp_desktop.storage.journal import FileJournal

ALIKE = 4
"""Clients at one return: every cell is in turn typed by all of them."""


def facility_of(number: int) -> str:
    return str(30100 + number // ALIKE)


class _Ready(Office):
    """The forms and services of the other tests, on a server, with a journal."""

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder, SystemClock())
        self.home.close()
        self.home = open_home(folder, clock=self.clock, url=url)
        self.post = Delivery(self.home.work, FileJournal(folder / "journals"), patience_s=30)
        self.entry = EntryService(self.home.work, self.forms, self.compiled, self.clock, None, self.post)


def main(order: dict[str, object]) -> None:
    """Type until the time is over; write what was acknowledged, and how long each figure took."""
    number = int(str(order["number"]))
    person = Person(UUID(str(order["person"])), f"clerk{number}", f"Clerk {number}", Role.CLERK)
    office = _Ready(Path(str(order["folder"])), str(order["url"]))
    dice = random.Random(number)
    opened = office.entry.open(FULL, facility_of(number), Period.parse(str(order["period"])), person)
    cells = [
        key
        for key in opened.form.entry_cells
        if opened.form.elements[key.element].type.value == "integer" and opened.offered(key)
    ]
    opened.judge()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    until = time.monotonic() + float(str(order["seconds"]))
    written: dict[str, list[object]] = {}
    conflicts, took, waited = [], [], 0
    news = None
    while time.monotonic() < until:
        key: CellKey = dice.choice(cells)
        text = str(number * 1_000_000 + len(took))
        began = time.perf_counter()
        saved = opened.set(key, text)
        took.append(time.perf_counter() - began)
        waited += saved.kept_here
        if saved.conflicts:
            conflicts.append([str(key), text])
            news = opened.look(news) or news
            if news is not None:
                opened.take_in(news)
        elif saved.changed:
            written.setdefault(str(key), []).append(text)
        time.sleep(dice.uniform(0.05, 0.35))  # a fast typist: about five figures a second
    office.post.flush(280)
    late = opened.delivered()
    Path(str(order["out"])).write_text(
        json.dumps(
            {
                "number": number,
                "facility": facility_of(number),
                "written": written,
                "conflicts": conflicts,
                "took": took,
                "waited": waited,
                "late": late is not None,
                "left": office.post.standing().cells,
            }
        )
    )
    office.post.stop()
    office.close()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
