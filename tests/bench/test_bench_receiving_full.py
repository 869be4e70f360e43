"""Receiving full forms: every cell filled, findings and reasons in them; two checking processes.

``KMMP_FULL_FILES=1000`` shows how it grows and that memory does not; they take minutes to sign.
"""

import os
import tracemalloc

import pytest
from bench.received_files import ADDED, cells_of, floor_of, measured, receive, sign_copies, unpacked, warmed
from month_office import FIRST, FULL, approved_month
from office_fixtures import NOVEMBER, PASSPHRASE, THIRD, open_copy
from received_office import pin

from kmmp_desktop.domain.office import Facility, FormSpan, Role
from kmmp_desktop.domain.period import Period
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.services.receiving_files import files_in
from kmmp_desktop.services.receiving_list import beside

COUNT = int(os.environ.get("KMMP_FULL_FILES", "16"))


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    return approved_month(tmp_path_factory.mktemp("month") / "home", 1)


@pytest.fixture(scope="module")
def signed(month, tmp_path_factory):
    """A folder of signed full workbooks, one facility each."""
    folder = tmp_path_factory.mktemp("full")
    with month.work() as work:
        [revision] = work.returns.in_month(FULL, NOVEMBER)
        kept = work.files.get(revision.id, "xlsx")
    assert revision.key.facility == str(FIRST)
    sign_copies(month, kept.content, folder, FULL, COUNT)
    return folder


@pytest.fixture
def national(month, tmp_path):
    """An office that knows the senders, and whose facilities owe the full form."""
    office = open_copy(tmp_path / "national", SetClock(THIRD))
    office.services.people.found_office("National programme", "National programme", "")
    office.services.people.add("mwende", "J. Mwende", Role.OFFICER, PASSPHRASE)
    pin(office, month)
    owed = (FormSpan(FULL, Period(2026, 9)),)
    codes = [str(ADDED + number) for number in range(COUNT)]
    with office.work() as work:
        work.facilities.put_many(Facility(c, f"Facility {c}", "Kisumu", "", "3", forms=owed) for c in codes)
        work.commit()
    return office


@pytest.mark.benchmark(group="receive full forms")
@pytest.mark.parametrize("read", [unpacked, cells_of], ids=["unpacked", "cells"])
def test_floor_for_full_forms(benchmark, signed, month, tmp_path, read):
    floor_of(benchmark, list(files_in([signed])), month.signer("clerk"), tmp_path, read, 217)


@pytest.mark.benchmark(group="receive full forms")
@pytest.mark.parametrize("part", [10, 1], ids=["a tenth", "all"])
def test_receive_full_forms(benchmark, signed, national, part):
    pids = warmed(national, signed, 2)
    paths = list(files_in([signed]))[: max(1, COUNT // part)]
    assert measured(benchmark, lambda: receive(national, paths), len(paths), pids) == len(paths)
    with national.work() as work:
        [revision, *_] = work.returns.in_month(FULL, NOVEMBER)
        assert len(work.returns.cells(revision.id)) > 200
        assert work.returns.reasons(revision.id)
        assert work.finding_steps.of(revision.id)


def test_memory_in_hand_does_not_grow_with_full_forms(signed, national, record_property):
    paths = list(files_in([signed]))
    list(national.services.receiving.look(paths[:2]))
    tracemalloc.start()
    try:
        files = beside(national.services.receiving.look(paths))
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(files) == COUNT
    record_property("kept", kept)
    record_property("peak", peak)
    assert kept < 20_000 * COUNT + 4_000_000
    assert peak - kept < 6_000_000
