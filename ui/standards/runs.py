"""How often checks failed, and what a new value would do: over histories, off the GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from kmmp_desktop.domain.form import Form, Standard, Status
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.tiers import is_table, read_tiers
from kmmp_desktop.services.standard_trials import Trial
from ui.page import Desk
from ui.standards.rows import table_words, with_unit
from ui.standards.words import trial_words
from ui.tasks import Report, Task


class StandardRuns(QObject):
    """One count and one trial at a time.

    ``counted(family, {code: CheckHistory})``. ``told(str, ink)``: how far the trial is, or what came of it.
    ``busy(bool)``: a trial runs. ``failed(Exception)``.
    """

    counted = Signal(str, object)
    told = Signal(str, str)
    busy = Signal(bool)
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._count: Task | None = None
        self._trial: Task | None = None

    @property
    def is_trying(self) -> bool:
        return self._trial is not None

    @property
    def is_counting(self) -> bool:
        return self._count is not None

    def count(self, form: Form) -> None:
        """How often each check of the form failed last month; what is being counted is given up."""
        services, family = self._desk.services, form.family
        if self._count is not None:
            self._count.cancel()
        last = services.standards.earliest.shift(-1)

        def work(report: Report) -> object:
            return services.standard_trials.failed_in(services.standards.form(family, last), last, report)

        task = self._count = Task(work, self)
        task.succeeded.connect(lambda found: self.counted.emit(family, found))
        task.failed.connect(self.failed)
        task.finished.connect(lambda: self._counted(task))
        task.start()

    def _counted(self, task: Task) -> None:
        if self._count is task:
            self._count = None

    def try_value(self, form: Form, standard: Standard, value: str, status: Status, start: Period) -> None:
        """Try a value on the last twelve months. Raises RefusedError where it cannot be one."""
        services, say = self._desk.services, self._desk.say
        proposed = services.standards.proposed(form.family, standard.id, value, standard.unit, status, start)
        last = services.standards.earliest.shift(-1)

        def work(report: Report) -> Trial:
            return services.standard_trials.compare(form, proposed, standard.id, last, report)

        self._trial = Task(work, self)
        self._trial.progressed.connect(
            lambda done, of: self.told.emit(say("Trying: {done} of {of}", done=done, of=of), "muted")
        )
        shown = (
            table_words(read_tiers(value), say) if is_table(value) else with_unit(value, say(standard.unit))
        )
        self._trial.succeeded.connect(lambda trial: self.told.emit(trial_words(trial, shown, say), "text"))
        self._trial.cancelled.connect(lambda: self.told.emit("", "text"))
        self._trial.failed.connect(self.failed)
        self._trial.finished.connect(self._tried)
        self.told.emit(say("Trying…"), "muted")
        self.busy.emit(True)
        self._trial.start()

    def stop_trial(self) -> None:
        if self._trial is not None:
            self._trial.cancel()

    def _tried(self) -> None:
        self._trial = None
        self.busy.emit(False)
