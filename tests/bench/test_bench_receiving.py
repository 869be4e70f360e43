"""Receiving against reading a file, checking one signature and inserting its cells; linear to 1,000 files.

The files differ in facility, identity and figures and are really signed, from one document that was changed.
"""

import copy
import hashlib
import os
import shutil
import sqlite3
import time
import tracemalloc
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from office_fixtures import THIRD, open_copy
from openpyxl import load_workbook
from received_office import CODES, NOVEMBER, SMALL, facility, receiver_home, sender, sender_home

from exports.verify_pool import WorkerChecker
from exports.xlsx import WorkbookMaker
from kmmp_desktop.domain.document import ReturnDocument, short_code
from kmmp_desktop.services.demo.office import SetClock
from kmmp_desktop.services.receiving_files import files_in
from kmmp_desktop.services.receiving_list import beside
from kmmp_desktop.services.receiving_rows import Step, ready
from kmmp_desktop.texts.catalogue import Catalogue

__all__ = ["receiver_home", "sender", "sender_home"]

MANY = (100, 1000)
ADDED = 30000
"""MFL codes of the many facilities begin here."""


@pytest.fixture(scope="module")
def signer_office(sender):
    return sender()


@pytest.fixture(scope="module")
def many(signer_office, tmp_path_factory):
    """A folder with 1,000 signed returns, one facility each."""
    folder, office = tmp_path_factory.mktemp("many"), signer_office
    path = office.send(CODES[0], tmp_path_factory.mktemp("one"))
    maker = WorkbookMaker(Catalogue().say_in)
    data = maker.check(path.read_bytes()).data
    form = office.office.services.forms.for_period(SMALL, NOVEMBER)
    clerk, manager = office.office.signer("clerk"), office.office.signer("manager")
    for number in range(max(MANY)):
        said = copy.deepcopy(dict(data))
        mfl = str(ADDED + number)
        said["return"]["facility"] = said["facility"]["mfl"] = mfl
        said["facility"]["name"] = f"Facility {mfl}"
        said["revision"]["id"] = str(uuid4())
        said["short_code"] = short_code(said)
        document = ReturnDocument(said, form)
        content = maker.build(document)
        content = maker.sign(content, clerk, "clerk", THIRD.replace(microsecond=0))
        content = maker.sign(content, manager, "manager", THIRD.replace(microsecond=0))
        (folder / f"{document.name}.xlsx").write_bytes(content)
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


def receive(office, paths):
    service, person = office.services.receiving, office.person("mwende")
    files = beside(service.look(paths))
    taken = []
    service.take_all(ready(files), person, taken.append)
    assert all(file.step is Step.TAKEN for file in taken)
    return len(taken)


def cells_of(path):
    """Every value of a workbook, as openpyxl reads them fastest."""
    book = load_workbook(path, read_only=True, data_only=True)
    values = [v for sheet in book for row in sheet.iter_rows(values_only=True) for v in row if v is not None]
    book.close()
    return values


def unpacked(path):
    """Every part of a workbook, unpacked and hashed: what is signed is the digest of each."""
    with zipfile.ZipFile(path) as archive:
        return [hashlib.sha256(archive.read(name)).digest() for name in archive.namelist()]


def measured(benchmark, work, count, processes=()):
    """Run it once; processor time beside the time on the wall, which others on the machine lengthen."""
    at = time.process_time(), used(processes)
    done = benchmark.pedantic(work, rounds=1)
    own, theirs = time.process_time() - at[0], used(processes) - at[1]
    if benchmark.stats is not None:  # None where benchmarks are only tried
        benchmark.extra_info["wall ms per file"] = round(1000 * benchmark.stats.stats.mean / count, 2)
    benchmark.extra_info["CPU ms per file"] = round(1000 * own / count, 2)
    if processes:
        benchmark.extra_info["CPU ms per file, checking processes"] = round(1000 * theirs / count, 2)
    if hasattr(os, "getloadavg"):
        benchmark.extra_info["load"] = round(os.getloadavg()[0], 1)
    return done


def used(processes):
    """Seconds of processor time of other processes, where the system tells."""
    total = 0.0
    for process in processes:
        said = Path(f"/proc/{process}/stat")
        if said.exists():
            fields = said.read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def with_processes(office, count):
    """So many checking processes, all of them up; their ids."""
    verifier = office.services.receiving._verifier
    checker = WorkerChecker(verifier._checker._all[0]._command, processes=count)
    verifier._checker.close()
    verifier._checker = checker
    return checker


def warmed(office, many, count):
    checker = with_processes(office, count)
    list(office.services.receiving.look(list(files_in([many]))[: 4 * count]))
    return [one._running.pid for one in checker._all if one._running]


@pytest.mark.benchmark(group="receive 100 files")
@pytest.mark.parametrize("read", [Path.read_bytes, unpacked, cells_of], ids=["bytes", "unpacked", "cells"])
def test_floor_read_check_one_signature_insert(benchmark, many, signer_office, tmp_path, read):
    """Reading the file: its bytes alone, its parts, or its cells. One commit a file."""
    signer = signer_office.office.signer("clerk")
    key = x509.load_der_x509_certificate(signer.certificate).public_key()
    paths = list(files_in([many]))[: MANY[0]]
    signatures = [signer.sign(path.read_bytes()) for path in paths]
    database = sqlite3.connect(tmp_path / "floor.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE cell (file, number, value)")
    database.execute("CREATE TABLE file (digest, content)")

    def floor():
        for path, signature in zip(paths, signatures, strict=True):
            read(path)
            content = path.read_bytes()
            digest = hashlib.sha256(content).digest()
            key.verify(signature, content, padding.PKCS1v15(), hashes.SHA256())
            database.execute("BEGIN")
            database.execute("INSERT INTO file VALUES (?, ?)", (digest, content))
            database.executemany("INSERT INTO cell VALUES (?, ?, ?)", [(digest, n, n) for n in range(15)])
            database.execute("COMMIT")

    measured(benchmark, floor, len(paths))
    database.close()


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
