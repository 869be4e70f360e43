"""A process that takes received files in and says each one aloud, until somebody kills it.

``python receiving_child.py HOME FOLDER MOST``: one line per file that is in, flushed after the commit; after
so many it waits to be killed, however late a busy machine brings the signal.
"""

from __future__ import annotations

import sys
from pathlib import Path

from office_fixtures import THIRD

import main
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.services.receiving_files import files_in
from kmmp_desktop.services.receiving_list import beside
from kmmp_desktop.services.receiving_rows import ready
from kmmp_desktop.texts.catalogue import Catalogue


def receive(home: Path, folder: Path, most: int) -> None:
    services, _ = main.open_office(home, SetClock(THIRD), Catalogue())
    person = services.people.find("mwende")
    files = ready(beside(services.receiving.look(list(files_in([folder])))))
    sys.stdout.write(f"judged {len(files)}\n")
    sys.stdout.flush()
    for number, file in enumerate(files):
        if number == most:
            sys.stdin.read()
        done = services.receiving.take(file, person)
        sys.stdout.write(f"{done.step.value} {done.revision}\n")
        sys.stdout.flush()
    services.verifying.close()


if __name__ == "__main__":
    receive(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
