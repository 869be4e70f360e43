"""A whole second keying as a service, in a file and on a server: the same on both."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import pytest
from storage_fixtures import ACHIENG, OTIENO, SteppingClock

from forms.catalogue import FolderCatalogue
from kmmp_desktop.domain.keying import Outcome, Scope, Why
from kmmp_desktop.domain.office import Facility, FormSpan
from kmmp_desktop.domain.period import Period
from kmmp_desktop.domain.returns import State
from kmmp_desktop.domain.values import CellKey
from kmmp_desktop.errors import LockedError
from kmmp_desktop.services.compiled import CompiledForms
from kmmp_desktop.services.entry import EntryService
from kmmp_desktop.services.keying import KeyingService
from kmmp_desktop.services.keying_settling import settle
from kmmp_desktop.storage.home import OfficeHome

FULL, MFL, NOVEMBER = "KMMP_MFR", "99104", Period(2026, 11)
C07, C09, C16 = CellKey("KM_C07"), CellKey("KM_C09"), CellKey("KM_C16")


@pytest.fixture
def services(office: OfficeHome) -> tuple[EntryService, KeyingService]:
    forms = FolderCatalogue(files("forms").joinpath("definitions"))
    clock = SteppingClock()
    with office.work() as work:
        for person in (ACHIENG, OTIENO):
            work.people.put(person)
        spans = (FormSpan(FULL, Period(2024, 1)),)
        work.facilities.put_many([Facility(MFL, "Nyota", "Kisumu", "Kisumu East", "3", forms=spans)])
        work.commit()
    entry = EntryService(office.work, forms, CompiledForms(forms), clock)
    return entry, KeyingService(office.work, entry, clock)


def test_every_outcome_is_kept_and_a_correction_is_one_transaction(office, services):
    entry, keyings = services
    opened = entry.open(FULL, MFL, NOVEMBER, ACHIENG)
    opened.set_many({C07: "63", C09: "NR", C16: "12 est"})
    keying = keyings.start(entry.open(FULL, MFL, NOVEMBER, OTIENO), Scope.CHOSEN)
    assert {c.key for c in keying.keying.cells} == {C07, C09, C16}
    assert keying.keying.cells[-1].why is Why.FAILING
    keying.key_in(C07, "36")
    keying.key_in(C07, "36")
    keying.key_in(C09, "nr")
    keying.key_in(C16, "12")
    keying.remember(C16, "1")
    again = keyings.resume(keyings.last(OTIENO), OTIENO)
    assert (again.resumed_at, again.draft) == (C16, "1")
    read, kept = ([replace(r, at=None) for r in s.results.values()] for s in (again, keying))
    assert sorted(read, key=lambda r: r.key) == sorted(kept, key=lambda r: r.key)
    again.leave_open(C16)
    again.finish()
    fresh = entry.open(FULL, MFL, NOVEMBER, ACHIENG)
    assert fresh.value(C07).value == 36
    assert fresh.keyed_apart == {C16}
    assert keyings.own_rates(ACHIENG)[0].wrong == 1
    assert keyings.own_rates(ACHIENG)[0].keyed == 2
    assert keyings.own_rates(OTIENO)[1].wrong == 0
    settle(fresh, C16, "The paper says 12.", second=True)
    assert entry.open(FULL, MFL, NOVEMBER, ACHIENG).keyed_apart == frozenset()
    assert str(keyings.line(fresh)) == "Second keying: 3 of 3 agreed."
    with office.work() as work:
        results = {k: r.outcome for k, r in work.keyings.results(keying.keying.id).items()}
        assert work.returns.cells(opened.revision.id, keying=2)[C07].value == 36
        assert work.audit.first_broken(str(opened.revision.id)) is None
    assert results == {C07: Outcome.FIRST_WRONG, C09: Outcome.SAME, C16: Outcome.FIRST_WRONG}


def test_a_revision_that_is_locked_by_somebody_else_takes_nothing(office, services):
    entry, keyings = services
    opened = entry.open(FULL, MFL, NOVEMBER, ACHIENG)
    opened.set(C07, "63")
    keying = keyings.start(opened, Scope.WHOLE)
    with office.work() as work:
        stored = work.returns.revision(opened.revision.id)
        work.returns.save_revision(replace(stored, state=State.READY))
        work.commit()
    for text in ("63", "36"):
        with pytest.raises(LockedError):
            keying.key_in(C07, text)
    with office.work() as work:
        assert work.keyings.results(keying.keying.id) == {}
        assert work.returns.cells(opened.revision.id, keying=2) == {}
