"""The port to whole histories: checks run on many returns at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.ports import Progress


@dataclass(frozen=True, slots=True)
class CheckHistory:
    """What came of one check over many returns."""

    code: str
    returns: int
    """Returns it was run on."""
    skipped: int
    """Of them: not decided, because figures are missing."""
    failures: tuple[tuple[str, Period], ...]
    """Facility and month of every return on which it does not hold."""

    @property
    def by_facility(self) -> dict[str, int]:
        """How many returns of each facility fail, most first."""
        counts: dict[str, int] = {}
        for mfl, _ in self.failures:
            counts[mfl] = counts.get(mfl, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


class HistoryRuns(Protocol):
    """Checks over whole histories: the columnar evaluator (decision 13)."""

    def run(
        self,
        form: Form,
        first: Period,
        last: Period,
        report: Progress,
        checks: Iterable[str] | None = None,
        facilities: Sequence[str] | None = None,
    ) -> tuple[CheckHistory, ...]:
        """Run checks of ``form`` (where none are named, all) on the latest revisions of the months.

        Memory holds one block of facilities. ``report`` is told facilities done and may raise to stop.
        Raises StorageError.
        """
        ...
