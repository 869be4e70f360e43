"""A real office in a real folder: database, people with keys, facilities, wired by main itself.

The office is made once per test run (RSA-3072 takes a while); each test works on a copy of the folder.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ready_made import ready_made

import main
from kmmp_desktop.domain.office import Facility, FormSpan, Person, Role, ServiceSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.demo.figures import month_of
from kmmp_desktop.services.demo.flow import FlowOfClients
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.ports import Signer, Work
from kmmp_desktop.storage.home import OfficeHome
from kmmp_desktop.texts.catalogue import Catalogue

PASSPHRASE = "maize lantern lake"
FULL, SHORT = "KMMP_MFR", "KMMP_HF"
NOVEMBER = Period(2026, 11)
THIRD = datetime(2026, 12, 3, 7, 42, 7, tzinfo=UTC)
NYOTA, ZIWA = "99104", "99105"


@dataclass
class Office:
    """What a test has on its desk."""

    home: Path
    clock: SetClock
    services: Services
    work: Work
    signers: dict[str, Signer]
    store: OfficeHome

    def person(self, username: str) -> Person:
        return self.services.people.find(username)

    def put_in_role(self, username: str, role: Role) -> Person:
        """The same person in another role, stored, as a change of role by somebody else leaves it."""
        with self.work() as work:
            changed = replace(self.person(username), role=role)
            work.people.put(changed)
            work.commit()
        return changed

    def signer(self, username: str = "clerk") -> Signer:
        """An unlocked key, kept for the whole test."""
        if username not in self.signers:
            self.signers[username] = self.services.people.unlock(self.person(username), PASSPHRASE)
        return self.signers[username]

    def open(self, mfl: str = NYOTA, period: Period = NOVEMBER, family: str = FULL) -> OpenReturn:
        return self.services.entry.open(family, mfl, period, self.person("clerk"))

    def fill(self, mfl: str = NYOTA, period: Period = NOVEMBER) -> OpenReturn:
        """A return with every figure in it and a reason for each warning: it can be completed."""
        opened = self.open(mfl, period)
        figures = month_of(FlowOfClients.starting(mfl, 2, 12), period)
        opened.set_many({opened.form.key(code): str(value) for code, value in figures.items()})
        for finding in self.services.completion.look(opened).report.findings:
            assert finding.severity.value == "warning", str(finding.title)
            opened.set_reason(finding.check, "Counted again in the register.")
        return opened

    def complete(self, mfl: str = NYOTA, period: Period = NOVEMBER) -> OpenReturn:
        opened = self.fill(mfl, period)
        self.services.completion.complete(opened, self.signer("clerk"))
        return opened


def open_copy(home: Path, clock: SetClock) -> Office:
    services, store = main.open_office(home, clock, Catalogue())
    return Office(home, clock, services, store.work, {}, store)


def found_template(home: Path) -> None:
    """Ziwa's office: a clerk and a manager with keys, two facilities, nothing typed."""
    office = open_copy(home, SetClock(THIRD))
    people = office.services.people
    people.found_office("Ziwa Health Partners, Kisumu", "Ziwa Health Partners", "Kisumu")
    people.add("clerk", "A. Wanjiru", Role.CLERK, PASSPHRASE)
    people.add("manager", "P. Otieno", Role.MANAGER, PASSPHRASE)
    spans = (FormSpan(FULL, Period(2026, 9)), FormSpan(SHORT, Period(2026, 9)))
    for mfl, name in ((NYOTA, "Nyota Health Centre"), (ZIWA, "Ziwa Dispensary")):
        office.services.facilities.save(
            Facility(mfl, name, "Kisumu", "Kisumu East", "3", forms=spans), people.find("clerk")
        )
    for username in ("clerk", "manager"):
        office.signer(username)
    office.store.close()


@pytest.fixture(scope="session")
def office_template(tmp_path_factory) -> Path:
    return ready_made(tmp_path_factory, "office", found_template)


@pytest.fixture
def office(office_template, tmp_path) -> Office:
    home = tmp_path / "home"
    shutil.copytree(office_template, home)
    return open_copy(home, SetClock(THIRD))


@pytest.fixture
def maternity_closed(office) -> Office:
    """Nyota offers everything but maternity."""
    offered = ("pmtct", "anc", "postnatal", "hts", "art", "eid", "fp")
    facility = next(f for f in office.services.facilities.all() if f.mfl == NYOTA)
    closed = Facility(
        facility.mfl,
        facility.name,
        facility.county,
        facility.sub_county,
        facility.level,
        services=tuple(ServiceSpan(s) for s in offered),
        forms=facility.forms,
    )
    office.services.facilities.save(closed, None)
    return office
