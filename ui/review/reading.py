"""Reading the chosen return from its signed workbook, off the GUI thread, the newest wish first."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from kmmp_desktop.services.reviews import Review
from ui.tasks import Report, Task


class ReviewReading(QObject):
    """``ready(Review)`` or ``failed(Exception)`` for the return asked for last; earlier ones are
    dropped, so that walking through the queue stays quick."""

    ready = Signal(object)
    failed = Signal(Exception)

    def __init__(self, look: Callable[[UUID], Review], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._task: Task | None = None
        self._wanted: UUID | None = None
        self._under_way: UUID | None = None

    def ask(self, revision: UUID | None) -> None:
        """Read this return next; ``None`` wants none."""
        self._wanted = revision
        if revision is not None and self._task is None:
            self._start(revision)

    def _start(self, revision: UUID) -> None:
        look = self._look

        def work(_report: Report) -> Review:
            return look(revision)

        self._under_way = revision
        self._task = Task(work)  # no child: it outlives a window that is closed while it runs
        self._task.succeeded.connect(self._take)
        self._task.failed.connect(self._fail)
        self._task.finished.connect(self._over)
        self._task.start()

    def _take(self, review: Review) -> None:
        if self._under_way == self._wanted:
            self.ready.emit(review)

    def _fail(self, error: Exception) -> None:
        if self._under_way == self._wanted:
            self.failed.emit(error)

    def _over(self) -> None:
        read, self._task, self._under_way = self._under_way, None, None
        if self._wanted is not None and self._wanted != read:
            self._start(self._wanted)
