"""A rehearsal on its way: one at a time, off the thread of the screen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from kmmp_desktop.domain.drafting import RuleDraft
from kmmp_desktop.domain.form import Form
from kmmp_desktop.services.rehearsal import Rehearsal, RehearsalService
from ui.rules.drafts import Tried
from ui.tasks import Report, Task


class TryingRun(QObject):
    """``done(Tried)`` or ``failed(Exception)``, neither where it was cancelled; ``changed`` at both ends."""

    done = Signal(object)
    failed = Signal(Exception)
    progressed = Signal(int, int)
    changed = Signal()

    def __init__(self, service: RehearsalService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._task: Task | None = None

    @property
    def is_on(self) -> bool:
        return self._task is not None

    def start(self, form: Form, draft: RuleDraft | None, code: str, months: int) -> None:
        """Run ``draft`` (None: retired); nothing happens while another run is on."""
        if self._task is not None:
            return
        service = self._service

        def work(report: Report) -> Rehearsal:
            return service.rehearse(form, draft, code, months, report)

        self._task = Task(work, self)
        self._task.progressed.connect(self.progressed)
        self._task.succeeded.connect(lambda found: self.done.emit(Tried(code, draft, found)))
        self._task.failed.connect(self.failed)
        self._task.finished.connect(self._over)
        self.changed.emit()
        self._task.start()

    def stop(self) -> None:
        """Ask the run to end; what it found so far is thrown away."""
        if self._task is not None:
            self._task.cancel()

    def _over(self) -> None:
        self._task = None
        self.changed.emit()
