"""Judging files and taking them in off the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kmmp_desktop.domain.office import Person
from kmmp_desktop.services.receiving import ReceiveService
from kmmp_desktop.services.receiving_rows import ReceivedFile, Step, Why
from ui.list_run import ListRun
from ui.tasks import Report

_CHANGES_TRUST = ("trust", "certificate")


class ReceiveRun(ListRun):
    """Judging and taking in; its answers are ``ReceivedFile``."""

    def look(self, service: ReceiveService, paths: Sequence[Path]) -> None:
        """Judge files; cancelling takes effect between two of them."""
        done = self.done

        def work(report: Report) -> int:
            report(0, len(paths))
            for file in service.look(paths, report):
                done.append(file)
            return len(paths)

        self.run(work, writes=False)

    def take(
        self,
        service: ReceiveService,
        files: Sequence[ReceivedFile],
        others: Sequence[ReceivedFile],
        person: Person,
    ) -> None:
        """Take files in; ``others`` of the list are judged again afterwards, also where it was cancelled."""
        done = self.done

        def work(report: Report) -> int:
            taken: list[ReceivedFile] = []

            def each(file: ReceivedFile) -> None:
                taken.append(file)
                done.append(file)

            try:
                report(0, len(files))
                service.take_all(files, person, each, report)
            finally:
                done.extend(_again(service, taken, others))
            return len(taken)

        self.run(work, writes=True)

    def judge(self, service: ReceiveService, files: Sequence[ReceivedFile]) -> None:
        """Judge files against the office as it stands now, without reading them."""
        done = self.done

        def work(report: Report) -> int:
            for number, file in enumerate(files, start=1):
                done.append(service.again(file))
                report(number, len(files))
            return len(files)

        self.run(work, writes=False)


def _again(
    service: ReceiveService, taken: Sequence[ReceivedFile], others: Sequence[ReceivedFile]
) -> list[ReceivedFile]:
    """What was taken in changes what others of the list are: for the same return, or for everybody."""
    came_in = {file.path for file in taken}
    keys = {file.key for file in taken if file.step is Step.TAKEN}
    trust = any(f.step is Step.TAKEN and f.kind in _CHANGES_TRUST for f in taken)
    letters = any(f.step is Step.TAKEN and f.is_letter for f in taken)
    left = [file for file in others if file.path not in came_in]
    found = [service.again(f) for f in left if f.key is not None and (letters or f.key in keys)]
    if trust:
        held = [f.path for f in left if f.step is Step.HOLD and f.judged.why is not Why.DISK]
        found += service.look(held)
    return found
