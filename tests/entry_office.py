"""A real office in a SQLite file with one facility and a year of history, for the entry screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from exports.scan_pages import ScanPages
from forms.across import office_rules
from forms.catalogue import FolderCatalogue
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Facility, FormSpan, Person, Role, ServiceSpan
from kmmp_desktop.domain.office import Office as OfficeFacts
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey, Revision, State
from kmmp_desktop.domain.values import CellKey, CellValue, read_cell
from kmmp_desktop.security.signed import signed_by
from kmmp_desktop.security.trust import RosterTrust
from kmmp_desktop.services.amending import AmendService
from kmmp_desktop.services.between import BetweenService
from kmmp_desktop.services.compiled import CompiledForms
from kmmp_desktop.services.entry import EntryService
from kmmp_desktop.services.keying import KeyingService
from kmmp_desktop.services.letters import letter_service
from kmmp_desktop.services.ports import Clock
from kmmp_desktop.services.scans import ScanService
from kmmp_desktop.storage.home import OfficeHome, open_home
from kmmp_desktop.storage.scans import ScanFolder

NOVEMBER = Period(2026, 11)
WANJIRU = Person(uuid4(), "wanjiru", "A. Wanjiru", Role.CLERK)
OFFICE = OfficeFacts(uuid4(), "Ziwa Health Partners", "Ziwa Health Partners", "Kisumu")
NYOTA = "99104"
FULL, SMALL = "KMMP_MFR", "KMMP_HF"


@dataclass
class StandingClock:
    """Says what it was told."""

    moment: datetime = datetime(2026, 12, 3, 7, 42, 7, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


class Office:
    """Home, services and forms of the invented office. ``services`` is as much as a screen asks."""

    def __init__(self, folder: Path, clock: Clock | None = None, extra_forms: Path | None = None) -> None:
        self.clock = clock or StandingClock()
        folders: list[Any] = [files("forms").joinpath("definitions")]
        if extra_forms is not None:
            folders.append(extra_forms)
        self.forms = FolderCatalogue(*folders)
        self.home: OfficeHome = open_home(folder, clock=self.clock)
        self.compiled = CompiledForms(self.forms)
        between = BetweenService(
            self.home.work, office_rules(self.forms, folder), self.forms, self.compiled
        )
        self.entry = EntryService(self.home.work, self.forms, self.compiled, self.clock, between)
        self.services = SimpleNamespace(
            entry=self.entry,
            keying=KeyingService(self.home.work, self.entry, self.clock),
            clock=self.clock,
            forms=self.forms,
            home=folder,
            letters=letter_service(
                self.home.work, self.clock, self.forms, RosterTrust(self.home.work), signed_by
            ),
            amending=AmendService(self.home.work, self.clock),
            scans=ScanService(self.home.work, self.clock, ScanFolder(folder / "scans"), ScanPages()),
            people=SimpleNamespace(office=lambda: OFFICE, people=lambda: (WANJIRU,)),
        )

    def close(self) -> None:
        self.home.close()

    def settle(self, *services: str, families: tuple[str, ...] = (FULL,), person: Person = WANJIRU) -> None:
        """Write the facility (offering ``services``; none: nobody has said) and the clerk."""
        spans = tuple(FormSpan(family, Period(2024, 1)) for family in families)
        with self.home.work() as work:
            work.people.set_office(OFFICE)
            work.people.put(person)
            work.facilities.put_many(
                [
                    Facility(
                        NYOTA,
                        "Nyota Health Centre",
                        "Kisumu",
                        "Kisumu East",
                        "3",
                        services=tuple(ServiceSpan(s) for s in services),
                        forms=spans,
                    )
                ]
            )
            work.commit()

    def put(
        self, family: str, period: Period, texts: Mapping[str, str], state: State = State.DRAFT
    ) -> Revision:
        """Write a whole month by references such as ``C02[ANC]``."""
        form = self.forms.newest(family)
        moment = self.clock.now()
        revision = Revision(
            uuid4(),
            ReturnKey(family, NYOTA, period),
            1,
            state,
            form.version,
            form.digest,
            (),
            moment,
            moment,
            WANJIRU.id,
        )
        with self.home.work() as work:
            work.returns.add_revision(revision)
            work.returns.put_cells(revision.id, cells_of(form, texts), WANJIRU.id, moment)
            work.commit()
        return revision


def cells_of(form: Form, texts: Mapping[str, str]) -> dict[CellKey, CellValue | None]:
    """References and texts as cells."""
    cells: dict[CellKey, CellValue | None] = {}
    for reference, text in texts.items():
        key = form.key(reference)
        if key is None or key.category == "*":
            continue
        element = form.elements[key.element]
        if not element.is_calculated:
            cells[key] = read_cell(str(text), element.type, element.limits)
    return cells


CASELOAD = {
    "C01[ANC]": 46,
    "C01[PN]": 93,
    "C02[ANC]": 14,
    "C02[PN]": 4,
    "C03[A10_19]": 2,
    "C03[A20_24]": 6,
    "C03[A25P]": 10,
    "C04[KP]": 8,
    "C04[NEW]": 5,
    "C05[ANC]": 0,
    "C05[PN]": 3,
    "C06[ANC]": 2,
    "C06[PN]": 1,
    "C07": 7,
    "C08[ANC]": 1,
    "C08[PN]": 2,
    "C09": 5,
    "C10[ANC]": 1,
    "C10[PN]": 3,
    "C11[ANC]": 0,
    "C11[PN]": 1,
    "C12[ANC]": 0,
    "C12[PN]": 0,
    "C13[ANC]": 1,
    "C13[PN]": 0,
    "C14[ANC]": 52,
    "C14[PN0_6]": 36,
    "C14[PN6_12]": 33,
    "C14[PN12_24]": 28,
    "C15": 29,
    "C16": 412,
    "A01": 2,
}
"""Section C of the design picture: it balances, and 63 for 36 makes it 27 too many."""


def figures_of(form: Form, back: int) -> dict[str, str]:
    """Every figure of one month, ``back`` months ago, varying a little from month to month."""
    texts: dict[str, str] = {}
    for number, key in enumerate(form.entry_cells):
        kind = form.elements[key.element].type.value
        plain = str(4 + number % 9 + (number * 7 + back) % 3)
        texts[str(key)] = {"yes_no": "1", "date": "05112026", "text": ""}.get(kind, plain)
    for reference, value in CASELOAD.items():
        texts[str(form.key(reference))] = str(max(0, value - (back + len(reference)) % 3) if back else value)
    return texts


def history(office: Office, months: int = 12, last: Period = NOVEMBER) -> dict[str, str]:
    """Write ``months`` months before ``last``; return the figures of ``last`` itself."""
    form = office.forms.newest(FULL)
    for back in range(months, 0, -1):
        office.put(FULL, last.shift(-back), figures_of(form, back), State.BROUGHT_IN)
    return figures_of(form, 0)
