"""Which cells of a form a facility owes, and why one is not asked."""

from __future__ import annotations

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Facility
from kmmp_desktop.domain.returns import ReturnKey, Revision
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.services.facilities import SERVICES
from kmmp_desktop.services.month_words import month_year
from kmmp_desktop.text import Message

NO_SERVICE = "none"
"""Stands in a frozen list where services are recorded, but none of them was offered that month."""


class Offer:
    """The cells of the services that a facility offers in the month of a return.

    A locked revision keeps the services as they stood at completion. No services recorded at
    all means that nobody has said: then every cell is asked.
    """

    def __init__(
        self, form: Form, facility: Facility, key: ReturnKey, frozen: tuple[str, ...] | None = None
    ) -> None:
        """``frozen``: the services of a locked revision; ``None``: those of the facility's profile."""
        self._form, self._facility, self._period = form, facility, key.period
        services = facility.services_in(key.period) if frozen is None else frozen
        known = bool(facility.services) if frozen is None else bool(frozen)
        self.services = tuple(services) or ((NO_SERVICE,) if known else ())
        self._offered: dict[str, bool] = {
            element.full: not known
            or (_any(element.services, services) and _any(form.section_of[element.full].services, services))
            for element in form
        }

    def __call__(self, key: CellKey) -> bool:
        return self._offered[key.element]

    def why_not(self, key: CellKey) -> Message | None:
        """Why the facility is not asked for a cell, and since when or until when; None where it is."""
        if self._offered[key.element]:
            return None
        section = self._form.section_of[key.element].services
        wanted = section if not _any(section, self.services) else self._form.elements[key.element].services
        return self._said(wanted)

    def section_why_not(self, code: str) -> Message | None:
        """Why nothing is asked in a section; None where any cell of it is."""
        [section] = [s for s in self._form.sections if s.code == code]
        if not section.elements or any(self._offered[e.full] for e in section.elements):
            return None
        return self.why_not(section.elements[0].total)

    def _said(self, wanted: tuple[str, ...]) -> Message:
        """The facility's dated services tell when it ended, or when it begins."""
        spans = [s for s in self._facility.services if s.service in wanted]
        begins = [(s.start, s.service) for s in spans if s.start is not None and s.start > self._period]
        ended = [(s.end.shift(1), s.service) for s in spans if s.end is not None and s.end < self._period]
        if begins:  # what is to come matters more than what was
            start, service = min(begins)
            return Message(
                "{service} is offered here from 1 {month}.",
                {"service": _name(service), "month": month_year(start)},
            )
        if ended:
            end, service = max(ended)
            return Message(
                "{service} has not been offered here since {month}.",
                {"service": _name(service), "month": month_year(end)},
            )
        return Message("{service} is not offered here.", {"service": _name(wanted[0])})


def frozen_services(revision: Revision | None) -> tuple[str, ...] | None:
    """The services that a revision keeps as they stood; ``None`` while it is not locked."""
    return revision.services if revision is not None and revision.state.is_locked else None


def _name(service: str) -> object:
    return SERVICES.get(service, service)


def _any(wanted: tuple[str, ...], offered: tuple[str, ...]) -> bool:
    return not wanted or any(service in offered for service in wanted)
