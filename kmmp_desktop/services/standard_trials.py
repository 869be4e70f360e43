"""What a changed standard would do: the returns of past months that would fail with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.history_runs import CheckHistory, HistoryRuns
from kmmp_desktop.services.ports import Progress
from kmmp_desktop.services.standard_uses import uses

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Trial:
    """Returns that fail a check of the standard: as it is now, and as it would be."""

    first: Period
    last: Period
    returns: int
    now: int
    then: int
    skipped: int
    """With the new value: not decided, because figures are missing."""


class StandardTrials:
    """Runs the checks of standards over the months that were. Off the UI thread: it may take seconds."""

    def __init__(self, runs: Callable[[], HistoryRuns]) -> None:
        self._runs = runs

    def failed_in(self, form: Form, period: Period, report: Progress) -> dict[str, CheckHistory]:
        """What came of every check in one month, by code. Raises StorageError."""
        return {each.code: each for each in self._runs().run(form, period, period, report)}

    def compare(self, form: Form, proposed: Form, standard: str, last: Period, report: Progress) -> Trial:
        """The checks of ``standard`` on the twelve months up to ``last``: as now, and as proposed.

        ``report`` is told two halves as one. Raises StorageError.
        """
        first = last.shift(1 - MONTHS)
        codes = [check.code for check in uses(form)[standard].checks]
        runs = self._runs()
        now = runs.run(form, first, last, lambda done, of: report(done, 2 * of), codes)
        then = runs.run(proposed, first, last, lambda done, of: report(of + done, 2 * of), codes)
        return Trial(
            first,
            last,
            max((each.returns for each in then), default=0),
            _returns(now),
            _returns(then),
            max((each.skipped for each in then), default=0),
        )


def _returns(histories: tuple[CheckHistory, ...]) -> int:
    """Returns on which at least one of the checks fails."""
    return len({failure for history in histories for failure in history.failures})
