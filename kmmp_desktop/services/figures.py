"""The figures of one return with what its checks need from around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from kmmp_desktop.domain.checking import CompiledForm, Figures, ReturnFacts
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.returns import ReturnKey, Revision
from kmmp_desktop.domain.values import CellKey, CellValue, Kind, Origin
from kmmp_desktop.services.offer import Offer, frozen_services
from kmmp_desktop.services.ports import MonthValues, UnitOfWork, Work

HISTORY_MONTHS = 12
"""How far back checks and charts look (12-month medians and outliers)."""


class Surroundings:
    """Facility, offer and earlier months of one return.

    They are read in one transaction, but for the earlier months where ``later`` is given: those are
    read in one of their own when they are first asked for, which then may raise StorageError.
    """

    def __init__(
        self,
        work: UnitOfWork,
        form: Form,
        key: ReturnKey,
        facility: Facility,
        known: bool,
        revision: Revision | None,
        later: Work | None = None,
    ) -> None:
        self._later = later
        self.form = form
        self.key = key
        self.facility = facility
        self.offer = Offer(form, facility, key, frozen_services(revision))
        if later is None:
            self.earlier = self._read_earlier(work)
        self.facts = ReturnFacts(
            period=key.period,
            facility_known=known,
            facility_owes_form=facility.owes(key.family, key.period),
            due_day=form.due_day,
            offered=self.offer,
        )

    @cached_property
    def earlier(self) -> dict[int, MonthValues]:
        """The months before, by how many months ago."""
        assert self._later is not None
        with self._later() as work:
            return self._read_earlier(work)

    def _read_earlier(self, work: UnitOfWork) -> dict[int, MonthValues]:
        months = work.returns.earlier(self.key, HISTORY_MONTHS)
        return {self.key.period.months_since(month.period): month for month in months}

    def is_as_stored(self, work: UnitOfWork) -> bool:
        """Whether facility and earlier months still stand on disk as they were read."""
        return work.facilities.get(self.key.facility) == self.facility and (
            self._read_earlier(work) == self.earlier
        )

    def figures(self, cells: Mapping[CellKey, CellValue]) -> Figures:
        """Checks read ``cells`` live: whoever changes the mapping changes what they see."""
        return Figures(cells, _ValuesOf(self), self.facts)

    def derived_figures(self, cells: Mapping[CellKey, CellValue]) -> Figures:
        """Figures of a form derived from this one: everything is asked, no month came before."""
        return Figures(cells, {}, replace(self.facts, offered=lambda key: True))


class _ValuesOf(Mapping[int, Mapping[CellKey, CellValue]]):
    """The values of the earlier months; only who looks into it has them read."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def __getitem__(self, back: int) -> Mapping[CellKey, CellValue]:
        return self._around.earlier[back].values

    def __iter__(self) -> Iterator[int]:
        return iter(self._around.earlier)

    def __len__(self) -> int:
        return len(self._around.earlier)


def derived_cells(form: Form, base: CompiledForm, base_figures: Figures) -> dict[CellKey, CellValue]:
    """The cells of a form whose figures come from another form of the same facility and month."""
    cells: dict[CellKey, CellValue] = {}
    for element in form:
        total = base.total(element.derive, base_figures) if element.derive else None
        if total is not None and total.value is not None and total.counted == total.of:
            number = int(total.value) if float(total.value).is_integer() else total.value
            cells[CellKey(element.full)] = CellValue(Kind.NUMBER, number, str(number), Origin.CARRIED)
    return cells
