"""Findings of an open return as the office keeps them: the worklist's counts, and their lives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from kmmp_desktop.domain.finding_steps import FindingStep
from kmmp_desktop.domain.findings import Finding
from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.returns import Revision
from kmmp_desktop.errors import RefusedError, StorageError
from kmmp_desktop.services.beside_figures import BesideFigures
from kmmp_desktop.services.filled import Filled
from kmmp_desktop.services.finding_life import FindingLives
from kmmp_desktop.services.live_findings import LiveFindings
from kmmp_desktop.services.ports import UnitOfWork

Newest = Mapping[str, FindingStep]


class NotedFindings(BesideFigures):
    """Writes counts and lives together, in a small transaction of their own after the figures'."""

    _checks: LiveFindings
    lives: FindingLives

    @property
    def filled(self) -> Filled:
        """How much of the return is filled."""
        raise NotImplementedError

    @property
    def findings(self) -> dict[str, Finding]:
        """Findings that hold now, by check; those that speak of the whole return come on completion."""
        return self._checks.findings

    def note_findings(self) -> None:
        """Keep how the findings stand after a change; nothing is written where nothing came or went."""
        revision = self.revision
        if revision is None:
            return
        severities = [finding.severity for finding in self.findings.values()]
        # A text that is no value is an error too, as the entry counts it.
        errors = severities.count(Severity.ERROR) + self.filled.invalid
        counts = errors, severities.count(Severity.WARNING)
        if counts == (revision.errors, revision.warnings) and not self.lives.differ(
            self.findings, self.reasons
        ):
            return
        own = revision.id
        findings, reasons = dict(self.findings), dict(self.reasons)  # it may be written a moment later

        def lives(work: UnitOfWork, at: datetime) -> Newest:
            return self.lives.note(work, own, findings, reasons, self.person.id, at)

        self._note(counts, lives)

    def note_report(self, findings: Iterable[Finding]) -> None:
        """Keep what a look at the whole return found."""
        found, revision = tuple(findings), self.revision
        if revision is None or not self.lives.whole_differs(found, self.reasons):
            return
        own = revision.id

        def lives(work: UnitOfWork, at: datetime) -> Newest:
            return self.lives.note_whole(work, own, found, self.reasons, self.person.id, at)

        self._note((revision.errors, revision.warnings), lives)

    def _note(self, counts: tuple[int, int], lives: Callable[[UnitOfWork, datetime], Newest]) -> None:
        if self.revision is None or self.locked_why is not None:
            return
        own = self.revision.id
        if self.delivery is not None:
            self.delivery.later(f"findings {own}", lambda: self._write_note(own, counts, lives))
            return
        # The figure itself is on disk already: that a count could not follow must not say otherwise.
        with suppress(StorageError, RefusedError):
            self.revision = self._write_note(own, counts, lives) or self.revision

    def _write_note(
        self, own: UUID, counts: tuple[int, int], lives: Callable[[UnitOfWork, datetime], Newest]
    ) -> Revision | None:
        with self._work() as work:
            stored = work.returns.revision(own)
            if stored is None or stored.state.is_locked:
                return None  # signed meanwhile: these are no longer its findings
            revision = replace(stored, errors=counts[0], warnings=counts[1])
            work.returns.save_revision(revision)
            newest = lives(work, self._clock.now())
            work.commit()
        self.lives.keep(newest)
        return revision
