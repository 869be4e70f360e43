"""An invented office that lives in memory: the services of the start page, as small fakes.

It holds the 42 facilities of the design picture, so that a picture of the window can be laid
beside it. Tests of what services do use real ones on a real database instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Facility, FormSpan, Office, Person, Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey, Revision, State
from kmmp_desktop.errors import NotFoundError, RefusedError, WrongPassphraseError
from kmmp_desktop.services.key_dates import KeyStanding
from kmmp_desktop.services.keys import KeyState
from kmmp_desktop.services.worklist import Amended, MonthMark, Worklist, WorkRow, _sum_up
from kmmp_desktop.text import Message, Text

NOW = datetime(2026, 12, 3, 7, 42, 7, tzinfo=UTC)
NOVEMBER = Period(2026, 11)


def _id(name: str) -> Any:
    return uuid5(NAMESPACE_URL, name)


A_WANJIRU = Person(_id("wanjiru"), "wanjiru", "A. Wanjiru", Role.CLERK)
P_OTIENO = Person(_id("otieno"), "otieno", "P. Otieno", Role.MANAGER)
OFFICE = Office(_id("office"), "Ziwa Health Partners", "Ziwa Health Partners", "Kisumu", is_demo=True)
PASSPHRASE = "lake lantern maize"

_ROWS = """
Upepo Dispensary|99117|Seme|r r r r o|none|0|0|0|28 days late|never
Korongo Bay Dispensary|99131|Nyakach|r r r o r|draft|34|0|1|59 days late|2 Dec 16:20
Tausi Sub-County Hospital|99102|Muhoroni|r r r r b|draft|71|0|2|3 questions|2 Dec 11:48
Nyota Health Centre|99104|Kisumu East|r r r r r|draft|62|1|3|2 days left|3 Dec 10:42
Wimbi Health Centre|99108|Kisumu East|r r r r r|draft|96|0|1|2 days left|3 Dec 09:10
Mbalamwezi Health Centre|99106|Kisumu Central|r r r r r|draft|48|2|0|2 days left|3 Dec 08:31
Asali Dispensary|99112|Kisumu East|x x r r r|draft|12|0|0|2 days left|1 Dec 15:02
Kipepeo Dispensary|99114|Kisumu West|r r r r r|none|0|0|0|2 days left|never
Zambarau Dispensary|99119|Kisumu West|r r r r r|none|0|0|0|2 days left|never
Pweza Beach Dispensary|99122|Nyakach|r r r r s|none|0|0|0|2 days left|never
Ndovu Health Centre|99109|Nyando|r r r r r|ready|100|0|2|awaiting review|2 Dec 17:40
Umande Health Centre|99111|Nyando|r r r r r|ready|100|0|0|awaiting review|2 Dec 17:12
Jani Dispensary|99125|Muhoroni|r r r r s|ready|100|0|1|awaiting review|2 Dec 15:55
Mawingu County Hospital|99101|Kisumu Central|r r r r r|approved|100|0|3|to be sent|2 Dec 14:26
Samaki Dispensary|99127|Seme|r r r r r|submitted|100|0|0|sent|1 Dec 16:44
Twiga Health Centre|99107|Kisumu West|r r r r r|received|100|0|1|sent|1 Dec 12:30
"""
_MARK = {"r": State.RECEIVED, "s": State.SUBMITTED, "b": State.RETURNED, "o": None, "x": None}
_FILL = (
    ("none", 8, 1),
    ("draft", 3, 1),
    ("ready", 4, 1),
    ("approved", 5, 2),
    ("submitted", 3, 2),
    ("received", 3, 2),
)
_BIRDS = (
    "Heroe",
    "Kasuku",
    "Tai",
    "Njiwa",
    "Bundi",
    "Kanga",
    "Mbuni",
    "Kunguru",
    "Chiriku",
    "Korongo",
    "Shore",
    "Batamaji",
    "Kware",
    "Tausi",
    "Kwarara",
    "Mnana",
    "Pungu",
    "Yangeyange",
    "Kigotago",
    "Mbayuwayu",
    "Kizumburu",
    "Kitwitwi",
    "Membe",
    "Kozi",
    "Kipanga",
    "Kwembe",
)


def _moment(text: str) -> datetime | None:
    if text == "never":
        return None
    return datetime.strptime(f"2026 {text}", "%Y %d %b %H:%M").replace(tzinfo=UTC) - timedelta(hours=3)


def work_row(
    name: str,
    mfl: str,
    sub_county: str,
    months: str = "r r r r r",
    state: str = "none",
    percent: int = 0,
    errors: int = 0,
    warnings: int = 0,
    due: str = "2 days left",
    change: str = "never",
) -> WorkRow:
    """One row of the worklist. ``months``: r received, s submitted, b returned, o overdue, x not owed."""
    period = NOVEMBER
    marks = tuple(
        MonthMark(
            period.shift(i - 5),
            letter != "x",
            _MARK[letter],
            {3: 59, 4: 28}.get(i, 0) if letter == "o" else 0,
        )
        for i, letter in enumerate(months.split())
    )
    found = None if state == "none" else State(state)
    changed = _moment(change)
    facility = Facility(mfl, name, "Kisumu", sub_county, "3", forms=(FormSpan("km"),))
    revision = None
    if found is not None:
        revision = Revision(
            _id(mfl),
            ReturnKey("km", mfl, period),
            1,
            found,
            "1.0",
            "p",
            (),
            created_at=changed or NOW,
            changed_at=changed or NOW,
            filled=percent,
            offered=100,
            errors=errors,
            warnings=warnings,
        )
        if found.has_left:
            revision = replace(revision, submitted_at=NOW - timedelta(days=1))
    overdue = tuple(m.period for m in marks if m.days_late)
    done = found in (State.APPROVED, State.SUBMITTED, State.RECEIVED)
    group = 0 if overdue or "b" in months else 2 if done else 1
    number, _, rest = due.partition(" ")
    said = Message("{days} " + rest, {"days": int(number)}) if rest.startswith("days") else Message(due)
    return WorkRow(
        facility,
        marks,
        MonthMark(period, True, found, 0),
        revision,
        percent,
        errors,
        warnings,
        said,
        period.due(),
        2,
        group,
        changed,
        overdue,
    )


def invented_rows() -> tuple[WorkRow, ...]:
    rows = []
    for line in _ROWS.strip().splitlines():
        name, mfl, place, months, state, percent, errors, warnings, due, change = line.split("|")
        rows.append(
            work_row(name, mfl, place, months, state, int(percent), int(errors), int(warnings), due, change)
        )
    names = iter(_BIRDS)
    for state, how_many, group in _FILL:
        for i in range(how_many):
            name = next(names)
            due = {"ready": "awaiting review", "approved": "to be sent"}.get(
                state, "sent" if group == 2 else "2 days left"
            )
            rows.append(
                work_row(
                    f"{name} Dispensary",
                    f"9920{len(rows):02}"[:6],
                    "Nyando",
                    state=state,
                    percent=50 if state == "draft" else 100 if state != "none" else 0,
                    due=due,
                    change="never" if state == "none" else f"{i + 1} Dec 09:00",
                )
            )
    return tuple(sorted(rows, key=lambda r: r.group))


@dataclass
class FakeWorklist:
    rows: tuple[WorkRow, ...] = field(default_factory=invented_rows)
    kept: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, Period]] = field(default_factory=list)

    def default_period(self) -> Period:
        return NOVEMBER

    def recall(self, name: str) -> str | None:
        return self.kept.get(name)

    def remember(self, name: str, value: str) -> None:
        self.kept[name] = value

    def month(self, family: str, period: Period) -> Worklist:
        self.asked.append((family, period))
        rows = tuple(r for r in self.rows if any(s.family == family for s in r.facility.forms))
        return _sum_up(family, period, rows, period.due(), Amended({}, {}))


@dataclass
class FakePeople:
    known: list[Person] = field(default_factory=lambda: [A_WANJIRU, P_OTIENO])
    its_office: Office | None = OFFICE
    passphrases: dict[str, str] = field(default_factory=lambda: {"wanjiru": PASSPHRASE, "otieno": PASSPHRASE})

    def office(self) -> Office | None:
        return self.its_office

    def people(self) -> tuple[Person, ...]:
        return tuple(self.known)

    def found_office(self, name: str, partner: str, county: str = "") -> Office:
        self.its_office = Office(_id(name), name, partner, county)
        return self.its_office

    def add(self, username: str, name: str, role: Role, passphrase: str) -> Person:
        if len(passphrase) < 10:
            raise RefusedError(
                "The passphrase has {count} characters; it needs at least {least}.",
                count=len(passphrase),
                least=10,
            )
        person = Person(_id(username), username, name, role)
        self.known.append(person)
        self.passphrases[username] = passphrase
        return person

    def sign_in(self, username: str, passphrase: str) -> Person:
        for person in self.known:
            if person.username == username and self.passphrases[username] == passphrase:
                return person
        raise WrongPassphraseError(
            "The passphrase is not right for {username}.",
            username=username,
            hint="Check the Caps Lock key and try again.",
        )


def small_form(family: str, title: str) -> Form:
    """A form with a title and nothing in it: enough for lists of forms."""
    return Form(
        family,
        family.upper(),
        "1.0",
        Text(title, title),
        Text(title, title),
        Text("KMMP"),
        Text("Not official"),
        Period(2020, 1),
        None,
        5,
        ("en", "sw"),
        ("sw",),
        (),
        (),
        (),
        {},
        {},
        {},
    )


@dataclass
class FakeForms:
    problems = ()
    forms: Mapping[str, Form] = field(
        default_factory=lambda: {
            "km": small_form("km", "Monthly facility return"),
            "kmmp": small_form("kmmp", "KMMP health facility reporting form"),
        }
    )

    def families(self) -> tuple[str, ...]:
        return tuple(self.forms)

    def newest(self, family: str) -> Form:
        if family not in self.forms:
            raise NotFoundError("There is no form {family}.", family=family)
        return self.forms[family]

    def for_period(self, family: str, period: Period) -> Form:
        return self.newest(family)


@dataclass
class FakeFacilities:
    saved: list[Facility] = field(default_factory=list)

    def all(self) -> tuple[Facility, ...]:
        return tuple(r.facility for r in invented_rows()) + tuple(self.saved)

    def save(self, facility: Facility, by: Person | None) -> None:
        if not facility.mfl.isdigit():
            raise RefusedError('"{mfl}" is not an MFL code.', mfl=facility.mfl)
        self.saved.append(facility)


@dataclass
class FakeEntry:
    position: Any = None
    delivery = presence = None

    def last_position(self, person: Person) -> Any:
        return self.position


def invented_services(**changed: Any) -> Any:
    """A bundle of services; name one to replace it."""
    made = {
        "people": FakePeople(),
        "facilities": FakeFacilities(),
        "worklist": FakeWorklist(),
        "forms": FakeForms(),
        "entry": FakeEntry(),
        "keying": SimpleNamespace(last=lambda person: None, line=lambda opened: None),
        "keys": SimpleNamespace(warning=lambda person: None, state=lambda person: KeyState(KeyStanding.NONE)),
        "clock": SimpleNamespace(now=lambda: NOW),
        "home": Path(),
        "tables": None,
        **changed,
    }
    return SimpleNamespace(**made)


__all__ = [
    "A_WANJIRU",
    "NOW",
    "OFFICE",
    "PASSPHRASE",
    "P_OTIENO",
    "FakeFacilities",
    "FakePeople",
    "FakeWorklist",
    "invented_rows",
    "invented_services",
    "work_row",
]
