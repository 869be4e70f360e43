"""The catalogue of standards on paper: what goes onto it, and the port that sets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Person
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.services.pack_files import write_whole
from kmmp_desktop.services.permits import permit_named
from kmmp_desktop.services.ports import Clock, Work
from kmmp_desktop.services.standards import Listed, StandardService


@dataclass(frozen=True, slots=True)
class CatalogueSheet:
    """Everything that is printed."""

    form: Form
    period: Period
    """The standards are those of this month."""
    listed: tuple[Listed, ...]
    office: str
    printed_at: datetime
    language: str


class CatalogueMaker(Protocol):
    """Sets the catalogue as PDF: implemented in ``exports``."""

    def build(self, sheet: CatalogueSheet) -> bytes: ...


class CataloguePrinter:
    """Prints the standards of a month into a file."""

    def __init__(self, work: Work, clock: Clock, standards: StandardService, maker: CatalogueMaker) -> None:
        self._work = work
        self._clock = clock
        self._standards = standards
        self._maker = maker

    def write(
        self, family: str, period: Period, path: Path, language: str, person: Person | None = None
    ) -> Path:
        """Write the PDF, whole or not at all. Raises FileRefusedError."""
        with self._work() as work:
            permit_named(person, Action.PRINT_CATALOGUE, work)
            office = work.people.office()
        sheet = CatalogueSheet(
            self._standards.form(family, period),
            period,
            self._standards.catalogue(family, period),
            office.name if office else "",
            self._clock.now(),
            language,
        )
        write_whole(path, self._maker.build(sheet))
        return path
