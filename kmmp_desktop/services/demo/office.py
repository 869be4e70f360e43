"""Makes the demo office: two years of history, and a month in every state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from kmmp_desktop.domain.form import Severity
from kmmp_desktop.domain.office import Facility, FormSpan, Person, Role, ServiceSpan
from kmmp_desktop.domain.period import EAST_AFRICA, Period
from kmmp_desktop.domain.returns import ReturnKey, Revision, State
from kmmp_desktop.domain.values import CellKey, CellValue, Origin, read_cell
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.bundle import Services
from kmmp_desktop.services.demo.figures import month_of
from kmmp_desktop.services.demo.flow import Figures, FlowOfClients
from kmmp_desktop.services.demo.ministry import MINISTRY, TWO_FORMS, ministry_of
from kmmp_desktop.services.demo.people import CLERK, FACILITIES, MANAGER, OFFICE, OFFICER, DemoFacility
from kmmp_desktop.services.demo.programme import join_programme
from kmmp_desktop.services.open_return import OpenReturn
from kmmp_desktop.services.ports import Signer, UnitOfWork, Work

FAMILY = "KMMP_MFR"
SHORT_FAMILY = "KMMP_HF"
MONTHS = 24
SIGNED_MONTHS = 2
SIGNED_EARLIER, SIGNED_IN_PRACTICE = 4, 1
"""Of the month before the open one, the first few: signing everything would keep the first window waiting."""
_KEYS = 3
"""Steps until there are people with keys."""

_ALL_SERVICES = ("anc", "art", "eid", "fp", "hts", "maternity", "pmtct", "postnatal")
_REASON = "Checked against the register with the Mentor Mothers; the figure stands."
_REASONS = {
    "W305": "One Mentor Mother was ill for two weeks; the other was on leave.",
    "W331": "The county store was empty from the 4th to the 9th.",
}

Report = Callable[[str, int, int], None]
"""Called with (step, done, of); steps: people, history, sign. May raise to stop; nothing is whole then."""


@dataclass(slots=True)
class SetClock:
    """A clock that the demo moves, so that its history happened when it should have."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


class DemoOffice:
    """Builds everything through the services; only unsigned history is written directly."""

    def __init__(
        self, services: Services, work: Work, clock: SetClock, report: Report, months: int = MONTHS
    ) -> None:
        """``months``: how far its history goes back; practice has less than the demo, and of the returns
        that are signed one of each kind: signing workbook and PDF takes longer than a month of figures.
        Practice belongs to no programme.
        """
        self._is_small = months < MONTHS
        self._months = months
        self._services = services
        self._work = work
        self._clock = clock
        self._report = report
        self._today = clock.moment
        self._form = services.forms.newest(FAMILY)

    def build(self, passphrase: str) -> None:
        """Make the office, its people, facilities and returns.

        Raises:
            RefusedError: the folder holds an office already; it is left as it is.
        """
        services = self._services
        if services.people.office() is not None:
            raise RefusedError(
                "This data folder holds an office already.",
                hint="Choose an empty folder for the demo: --home FOLDER.",
            )
        open_month = services.worklist.default_period()
        first = open_month.shift(-self._months)
        self._at(first, 3)
        services.people.found_office(*OFFICE, is_demo=True)
        self._report("people", 0, _KEYS)
        clerk = services.people.add(*CLERK, Role.CLERK, passphrase)
        manager = services.people.add(*MANAGER, Role.MANAGER, passphrase)
        services.people.add(*OFFICER, Role.OFFICER, passphrase)
        self._report("people", 1, _KEYS)
        self._at(open_month.shift(1 - SIGNED_MONTHS), 2)
        if not self._is_small:
            join_programme(services, (clerk.username, manager.username), passphrase)
            clerk, manager = services.people.find(clerk.username), services.people.find(manager.username)
        signers = self._signers(clerk, manager, passphrase)
        for facility in FACILITIES:
            services.facilities.save(_facility(facility, first, open_month), None)
        flows = {f.mfl: FlowOfClients.starting(f.mfl, f.mentor_mothers, f.anc) for f in FACILITIES}
        for back in range(self._months, SIGNED_MONTHS - 1, -1):
            self._history(open_month.shift(-back), flows, signers[0].person)
            self._report("history", self._months - back + 1, self._months - SIGNED_MONTHS + 1)
        for back in range(SIGNED_MONTHS - 1, -1, -1):
            self._signed_month(open_month.shift(-back), flows, signers, is_open=back == 0)
        for signer in signers:
            signer.lock()
        self._clock.moment = self._today

    def _signers(self, clerk: Person, manager: Person, passphrase: str) -> tuple[Signer, Signer]:
        """Both at once: making and opening a key is slow on purpose, and one core is free meanwhile."""
        with ThreadPoolExecutor(2) as pool:
            made = pool.map(lambda person: self._services.people.unlock(person, passphrase), (clerk, manager))
            first = next(made)
            self._report("people", 2, _KEYS)
            second = next(made)
        self._report("people", 3, _KEYS)
        return first, second

    def _at(self, period: Period, day: int, hour: int = 11) -> None:
        """Set the clock to a day of the month after ``period``, never later than today."""
        after = period.shift(1)
        moment = datetime(after.year, after.month, day, hour, 20, tzinfo=EAST_AFRICA)
        self._clock.moment = min(moment, self._today)

    def _history(self, period: Period, flows: dict[str, FlowOfClients], clerk: Person) -> None:
        """A month brought in unsigned, in one transaction."""
        self._at(period, 4)
        with self._work() as work:
            for facility in work.facilities.all():
                self._bring_in(work, facility, period, month_of(flows[facility.mfl], period), clerk)
            work.commit()

    def _bring_in(
        self, work: UnitOfWork, facility: Facility, period: Period, figures: Figures, clerk: Person
    ) -> None:
        now = self._clock.now()
        cells = self._cells(figures, facility, period)
        revision = Revision(
            id=uuid4(),
            key=ReturnKey(FAMILY, facility.mfl, period),
            number=1,
            state=State.BROUGHT_IN,
            form_version=self._form.version,
            pack_version=self._form.digest,
            services=facility.services_in(period),
            created_at=now,
            changed_at=now,
            changed_by=clerk.id,
            filled=len(cells),
            offered=len(cells),
        )
        work.returns.add_revision(revision)
        work.returns.put_cells(revision.id, cells, clerk.id, now)

    def _cells(self, figures: Figures, facility: Facility, period: Period) -> dict[CellKey, CellValue | None]:
        cells: dict[CellKey, CellValue | None] = {}
        for reference, figure in figures.items():
            key = self._form.key(reference)
            if key is None:
                raise KeyError(reference)
            element = self._form.elements[key.element]
            section = self._form.section_of[key.element]
            if facility.offers(element.services, period) and facility.offers(section.services, period):
                cells[key] = read_cell(str(figure), element.type, element.limits, Origin.IMPORTED)
        return cells

    def _signed_month(
        self,
        period: Period,
        flows: dict[str, FlowOfClients],
        signers: tuple[Signer, Signer],
        *,
        is_open: bool,
    ) -> None:
        sent: list[str] = []
        earlier = SIGNED_IN_PRACTICE if self._is_small else SIGNED_EARLIER
        plans = _one_of_each(FACILITIES) if self._is_small else {f.mfl: f.plan for f in FACILITIES}
        for number, facility in enumerate(FACILITIES, start=1):
            figures = month_of(flows[facility.mfl], period)
            plan = plans[facility.mfl] if is_open else _earlier_plan(facility, number, earlier)
            if self._follow(plan, facility, period, figures, signers):
                sent.append(facility.mfl)
            if is_open and facility.mfl == TWO_FORMS:
                self._enter_ministry(period, figures, signers[0].person)
            done = number + (len(FACILITIES) if is_open else 0)
            self._report("sign", done, SIGNED_MONTHS * len(FACILITIES))
        self._at(period, 4, 15)
        plan_to_send = self._services.exporting.plan(FAMILY, period, sent)
        self._services.exporting.export(
            plan_to_send, self._services.home / "sent" / str(period), signers[1].person
        )

    def _follow(
        self,
        plan: str,
        facility: DemoFacility,
        period: Period,
        figures: Figures,
        signers: tuple[Signer, Signer],
    ) -> bool:
        """Take one return as far as its plan says; returns whether it is to be sent."""
        clerk, manager = signers
        if plan in ("not started", "overdue"):
            return False
        if plan == "brought in":
            self._at(period, 4)
            with self._work() as work:
                stored = work.facilities.get(facility.mfl)
                assert stored is not None
                self._bring_in(work, stored, period, figures, clerk.person)
                work.commit()
            return False
        self._at(period, 2, 9)
        opened = self._services.entry.open(FAMILY, facility.mfl, period, clerk.person)
        if plan in ("started", "overdue draft"):
            sections = "ABC" if plan == "started" else "ABCDE"
            figures = {code: value for code, value in figures.items() if code[0] in sections}
        if plan == "wrong":
            _make_wrong(figures)
        if plan in ("explained", "warning"):
            figures.update(A11=12, O09=6)
        self._enter(opened, figures)
        if plan in ("started", "overdue draft", "wrong", "warning"):
            return False
        revision = self._complete(opened, clerk)
        if plan in ("ready", "explained"):
            return False
        self._at(period, 3, 16)
        if plan == "returned":
            self._services.approval.send_back(
                revision,
                manager.person,
                "Row C10 says nobody was lost, but the tracing log names two. Which is right?",
            )
            return False
        self._services.approval.approve([revision], manager)
        return plan == "submitted"

    def _enter(self, opened: OpenReturn, figures: Figures) -> None:
        edits = {
            key: str(value)
            for code, value in figures.items()
            if (key := self._form.key(code)) is not None and opened.offered(key)
        }
        opened.set_many(edits, Origin.IMPORTED)

    def _enter_ministry(self, period: Period, figures: Figures, clerk: Person) -> None:
        """The other form of the facility: one figure differs from the monthly return."""
        opened = self._services.entry.open(MINISTRY, TWO_FORMS, period, clerk)
        keys = {opened.form.key(code): str(value) for code, value in ministry_of(figures).items()}
        opened.set_many({k: v for k, v in keys.items() if k and opened.offered(k)}, Origin.IMPORTED)

    def _complete(self, opened: OpenReturn, clerk: Signer) -> UUID:
        for finding in self._services.completion.look(opened).report.of(Severity.WARNING):
            opened.set_reason(finding.check, _REASONS.get(finding.check, _REASON))
        self._at(opened.key.period, 2, 16)
        return self._services.completion.complete(opened, clerk).id


def _facility(demo: DemoFacility, first: Period, last: Period) -> Facility:
    more = (FormSpan(MINISTRY, last),) if demo.mfl == TWO_FORMS else ()
    offered = _ALL_SERVICES if demo.level != "2" else tuple(s for s in _ALL_SERVICES if s != "maternity")
    return Facility(
        mfl=demo.mfl,
        name=demo.name,
        county="Kisumu",
        sub_county=demo.sub_county,
        level=demo.level,
        ownership="Ministry of Health",
        services=tuple(ServiceSpan(s) for s in offered),
        forms=(FormSpan(FAMILY, first), FormSpan(SHORT_FAMILY, first), *more),
    )


def _one_of_each(facilities: Sequence[DemoFacility]) -> dict[str, str]:
    """The first that is sent is signed and sent; the others of that plan are brought in."""
    plans: dict[str, str] = {}
    for facility in facilities:
        again = facility.plan == "submitted" and "submitted" in plans.values()
        plans[facility.mfl] = "brought in" if again else facility.plan
    return plans


def _earlier_plan(facility: DemoFacility, number: int, signed: int) -> str:
    """How the month before the open one stands: a few returns signed, one late, the rest brought in."""
    if facility.plan == "overdue":
        return "overdue draft"
    return "submitted" if number <= signed else "brought in"


def _make_wrong(figures: Figures) -> None:
    """The clerk typed two digits the wrong way round, coded one cell, and stopped in K."""
    closing = int(figures["C14[PN0_6]"])
    tens, ones = divmod(closing, 10)
    figures["C14[PN0_6]"] = ones * 10 + tens if ones != tens else closing + 27
    figures["C15"] = "NR"
    for code in [c for c in figures if c[0] in "KLMNOP"]:
        del figures[code]
