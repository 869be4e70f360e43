"""The facilities of the office, and bringing in a list of them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kmmp_desktop.domain.counties import COUNTIES
from kmmp_desktop.domain.office import Facility, FormSpan, Person, ServiceSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.permissions import Action
from kmmp_desktop.errors import RefusedError
from kmmp_desktop.services.logged_facilities import logged, logged_all
from kmmp_desktop.services.permits import permit_named
from kmmp_desktop.services.plain_names import MOST, plain_name
from kmmp_desktop.services.ports import Clock, UnitOfWork, Work
from kmmp_desktop.text import Message

SERVICES: dict[str, Message] = {
    "pmtct": Message("PMTCT"),
    "anc": Message("Antenatal care"),
    "maternity": Message("Maternity"),
    "postnatal": Message("Postnatal care"),
    "hts": Message("HIV testing"),
    "art": Message("HIV treatment"),
    "eid": Message("Early infant diagnosis"),
    "fp": Message("Family planning"),
}
"""Services that sections of a form may depend on."""


@dataclass(frozen=True, slots=True)
class ImportField:
    """One thing a facility list may tell, and what its column tends to be called."""

    name: str
    label: Message
    required: bool
    aliases: tuple[str, ...]


FIELDS: tuple[ImportField, ...] = (
    ImportField(
        "mfl",
        Message("MFL code"),
        True,
        ("mfl", "mfl code", "mfl_code", "mflcode", "facility code", "code", "kmhfl code"),
    ),
    ImportField(
        "name",
        Message("Facility name"),
        True,
        ("name", "facility", "facility name", "facility_name", "officialname", "official name"),
    ),
    ImportField("county", Message("County"), False, ("county", "county name", "county_name")),
    ImportField(
        "sub_county",
        Message("Sub-county"),
        False,
        ("sub county", "sub_county", "sub-county", "subcounty", "sub county name", "sub_county_name"),
    ),
    ImportField("level", Message("Level"), False, ("level", "keph level", "keph_level", "keph_level_name")),
    ImportField("ownership", Message("Owner"), False, ("owner type", "owner_type", "ownership", "owner")),
    ImportField("khis_uid", Message("KHIS identifier"), False, ("khis uid", "khis_uid", "khis id", "uid")),
    ImportField(
        "services", Message("Services offered"), False, ("services", "service names", "service_names")
    ),
)

_MFL = re.compile(r"[0-9]{4,8}")
_LEVEL = re.compile(r"(?:level\s*)?([1-6])", re.IGNORECASE)
_UID = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be taken, or a warning about one that could."""

    row: int
    """As in the file, the header being row 1."""
    value: str
    reason: Message


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. Nothing has been written yet."""

    new: tuple[Facility, ...]
    changed: tuple[Facility, ...]
    same: int
    bad: tuple[BadRow, ...]
    warnings: tuple[BadRow, ...]


def guess_columns(header: Sequence[str]) -> dict[str, int]:
    """Return field name -> column number, by the names that such lists use."""
    names = [re.sub(r"[\s_-]+", " ", h.strip().lower().lstrip("\ufeff")) for h in header]
    found: dict[str, int] = {}
    for field in FIELDS:
        for alias in (re.sub(r"[\s_-]+", " ", a) for a in field.aliases):
            if alias in names and names.index(alias) not in found.values():
                found[field.name] = names.index(alias)
                break
    return found


class FacilityService:
    """Looks at, adds and brings in facilities."""

    def __init__(self, work: Work, clock: Clock) -> None:
        self._work = work
        self._clock = clock

    def all(self) -> tuple[Facility, ...]:
        with self._work() as work:
            return work.facilities.all()

    def save(self, facility: Facility, by: Person | None) -> None:
        """Add or change one facility; refuses what an import would refuse."""
        reading = _Reading({"mfl": 0, "name": 1, "county": 2})
        checked = reading.facility(1, (facility.mfl, facility.name, facility.county))
        if checked is None:
            raise RefusedError(reading.bad[0].reason)
        with self._work() as work:
            permit_named(by, Action.FACILITIES, work)
            kept = replace(facility, name=checked.name, county=checked.county)
            work.facilities.put_many([kept])
            body = {"mfl": facility.mfl, "facility": logged(kept)}
            self._log(work, by, "facility saved", body)
            work.commit()

    def plan(
        self,
        rows: Iterable[tuple[int, Sequence[str]]],
        columns: Mapping[str, int],
        families: Sequence[str] = (),
        start: Period | None = None,
    ) -> ImportPlan:
        """Read the rows of a list: what is new, what changed, what cannot be taken and why.

        ``families`` are the forms the facilities owe from ``start`` on. Facilities known
        already keep their services and forms unless the list says otherwise.

        Raises:
            RefusedError: no column was chosen for the MFL code or the name.
        """
        for field in FIELDS:
            if field.required and field.name not in columns:
                raise RefusedError("Choose the column that holds the {field}.", field=field.label)
        with self._work() as work:
            known = {f.mfl: f for f in work.facilities.all()}
        reading = _Reading(columns)
        spans = tuple(FormSpan(family, start) for family in families)
        new, changed, same = [], [], 0
        for number, cells in rows:
            read = reading.facility(number, cells)
            if read is None:
                continue
            old = known.get(read.mfl)
            if old is None:
                new.append(replace(read, forms=spans))
                continue
            merged = _merge(old, read, spans)
            if merged == old:
                same += 1
            else:
                changed.append(merged)
        return ImportPlan(tuple(new), tuple(changed), same, tuple(reading.bad), tuple(reading.warnings))

    def apply(self, plan: ImportPlan, by: Person | None) -> int:
        """Write what the plan says, in one transaction; returns how many facilities."""
        facilities = [*plan.new, *plan.changed]
        if not facilities:
            return 0
        with self._work() as work:
            permit_named(by, Action.FACILITIES, work)
            work.facilities.put_many(facilities)
            counted = {"new": len(plan.new), "changed": len(plan.changed), "refused": len(plan.bad)}
            self._log(work, by, "facilities imported", {**counted, **logged_all(facilities)})
            work.commit()
        return len(facilities)

    def _log(self, work: UnitOfWork, by: Person | None, action: str, body: Mapping[str, object]) -> None:
        work.audit.append("office", self._clock.now(), by.id if by else None, action, body)


def _merge(old: Facility, read: Facility, spans: tuple[FormSpan, ...]) -> Facility:
    owed = {span.family for span in old.forms if span.end is None}
    return replace(
        old,
        name=read.name,
        county=read.county or old.county,
        sub_county=read.sub_county or old.sub_county,
        level=read.level or old.level,
        ownership=read.ownership or old.ownership,
        khis_uid=read.khis_uid or old.khis_uid,
        services=_services_of(old, read),
        forms=(*old.forms, *(s for s in spans if s.family not in owed)),
    )


def _services_of(old: Facility, read: Facility) -> tuple[ServiceSpan, ...]:
    """A list names services without dates: the same names leave the dated spans as they are."""
    same = {s.service for s in read.services} == {s.service for s in old.services}
    return old.services if same or not read.services else read.services


class _Reading:
    """One pass over a list, collecting what is wrong with it."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        self._columns = columns
        self._seen: dict[str, int] = {}
        self._counties = {name.lower(): name for name in COUNTIES.values()}
        self.bad: list[BadRow] = []
        self.warnings: list[BadRow] = []

    def facility(self, row: int, cells: Sequence[str]) -> Facility | None:
        """The facility of a row, or ``None`` with the reason noted. A blank row says nothing."""
        said = {name: _clean(cells[at]) if at < len(cells) else "" for name, at in self._columns.items()}
        if not any(said.values()):
            return None
        problem = self._problem(said)
        if problem is not None:
            self.bad.append(BadRow(row, problem[0], problem[1]))
            return None
        mfl = _whole(said["mfl"])
        if mfl in self._seen:
            self.bad.append(
                BadRow(
                    row,
                    mfl,
                    Message(
                        "MFL code {mfl} stands in row {row} already.", {"mfl": mfl, "row": self._seen[mfl]}
                    ),
                )
            )
            return None
        self._seen[mfl] = row
        if len(mfl) != 5:
            self.warnings.append(
                BadRow(
                    row,
                    mfl,
                    Message(
                        "MFL code {mfl} has {count} digits; most have 5. Taken as it is.",
                        {"mfl": mfl, "count": len(mfl)},
                    ),
                )
            )
        services, strange = _services(said.get("services", ""))
        if strange:
            self.warnings.append(
                BadRow(
                    row,
                    strange[:40],
                    Message(
                        'The service "{service}" is not known here, so every section is asked.',
                        {"service": strange[:60]},
                    ),
                )
            )
        level = _LEVEL.fullmatch(said.get("level", ""))
        return Facility(
            mfl=mfl,
            name=said["name"],
            county=self._county(said.get("county", "")) or "",
            sub_county=said.get("sub_county", ""),
            level=level[1] if level else "",
            ownership=said.get("ownership", ""),
            khis_uid=said.get("khis_uid", ""),
            services=tuple(ServiceSpan(s) for s in services),
        )

    def _problem(self, said: Mapping[str, str]) -> tuple[str, Message] | None:
        if not _MFL.fullmatch(_whole(said["mfl"])):
            return said["mfl"][:40], Message(
                '"{value}" is no MFL code: it needs 4 to 8 digits.', {"value": said["mfl"][:40]}
            )
        if not said["name"]:
            return said["mfl"], Message("The facility has no name.")
        if len(said["name"]) > MOST:
            return said["name"][:40] + "…", Message(
                "The name has {count} characters; at most 200 are kept.", {"count": len(said["name"])}
            )
        county = said.get("county", "")
        if county and self._county(county) is None:
            close = difflib.get_close_matches(county.lower(), self._counties, n=1)
            hint = (
                Message(" Did you mean {name}?", {"name": self._counties[close[0]]}) if close else Message("")
            )
            return county[:40], Message(
                'There is no county called "{county}".{hint}', {"county": county[:40], "hint": hint}
            )
        if (level := said.get("level", "")) and not _LEVEL.fullmatch(level):
            return level[:40], Message('"{level}" is no level: levels are 1 to 6.', {"level": level[:40]})
        if (uid := said.get("khis_uid", "")) and not _UID.fullmatch(uid):
            return uid[:40], Message(
                '"{uid}" is no KHIS identifier: it needs 11 letters and digits.', {"uid": uid[:40]}
            )
        return None

    def _county(self, name: str) -> str | None:
        plain = re.sub(r"\s+county$", "", name.strip().lower())
        plain = plain.replace("’", "'").replace("`", "'")
        return (
            self._counties.get(plain)
            or self._counties.get(plain.replace("-", " "))
            or next(
                (
                    known
                    for lower, known in self._counties.items()
                    if re.sub(r"[^a-z]", "", lower) == re.sub(r"[^a-z]", "", plain) and plain
                ),
                None,
            )
        )


def _clean(text: str) -> str:
    return plain_name(text)


def _whole(text: str) -> str:
    """Excel hands numbers over as ``10002.0``."""
    return text[:-2] if text.endswith(".0") else text


def _services(text: str) -> tuple[tuple[str, ...], str]:
    """Codes of the services, and the first name that is none.

    With such a name there are no codes: a service that was not understood must not turn its cells to NA.
    """
    names = {part.strip().lower() for part in re.split(r"[;,|]", text)} - {""}
    strange = sorted(names - SERVICES.keys())
    return ((), strange[0]) if strange else (tuple(sorted(names)), "")
