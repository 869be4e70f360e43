"""Work on many workbooks off the GUI thread; each answer is handed over as soon as it is there."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from kmmp_desktop.services.taking_in import BookFile
from ui.tasks import Report, Task

MOST_FILES = 1000
"""So many files a list holds: each keeps the texts of its cells."""
_OFTEN, _SELDOM, _LONG = 100, 700, 150
"""Milliseconds between two looks at what is done, and from how many answers on seldom."""

Each = TypeVar("Each")


def books_in(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files themselves, and the workbooks of folders among ``paths``, by name; at most MOST_FILES."""
    found: list[Path] = []
    for path in paths:
        found.extend(sorted(_of_folder(path)) if path.is_dir() else [path])
    return tuple(dict.fromkeys(found))[:MOST_FILES]


def _of_folder(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if path.suffix.lower() == ".xlsx" and not hidden and path.is_file():
            yield path


class Run(QObject):
    """One piece of work over many files at a time.

    ``answered(list[BookFile])``: some of them are done. ``far(int, int)``: how many of how many.
    ``failed(Exception)`` ends the work; ``over()`` comes last in every case.
    """

    answered = Signal(object)
    far = Signal(int, int)
    failed = Signal(Exception)
    over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._done: deque[BookFile] = deque()
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

    def start(self, what: Sequence[Each], do: Callable[[Each], BookFile], *, writes: bool = False) -> None:
        """Do it to each, in order; cancelling takes effect between two of them."""
        done = self._done
        count = len(what)

        def work(report: Report) -> int:
            report(0, count)
            for number, each in enumerate(what, start=1):
                done.append(do(each))
                report(number, count)
            return count

        self.run(work, writes=writes)

    def run(
        self,
        work: Callable[[Report], object],
        then: Callable[[Any], None] | None = None,
        *,
        writes: bool = False,
    ) -> None:
        """Any other work that tells how far it is; ``then`` gets what it returns."""
        assert self._task is None
        self._count, self.writes = 0, writes
        self._task = Task(work, self)
        if then is not None:
            self._task.succeeded.connect(then)
        self._task.progressed.connect(self._progressed)
        self._task.failed.connect(self.failed)
        self._task.finished.connect(self._over)
        self._task.start()

    def cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _progressed(self, done: int, of: int) -> None:
        self.far.emit(done, of)
        if self._done and not self._pause.isActive():
            self._pause.start(_OFTEN if self._count < _LONG else _SELDOM)

    def _hand_over(self) -> None:
        answers: list[BookFile] = []
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
