"""A small office whose data quality can be worked out by hand: two facilities, fourteen months."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from office_fixtures import FULL, NYOTA, ZIWA, Office

from kmmp_desktop.domain.office import Facility, FormSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.quality import Measure
from kmmp_desktop.domain.returns import ReturnKey, Revision, State
from kmmp_desktop.domain.values import read_cell
from kmmp_desktop.services.quality_map import QualityMap, Square

FIRST = Period(2025, 10)
OCTOBER = Period(2026, 10)
"""The last month that is due: the clock stands at 3 December 2026, and November's day is the 5th."""


def owe(office: Office, names: dict[str, str] | None = None) -> None:
    """Both facilities owe the full return from October 2025 on."""
    for mfl, name in (names or {NYOTA: "Nyota Health Centre", ZIWA: "Ziwa Dispensary"}).items():
        office.services.facilities.save(
            Facility(mfl, name, "Kisumu", "Kisumu East", "3", forms=(FormSpan(FULL, FIRST),)), None
        )


def put(
    office: Office,
    mfl: str,
    period: Period,
    figures: dict[str, str],
    state: State = State.SUBMITTED,
    sent: datetime | None = None,
    number: int = 1,
    family: str = FULL,
) -> Revision:
    """A revision as the database would have it after a month's work."""
    form = office.services.forms.newest(family)
    after = period.shift(1)
    made = datetime(after.year, after.month, 2, 9, tzinfo=UTC)
    left = state.has_left and state is not State.BROUGHT_IN
    revision = Revision(
        id=uuid4(),
        key=ReturnKey(family, mfl, period),
        number=number,
        state=state,
        form_version=form.version,
        pack_version=form.digest,
        services=(),
        created_at=made,
        changed_at=made,
        submitted_at=sent or (made if left else None),
    )
    cells = {}
    for code, text in figures.items():
        key = form.key(code)
        element = form.elements[key.element]
        cells[key] = read_cell(text, element.type, element.limits)
    with office.work() as work:
        work.returns.add_revision(revision)
        work.returns.put_cells(revision.id, cells, office.person("clerk").id, made)
        work.commit()
    return revision


def look(office: Office, months: int = 13, family: str = FULL) -> QualityMap:
    return office.services.quality.look(family, OCTOBER, months, lambda done, of: None)


def at(found: QualityMap, measure: Measure, mfl: str, period: Period = OCTOBER) -> Square:
    row = next(n for n, facility in enumerate(found.facilities) if facility.mfl == mfl)
    return found.square(measure, row, period.months_since(found.first))
