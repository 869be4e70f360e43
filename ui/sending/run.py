"""One export off the GUI thread, step by step, that can be cancelled until files are moved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from kmmp_desktop.domain.office import Person
from kmmp_desktop.services.export_plan import ExportPlan
from kmmp_desktop.services.exporting import ExportReport, StepProgress
from ui.sending.sending_rows import FINAL, total_share
from ui.tasks import Cancelled, Report, Task

Export = Callable[[ExportPlan, Path, Person, StepProgress], ExportReport]


class ExportRun(QObject):
    """Runs the export and keeps how far each step is.

    ``stepped`` whenever that changed; one of ``succeeded(ExportReport)``, ``failed(Exception)``
    or ``cancelled``; last ``finished``.
    """

    stepped = Signal()
    succeeded = Signal(object)
    failed = Signal(Exception)
    cancelled = Signal()
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self.far: dict[str, tuple[int, int]] = {}

    @property
    def is_running(self) -> bool:
        return self._task is not None

    @property
    def is_final(self) -> bool:
        """Whether files are being moved: cancelling would leave half a month behind."""
        return any(step in self.far for step in FINAL)

    @property
    def share(self) -> tuple[int, int]:
        return total_share(self.far)

    def start(self, export: Export, plan: ExportPlan, folder: Path, person: Person) -> None:
        """Start; only one run at a time."""
        assert self._task is None
        self.far = {}

        def work(report: Report) -> ExportReport:
            def tell(step: str, done: int, of: int) -> None:
                try:
                    report(step, done, of)
                except Cancelled:
                    if step not in FINAL:
                        raise

            return export(plan, folder, person, tell)

        self._task = Task(work, self)
        self._task.stepped.connect(self._note)
        self._task.succeeded.connect(self.succeeded)
        self._task.failed.connect(self.failed)
        self._task.cancelled.connect(self.cancelled)
        self._task.finished.connect(self._over)
        self._task.start()

    def cancel(self) -> None:
        """Ask the run to stop; it does at its next report, unless files are being moved."""
        if self._task is not None:
            self._task.cancel()

    def _note(self, step: str, done: int, of: int) -> None:
        self.far[step] = (done, of)
        self.stepped.emit()

    def _over(self) -> None:
        self._task = None
        self.finished.emit()
