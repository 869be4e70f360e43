"""Judging files and taking them in off the GUI thread; each answer is handed over as soon as it is there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from kmmp_desktop.domain.office import Person
from kmmp_desktop.services.receiving import ReceiveService
from kmmp_desktop.services.receiving_rows import ReceivedFile, Step, Why
from ui.tasks import Report, Task

_OFTEN, _SELDOM, _LONG = 100, 700, 150
"""Milliseconds between two looks at what is done, and from how many answers on seldom."""
_CHANGES_TRUST = ("trust", "certificate")


class ReceiveRun(QObject):
    """One piece of work at a time.

    ``answered(list[ReceivedFile])``: some files are judged or taken in. ``far(int, int)``: how many of how
    many. ``failed(Exception)`` ends the work; ``over()`` comes last in every case.
    """

    answered = Signal(object)
    far = Signal(int, int)
    failed = Signal(Exception)
    over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._done: deque[ReceivedFile] = deque()
        self._count = 0
        self.writes = False
        """Whether the work that is on changes the office."""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._hand_over)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.cancel)  # nobody waits for the rest of a list

    @property
    def is_running(self) -> bool:
        return self._task is not None

    def look(self, service: ReceiveService, paths: Sequence[Path]) -> None:
        """Judge files; cancelling takes effect between two of them."""
        done = self._done

        def work(report: Report) -> int:
            report(0, len(paths))
            for file in service.look(paths, report):
                done.append(file)
            return len(paths)

        self._start(work, writes=False)

    def take(
        self,
        service: ReceiveService,
        files: Sequence[ReceivedFile],
        others: Sequence[ReceivedFile],
        person: Person,
    ) -> None:
        """Take files in; ``others`` of the list are judged again afterwards, also where it was cancelled."""
        done = self._done

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

        self._start(work, writes=True)

    def judge(self, service: ReceiveService, files: Sequence[ReceivedFile]) -> None:
        """Judge files against the office as it stands now, without reading them."""
        done = self._done

        def work(report: Report) -> int:
            for number, file in enumerate(files, start=1):
                done.append(service.again(file))
                report(number, len(files))
            return len(files)

        self._start(work, writes=False)

    def cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _start(self, work: Callable[[Report], object], *, writes: bool) -> None:
        assert self._task is None
        self._count, self.writes = 0, writes
        self._task = Task(work, self)
        self._task.progressed.connect(self._progressed)
        self._task.failed.connect(self.failed)
        self._task.finished.connect(self._over)
        self._task.start()

    def _progressed(self, done: int, of: int) -> None:
        self.far.emit(done, of)
        if self._done and not self._pause.isActive():
            self._pause.start(_OFTEN if self._count < _LONG else _SELDOM)

    def _hand_over(self) -> None:
        answers: list[ReceivedFile] = []
        while self._done:
            answers.append(self._done.popleft())
        self._count += len(answers)
        if answers:
            self.answered.emit(answers)

    def _over(self) -> None:
        self._task = None
        self._pause.stop()
        self._hand_over()
        self.writes = False
        self.over.emit()


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
