"""Histories out of the database: the columnar run finds what one return after another finds."""

from __future__ import annotations

import random
from importlib.resources import files
from uuid import uuid4

import pytest
from storage_fixtures import ACHIENG, NOON

from forms.catalogue import FolderCatalogue
from kmmp_desktop.columns.runs import ColumnarRuns
from kmmp_desktop.domain.checking import CompiledForm
from kmmp_desktop.domain.findings import Finding, Skipped
from kmmp_desktop.domain.form import Form
from kmmp_desktop.domain.office import Facility, FormSpan, ServiceSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import ReturnKey, Revision, State
from kmmp_desktop.domain.values import CellValue, read_cell
from kmmp_desktop.services.figures import Surroundings
from kmmp_desktop.storage.histories import SqlHistories
from kmmp_desktop.storage.home import OfficeHome

FIRST, LAST = Period(2025, 10), Period(2026, 11)
FACILITIES = (
    Facility("13001", "Open to all", forms=(FormSpan("KMMP_MFR"),)),
    Facility(
        "13002",
        "Maternity closed in July",
        services=(
            *map(ServiceSpan, ("pmtct", "anc", "postnatal", "hts", "art", "eid")),
            ServiceSpan("maternity", None, Period(2026, 6)),
        ),
        forms=(FormSpan("KMMP_MFR", Period(2026, 1)),),
    ),
    Facility("13003", "Owes nothing any more"),
)


@pytest.fixture(scope="module")
def form() -> Form:
    return FolderCatalogue(files("forms").joinpath("definitions")).newest("KMMP_MFR")


@pytest.fixture
def filled(office: OfficeHome, form: Form) -> OfficeHome:
    """Three facilities, some months left out, figures and codes at random, two revisions of one return."""
    chance = random.Random(20261122)
    with office.work() as work:
        work.people.put(ACHIENG)
        work.facilities.put_many(FACILITIES)
        for facility in FACILITIES:
            for back in range(LAST.months_since(FIRST), -1, -1):
                if chance.random() < 0.2:
                    continue
                period = LAST.shift(-back)
                for number in (1, 2) if back == 3 else (1,):
                    state = State.BROUGHT_IN if back else State.DRAFT
                    services = facility.services_in(period)
                    revision = Revision(
                        uuid4(),
                        ReturnKey(form.family, facility.mfl, period),
                        number,
                        state,
                        form.version,
                        form.digest,
                        services,
                        NOON,
                        NOON,
                        ACHIENG.id,
                    )
                    work.returns.add_revision(revision)
                    work.returns.put_cells(revision.id, _cells(form, chance), ACHIENG.id, NOON)
        work.commit()
    return office


def _cells(form: Form, chance: random.Random) -> dict[object, CellValue]:
    cells = {}
    for key in form.entry_cells:
        element = form.elements[key.element]
        text = chance.choices(
            [str(chance.randrange(12)), "", "NR", "NA", "UNK", "7x", "05112026", "yes"],
            [80, 6, 4, 2, 1, 1, 3, 3],
        )[0]
        value = read_cell(text, element.type, element.limits)
        if value is not None:
            cells[key] = value
    return cells


def test_the_run_over_a_history_finds_what_one_return_after_another_finds(
    filled: OfficeHome, form: Form
) -> None:
    compiled = CompiledForm(form)
    failures: dict[str, set[tuple[str, Period]]] = {check.code: set() for check in form.checks}
    skipped = dict.fromkeys(failures, 0)
    returns = 0
    with filled.work() as work:
        for revision in work.returns.between(form.family, FIRST.shift(2), LAST):
            facility = work.facilities.get(revision.key.facility)
            assert facility is not None
            around = Surroundings(work, form, revision.key, facility, True, revision)
            report = compiled.run(around.figures(work.returns.cells(revision.id)))
            returns += 1
            for found in (*report.findings, *report.skipped):
                if isinstance(found, Finding):
                    failures[found.check].add((revision.key.facility, revision.key.period))
                elif isinstance(found, Skipped):
                    skipped[found.check] += 1
    steps: list[tuple[int, int]] = []
    runs = ColumnarRuns(SqlHistories(filled.engine), at_once=2)
    found = runs.run(form, FIRST.shift(2), LAST, lambda done, of: steps.append((done, of)))
    assert {check.code: set(check.failures) for check in found} == failures
    assert {check.code: check.skipped for check in found} == skipped
    assert {check.returns for check in found} == {returns}
    assert sum(map(len, failures.values())) > 500, "figures at random fail often"
    assert steps == [(0, 3), (2, 3), (3, 3)]


def test_a_run_can_be_stopped_and_asks_only_for_what_is_wanted(filled: OfficeHome, form: Form) -> None:
    runs = ColumnarRuns(SqlHistories(filled.engine), at_once=1)
    [only] = runs.run(form, LAST, LAST, lambda *_: None, ["R201"], ["13002"])
    assert only.code == "R201"
    assert only.returns <= 1
    assert set(only.by_facility) <= {"13002"}

    def stop(done: int, of: int) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        runs.run(form, FIRST, LAST, stop)


def test_a_facility_without_returns_and_an_empty_office_give_nothing(office: OfficeHome, form: Form) -> None:
    runs = ColumnarRuns(SqlHistories(office.engine))
    assert {check.returns for check in runs.run(form, FIRST, LAST, lambda *_: None)} == {0}
