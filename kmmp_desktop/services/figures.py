"""The figures of one return with what its checks need from around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kmmp_desktop.domain.checking import CompiledForm, Figures, ReturnFacts
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.returns import ReturnKey, Revision
from kmmp_desktop.domain.values import CellKey, CellValue, Kind, Origin
from kmmp_desktop.services.offer import Offer, frozen_services
from kmmp_desktop.services.ports import MonthValues, UnitOfWork

HISTORY_MONTHS = 12
"""How far back checks and charts look (12-month medians and outliers)."""


class Surroundings:
    """Facility, offer and earlier months of one return, read in one transaction."""

    def __init__(
        self,
        work: UnitOfWork,
        form: Form,
        key: ReturnKey,
        facility: Facility,
        known: bool,
        revision: Revision | None,
    ) -> None:
        self.form = form
        self.key = key
        self.facility = facility
        self.offer = Offer(form, facility, key, frozen_services(revision))
        self.earlier = self._read_earlier(work)
        self.facts = ReturnFacts(
            period=key.period,
            facility_known=known,
            facility_owes_form=facility.owes(key.family, key.period),
            due_day=form.due_day,
            offered=self.offer,
        )

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
        return Figures(cells, {back: month.values for back, month in self.earlier.items()}, self.facts)

    def derived_figures(self, cells: Mapping[CellKey, CellValue]) -> Figures:
        """Figures of a form derived from this one: everything is asked, no month came before."""
        return Figures(cells, {}, replace(self.facts, offered=lambda key: True))


def derived_cells(form: Form, base: CompiledForm, base_figures: Figures) -> dict[CellKey, CellValue]:
    """The cells of a form whose figures come from another form of the same facility and month."""
    cells: dict[CellKey, CellValue] = {}
    for element in form:
        total = base.total(element.derive, base_figures) if element.derive else None
        if total is not None and total.value is not None and total.counted == total.of:
            number = int(total.value) if float(total.value).is_integer() else total.value
            cells[CellKey(element.full)] = CellValue(Kind.NUMBER, number, str(number), Origin.CARRIED)
    return cells
