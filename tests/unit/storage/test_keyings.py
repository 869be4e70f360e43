"""Second keyings in a file and on a server: what was put in comes out again."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from storage_fixtures import ACHIENG, C02, NOON, OTIENO, furnish, number, save_cell

from kmmp_desktop.domain.keying import Chosen, Keying, Outcome, Result, Scope, Why
from kmmp_desktop.domain.values import CellKey, CellValue, Kind, Missing
from kmmp_desktop.storage.home import OfficeHome

C07 = CellKey("KM_C07")
VALUES = (
    None,
    number(7),
    number(7.5),
    CellValue(Kind.MISSING, Missing.UNKNOWN, "UNK"),
    CellValue(Kind.INVALID, None, "12 est\x00"),
    CellValue(Kind.TEXT, "naïve 'quotes' \"by\"", "naïve 'quotes' \"by\""),
)


def a_keying(revision, by=OTIENO, finished=None, cells=(C02, C07)) -> Keying:
    chosen = tuple(Chosen(key, Why.FAILING) for key in cells)
    return Keying(uuid4(), revision.id, Scope.CHOSEN, chosen, by.id, NOON, finished)


def put(office: OfficeHome, keying: Keying, *results: Result) -> None:
    with office.work() as work:
        work.keyings.add(keying)
        for result in results:
            work.keyings.put_result(keying.id, result)
        work.commit()


@pytest.mark.parametrize("first", VALUES)
@pytest.mark.parametrize("second", VALUES)
def test_a_keying_and_both_values_of_a_cell_come_out_as_they_went_in(office, first, second):
    keying = a_keying(furnish(office))
    result = Result(C02, first, second, 1, Outcome.ASKED, NOON, ACHIENG.id)
    left = Result(C07, first, None, 0, Outcome.OPEN, NOON)
    put(office, keying, result, left)
    with office.work() as work:
        assert work.keyings.get(keying.id) == keying
        assert work.keyings.of_revision(keying.revision) == (keying,)
        assert work.keyings.results(keying.id) == {C02: result, C07: left}
        assert work.keyings.latest_results(keying.revision) == {}, "not finished yet"


def test_the_last_finished_keying_of_a_cell_speaks_for_it(office):
    revision = furnish(office)
    old, new = a_keying(revision), a_keying(revision, cells=(C02,))
    first, later = NOON, NOON + timedelta(hours=1)
    put(office, old, *(Result(k, number(1), number(2), 1, Outcome.OPEN, first) for k in (C02, C07)))
    put(office, new, Result(C02, number(1), number(1), 1, Outcome.SAME, later))
    with office.work() as work:
        work.keyings.finish(new.id, later)
        work.keyings.finish(old.id, first)
        work.commit()
    with office.work() as work:
        latest = work.keyings.latest_results(revision.id)
    assert latest[C02][0] == new.id
    assert latest[C02][1].outcome is Outcome.SAME
    assert latest[C07][0] == old.id


def test_figures_are_counted_for_who_typed_them_first_and_for_who_keyed_them_again(office):
    revision = furnish(office)
    results = (
        Result(C02, number(1), number(2), 2, Outcome.FIRST_WRONG, NOON, ACHIENG.id),
        Result(C07, number(1), number(1), 1, Outcome.SAME, NOON, ACHIENG.id),
    )
    put(office, a_keying(revision, OTIENO, NOON), *results)
    put(office, a_keying(revision, OTIENO), *results)  # not finished: not counted
    put(office, a_keying(revision, OTIENO, NOON - timedelta(days=400)), *results)
    since = NOON - timedelta(days=365)
    counted = {Outcome.FIRST_WRONG: 1, Outcome.SAME: 1}
    with office.work() as work:
        assert work.keyings.outcomes_first(ACHIENG.id, since) == counted
        assert work.keyings.outcomes_second(OTIENO.id, since) == counted
        assert work.keyings.outcomes_first(OTIENO.id, since) == {}
        assert work.keyings.outcomes_second(ACHIENG.id, since) == {}


def test_who_typed_a_figure_is_told_of_the_first_keying_only(office):
    revision = furnish(office)
    save_cell(office, revision.id, number(4))
    with office.work() as work:
        work.returns.put_cells(revision.id, {C02: number(5), C07: number(5)}, OTIENO.id, NOON, keying=2)
        work.commit()
    with office.work() as work:
        assert work.keyings.keyed_by(revision.id, C02) == ACHIENG.id
        assert work.keyings.keyed_by(revision.id, C07) is None
        assert work.returns.cells(revision.id) == {C02: number(4)}
