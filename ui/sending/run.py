"""One export off the GUI thread, step by step, that can be cancelled until files are moved."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from kmmp_desktop.domain.office import Person
from kmmp_desktop.services.export_plan import ExportPlan
from kmmp_desktop.services.exporting import ExportReport, StepProgress
from kmmp_desktop.services.ports import Signer
from ui.sending.sending_rows import FINAL, total_share
from ui.tasks import Cancelled, Report, Task

Export = Callable[[Sequence[ExportPlan], Path, Person | None, StepProgress, Signer | None, str], ExportReport]
_SURE_AFTER = 3.0
"""Seconds after which it can be said how long the rest takes."""


class ExportRun(QObject):
    """Runs the export, keeps how far each step is, and locks the key at the end whatever happens.

    ``stepped`` whenever that changed; one of ``succeeded(ExportReport)``, ``failed(Exception)``
    or ``cancelled``; last ``finished``.
    """

    stepped = Signal()
    succeeded = Signal(object)
    failed = Signal(Exception)
    cancelled = Signal()
    finished = Signal()

    def __init__(self, parent: QObject | None = None, watch: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._watch = watch
        self._began = 0.0
        self.far: dict[str, tuple[int, int]] = {}
        self.signs = False
        """Whether a key is open for this run."""

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

    @property
    def seconds_left(self) -> int | None:
        """How long the rest takes at the pace so far; None while nobody can say."""
        spent, (done, of) = self._watch() - self._began, self.share
        if not self.is_running or spent < _SURE_AFTER or not 0 < done < of:
            return None
        return max(1, round(spent * (of - done) / done))

    def start(
        self,
        export: Export,
        plans: Sequence[ExportPlan],
        folder: Path,
        person: Person | None,
        signer: Signer | None = None,
        language: str = "en",
    ) -> None:
        """Start; only one run at a time."""
        assert self._task is None
        self.far = {}
        self.signs = signer is not None
        self._began = self._watch()

        def work(report: Report) -> ExportReport:
            def tell(step: str, done: int, of: int) -> None:
                try:
                    report(step, done, of)
                except Cancelled:
                    if step not in FINAL:
                        raise

            try:
                return export(plans, folder, person, tell, signer, language)
            finally:
                if signer is not None:
                    signer.lock()

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
        self.signs = False
        self.finished.emit()
