"""An office with a whole approved month, every form that is owed: typed, signed, approved by the services."""

from __future__ import annotations

from pathlib import Path

from office_fixtures import FULL, NOVEMBER, PASSPHRASE, THIRD, Office, open_copy

from kmmp_desktop.domain.office import Facility, FormSpan, Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.demo.figures import month_of
from kmmp_desktop.services.demo.flow import FlowOfClients
from kmmp_desktop.services.demo.ministry import MINISTRY, ministry_of
from kmmp_desktop.services.demo.office import SetClock

FAMILIES = (FULL, MINISTRY)
FIRST = 40001


def approved_month(home: Path, facilities: int, missing: int = 0) -> Office:
    """``facilities`` of them approved in both forms, ``missing`` more not even begun."""
    office = open_copy(home, SetClock(THIRD))
    people = office.services.people
    people.found_office("Kisumu partner office", "Kisumu partner office", "Kisumu")
    people.add("clerk", "A. Wanjiru", Role.CLERK, PASSPHRASE)
    people.add("manager", "P. Otieno", Role.MANAGER, PASSPHRASE)
    spans = tuple(FormSpan(family, Period(2026, 9)) for family in FAMILIES)
    codes = [str(FIRST + number) for number in range(facilities + missing)]
    with office.work() as work:
        work.facilities.put_many(
            Facility(mfl, f"Facility {mfl}", "Kisumu", "Kisumu East", "3", forms=spans) for mfl in codes
        )
        work.commit()
    for mfl in codes[:facilities]:
        approve_one(office, mfl)
    return office


def approve_one(office: Office, mfl: str) -> None:
    figures = month_of(FlowOfClients.starting(mfl, 2, 12), NOVEMBER)
    for family, said in ((FULL, figures), (MINISTRY, ministry_of(figures))):
        opened = office.open(mfl, NOVEMBER, family)
        form = opened.form
        zeros = {key: "0" for element in form if not element.is_calculated for key in element.cells}
        typed = {form.key(code): str(value) for code, value in said.items()}
        opened.set_many(typed if family == FULL else zeros | typed)
        for item in office.services.completion.look(opened).items:
            if item.needs == "reason" and not item.done:
                opened.set_reason(item.subject, "Counted again in the register.")
        revision = office.services.completion.complete(opened, office.signer("clerk"))
        office.services.approval.approve([revision.id], office.signer("manager"))
