"""Reasons the office often writes, read when a reason is about to be written."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from kmmp_desktop.services.given_reasons import FrequentReasons
from kmmp_desktop.services.open_return import OpenReturn
from ui.page import Desk
from ui.tasks import Report, Task


class ReasonShelf(QObject):
    """Reads off the GUI thread; until it has read, it offers what it knew before, or nothing."""

    def __init__(self, desk: Desk, opened: Callable[[], OpenReturn | None], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._opened = desk, opened
        self._task: Task | None = None
        self._known: tuple[str, FrequentReasons] = ("", FrequentReasons())

    def ask(self) -> None:
        """A field has the focus: read what was written by now."""
        opened = self._opened()
        if opened is None or self._task is not None:
            return
        services, form, period = self._desk.services, opened.form, opened.key.period

        def work(_report: Report) -> tuple[str, FrequentReasons]:
            return form.family, services.findings.frequent_reasons(form, period)

        self._task = Task(work, self)
        self._task.succeeded.connect(self._take)
        self._task.finished.connect(self._over)
        self._task.start()

    @property
    def is_reading(self) -> bool:
        return self._task is not None

    def for_subject(self, subject: str) -> tuple[str, ...]:
        """What is offered for a check or a cell, most used first."""
        opened = self._opened()
        family, known = self._known
        return known.for_subject(subject) if opened is not None and opened.form.family == family else ()

    def _take(self, known: tuple[str, FrequentReasons]) -> None:
        self._known = known

    def _over(self) -> None:
        self._task = None
