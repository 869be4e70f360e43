"""Receiving against reading a file, checking one signature and inserting its cells; linear to 1,000 files.

The files differ in facility, identity and figures and are really signed, from one document that was changed.
"""

import shutil
import tracemalloc
from pathlib import Path

import pytest
from bench.received_files import ADDED, cells_of, floor_of, measured, receive, sign_copies, unpacked, warmed
from office_fixtures import THIRD, open_copy
from received_office import CODES, SMALL, facility, receiver_home, sender, sender_home

from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.services.receiving_files import files_in
from kmmp_desktop.services.receiving_list import beside

__all__ = ["receiver_home", "sender", "sender_home"]

MANY = (100, 1000)


@pytest.fixture(scope="module")
def signer_office(sender):
    return sender()


@pytest.fixture(scope="module")
def many(signer_office, tmp_path_factory):
    """A folder with 1,000 signed returns, one facility each."""
    folder, office = tmp_path_factory.mktemp("many"), signer_office
    path = office.send(CODES[0], tmp_path_factory.mktemp("one"))
    sign_copies(office.office, path.read_bytes(), folder, SMALL, max(MANY))
    return folder


@pytest.fixture
def wide(receiver_home, tmp_path):
    """The national office with 1,000 facilities more."""
    shutil.copytree(receiver_home, tmp_path / "wide")
    office = open_copy(tmp_path / "wide", SetClock(THIRD))
    with office.work() as work:
        work.facilities.put_many(facility(str(ADDED + number)) for number in range(max(MANY)))
        work.commit()
    return office


@pytest.mark.benchmark(group="receive 100 files")
@pytest.mark.parametrize("read", [Path.read_bytes, unpacked, cells_of], ids=["bytes", "unpacked", "cells"])
def test_floor_read_check_one_signature_insert(benchmark, many, signer_office, tmp_path, read):
    """Reading the file: its bytes alone, its parts, or its cells. One commit a file."""
    paths = list(files_in([many]))[: MANY[0]]
    floor_of(benchmark, paths, signer_office.office.signer("clerk"), tmp_path, read, 15)


@pytest.mark.benchmark(group="receive 100 files")
@pytest.mark.parametrize("processes", [1, 2])
def test_receive_the_same_files(benchmark, many, wide, processes):
    """Judged by one checking process, and by two: what the second core is worth."""
    pids = warmed(wide, many, processes)
    paths = list(files_in([many]))[: MANY[0]]
    assert measured(benchmark, lambda: receive(wide, paths), len(paths), pids) == len(paths)


@pytest.mark.benchmark(group="receive, growth")
@pytest.mark.parametrize("count", MANY)
def test_receiving_is_linear(benchmark, many, wide, count):
    pids = warmed(wide, many, 2)
    paths = list(files_in([many]))[:count]
    assert measured(benchmark, lambda: receive(wide, paths), count, pids) == count


def test_memory_does_not_grow_with_the_files(many, wide, record_property):
    """The list keeps some 10 KB a file, never the files; what is in hand at a time is as much for many."""
    list(wide.services.receiving.look(list(files_in([many]))[:2]))
    in_hand = []
    for count in MANY:
        paths = list(files_in([many]))[:count]
        tracemalloc.start()
        try:
            files = beside(wide.services.receiving.look(paths))
            kept, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert len(files) == count
        record_property(f"kept of {count}", kept)
        record_property(f"peak of {count}", peak)
        assert kept < 12_000 * count + 4_000_000
        in_hand.append(peak - kept)
    assert max(in_hand) < 4_000_000
    assert in_hand[1] < in_hand[0] + 1_000_000
