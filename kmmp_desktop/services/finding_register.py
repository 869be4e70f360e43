"""The register: every finding of the office's returns, with what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from kmmp_desktop.domain.finding_steps import FindingStep
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.finding_ports import FindingCounts, FindingsWanted, RegisteredFinding
from kmmp_desktop.services.given_reasons import FrequentReasons, ReasonShelf
from kmmp_desktop.services.permits import permit_named
from kmmp_desktop.services.ports import FormCatalogue, Work

SHOWN = 500
"""Findings that a screen lists; more are found by narrowing what is wanted."""
WRITTEN = 200_000
"""Findings that go into one file."""


@dataclass(frozen=True, slots=True)
class Register:
    """What was found: ``rows`` are the newest of ``total``."""

    wanted: FindingsWanted
    rows: tuple[RegisteredFinding, ...]
    total: int
    counts: FindingCounts


@dataclass(frozen=True, slots=True)
class LifeStep:
    """A step with the name of its person; empty where the office does not know them."""

    step: FindingStep
    by: str


class RegisterFiles(Protocol):
    """Writes the register as a file: implemented in ``exports``."""

    def write(self, path: Path, rows: Sequence[RegisteredFinding], language: str) -> None:
        """CSV or xlsx after the suffix, whole or not at all. Raises StorageError."""
        ...


class FindingRegister:
    """Reads lives of findings; it changes nothing."""

    def __init__(self, work: Work, forms: FormCatalogue, files: RegisterFiles) -> None:
        self._work = work
        self._forms = forms
        self._files = files
        self._shelf = ReasonShelf(work)

    def look(self, wanted: FindingsWanted, limit: int = SHOWN) -> Register:
        """Findings as wanted, newest month first, and how many there are."""
        with self._work() as work:
            rows = work.finding_steps.register(wanted, limit)
            counts = work.finding_steps.counts(wanted)
        states = counts.states
        total = sum(states.values()) if wanted.state is None else states.get(wanted.state, 0)
        return Register(wanted, rows, total, counts)

    def life(self, revision: UUID, check: str) -> tuple[LifeStep, ...]:
        """Every step of one finding, oldest first."""
        with self._work() as work:
            steps = work.finding_steps.of(revision).get(check, ())
            people: dict[UUID | None, Person | None] = {
                by: work.people.get(by) for by in {step.by for step in steps} if by
            }
        return tuple(LifeStep(step, person.name if (person := people.get(step.by)) else "") for step in steps)

    def form(self, family: str) -> Form:
        """The newest version of a form, for its words."""
        return self._forms.newest(family)

    def write(
        self, wanted: FindingsWanted, path: Path, language: str, person: Person | None = None
    ) -> int:
        """Write every finding that is wanted into a file; return how many.

        Raises:
            RefusedError: there are more than one file holds.
            StorageError: nothing was written.
        """
        with self._work() as work:
            permit_named(person, Action.SAVE_LISTS, work)
            rows = work.finding_steps.register(wanted, WRITTEN + 1)
        if len(rows) > WRITTEN:
            raise RefusedError(
                "There are more than {most} findings: they do not go into one file.",
                most=WRITTEN,
                hint="Choose fewer months, or one facility.",
            )
        self._files.write(path, rows, language)
        return len(rows)

    def frequent_reasons(self, form: Form, period: Period) -> FrequentReasons:
        """What the office often writes; see ``ReasonShelf.frequent``."""
        return self._shelf.frequent(form, period)
