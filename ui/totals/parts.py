"""What a total is made of, read off the window's thread, the newest wish only."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from kmmp_desktop.domain.returns import ReturnKey
from kmmp_desktop.domain.values import TOTAL, CellKey
from kmmp_desktop.services.consolidation import ConsolidationService
from kmmp_desktop.services.totals import Contribution, Totals
from ui.faces.face_table import FaceTable
from ui.page import CellPlace
from ui.tasks import Report, Task

_WAIT = 60
"""Milliseconds an arrow key has to rest: every return of the month is read for one total."""


class PartsReading(QObject):
    """``ready(key, contributions)`` or ``failed(Exception)`` for what was asked last."""

    ready = Signal(object, object)
    failed = Signal(Exception)

    def __init__(self, service: ConsolidationService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._wanted: tuple[Totals, CellKey] | None = None
        self._read: tuple[Totals, CellKey] | None = None
        self._task: Task | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_WAIT)
        self._rest.timeout.connect(self._start)

    def ask(self, totals: Totals, key: CellKey) -> None:
        """Read this next; what is being read meanwhile is not shown any more."""
        self._wanted = (totals, key)
        self._rest.start()

    def forget(self) -> None:
        self._wanted = None
        self._rest.stop()

    def _start(self) -> None:
        if self._task is not None or self._wanted is None:
            return
        wanted = self._wanted
        totals, key = wanted

        def work(_report: Report) -> tuple[Contribution, ...]:
            return self._service.contributions(totals, key)

        task = self._task = Task(work)  # no parent: a page that goes must not delete it while it runs
        self._read = wanted
        # bound methods: Qt takes them off where the page went meanwhile
        task.succeeded.connect(self._say)
        task.failed.connect(self._refuse)
        task.finished.connect(self._over)
        task.start()

    def _say(self, found: object) -> None:
        if self._wanted is self._read is not None:
            self.ready.emit(self._read[1], found)

    def _refuse(self, error: Exception) -> None:
        if self._wanted is self._read:
            self.failed.emit(error)

    def _over(self) -> None:
        self._task = None
        if self._wanted is not self._read:
            self._start()


def cell_at(totals: Totals | None, key: object, parts: FaceTable) -> CellPlace:
    """The cell of one facility, while one stands among the parts of a total; a sum has no story."""
    mfl = parts.current_key()
    if totals is None or not parts.hasFocus() or mfl is None:
        return None
    if not isinstance(key, CellKey) or key.category == TOTAL:
        return None
    return ReturnKey(totals.form.family, str(mfl), totals.period), key
