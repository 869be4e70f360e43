"""Checks run over a whole history, block by block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np

from kmmp_desktop.columns.checks import ColumnarForm
from kmmp_desktop.columns.history import Flags, History
from kmmp_desktop.domain.expressions import parse
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.references import months_of
from kmmp_desktop.services.history_runs import CheckHistory
from kmmp_desktop.services.ports import Progress


class HistorySource(Protocol):
    """Where blocks come from: implemented in storage."""

    def facilities(self, family: str) -> tuple[str, ...]: ...
    def blocks(
        self,
        form: Form,
        first: Period,
        last: Period,
        facilities: Sequence[str] | None = None,
        at_once: int = 256,
    ) -> Iterator[History]: ...


class ColumnarRuns:
    """Implements ``ports.HistoryRuns``."""

    def __init__(self, source: HistorySource, at_once: int = 256) -> None:
        self._source = source
        self._at_once = at_once

    def run(
        self,
        form: Form,
        first: Period,
        last: Period,
        report: Progress,
        checks: Iterable[str] | None = None,
        facilities: Sequence[str] | None = None,
    ) -> tuple[CheckHistory, ...]:
        wanted = tuple(check.code for check in form.checks) if checks is None else tuple(checks)
        if facilities is None:
            facilities = self._source.facilities(form.family)
        columnar = ColumnarForm(form)
        start = first.shift(-looks_back(form, wanted))
        tallies = {code: _Tally(code) for code in wanted}
        done = 0
        report(done, len(facilities))
        for block in self._source.blocks(form, start, last, facilities, self._at_once):
            asked = slice(first.months_since(start), None)
            for code, outcome in columnar.run(block, wanted).items():
                tallies[code].add(block, asked, outcome.failed, outcome.skipped)
            done += len(block.facilities)
            report(done, len(facilities))
        return tuple(tally.history() for tally in tallies.values())


class _Tally:
    """What came of one check so far."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._returns = self._skipped = 0
        self._failures: list[tuple[str, Period]] = []

    def add(self, block: History, asked: slice, failed: Flags, skipped: Flags) -> None:
        self._returns += int(block.exists[:, asked].sum())
        self._skipped += int(skipped[:, asked].sum())
        for row, column in zip(*np.nonzero(failed[:, asked]), strict=True):
            self._failures.append((block.facilities[row], block.period(int(column) + (asked.start or 0))))

    def history(self) -> CheckHistory:
        return CheckHistory(self._code, self._returns, self._skipped, tuple(self._failures))


def looks_back(form: Form, checks: Iterable[str]) -> int:
    """The most months before its own that one of the checks looks at."""
    by_code = form.check_by_code
    texts = [t for code in checks for t in (by_code[code].expression, by_code[code].when) if t]
    return max((back for text in texts for back in months_of(parse(text))), default=0)
