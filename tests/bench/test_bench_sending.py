"""A whole month through the service: every form of every facility verified, written, signed for, recorded.

Few facilities unless ``KMMP_MONTH_FACILITIES`` says more (300 take minutes to make first). The floor: the
same bytes hashed and copied, two RSA checks for each file, and the office submission's cells written unstyled
by openpyxl's write-only mode.
"""

import hashlib
import io
import json
import os
import threading
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from month_office import FAMILIES, approved_month
from office_fixtures import NOVEMBER
from openpyxl import Workbook, load_workbook

FACILITIES = int(os.environ.get("KMMP_MONTH_FACILITIES", "4"))
MISSING = max(1, FACILITIES // 8)


class StoppedError(Exception):
    """What the person who cancels raises in the run."""


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    office = approved_month(tmp_path_factory.mktemp("month") / "home", FACILITIES, MISSING)
    office.signer("manager")
    return office


@pytest.fixture(scope="module")
def sent(month, tmp_path_factory):
    """Cancelled halfway, then gone on with to its end."""
    folder = tmp_path_factory.mktemp("sent") / "2026-11"

    def stop(step, done, of):
        if step == "write" and done * 2 >= of:
            raise StoppedError

    with pytest.raises(StoppedError):
        export(month, folder, stop)
    assert not folder.exists(), "nothing stands where somebody would take it for the month"
    half = [path for path in folder.parent.rglob("*") if path.suffix in (".xlsx", ".pdf")]
    return folder, half, export(month, folder)


def export(office, folder, progress=None):
    service = office.services.exporting
    plans = [service.plan(family, NOVEMBER) for family in FAMILIES]
    return service.export(plans, folder, office.person("manager"), progress, office.signer("manager"))


def resident(pid):
    """Megabytes of a process, where the system tells."""
    said = Path(f"/proc/{pid}/status")
    lines = said.read_text().splitlines() if said.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def used(pid):
    said = Path(f"/proc/{pid}/stat")
    fields = said.read_text().rpartition(")")[2].split() if said.exists() else []
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


class Watched:
    """Peak memory of this process, and processor time of the checking ones, while a run goes on."""

    def __init__(self, office):
        processes = office.services.exporting._returns._many._checker._all
        self._pids = lambda: [one._running.pid for one in processes if one._running is not None]
        self._over = threading.Event()
        self.peak, self.theirs = 0.0, {}

    def __enter__(self):
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _look(self):
        while not self._over.wait(0.1):
            self.peak = max(self.peak, resident(os.getpid()))
            self.theirs.update({pid: used(pid) for pid in self._pids()})


def test_a_run_that_was_cancelled_leaves_whole_files_and_is_gone_on_with(sent, month):
    folder, half, report = sent
    returns = FACILITIES * len(FAMILIES)
    assert len(half) >= 2 * (returns // 2) - 2
    for path in half:
        assert not path.exists(), "taken over, not left beside"
    assert report.again >= len(half) - 1
    assert (report.included, report.left_out) == (returns, MISSING * len(FAMILIES))
    for family in FAMILIES:
        listed = json.loads((folder / family / "manifest.json").read_text())
        assert len(listed["files"]) == 2 * FACILITIES + 2
        assert len(listed["left_out"]) == MISSING
        for entry in listed["files"]:
            content = (folder / family / entry["name"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    one = sorted((folder / FAMILIES[0]).glob("*"))[0]
    assert month.services.verifying.verify(one).is_approved


@pytest.mark.benchmark(group="send a month")
def test_floor_the_same_bytes_signatures_and_cells(benchmark, sent, month, tmp_path):
    folder, _, _ = sent
    signer = month.signer("clerk")
    key = x509.load_der_x509_certificate(signer.certificate).public_key()
    paths = [path for family in FAMILIES for path in (folder / family).iterdir()]
    signature = signer.sign(b"x")
    books = [load_workbook(path, read_only=True) for path in folder.glob("*/submission_*.xlsx")]
    sheets = [[list(row) for row in sheet.iter_rows(values_only=True)] for book in books for sheet in book]

    def floor():
        for number, path in enumerate(paths):
            content = path.read_bytes()
            hashlib.sha256(content).digest()
            (tmp_path / str(number)).write_bytes(content)
            for _ in range(2):
                key.verify(signature, b"x", padding.PKCS1v15(), hashes.SHA256())
        made = Workbook(write_only=True)
        for rows in sheets:
            sheet = made.create_sheet()
            for row in rows:
                sheet.append(row)
        made.save(io.BytesIO())

    at = time.process_time()
    benchmark.pedantic(floor, rounds=1)
    benchmark.extra_info["CPU s"] = round(time.process_time() - at, 2)


@pytest.mark.benchmark(group="send a month")
def test_send_the_month(benchmark, sent, month, tmp_path):
    """The submissions are signed in the run before, and would be taken again: so they are forgotten."""
    with month.work() as work:
        work._transaction._connection.exec_driver_sql("DELETE FROM submission_file")
        work._transaction._writing = True
        work.commit()
    at = time.process_time()
    with Watched(month) as watched:
        report = benchmark.pedantic(export, args=(month, tmp_path / "2026-11"), rounds=1)
    assert report.signed_by == "P. Otieno"
    benchmark.extra_info["CPU s"] = round(time.process_time() - at, 2)
    benchmark.extra_info["CPU s of checking processes"] = [round(s, 2) for s in watched.theirs.values()]
    benchmark.extra_info["peak MB"] = round(watched.peak)
