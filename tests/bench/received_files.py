"""Signed files to receive, and what receiving and its floors cost: shared by the benchmarks of receiving."""

import copy
import hashlib
import os
import sqlite3
import time
import zipfile
from pathlib import Path
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from office_fixtures import THIRD
from openpyxl import load_workbook
from received_office import NOVEMBER

from exports.verify_pool import WorkerChecker
from exports.xlsx import WorkbookMaker
from kmmp_desktop.domain.document import ReturnDocument, short_code
from kmmp_desktop.services.receiving_files import files_in
from kmmp_desktop.services.receiving_list import beside
from kmmp_desktop.services.receiving_rows import Step, ready
from kmmp_desktop.texts.catalogue import Catalogue

ADDED = 30000
"""MFL codes of the many facilities begin here."""


def sign_copies(office, signed, folder, family, count):
    """So many files of one that was signed: other facility, identity and code, really signed."""
    maker = WorkbookMaker(Catalogue().say_in)
    data = maker.check(signed).data
    forms = office.services.forms
    form = forms.for_period(family, NOVEMBER)
    derived = tuple(forms.version(each["family"], each["version"]) for each in data["derived"])
    clerk, manager = office.signer("clerk"), office.signer("manager")
    for number in range(count):
        said = copy.deepcopy(dict(data))
        mfl = str(ADDED + number)
        said["return"]["facility"] = said["facility"]["mfl"] = mfl
        said["facility"]["name"] = f"Facility {mfl}"
        said["revision"]["id"] = str(uuid4())
        said["short_code"] = short_code(said)
        document = ReturnDocument(said, form, derived)
        content = maker.build(document)
        content = maker.sign(content, clerk, "clerk", THIRD.replace(microsecond=0))
        content = maker.sign(content, manager, "manager", THIRD.replace(microsecond=0))
        (folder / f"{document.name}.xlsx").write_bytes(content)


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


def floor_of(benchmark, paths, signer, tmp_path, read, cells):
    key = x509.load_der_x509_certificate(signer.certificate).public_key()
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
            database.executemany("INSERT INTO cell VALUES (?, ?, ?)", [(digest, n, n) for n in range(cells)])
            database.execute("COMMIT")

    measured(benchmark, floor, len(paths))
    database.close()
